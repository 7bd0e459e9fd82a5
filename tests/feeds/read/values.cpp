#include "tests/feeds/read/support.hpp"

#include "feeds/text/date.hpp"

#include <algorithm>

using namespace datelined::feeds;

namespace {

std::string published(const std::string& document) {
  const Parsed parsed = parse_text(document);
  const Date date = parsed.entries.at(0).date_published;
  return date ? rfc3339(*date) : "none";
}

std::string rss(const std::string& attributes, const std::string& head, const std::string& item, const char* date) {
  return "<rss version='2.0'" + std::string(namespaces) + " " + attributes + "><channel>" + head + "<item" + item +
         "><pubDate>" + date + "</pubDate></item></channel></rss>";
}

}  // namespace

TEST_SUITE("feeds/read/values") {
  constexpr const char* in_ist = "Fri, 05 Jan 2024 15:05:00 IST";

  TEST_CASE("a date is read in the language of its feed") {
    CHECK(published(rss("", "<language>he</language>", "", in_ist)) == "2024-01-05T13:05:00Z");
    CHECK(published(rss("", "<language>en_IE</language>", "", in_ist)) == "2024-01-05T14:05:00Z");
    CHECK(published(rss("", "<dc:language>he</dc:language>", "", in_ist)) == "2024-01-05T13:05:00Z");
    CHECK(published(rss("", "", "", in_ist)) == "2024-01-05T09:35:00Z");
    CHECK(published(rss("", "<language>no tag</language>", "", in_ist)) == "2024-01-05T09:35:00Z");
  }

  TEST_CASE("xml:lang in scope says a date's language before the feed does") {
    CHECK(published(rss("xml:lang='he'", "", "", in_ist)) == "2024-01-05T13:05:00Z");
    CHECK(published(rss("", "<language>he</language>", " xml:lang='hi'", in_ist)) == "2024-01-05T09:35:00Z");
    CHECK(published(rss("", "<language>he</language>", " xml:lang=''", in_ist)) == "2024-01-05T09:35:00Z");
  }

  TEST_CASE("the language may stand behind the dates of its feed") {
    const Parsed parsed = parse_text(
        "<rss version='2.0'><channel><pubDate>5 lis 2024</pubDate>"
        "<language>pl</language></channel></rss>");
    REQUIRE(parsed.feed.extension.date_published);
    CHECK(rfc3339(*parsed.feed.extension.date_published) == "2024-11-05T00:00:00Z");
  }

  TEST_CASE("Atom says it by xml:lang, JSON Feed by a member of item or feed") {
    CHECK(published("<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='he'><entry><published>" + std::string(in_ist) +
                    "</published></entry></feed>") == "2024-01-05T13:05:00Z");
    const std::string json = R"({"version": "https://jsonfeed.org/version/1.1", "title": "t", "language": "he", )";
    const std::string date = R"("date_published": ")" + std::string(in_ist) + "\"";
    CHECK(published(json + R"("items": [{"id": "1", )" + date + "}]}") == "2024-01-05T13:05:00Z");
    CHECK(published(json + R"("items": [{"id": "1", "language": "hi", )" + date + "}]}") == "2024-01-05T09:35:00Z");
  }

  TEST_CASE("a date that may be two is absent and a problem") {
    const Parsed parsed = parse_text(rss("", "", "", "05/01/2024 15:05"));
    CHECK(parsed.entries.at(0).date_published == std::nullopt);
    REQUIRE(!parsed.notes.empty());
    const auto is_bad_date = [](const Note& note) { return note.code == "bad-date"; };
    CHECK(std::count_if(parsed.notes.begin(), parsed.notes.end(), is_bad_date) == 1);
  }
}
