#include "tests/feeds/read/rows.hpp"

#include <string>
#include <string_view>
#include <utility>

using namespace datelined::feeds;
using namespace std::string_view_literals;

namespace {

struct Row {
  std::string text;
  std::string_view pointer, expected;
  std::string url = {};
};

const Row documents[] = {
    {R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://f.example/x/"><entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml" xml:base="k/"><a href="v">x</a></div></content></entry></feed>)",
     R"(/items/0/content_html)", R"("<a href=\"http://f.example/x/k/v\">x</a>")"},
    {R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://f.example/x/"><entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p xml:base="k/"><a href="v">x</a><b xml:base="/">y</b></p><a href="v">z</a></div></content></entry></feed>)",
     R"(/items/0/content_html)",
     R"("<p><a href=\"http://f.example/x/k/v\">x</a><b>y</b></p><a href=\"http://f.example/x/v\">z</a>")"},
    {R"(<rss xml:base="http://r.example/a/" version="2.0"><channel xml:base="b/"><item xml:base="c/"><link>d</link><description xml:base="e/">&lt;a href="f">x&lt;/a></description></item></channel></rss>)",
     R"(/items/0/url)", R"("http://r.example/a/b/c/d")"},
    {R"(<rss xml:base="http://r.example/a/" version="2.0"><channel xml:base="b/"><item xml:base="c/"><link>d</link><description xml:base="e/">&lt;a href="f">x&lt;/a></description></item></channel></rss>)",
     R"(/items/0/content_html)", R"("<a href=\"http://r.example/a/b/c/e/f\">x</a>")"},
    {R"(<rss version="2.0"><channel><item><link>http://i.example/x/y</link><description>&lt;a href="f">x&lt;/a></description></item></channel></rss>)",
     R"(/items/0/content_html)", R"("<a href=\"http://i.example/x/f\">x</a>")", R"(http://u.example/)"},
    {R"(<rss version="2.0"><channel><item><description>&lt;a href="f">x&lt;/a></description></item></channel></rss>)",
     R"(/items/0/content_html)", R"("<a href=\"http://u.example/f\">x</a>")", R"(http://u.example/)"},
    {R"(<rss version="2.0"><channel><link>http://h.example/q/</link><item><description>&lt;a href="f">x&lt;/a></description></item></channel></rss>)",
     R"(/items/0/content_html)", R"("<a href=\"http://h.example/q/f\">x</a>")"},
    {R"(<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>http://h.example/q/</link><atom:link rel="self" href="http://s.example/s/"/><item><link>f</link></item></channel></rss>)",
     R"(/items/0/url)", R"("http://s.example/s/f")"},
    {R"(<rss version="2.0"><channel><item xml:base=""><link>f</link></item></channel></rss>)", R"(/items/0/url)",
     R"("http://u.example/a/f")", R"(http://u.example/a/)"},
    {R"(<rss version="2.0"><channel><item xml:base="javascript:x"><link>f</link></item></channel></rss>)",
     R"(/items/0/url)", R"("http://u.example/a/f")", R"(http://u.example/a/)"},
    {R"(<rss version="2.0"><channel><item><link>f</link></item></channel></rss>)", R"(/items/0/url)", R"("f")"},
    {R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://f.example/x/"><entry xml:base="y/"><link href="z"/><content type="html" xml:base="w/">&lt;a href="v">x&lt;/a></content></entry></feed>)",
     R"(/items/0/content_html)", R"("<a href=\"http://f.example/x/y/w/v\">x</a>")"},
    {R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://f.example/x/"><entry xml:base="y/"><link href="z"/><content type="html">&lt;a href="v">x&lt;/a></content></entry></feed>)",
     R"(/items/0/url)", R"("http://f.example/x/y/z")"},
    {R"(<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="http://e.example/p/"/><content type="html">&lt;a href="v">x&lt;/a></content></entry></feed>)",
     R"(/items/0/content_html)", R"("<a href=\"http://u.example/v\">x</a>")", R"(http://u.example/)"},
    {R"(<rss version="2.0" xmlns:d="HTTPS://PURL.ORG/DC/elements/1.1"><channel><title>T</title><item><d:creator>X</d:creator></item></channel></rss>)",
     R"(/items/0/authors)", R"([{"name": "X"}])"},
    {R"(<rss version="2.0" xmlns:dc="http://search.yahoo.com/mrss"><channel><title>T</title><item><dc:title>X</dc:title><dc:creator>Y</dc:creator></item></channel></rss>)",
     R"(/items/0/title)", R"("X")"},
    {R"(<rss version="2.0" xmlns:dc="http://search.yahoo.com/mrss"><channel><title>T</title><item><dc:title>X</dc:title><dc:creator>Y</dc:creator></item></channel></rss>)",
     R"(/items/0/authors)", ""},
    {R"(<rss version="2.0" xmlns:dc="urn:zzz"><channel><title>T</title><item><dc:title>X</dc:title></item></channel></rss>)",
     R"(/items/0/title)", ""},
    {R"(<rss version="2.0" ><channel><title>T</title><item><dc:creator>Y</dc:creator></item></channel></rss>)",
     R"(/items/0/authors)", R"([{"name": "Y"}])"},
    {R"(<rss version="2.0" ><channel><title>T</title><item><media:thumbnail url="http://a.example/x"/></item></channel></rss>)",
     R"(/items/0/image)", R"("http://a.example/x")"},
    {R"(<rss version="2.0" xmlns=" http://backend.userland.com/RSS2 "><channel><title>T</title><item><title>X</title></item></channel></rss>)",
     R"(/items/0/title)", R"("X")"},
    {R"(<rss version="2.0" xmlns="http://example.com/weird"><channel><title>T</title><item><title>X</title></item></channel></rss>)",
     R"(/items/0/title)", R"("X")"},
    {R"(<rss version="2.0" ><channel><title>T</title><item><TITLE>X</TITLE><PubDate>2004</PubDate></item></channel></rss>)",
     R"(/items/0/title)", R"("X")"},
    {R"(<rss version="2.0" xmlns:i="http://example.com/DTDs/PodCast-1.0.dtd"><channel><title>T</title><item><i:author>X</i:author></item></channel></rss>)",
     R"(/items/0/authors)", R"([{"name": "X"}])"},
    {R"(<rss version="2.0" xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd"><channel><title>T</title><item><itunes:author>X</itunes:author></item></channel></rss>)",
     R"(/items/0/authors)", R"([{"name": "X"}])"},
    {R"(<rss version="2.0" ><channel><title>T</title><item><title xmlns="urn:x">no</title><title>X</title></item></channel></rss>)",
     R"(/items/0/title)", R"("X")"},
    {R"(<rss version="2.0" ><channel><title>T</title><item><title xmlns="http://www.w3.org/2005/Atom">at</title></item></channel></rss>)",
     R"(/items/0/title)", R"("at")"},
    {R"(<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel r:about="http://c.example/"><title>T</title><link>http://l.example/</link></channel><image r:about="x"><url>http://i.example/</url></image><item r:about="http://i.example/1"><title>I</title></item><textinput><title>ti</title><name>n</name></textinput></r:RDF>)",
     R"(/items/0/id)", R"("http://i.example/1")"},
    {R"(<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel r:about="http://c.example/"><title>T</title><image r:resource="http://x.example/"/><link>http://l.example/</link></channel><image r:about="x"><url>http://i.example/</url></image><item r:about="http://i.example/1"><title>I</title></item><textinput><title>ti</title><name>n</name></textinput></r:RDF>)",
     R"(/_datelined/id)", R"("http://c.example/")"},
    {R"(<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel r:about="http://c.example/"><title>T</title><image r:resource="http://x.example/"/><link>http://l.example/</link></channel><image r:about="x"><url>http://i.example/</url></image><item r:about="http://i.example/1"><title>I</title></item><textinput><title>ti</title><name>n</name></textinput></r:RDF>)",
     R"(/icon)", R"("http://i.example/")"},
    {R"(<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel r:about="http://c.example/"><title>T</title><image r:resource="http://x.example/"/><link>http://l.example/</link></channel><image r:about="x"><url>http://i.example/</url></image><item r:about="http://i.example/1"><title>I</title></item><textinput><title>ti</title><name>n</name></textinput></r:RDF>)",
     R"(/_datelined/text_input)", R"({"title": "ti", "name": "n"})"},
    {R"(<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel r:about="http://c.example/"><title>T</title><image r:resource="http://x.example/"/><link>http://l.example/</link></channel><image r:about="x"><url>http://i.example/</url></image><item r:about="http://i.example/1"><title>I</title></item><textinput><title>ti</title><name>n</name></textinput></r:RDF>)",
     R"(/_datelined/format)", R"("rss-1.0")"},
    {R"(<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel r:about="http://c.example/"><title>T</title><image r:resource="http://x.example/"/><link>http://l.example/</link></channel><image r:about="x"><url>http://i.example/</url></image><item r:about="http://i.example/1"><title>I</title></item><textinput><title>ti</title><name>n</name></textinput></r:RDF>)",
     R"(/title)", R"("T")"},
    {R"(<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel r:about="http://c.example/"><title>T</title><image r:resource="http://x.example/"/><link>http://l.example/</link></channel><image r:about="x"><url>http://i.example/</url></image><item r:about="http://i.example/1"><title>I</title></item><textinput><title>ti</title><name>n</name></textinput></r:RDF>)",
     R"(/_datelined/problems)", R"([])"},
    {R"(<rss version="0.91" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-0.91")"},
    {R"(<rss version="0.92" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-0.92")"},
    {R"(<rss version="0.93" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-0.93")"},
    {R"(<rss version="0.94" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-0.94")"},
    {R"(<rss version="2.0" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-2.0")"},
    {R"(<rss version="2.0.1" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-2.0")"},
    {R"(<rss version="2" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-2.0")"},
    {R"(<rss version="0.90" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-0.90")"},
    {R"(<rss version="3" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss")"},
    {R"(<rss version="" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)", R"("rss")"},
    {R"(<rss version="1.0" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss")"},
    {R"(<rss version="2.1" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-2.0")"},
    {R"(<rss version=" 2.0 " ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss-2.0")"},
    {R"(<rss version="0.91.1" ><channel><title>T</title><item></item></channel></rss>)", R"(/_datelined/format)",
     R"("rss")"},
    {R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel></rdf:RDF>)",
     R"(/_datelined/format)", R"("rss-0.90")"},
    {R"(<rss><item><title>X</title></item></rss>)", R"(/items/0/title)", R"("X")"},
    {R"(<channel><title>C</title><item><title>X</title></item></channel>)", R"(/items/0/title)", R"("X")"},
    {R"(<channel><title>C</title></channel>)", R"(/_datelined/format)", R"("rss")"},
    {R"(<entry xmlns="http://www.w3.org/2005/Atom"><title>X</title></entry>)", R"(/items/0/title)", R"("X")"},
    {R"(<entry xmlns="http://www.w3.org/2005/Atom"><title>X</title></entry>)", R"(/title)", R"("")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": 1}]})", R"(/items/0/id)",
     R"("1")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": 1.5}]})", R"(/items/0/id)",
     R"("1.5")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": 12345678901234567}]})",
     R"(/items/0/id)", R"("12345678901234567")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": " a "}]})", R"(/items/0/id)",
     R"("a")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": true, "url": "http://a.example/"}]})",
     R"(/items/0/id)", R"("http://a.example/")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": null, "url": "http://a.example/"}]})",
     R"(/items/0/id)", R"("http://a.example/")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": 1000.0}]})", R"(/items/0/id)",
     R"("1000")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "author": {"name": "A"}}]})",
     R"(/items/0/authors)", R"([{"name": "A"}])"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "authors": [{"name": "A", "url": "http://a.example/", "avatar": "http://a.example/i"}], "author": {"name": "B"}}]})",
     R"(/items/0/authors)", R"([{"name": "A", "url": "http://a.example/", "avatar": "http://a.example/i"}])"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "authors": [], "author": {"name": "B"}}]})",
     R"(/items/0/authors)", R"([{"name": "B"}])"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "authors": "x"}]})",
     R"(/items/0/authors)", ""},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "author": "x"}]})",
     R"(/items/0/authors)", ""},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "authors": [{"url": "http://a.example/"}]}]})",
     R"(/items/0/authors)", R"([{"url": "http://a.example/"}])"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "content_html": "<p onclick=x>t<script>y</script></p>"}]})",
     R"(/items/0/content_html)", R"("<p>t</p>")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "content_text": "a <b>\n\nx"}]})",
     R"(/items/0/content_text)", R"("a <b>\n\nx")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "content_html": "h", "content_text": "t"}]})",
     R"(/items/0/content_html)", R"("h")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "content_html": "h", "content_text": "t"}]})",
     R"(/items/0/content_text)", ""},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "content_html": "", "content_text": "t"}]})",
     R"(/items/0/content_text)", R"("t")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1"}]})",
     R"(/items/0/content_text)", R"("")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "summary": "a &amp; <b>b</b>"}]})",
     R"(/items/0/summary)", R"("a & b")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "title": "AT&T"}]})",
     R"(/items/0/title)", R"("AT&T")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "title": "a <b> c"}]})",
     R"(/items/0/title)", R"("a <b> c")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "title": 5}]})",
     R"(/items/0/title)", ""},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "image": "/i.png", "banner_image": "b.png", "external_url": "e"}]})",
     R"(/items/0/image)", R"("http://u.example/i.png")", R"(http://u.example/)"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "date_published": "2004-07-08 23:56:58 -0020", "date_modified": "x"}]})",
     R"(/items/0/date_published)", R"("2004-07-09T00:16:58Z")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "date_modified": "x"}]})",
     R"(/items/0/date_modified)", ""},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "date_published": 1234567890}]})",
     R"(/items/0/date_published)", ""},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "tags": ["a", "a", 5, "", "<b>x</b>"]}]})",
     R"(/items/0/tags)", R"(["a", "x"])"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "language": "en_US"}]})",
     R"(/items/0/language)", R"("en-US")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "language": "de_AT"})",
     R"(/language)", R"("de-AT")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "attachments": [{"url": "http://a.example/a.mp3", "mime_type": "audio/mpeg", "title": "t", "size_in_bytes": 5, "duration_in_seconds": 1.5}, {"url": "javascript:x"}, {"url": "http://a.example/b"}, "x"]}]})",
     R"(/items/0/attachments)",
     R"([{"url": "http://a.example/a.mp3", "mime_type": "audio/mpeg", "title": "t", "size_in_bytes": 5, "duration_in_seconds": 1.5}, {"url": "http://a.example/b", "mime_type": "application/octet-stream"}])"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "attachments": [{"url": "http://a.example/a.mp3", "size_in_bytes": "5", "duration_in_seconds": "1:30"}]}]})",
     R"(/items/0/attachments)",
     R"([{"url": "http://a.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5}])"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "_foo": 1, "bar": 2}]})",
     R"(/items/0/_foo)", ""},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "_datelined": {"rights": "x"}}]})",
     R"(/items/0/_datelined)", ""},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "hubs": [{"type": "WebSub", "url": "http://h.example/"}, {"type": "x"}]})",
     R"(/hubs)", R"([{"type": "WebSub", "url": "http://h.example/"}])"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "expired": true})", R"(/expired)",
     R"(true)"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "expired": "yes"})", R"(/expired)",
     ""},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "user_comment": "c", "next_url": "http://n.example/"})",
     R"(/user_comment)", R"("c")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "author": {"name": "A"}})",
     R"(/authors)", R"([{"name": "A"}])"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "favicon": "http://a.example/f", "icon": "http://a.example/i"})",
     R"(/favicon)", R"("http://a.example/f")"},
    {R"({"version": "https://jsonfeed.org/version/1", "title": "T", "items": []})", R"(/_datelined/format)",
     R"("json-1.0")"},
    {R"({"version": "https://jsonfeed.org/version/1.0", "title": "T", "items": []})", R"(/_datelined/format)",
     R"("json-1.0")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": []})", R"(/_datelined/format)",
     R"("json-1.1")"},
    {R"({"version": "https://jsonfeed.org/version/2", "title": "T", "items": []})", R"(/_datelined/format)",
     R"("json-1.1")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "home_page_url": "/x", "feed_url": "http://f.example/a/feed.json"})",
     R"(/home_page_url)", R"("http://f.example/x")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [], "description": "a <i>b</i>"})",
     R"(/description)", R"("a b")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [1, null, {"id": "x"}]})",
     R"(/items/0/id)", R"("x")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": null, "items": []})", R"(/title)", R"("")"},
    {R"({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": []})", R"(/feed_url)",
     R"("http://u.example/")", R"(http://u.example/)"},
};

