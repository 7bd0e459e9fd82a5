// What attackers write, through every door that content comes in by: nothing of it is active in what comes out,
// and the story around it is still there.
#include "feeds/json.hpp"
#include "feeds/parse.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/html.hpp"

#include "tests/support/harmless.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace datelined::feeds;
using datelined::test::harm_in;

namespace {

constexpr const char* address = "https://wire.example/dir/feed";

std::string in_rss(const std::string& inside) {
  return "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
         "xmlns:media='http://search.yahoo.com/mrss/'><channel><title>T</title><item><guid>g</guid>" +
         inside + "</item></channel></rss>";
}

std::string in_atom(const std::string& inside) {
  return "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>g</id>" + inside + "</entry></feed>";
}

std::vector<std::string> documents_with(const std::string& html) {
  const std::string escaped = escape_html(html);
  const std::string cdata = "<![CDATA[" + html + "]]>";
  const auto quoted = boost::json::serialize(boost::json::string(html));
  return {
      in_rss("<description>" + escaped + "</description>"),
      in_rss("<description>" + cdata + "</description>"),
      in_rss("<description>" + html + "</description>"),
      in_rss("<title>t</title><content:encoded>" + cdata + "</content:encoded>"),
      in_rss("<media:description type='html'>" + escaped + "</media:description>"),
      in_atom("<content type='html'>" + escaped + "</content>"),
      in_atom("<summary type='html'>" + escaped + "</summary>"),
      in_atom("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>" + html + "</div></content>"),
      "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[{\"id\":\"g\",\"content_html\":" +
          std::string(quoted) + "}]}"};
}

// A row of each class: what it is, and the markup.
const std::vector<std::string> attacks{
    // scripts
    "<script>x()</script>", "<SCRIPT/SRC=//evil.example/x.js></SCRIPT>", "<scr<script>ipt>x()</scr</script>ipt>",
    "<script\n>x()</script\t>", "<svg><script>x()</script></svg>", "<script>x()",
    "<noscript><script>x()</script></noscript>",
    // handlers
    "<img src=x onerror=x()>", "<img src=x\nonerror\n=\nx()>", "<img/src=x/onerror=x()>", "<body onload=x()>",
    "<p onclick='x()'>a</p>", "<video><source onerror=x()></video>", "<details open ontoggle=x()>a</details>",
    "<img src=\"x`\" onerror=`x()`>", "<a\x0Conmouseover=x()>a</a>", "<img src=x o\xC2\xADnerror=x() OnErRoR=x()>",
    // addresses
    "<a href=javascript:x()>a</a>", "<a href='java\tscript:x()'>a</a>", "<a href=' &#14; javascript:x()'>a</a>",
    "<a href='&#x6A&#x61vascript&colon;x()'>a</a>", "<a href='JaVaScRiPt&#58;x()'>a</a>", "<img src=vbscript:x()>",
    "<a href='data:text/html,<script>x()</script>'>a</a>", "<a href=feed:javascript:x()>a</a>",
    "<video poster=javascript:x()></video>", "<blockquote cite=javascript:x()>a</blockquote>", "<a href=blob:x>a</a>",
    "<a href=view-source:x>a</a>",
    // frames, forms and what loads or moves the page
    "<iframe src=//evil.example></iframe>", "<iframe srcdoc='<script>x()</script>'></iframe>",
    "<object data=x></object>", "<embed src=x>", "<frameset><frame src=x></frameset>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=x>",
    "<form action=x><input autofocus onfocus=x()><button formaction=javascript:x()>a</button></form>",
    "<portal src=x></portal>", "<applet code=x></applet>", "<isindex action=javascript:x() type=image>",
    // styles
    "<style>@import 'x';</style>", "<p style='background:url(javascript:x())'>a</p>",
    "<p style='width:expression(x())'>a</p>", "<style><!--</style><img src=x onerror=x()>",
    "<xss style='behavior:url(x)'>a</xss>",
    // SVG and MathML
    "<svg onload=x()>", "<svg><a xlink:href=javascript:x()><text>a</text></a></svg>",
    "<svg><animate onbegin=x()></svg>", "<svg><foreignObject><iframe src=x></iframe></foreignObject></svg>",
    "<math href=javascript:x()>a</math>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=x()></annotation-xml></math>",
    "<svg><set attributeName=href to=javascript:x()></svg>",
    // what is another thing the second time it is parsed
    "<noscript><p title=\"</noscript><img src=x onerror=x()>\"></noscript>",
    "<xmp><p title=\"</xmp><img src=x onerror=x()>\"></xmp>",
    "<noembed><p title=\"</noembed><img src=x onerror=x()>\">", "<title><p title=\"</title><img src=x onerror=x()>\">",
    "<textarea><p title=\"</textarea><img src=x onerror=x()>\">", "<plaintext><img src=x onerror=x()>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=x()&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=x()>",
    "<svg></p><style><a title=\"</style><img src=x onerror=x()>\">",
    "<select><template><style></select><img src=x onerror=x()></style>",
    "<table><a href=javascript:x()>a<td><a href=javascript:x()>b",
    "<svg><![CDATA[</svg><img src=x onerror=x()>]]></svg>", "<math><mi><![CDATA[<img src=x onerror=x()>]]></mi></math>",
    "<template><div><template shadowrootmode=open><img src=x onerror=x()></template></div></template>",
    "<div><template shadowrootmode=open><script>x()</script></template></div>", "<p title='`'><img src='`onerror=x()'>",
    "<!--><img src=x onerror=x()>-->", "<!-- --!><img src=x onerror=x()>",
    "<![if IE]><img src=x onerror=x()><![endif]>", "<?xml-stylesheet href=javascript:x()?>",
    "<listing>&lt;img src=x onerror=x()&gt;</listing>", "&lt;img src=x onerror=x()&gt;",
    "&amp;lt;script&amp;gt;x()&amp;lt;/script&amp;gt;", "<<b>script>x()<</b>/script>", "<\xC4\xB1mg src=x onerror=x()>",
    // what acts on the page around it
    "<p id=location name=cookie class=x>a</p>",
    "<a href=//evil.example target=_blank rel=opener ping=//evil.example>a</a>", "<audio autoplay src=x></audio>",
    "<p contenteditable tabindex=1 accesskey=x autofocus>a</p>", "<img src=x usemap=#a ismap>",
    "<marquee onstart=x()>a</marquee>", "<dialog open>a</dialog>", "<img name=getElementById src=x>"};

}  // namespace

