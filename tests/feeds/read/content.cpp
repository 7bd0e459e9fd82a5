#include "tests/feeds/read/support.hpp"

#include <utility>

using namespace datelined::feeds;

TEST_SUITE("feeds/read/content") {
  TEST_CASE("of a news document the story is the content, and nothing that is for the desk") {
    for (const std::string document :
         {"<nitf><head><docdata><ed-msg info='x'>Eds</ed-msg></docdata></head><body><body.head><note>Not for "
          "print</note>"
          "</body.head><body.content><block><p>Story</p></block></body.content></body></nitf>",
          "<n:newsItem xmlns:n='http://iptc.org/std/nar/2006-10-01/'><n:itemMeta><n:edNote>Eds</n:edNote></n:itemMeta>"
          "<n:contentSet><n:inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><head><title>T</title></head>"
          "<body><p>Story</p></body></html></n:inlineXML></n:contentSet></n:newsItem>",
          "<newsItem><contentSet><inlineXML><nitf "
          "xmlns=''><body><body.content><p>Story</p></body.content></body></nitf>"
          "</inlineXML></contentSet></newsItem>"}) {
      CAPTURE(document);
      CHECK(atom_entry("<content type='application/xml'>" + document + "</content>").content_html == "<p>Story</p>");
    }
  }

  TEST_CASE("the fullest source is the content, the next the summary") {
    const Entry both =
        rss_item("<description>short</description><content:encoded>&lt;p&gt;long&lt;/p&gt;</content:encoded>");
    CHECK(both.content_html == "<p>long</p>");
    CHECK(both.summary == "short");

    const Entry alone = rss_item("<description>short</description><itunes:summary>other</itunes:summary>");
    CHECK(alone.content_html == "short");
    CHECK(alone.summary.empty());

    const Entry atom = atom_entry("<summary>short &amp; plain</summary>");
    CHECK(atom.content_text == "short & plain");
    CHECK(atom.summary == "short & plain");

    const Entry nothing = rss_item("<description> </description><title>t</title>");
    CHECK(nothing.content_html.empty());
    CHECK(nothing.content_text.empty());
  }

  TEST_CASE("content of Atom is read by its type") {
    const std::pair<std::string, std::string> as_html[] = {
        {"<content type='html'>a &lt;b&gt;b&lt;/b&gt; &amp;lt;</content>", "a <b>b</b> &lt;"},
        {"<content type='text/html'>a &lt;i&gt;b</content>", "a <i>b</i>"},
        {"<content type='html'>a <b>b</b></content>", "a <b>b</b>"},
        {"<content type='xhtml'><xhtml:div><xhtml:p>1 &lt; 2</xhtml:p></xhtml:div></content>", "<p>1 &lt; 2</p>"},
        {"<content type='application/octet-stream'>PGI+YjwvYj4=</content>", "<b>b</b>"},
    };
    for (const auto& [content, html] : as_html) {
      CAPTURE(content);
      CHECK(atom_entry(content).content_html == html);
    }
    const std::pair<std::string, std::string> as_text[] = {
        {"<content>a &lt;b&gt; c</content>", "a <b> c"},
        {"<content type='text'>x <b>y</b></content>", "x y"},
        {"<content type='text/x-rst'>*x*</content>", "*x*"},
    };
    for (const auto& [content, text] : as_text) {
      CAPTURE(content);
      CHECK(atom_entry(content).content_text == text);
    }
  }

  TEST_CASE("binary content is dropped and said") {
    const Parsed document = parse_text(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><id>a</id>"
        "<content type='image/png'>iVBORw0KGgo=</content><summary>a picture</summary></entry></feed>");
    CHECK(document.entries.at(0).content_text == "a picture");
    REQUIRE(document.notes.size() == 1);
    CHECK(document.notes[0].code == "bad-content");
  }

  TEST_CASE("Atom 0.3 says how it is coded by mode") {
    const std::string uri = "http://purl.org/atom/ns#";
    CHECK(atom_entry("<content type='text/html' mode='base64'>PGk+eDwvaT4=</content>", uri).content_html == "<i>x</i>");
    CHECK(atom_entry("<content type='text/html' mode='escaped'>&lt;i&gt;x&lt;/i&gt;</content>", uri).content_html ==
          "<i>x</i>");
    CHECK(atom_entry("<content mode='xml'><i>x</i></content>", uri).content_html == "<i>x</i>");
    CHECK(atom_entry("<summary>a <b>b</b></summary>", uri).content_html == "a <b>b</b>");
  }

  TEST_CASE("tags that RSS forgot to escape are tags") {
    CHECK(rss_item("<description>a <b>b</b> &lt;i&gt;c&lt;/i&gt;</description>").content_html == "a <b>b</b> <i>c</i>");
    CHECK(rss_item("<xhtml:body><xhtml:p>a</xhtml:p></xhtml:body>").content_html == "<p>a</p>");
  }

  TEST_CASE("addresses in the text of an item are relative to what the item is about") {
    const std::string link = "<link>https://paper.example/a/b</link>";
    const std::string text = "<description>&lt;a href='c'&gt;x&lt;/a&gt;</description>";
    CHECK(rss_item(link + text).content_html == "<a href=\"https://paper.example/a/c\">x</a>");
    CHECK(rss_item(text).content_html == "<a href=\"https://feeds.example/dir/c\">x</a>");
    const std::string based =
        "<description xml:base='https://base.example/'>&lt;a href='c'&gt;x&lt;/a&gt;</description>";
    CHECK(rss_item(link + based).content_html == "<a href=\"https://base.example/c\">x</a>");
  }

  TEST_CASE("bases inherit, and one that cannot be followed is not there") {
    const auto page = [](const std::string& feed_base, const std::string& entry_base) {
      return parse_text("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='" + feed_base + "'><entry xml:base='" +
                        entry_base + "'><link href='x'/></entry></feed>")
          .entries.at(0)
          .url;
    };
    CHECK(page("https://a.example/", "b/") == "https://a.example/b/x");
    CHECK(page("sub/", "") == "https://feeds.example/dir/sub/x");
    CHECK(page("https://a.example/", "javascript:alert(1)") == "https://a.example/x");
    CHECK(page("https://a.example/", "https:b//c/") == "https://a.example/x");  // of no host
  }

  TEST_CASE("the language is that of the text, and may be taken back") {
    const auto language = [](const std::string& entry) {
      return parse_text(
                 "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ur' "
                 "xmlns:dc='http://purl.org/dc/elements/1.1/'>" +
                 entry + "</feed>")
          .entries.at(0)
          .language;
    };
    CHECK(language("<entry><title>t</title></entry>") == "ur");
    CHECK(language("<entry xml:lang='zh_Hant'><title>t</title></entry>") == "zh-Hant");
    CHECK(language("<entry><title xml:lang='en'>t</title><content xml:lang='fa'>c</content></entry>") == "fa");
    CHECK(language("<entry><content xml:lang=''>c</content></entry>").empty());
    CHECK(language("<entry><dc:language>he</dc:language><content xml:lang='fa'>c</content></entry>") == "he");
  }
}
