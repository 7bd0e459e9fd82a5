#include "tests/feeds/read/rows.hpp"

#include <string>
#include <string_view>

using namespace datelined::feeds;

namespace {

constexpr const char* atom_uri = "http://www.w3.org/2005/Atom";

struct Row {
  std::string inside;
  std::string_view pointer, expected;
  std::string of_root = {}, uri = atom_uri;
};

// What stands in the feed.
const Row atom_heads[] = {
    {R"(<title>T</title>)", R"(/title)", R"("T")"},
    {R"(<title type="html">a &amp;lt;b&gt; &lt;b>x&lt;/b></title>)", R"(/title)", R"("a <b> x")"},
    {R"(<title>a &lt;b>x&lt;/b></title>)", R"(/title)", R"("a <b>x</b>")"},
    {R"(<title type="xhtml"><xhtml:div>a <xhtml:b>x</xhtml:b></xhtml:div></title>)", R"(/title)", R"("a x")"},
    {R"(<title>T</title><subtitle>s</subtitle><tagline>t</tagline>)", R"(/description)", R"("s")"},
    {R"(<title>T</title><tagline>t</tagline>)", R"(/description)", R"("t")"},
    {R"(<title>T</title><link href="http://a.example/"/><link rel="alternate" type="text/html" href="http://b.example/"/>)",
     R"(/home_page_url)", R"("http://b.example/")"},
    {R"(<title>T</title><link rel="self" href="http://a.example/f"/>)", R"(/feed_url)", R"("http://a.example/f")"},
    {R"(<title>T</title><logo>http://a.example/l</logo><icon>http://a.example/i</icon>)", R"(/icon)",
     R"("http://a.example/l")"},
    {R"(<title>T</title><logo>http://a.example/l</logo><icon>http://a.example/i</icon>)", R"(/favicon)",
     R"("http://a.example/i")"},
    {R"(<title>T</title><author><name>N</name><uri>http://a.example/</uri><email>a@b.example</email></author>)",
     R"(/authors)", R"([{"name": "N", "url": "http://a.example/", "_datelined": {"email": "a@b.example"}}])"},
    {R"(<title>T</title><author><name>N</name><url>http://a.example/</url></author><author><name>M</name><homepage>http://h.example/</homepage></author>)",
     R"(/authors)", R"([{"name": "N", "url": "http://a.example/"}, {"name": "M", "url": "http://h.example/"}])"},
    {R"(<title>T</title><author><email>a@b.example</email></author>)", R"(/authors)",
     R"([{"name": "a@b.example", "_datelined": {"email": "a@b.example"}}])"},
    {R"(<title>T</title><author><name/></author><dc:creator>D</dc:creator>)", R"(/authors)", R"([{"name": "D"}])"},
    {R"(<title>T</title>)", R"(/language)", R"("de")", R"(xml:lang="de")", R"(http://www.w3.org/2005/Atom)"},
    {R"(<title>T</title><dc:language>fr</dc:language>)", R"(/language)", R"("de")", R"(xml:lang="de")",
     R"(http://www.w3.org/2005/Atom)"},
    {R"(<title>T</title><dc:language>fr</dc:language>)", R"(/language)", R"("fr")"},
    {R"(<title>T</title><dc:language>fr</dc:language>)", R"(/language)", R"("fr")", R"(xml:lang="")",
     R"(http://www.w3.org/2005/Atom)"},
    {R"(<title>T</title><link rel="hub" href="http://h.example/"/><link rel="next" href="/2"/>)", R"(/hubs)",
     R"([{"type": "WebSub", "url": "http://h.example/"}])"},
    {R"(<title>T</title><link rel="next" href="http://h.example/2"/>)", R"(/next_url)", R"("http://h.example/2")"},
    {R"(<title>T</title><id> urn:x </id>)", R"(/_datelined/id)", R"("urn:x")"},
    {R"(<title>T</title><updated>2004</updated><modified>2005</modified>)", R"(/_datelined/date_modified)",
     R"("2004-01-01T00:00:00Z")"},
    {R"(<title>T</title><updated>x</updated><modified>2005</modified>)", R"(/_datelined/date_modified)",
     R"("2005-01-01T00:00:00Z")"},
    {R"(<title>T</title><rights>R</rights><copyright>C</copyright>)", R"(/_datelined/rights)", R"("R")"},
    {R"(<title>T</title><copyright>C</copyright>)", R"(/_datelined/rights)", R"("C")"},
    {R"(<title>T</title><link rel="license" href="http://l.example/"/><cc:license>http://c.example/</cc:license>)",
     R"(/_datelined/license)", R"("http://l.example/")"},
    {R"(<title>T</title><generator uri="http://g.example/" version="1">G</generator>)", R"(/_datelined/generator)",
     R"({"name": "G", "url": "http://g.example/", "version": "1"})"},
    {R"(<title>T</title><generator url="http://g.example/">G</generator>)", R"(/_datelined/generator)",
     R"({"name": "G", "url": "http://g.example/"})"},
    {R"(<title>T</title><contributor><name>C</name></contributor>)", R"(/_datelined/contributors)",
     R"([{"name": "C"}])"},
    {R"(<title>T</title><category term="a" scheme="s" label="L"/><category term="a"/>)", R"(/_datelined/categories)",
     R"([{"term": "a", "scheme": "s", "label": "L"}, {"term": "a"}])"},
    {R"(<title>T</title><link>http://a.example/</link>)", R"(/_datelined/links)",
     R"([{"href": "http://a.example/", "rel": "alternate"}])"},
    {R"(<title>T</title>)", R"(/_datelined/format)", R"("atom-1.0")"},
    {R"(<title>T</title>)", R"(/_datelined/format)", R"("atom-0.3")", R"()", R"(http://purl.org/atom/ns#)"},
    {R"(<title>T</title>)", R"(/_datelined/format)", R"("atom-1.0")", R"()", R"(HTTPS://WWW.W3.ORG/2005/Atom/)"},
    {R"(<title>T</title>)", R"(/_datelined/format)", R"("atom")", R"()", R"()"},
    {R"(<title>T</title>)", R"(/_datelined/format)", R"("atom-0.3")", R"(version="0.3")", R"()"},
    {R"(<title>T</title><pubDate>2004</pubDate>)", R"(/_datelined/date_published)", ""},
    {R"(<title>T</title><id>urn:f</id><dc:identifier>x</dc:identifier>)", R"(/_datelined/id)", R"("urn:f")"},
    {R"(<title>T</title><dcterms:issued>2004</dcterms:issued>)", R"(/_datelined/date_published)",
     R"("2004-01-01T00:00:00Z")"},
    {R"(<title>T</title><link href="http://a.example/" rel="alternate" type="application/json"/><link href="http://b.example/" rel="alternate"/>)",
     R"(/home_page_url)", R"("http://b.example/")"},
    {R"(<title>T</title><link href="http://a.example/" rel="alternate" type="application/json"/>)", R"(/home_page_url)",
     R"("http://a.example/")"},
    {R"(<title>T</title><link href="" rel="self"/>)", R"(/feed_url)", ""},
    {R"(<title>T</title><category scheme="s"/>)", R"(/_datelined/categories)", ""},
    {R"(<title>T</title><category term="a&amp;amp;b"/>)", R"(/_datelined/categories)", R"([{"term": "a&b"}])"},
    {R"(<title>T</title><author><name>A</name><name>B</name></author>)", R"(/authors)", R"([{"name": "A"}])"},
    {R"(<title>T</title><author><uri>http://a.example/</uri></author>)", R"(/authors)",
     R"([{"url": "http://a.example/"}])"},
    {R"(<title>T</title><author><name>A</name><uri>javascript:x</uri></author>)", R"(/authors)", R"([{"name": "A"}])"},
    {R"(<title>T</title><info>i</info>)", R"(/description)", ""},
};

// What stands in its one entry.
const Row atom_entries[] = {
    {R"(<id> urn:1 </id>)", R"(/items/0/id)", R"("urn:1")"},
    {R"(<dc:identifier>x</dc:identifier>)", R"(/items/0/id)", R"("x")"},
    {R"(<link href="http://a.example/1"/>)", R"(/items/0/id)", R"("http://a.example/1")"},
    {R"(<content>t &lt;b></content>)", R"(/items/0/content_text)", R"("t <b>")"},
    {R"(<content type="html">&lt;b>t&lt;/b></content>)", R"(/items/0/content_html)", R"("<b>t</b>")"},
    {R"(<content type="xhtml"><xhtml:div><xhtml:b>t</xhtml:b></xhtml:div></content>)", R"(/items/0/content_html)",
     R"("<b>t</b>")"},
    {R"(<content type="text/html" >&lt;b>t&lt;/b></content>)", R"(/items/0/content_html)", R"("<b>t</b>")"},
    {R"(<content type="text/plain">&lt;b>t&lt;/b></content>)", R"(/items/0/content_text)", R"("<b>t</b>")"},
    {R"(<content type="TEXT/HTML; charset=x">&lt;b>t&lt;/b></content>)", R"(/items/0/content_html)", R"("<b>t</b>")"},
    {R"(<content type="image/png">AAAA</content>)", R"(/items/0/content_text)", R"("")"},
    {R"(<content type="application/octet-stream">PGI+aGk8L2I+</content>)", R"(/items/0/content_html)",
     R"("<b>hi</b>")"},
    {R"(<summary type="application/octet-stream">PGI+aGk8L2I+</summary>)", R"(/items/0/summary)", R"("hi")"},
    {R"(<summary>s</summary><content>c</content>)", R"(/items/0/summary)", R"("s")"},
    {R"(<summary>s</summary>)", R"(/items/0/summary)", R"("s")"},
    {R"(<summary>s</summary>)", R"(/items/0/content_text)", R"("s")"},
    {R"(<summary type="html">&lt;b>s&lt;/b></summary>)", R"(/items/0/content_html)", R"("<b>s</b>")"},
    {R"(<summary type="html">&lt;b>s&lt;/b></summary>)", R"(/items/0/summary)", R"("s")"},
    {R"(<content src="http://c.example/" type="video/mp4"/>)", R"(/items/0/_datelined/content_src)",
     R"({"url": "http://c.example/", "type": "video/mp4"})"},
    {R"(<content src="http://c.example/" type="video/mp4"/><summary>s</summary>)", R"(/items/0/content_text)",
     R"("s")"},
    {R"(<published>2003</published><issued>2004</issued>)", R"(/items/0/date_published)", R"("2003-01-01T00:00:00Z")"},
    {R"(<issued>2004</issued>)", R"(/items/0/date_published)", R"("2004-01-01T00:00:00Z")"},
    {R"(<created>2004</created>)", R"(/items/0/_datelined/date_created)", R"("2004-01-01T00:00:00Z")"},
    {R"(<created>2004</created>)", R"(/items/0/date_published)", ""},
    {R"(<source><title>S</title><id>urn:s</id><author><name>SA</name></author><updated>2004</updated></source>)",
     R"(/items/0/authors)", R"([{"name": "SA"}])"},
    {R"(<source><title>S</title><id>urn:s</id><author><name>SA</name></author><updated>2004</updated><link rel="self" href="http://s.example/f"/></source>)",
     R"(/items/0/_datelined/source)",
     R"({"title": "S", "feed_url": "http://s.example/f", "authors": [{"name": "SA"}], "_datelined": {"id": "urn:s", "date_modified": "2004-01-01T00:00:00Z", "links": [{"href": "http://s.example/f", "rel": "self"}]}})"},
    {R"(<link rel="replies" type="text/html" href="http://a.example/c" thr:count="3"/><link rel="replies" type="application/atom+xml" href="http://a.example/r"/><thr:total>3</thr:total>)",
     R"(/items/0/_datelined/comments)",
     R"({"url": "http://a.example/c", "feed_url": "http://a.example/r", "count": 3})"},
    {R"(<link rel="enclosure" href="http://a.example/a.mp3" type="audio/mpeg" length="5" title="t"/>)",
     R"(/items/0/attachments)",
     R"([{"url": "http://a.example/a.mp3", "mime_type": "audio/mpeg", "title": "t", "size_in_bytes": 5}])"},
    {R"(<title xml:lang="fr">x</title>)", R"(/items/0/language)", R"("fr")", R"(xml:lang="de")",
     R"(http://www.w3.org/2005/Atom)"},
    {R"(<title>x</title><content xml:lang="">c</content>)", R"(/items/0/language)", "", R"(xml:lang="de")",
     R"(http://www.w3.org/2005/Atom)"},
    {R"(<content>c</content>)", R"(/items/0/language)", R"("de")", R"(xml:lang="de")",
     R"(http://www.w3.org/2005/Atom)"},
    {R"(<category term="t" label="L"/><category term="u"/>)", R"(/items/0/tags)", R"(["L", "u"])"},
    {R"(<link rel="http://www.iana.org/assignments/relation/alternate" href="http://a.example/"/>)", R"(/items/0/url)",
     R"("http://a.example/")"},
    {R"(<title mode="escaped" type="text/html">&lt;b>x&lt;/b></title>)", R"(/items/0/title)", R"("x")", R"()",
     R"(http://purl.org/atom/ns#)"},
    {R"(<content type="text/html" mode="base64">PGI+aGk8L2I+</content>)", R"(/items/0/content_html)", R"("<b>hi</b>")",
     R"()", R"(http://purl.org/atom/ns#)"},
    {R"(<content><xhtml:p>x</xhtml:p></content>)", R"(/items/0/content_html)", R"("<p>x</p>")", R"()",
     R"(http://purl.org/atom/ns#)"},
    {R"(<content mode="escaped">&lt;p>x&lt;/p></content>)", R"(/items/0/content_text)", R"("<p>x</p>")", R"()",
     R"(http://purl.org/atom/ns#)"},
    {R"(<content type="application/xml"><x><y>z</y></x></content>)", R"(/items/0/content_html)", R"("z")"},
    {R"(<content type="text/x">a &lt;b></content>)", R"(/items/0/content_text)", R"("a <b>")"},
    {R"(<author>Plain Name</author>)", R"(/items/0/authors)", R"([{"name": "Plain Name"}])"},
    {R"(<author><name>a@b.example</name></author>)", R"(/items/0/authors)", R"([{"name": "a@b.example"}])"},
    {R"(<id/><id>urn:2</id>)", R"(/items/0/id)", R"("urn:2")"},
    {R"(<title type="text/plain">&lt;b></title>)", R"(/items/0/title)", R"("<b>")"},
    {R"(<title type="HTML">&lt;b>x&lt;/b></title>)", R"(/items/0/title)", R"("x")"},
    {R"(<title type="text">a <xhtml:b>x</xhtml:b></title>)", R"(/items/0/title)", R"("a x")"},
    {R"(<content type="html"><xhtml:p>x</xhtml:p></content>)", R"(/items/0/content_html)", R"("<p>x</p>")"},
    {R"(<content type="xhtml"><xhtml:div>a &amp;lt; <xhtml:br/></xhtml:div></content>)", R"(/items/0/content_html)",
     R"("a &amp;lt; <br>")"},
    {R"(<summary type="xhtml"><xhtml:div><xhtml:p>x</xhtml:p>y</xhtml:div></summary>)", R"(/items/0/summary)",
     R"("x y")"},
    {R"(<content type="text"></content><summary>s</summary>)", R"(/items/0/content_text)", R"("s")"},
    {R"(<author><name>A</name></author><dc:creator>B</dc:creator>)", R"(/items/0/authors)", R"([{"name": "A"}])"},
    {R"(<source><author><name>S</name></author></source><dc:creator>B</dc:creator>)", R"(/items/0/authors)",
     R"([{"name": "S"}])"},
    {R"(<source/>)", R"(/items/0/_datelined/source)", ""},
    {R"(<contributor><name>A</name></contributor><dc:contributor>B</dc:contributor>)",
     R"(/items/0/_datelined/contributors)", R"([{"name": "A"}, {"name": "B"}])"},
    {R"(<content xml:lang="fr">c</content>)", R"(/items/0/language)", R"("fr")"},
    {R"(<summary xml:lang="fr">c</summary><title xml:lang="de">x</title>)", R"(/items/0/language)", R"("fr")"},
    {R"(<dc:language>ur</dc:language><content xml:lang="fr">c</content>)", R"(/items/0/language)", R"("ur")"},
    {R"(<link rel="replies" href="http://a.example/c"/>)", R"(/items/0/_datelined/comments/url)",
     R"("http://a.example/c")"},
    {R"(<link rel="alternate" href="/x" hreflang="en_GB" length="x"/>)", R"(/items/0/_datelined/links)",
     R"([{"href": "/x", "rel": "alternate", "hreflang": "en-GB"}])"},
    {R"(<rights type="html">&lt;b>R&lt;/b></rights>)", R"(/items/0/_datelined/rights)", R"("R")"},
    {R"(<published>x</published><dcterms:issued>2004</dcterms:issued>)", R"(/items/0/date_published)",
     R"("2004-01-01T00:00:00Z")"},
    {R"(<dc:date>2004</dc:date>)", R"(/items/0/date_published)", R"("2004-01-01T00:00:00Z")"},
    {R"(<dc:date>2004</dc:date>)", R"(/items/0/date_modified)", ""},
    {R"(<media:group><media:content url="http://v.example/v" type="application/x-shockwave-flash"/><media:thumbnail url="http://v.example/t"/><media:description>D</media:description></media:group>)",
     R"(/items/0/content_text)", R"("D")"},
    {R"(<link href="http://a.example/1"/><link href="http://a.example/1"/>)", R"(/items/0/_datelined/links)",
     R"([{"href": "http://a.example/1", "rel": "alternate"}])"},
    {R"(<xhtml:div>x</xhtml:div>)", R"(/items/0/content_html)", R"("x")"},
};

std::string atom(const Row& row, const std::string& inside) {
  return "<feed xmlns='" + row.uri + "'" + std::string(namespaces) + more_namespaces + " " + row.of_root + ">" +
         inside + "</feed>";
}

}  // namespace

TEST_SUITE("feeds/read/atom") {
  TEST_CASE("each member of a feed comes from its sources in falling order") {
    for (const Row& row : atom_heads) check_value(atom(row, row.inside), "", row.pointer, row.expected);
  }

  TEST_CASE("each member of an entry comes from its sources in falling order") {
    for (const Row& row : atom_entries) {
      check_value(atom(row, "<title>T</title><entry>" + row.inside + "</entry>"), "", row.pointer, row.expected);
    }
  }
}
