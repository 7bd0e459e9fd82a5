#include "tests/feeds/read/support.hpp"

#include <algorithm>

using namespace datelined::feeds;

namespace {

Parsed parse_keeping(const std::string& text) {
  Document document{text};
  document.keep_foreign = true;
  const auto result = parse(document);
  REQUIRE_MESSAGE(result.has_value(), text);
  return *result;
}

Parsed rss(const std::string& item, const std::string& head = "") {
  return parse_keeping("<rss version='2.0' xmlns:x='urn:x' xmlns:y='urn:y'><channel><title>T</title>" + head +
                       "<item>" + item + "</item></channel></rss>");
}

std::string xml_of(const std::string& item) {
  const Parsed parsed = rss(item);
  REQUIRE_MESSAGE(parsed.entries.at(0).extension.foreign.size() == 1, item);
  return parsed.entries[0].extension.foreign[0].xml;
}

}  // namespace

TEST_SUITE("feeds/read/foreign") {
  TEST_CASE("an element of an unknown namespace is kept as it is, with the namespaces it needs") {
    CHECK(xml_of("<x:a n='1'>t &amp; &lt;u<x:b/><![CDATA[<c>]]></x:a>") ==
          "<x:a xmlns:x=\"urn:x\" n=\"1\">t &amp; &lt;u<x:b/>&lt;c&gt;</x:a>");
    CHECK(xml_of("<x:a y:n='1'/>") == "<x:a xmlns:x=\"urn:x\" xmlns:y=\"urn:y\" y:n=\"1\"/>");
    CHECK(xml_of("<a xmlns='urn:own'><b/></a>") == "<a xmlns=\"urn:own\"><b/></a>");
    CHECK(xml_of("<x:a xmlns:x='urn:nearer' xml:lang='ur'/>") == "<x:a xmlns:x=\"urn:nearer\" xml:lang=\"ur\"/>");
    CHECK(xml_of("<x:a><z:b xmlns:z='urn:z'/></x:a>") == "<x:a xmlns:x=\"urn:x\"><z:b xmlns:z=\"urn:z\"/></x:a>");
  }

  TEST_CASE("a prefix that nobody declared is declared, so that the piece stands by itself") {
    const Parsed parsed = rss("<q:a>t</q:a>");
    REQUIRE(parsed.entries.at(0).extension.foreign.size() == 1);
    const Foreign& foreign = parsed.entries[0].extension.foreign[0];
    CHECK(foreign.namespace_.empty());
    CHECK(foreign.name == "a");
    CHECK(foreign.xml == "<q:a xmlns:q=\"urn:undeclared:q\">t</q:a>");
  }

  TEST_CASE("feeds and Atom's entries have them too") {
    CHECK(rss("", "<x:a/>").feed.extension.foreign.at(0).namespace_ == "urn:x");
    const std::string archived = "<fh:archive xmlns:fh='http://purl.org/syndication/history/1.0'/>";
    CHECK(rss("", archived).feed.extension.foreign.at(0).name == "archive");
    const Parsed atom = parse_keeping(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:x='urn:x'><x:f/><entry><id>1</id><x:e><title/></x:e></entry>"
        "</feed>");
    CHECK(atom.feed.extension.foreign.at(0).name == "f");
    CHECK(atom.entries.at(0).extension.foreign.at(0).xml ==
          "<x:e xmlns=\"http://www.w3.org/2005/Atom\" xmlns:x=\"urn:x\"><title/></x:e>");
  }

  TEST_CASE("what is known, or in no namespace, is not foreign") {
    CHECK(rss("<dc:coverage xmlns:dc='http://purl.org/dc/elements/1.1/'/><odd/>")
              .entries.at(0)
              .extension.foreign.empty());
  }

  TEST_CASE("nothing is kept unless it was asked for") {
    CHECK(rss_item("<x:a xmlns:x='urn:x'/>").extension.foreign.empty());
  }

  TEST_CASE("what is too large is noted and left out") {
    const Parsed parsed = rss("<x:a>" + std::string(70'000, 'a') + "</x:a><x:b/>");
    REQUIRE(parsed.entries.at(0).extension.foreign.size() == 1);
    CHECK(parsed.entries[0].extension.foreign[0].name == "b");
    CHECK(std::ranges::count(parsed.notes, "bad-content", &Note::code) == 1);
  }

  TEST_CASE("names that XML does not allow are noted, and their element left out") {
    for (const char* element : {"<x:a http:='1'/>", "<x:a><\xEF\xBF\xBF/></x:a>", "<x:a n\xC3\x97='1'/>", "<x:a:b/>"}) {
      const Parsed parsed = rss(std::string(element) + "<x:b/>");
      CAPTURE(element);
      CHECK(parsed.entries.at(0).extension.foreign.size() == 1);
      CHECK(std::ranges::count(parsed.notes, "bad-content", &Note::code) == 1);
    }
  }

  TEST_CASE("deep and many cost no more than their size") {
    std::string deep;
    for (int i = 0; i < 3000; ++i) deep += "<x:a>";
    for (int i = 0; i < 3000; ++i) deep += "</x:a>";
    CHECK(rss(deep).entries.at(0).extension.foreign.size() <= 1);
    std::string many;
    for (int i = 0; i < 3000; ++i) many += "<x:a/>";
    CHECK(rss(many).entries.at(0).extension.foreign.size() == 100);
  }
}
