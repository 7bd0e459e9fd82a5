#include "feeds/read/repair.hpp"

#include "feeds/read/clean.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace datelined::feeds;

namespace {

struct Repaired {
  std::string text;
  std::vector<Note> notes;
};

Repaired repaired(std::string_view text) {
  Repaired result;
  result.text = read::repair(text, result.notes).text;
  return result;
}

}  // namespace

TEST_SUITE("feeds/read/repair") {
  TEST_CASE("what is written becomes what was meant") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        // stray characters are themselves
        {"<rss>a & b &c; &copy= &#; 1 < 2 <3</rss>", "<rss>a &amp; b &amp;c; &amp;copy= &amp;#; 1 &lt; 2 &lt;3</rss>"},
        {"<rss>&nbsp;&lt;&amp;&apos;&#65;&#X42;</rss>", "<rss>\u00A0&lt;&amp;&apos;&#65;&#66;</rss>"},
        {"<rss>a\x01"
         "b&#1;c\xEF\xBF\xBF</rss>",
         "<rss>abc</rss>"},
        // attributes as HTML takes them
        {"<rss a=1 b='x\"<&' c d=\"e\"/>", "<rss a=\"1\" b=\"x&quot;&lt;&amp;\" c=\"c\" d=\"e\"/>"},
        {"<rss><link href=\"http://a.example/>x</link></rss>", "<rss><link href=\"http://a.example/\">x</link></rss>"},
        // end tags
        {"<rss><item><title>a</titel><link>b</link></item></rss>",
         "<rss><item><title>a</title><link>b</link></item></rss>"},
        {"<rss><item><title>a<link>b</link></item></rss>", "<rss><item><title>a</title><link>b</link></item></rss>"},
        {"<rss><description>a</p>b</description></rss>", "<rss><description>ab</description></rss>"},
        {"<rss><note>a<br>b<p>c</note></rss>", "<rss><note>a<br>b<p>c</p></br></note></rss>"},
        {"<rss><item>a<item>b</item></rss>", "<rss><item>a</item><item>b</item></rss>"},
        {"<Rss><Item>a</item></rSS>", "<Rss><Item>a</Item></Rss>"},
        // what holds elements of its own keeps them
        {"<rss><media:content url=\"a\"><media:title>t</media:title></media:content>",
         "<rss><media:content url=\"a\"><media:title>t</media:title></media:content></rss>"},
        // ends that never come
        {"<rss><item><title>a", "<rss><item><title>a</title></item></rss>"},
        {"<rss><title><![CDATA[a</title><link>b</link></rss>", "<rss><title>a</title><link>b</link></rss>"},
        {"<rss><title><![CDATA[a</title><link><![CDATA[b]]></link></rss>", "<rss><title>a</title><link>b</link></rss>"},
        {"<rss><!-- no end", "<rss></rss>"},
        {"<rss><title>a<", "<rss><title>a</title></rss>"},
        {"<rss><title>a</", "<rss><title>a</title></rss>"},
        {"<rss><title>a<![CDA", "<rss><title>a</title></rss>"},
        {"<rss><title>a<!-", "<rss><title>a</title></rss>"},
        {"<rss><title>a &quo", "<rss><title>a </title></rss>"},
        {"<rss><title>a &", "<rss><title>a </title></rss>"},
        {"<rss><!-- no end ><item>a</item></rss>", "<rss><item>a</item></rss>"},
        // around the root
        {"Notice: x <b>y</b> <?xml version='1.0'?><rss/>", "<rss/>"},
        {"<rss/><script>if (1 < 2)</script>", "<rss/>"},
        // verbatim sections are escaped, comments and instructions are gone
        {"<rss><![CDATA[<a> & ]]>x<!-- y --><?z?></rss>", "<rss>&lt;a&gt; &amp; x</rss>"},
    };
    for (const auto& [text, expected] : rows) {
      CAPTURE(text);
      CHECK(repaired(text).text == expected);
    }
  }

  TEST_CASE("entities of the document are expanded, and only so far") {
    CHECK(repaired("<!DOCTYPE r [<!ENTITY a 'x &b;'><!ENTITY b \"<i>y</i>\">]><rss>&a;</rss>").text ==
          "<rss>x <i>y</i></rss>");
    CHECK(repaired("<!DOCTYPE r [<!ENTITY a '<'>]><rss b='&a;'/>").text == "<rss b=\"&lt;\"/>");
    CHECK(repaired("<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss>&a;x</rss>").text == "<rss>x</rss>");

    std::string bomb = "<!DOCTYPE r [<!ENTITY e0 'aaaaaaaaaaaaaaaa'>";
    for (int i = 1; i < 7; ++i) {
      const std::string inner = "&e" + std::to_string(i - 1) + ";";
      bomb += "<!ENTITY e" + std::to_string(i) + " '";
      for (int k = 0; k < 20; ++k) bomb += inner;
      bomb += "'>";
    }
    const Repaired exploded = repaired(bomb + "]><rss>&e6;</rss>");
    CHECK(exploded.text.size() < 70'000);
    REQUIRE(exploded.notes.size() == 1);
    CHECK(exploded.notes[0].code == "entity-limit");

    const Repaired loop = repaired("<!DOCTYPE r [<!ENTITY a '&a;'>]><rss>&a;</rss>");
    CHECK(loop.text == "<rss></rss>");
    CHECK(loop.notes.at(0).code == "entity-limit");
  }

  TEST_CASE("a fault is noted where it stands") {
    const Repaired result = repaired("<rss>\n<title>a & b</title>\n<!--\n-->\n<link>&eacute;</link\n></rss>\ntail");
    REQUIRE(result.notes.size() == 3);
    CHECK(result.notes[0].code == "not-well-formed");
    CHECK(result.notes[0].line == 2);
    CHECK(result.notes[1].code == "undeclared-entity");
    CHECK(result.notes[1].line == 5);
    CHECK(result.notes[2].code == "junk-after-root");
    CHECK(result.notes[2].line == 7);
  }

  TEST_CASE("two hyphens inside a comment are a fault that hides nothing") {
    for (const std::string comment : {"<!-- a -- b -->", "<!-- a --->", "<!-------->"}) {
      CAPTURE(comment);
      const Repaired result = repaired("<rss>" + comment + "x<!-- y --></rss>");
      CHECK(result.text == "<rss>x</rss>");
      REQUIRE(result.notes.size() == 1);
      CHECK(result.notes[0].code == "not-well-formed");
    }
    CHECK(repaired("<rss><!-- a - b --><!----></rss>").notes.empty());
  }

  TEST_CASE("a million faults on one line take no longer than a few, and are told once") {
    const std::string strays(1'000'000, '<');
    const Repaired result = repaired("<rss>" + strays + "</rss>");
    REQUIRE(result.notes.size() == 1);
    CHECK(result.notes[0].line == 1);
  }

  TEST_CASE("line breaks stay where they were") {
    const std::string_view text = "<!-- a\nb -->\n<rss\n a='1'>\n<![CDATA[x\n]]>\n<?p\n?></rss>";
    const std::string out = repaired(text).text;
    CHECK(std::count(out.begin(), out.end(), '\n') == std::count(text.begin(), text.end(), '\n'));
  }

  TEST_CASE("what comes out needs no repair") {
    for (std::string_view text :
         {"<rss>&&&<<<", "<rss><a b=<c d='", "<rss><a></b></c>", "<rss>\x02<![CDATA[]]", "<rss/></rss>"}) {
      CAPTURE(text);
      CHECK(read::is_clean(repaired(text).text));
    }
  }
}

TEST_SUITE("feeds/read/clean") {
  TEST_CASE("what the parser reads as it is meant is clean") {
    for (std::string_view text :
         {"<rss/>",
          "<?xml version='1.0'?>\n<!-- c & d --><!DOCTYPE rss><rss>&amp;&#233;<![CDATA[& &nope; <]]></rss>"}) {
      CAPTURE(text);
      CHECK(read::is_clean(text));
    }
  }

  TEST_CASE("what it would misread is not") {
    for (std::string_view text :
         {"", "text", "x<rss/>", " <?xml version='1.0'?><rss/>", "<rss>&nbsp;</rss>", "<rss>a & b</rss>",
          "<rss>&#0;</rss>", "<rss>&#X41;</rss>", "<rss>\x01</rss>", "<rss><![CDATA[\x01]]></rss>",
          "<rss>\xEF\xBF\xBE</rss>", "<!DOCTYPE r [<!ENTITY a 'b'>]><rss/>", "<!-- no end",
          "<rss><!-- a -- b --></rss>", "<rss><!-- a ---></rss>"}) {
      CAPTURE(text);
      CHECK_FALSE(read::is_clean(text));
    }
  }
}