TEST_SUITE("feeds/xss") {
  TEST_CASE("nothing active comes through any door") {
    for (const std::string& attack : attacks) {
      CAPTURE(attack);
      for (const std::string& document : documents_with("<p>before</p>" + attack)) {
        CAPTURE(document);
        const auto parsed = parse({document, address});
        REQUIRE(parsed.has_value());
        REQUIRE(parsed->entries.size() == 1);
        const Entry& entry = parsed->entries[0];
        CHECK(harm_in(entry.content_html) == "");
        CHECK(entry.content_html.find("before") != std::string::npos);
        CHECK(sanitize_html(entry.content_html, address).html == entry.content_html);
      }
    }
  }

  TEST_CASE("an attack inside an attribute, a list, a table or a link is none either") {
    for (const std::string& attack : attacks) {
      for (const std::string& html :
           {"<ul><li>" + attack + "</ul>after", "<table><tr><td>" + attack + "</table>after",
            "<table>" + attack + "</table>after", "<a href='" + attack + "'>a</a>after",
            "<p title=\"" + attack + "\">a</p>after", "<b><i>" + attack + "</b></i>after", attack + attack,
            "<svg>" + attack, "<math><mtext>" + attack, "<select>" + attack, "<!--" + attack, "<textarea>" + attack}) {
        CAPTURE(html);
        const std::string once = sanitize_html(html, address).html;
        CHECK(harm_in(once) == "");
        CHECK(sanitize_html(once, address).html == once);
      }
    }
  }

  TEST_CASE("an address that may not be followed stands in no member") {
    for (const std::string_view scheme :
         {"javascript:x()", "JaVaScRiPt:x()", "java\nscript:x()", " \x1Fjavascript:x()", "data:text/html,x",
          "vbscript:x", "file:///etc/passwd", "blob:x", "view-source:x", "feed:javascript:x()", "jar:x", "intent:x"}) {
      const std::string url = escape_html(scheme);
      CAPTURE(url);
      const std::string rss = in_rss(
          "<link>" + url + "</link><comments>" + url + "</comments><enclosure url=\"" + url +
          "\" type=\"audio/mpeg\"/><media:content url=\"" + url + "\" medium=\"image\"/><media:thumbnail url=\"" + url +
          "\"/><guid isPermaLink=\"true\">" + url + "</guid><source url=\"" + url + "\">S</source>");
      const std::string atom = in_atom("<link href=\"" + url + "\"/><link rel=\"enclosure\" href=\"" + url +
                                       "\"/><link rel=\"related\" href=\"" + url + "\"/><author><name>N</name><uri>" +
                                       url + "</uri></author><content src=\"" + url + "\" type=\"text/html\"/>");
      const std::string based =
          in_atom("<content type=\"html\" xml:base=\"" + url + "//\">&lt;a href=\"y\">a&lt;/a></content>");
      for (const std::string& document : {rss, atom, based}) {
        CAPTURE(document);
        const auto parsed = parse({document, address});
        REQUIRE(parsed.has_value());
        for (Entry entry : parsed->entries) {
          entry.id.clear();  // verbatim, and no address
          const std::string json = ascii_lower(boost::json::serialize(to_json(entry)));
          for (const std::string_view word : {"javascript:", "data:", "vbscript:", "file:", "blob:", "view-source:",
                                              "feed:java", "jar:", "intent:"}) {
            CHECK(json.find('"' + std::string(word)) == std::string::npos);
          }
        }
      }
    }
  }
}