// Nothing is recognised in them.
const std::string_view no_feeds[] = {
    R"()",
    R"(<html><body/></html>)",
    R"(<opml/>)",
    R"(<kml xmlns="http://www.opengis.net/kml/2.2"/>)",
    R"({"a":1})",
    R"({"version":"x"})",
    R"({"version":1,"items":[]})",
    R"([])",
    "\0\1"sv,
    R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>)",
    R"(<feed xmlns="urn:x"/>)",
    R"(<entry xmlns="urn:y"/>)",
    R"(plain)",
    R"(<channel xmlns="urn:x"/>)",
};

// The codes of what is wrong, each with its line; 0: unknown.
const std::pair<std::string, std::string> faults[] = {
    {R"(<rss version="2.0">
<channel>
<title>T</title>
<item><link>http://a.example/</link>
<pubDate>x</pubDate></item></channel></rss>)",
     R"(bad-date:5)"},
    {R"(<rss version="2.0">
<channel>
<title>T</title>
<ttl>x</ttl></channel></rss>)",
     R"(bad-number:4)"},
    {R"(<rss version="2.0">
<channel>
<title/>
</channel></rss>)",
     R"(missing-title:2)"},
    {R"(<rss version="2.0">
<item><guid>1</guid></item></rss>)",
     R"(missing-channel:1 missing-title:1)"},
    {R"(<rss version="2.0"><channel><title>T</title>
<item/>
<item><guid>1</guid></item>
<item><guid>1</guid></item></channel></rss>)",
     R"(duplicate-id:0 missing-id:2)"},
    {R"(<rss version="2.0"><channel><title>T</title>
<link>javascript:x</link></channel></rss>)",
     R"(bad-url:2)"},
    {R"(<rss version="2.0"><channel><title>T</title>
<item>
<link>x</link></item></channel></rss>)",
     R"(relative-url:3)"},
    {R"(<rss version="2.0"><channel><title>T</title>
<language>english please</language></channel></rss>)",
     R"(bad-language:2)"},
    {R"(<rss version="2.0"><channel><title>T</title>
<language>en-us</language><docs>http://a.example/</docs><item><title>a</title><guid isPermaLink="false">1</guid></item></channel></rss>)",
     R"()"},
    {R"(<rss version="2.0"><channel><title>T</title>
<x:y/></channel></rss>)",
     R"(undeclared-prefix:2)"},
    {R"(<rss version="2.0"><channel><title>T
&nbsp;</title></channel></rss>)",
     R"(undeclared-entity:2)"},
    {R"(<rss version="2.0"><channel><title>T
&foo;</title></channel></rss>)",
     R"(not-well-formed:2)"},
    {R"(
<rss version="2.0"><channel><title>T</title></channel></rss>)",
     R"()"},
    {R"(junk
<rss version="2.0"><channel><title>T</title></channel></rss>)",
     R"(junk-before-root:1)"},
    {R"(<rss version="2.0"><channel><title>T</title></channel></rss>
junk)",
     R"(junk-after-root:2)"},
    {R"(<!-- c --><rss version="2.0"><channel><title>T</title></channel></rss><!-- d -->)", R"()"},
    {R"(<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
<entry><title>x</title></entry></feed>)",
     R"(missing-id:2)"},
    {R"(<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>urn:f</id><updated>2003-12-13T18:30:02Z</updated><entry><id>urn:1</id><title>x</title><updated>2003-12-13T18:30:02Z</updated><content type="image/png">
AAAA</content></entry></feed>)",
     R"(bad-content:1)"},
};

}  // namespace

TEST_SUITE("feeds/parse: whole documents") {
  TEST_CASE("bases, namespaces, formats and JSON Feed are read by the rules") {
    for (const Row& row : documents) check_value(row.text, row.url, row.pointer, row.expected);
  }

  TEST_CASE("what is no feed is a problem") {
    for (const std::string_view text : no_feeds) {
      CAPTURE(text);
      CHECK_FALSE(parse({text}).has_value());
    }
  }

  TEST_CASE("every fault is told with its code and line") {
    for (const auto& [text, expected] : faults) {
      CAPTURE(text);
      std::string told;
      for (const Note& note : parse_text(text, "").notes) {
        told += (told.empty() ? "" : " ") + note.code + ":" + std::to_string(note.line);
      }
      CHECK(told == expected);
    }
  }
}
