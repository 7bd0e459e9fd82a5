#include "tests/program/desk.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <sstream>

namespace datelined::test {
namespace {

constexpr std::string_view city = R"(<rss version="2.0"><channel><title>City Desk</title>
<link>https://city.example/</link>
<item><guid isPermaLink="false">city-1</guid><link>https://city.example/1</link><title>Harbour reopens</title>
<description>The harbour reopened at dawn.</description><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate></item>
<item><guid isPermaLink="false">city-2</guid><link>https://news.example/shared</link><title>Ministers meet</title>
<description>Ministers met in the capital.</description><pubDate>Thu, 02 May 2024 10:00:00 GMT</pubDate></item>
<item><guid isPermaLink="false">city-3</guid><link>https://city.example/3</link><title>Rain, "heavy" at times</title>
<description>Rain fell in the north.</description><pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate></item>
</channel></rss>)";

constexpr std::string_view urdu = R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ur">
<id>tag:urdu.example,2024:feed</id><title>اردو تار</title><updated>2024-05-04T00:00:00Z</updated>
<entry><id>tag:urdu.example,2024:1</id><link href="https://urdu.example/1"/><title>بندرگاہ کھل گئی</title>
<published>2024-05-02T08:00:00Z</published><updated>2024-05-02T08:00:00Z</updated>
<summary>بندرگاہ صبح کھل گئی۔</summary></entry>
<entry><id>tag:urdu.example,2024:2</id><link href="https://news.example/shared"/><title>وزراء کی ملاقات</title>
<published>2024-05-02T11:00:00Z</published><updated>2024-05-02T11:00:00Z</updated>
<summary>وزراء دارالحکومت میں ملے۔</summary></entry>
</feed>)";

}  // namespace

const std::string_view two_feeds = R"(
[[feed]]
name = "city"
url = "file:wires/city.xml"
category = "Europe"
language = "en"
priority = 10

[[feed]]
name = "urdu"
url = "file:wires/urdu.xml"
category = "Asia"
)";

Desk::Desk() {
  dir.write("wires/city.xml", city);
  dir.write("wires/urdu.xml", urdu);
  configure(two_feeds);
}

void Desk::configure(std::string_view feeds) const {
  dir.write("datelined.toml",
            "[http]\nlisten = \"127.0.0.1:0\"\nbase_url = \"https://wire.example/\"\n" + std::string(feeds));
}

Launch Desk::launch(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin() + 1, {"-c", config()});
  return {.arguments = std::move(arguments)};
}

std::vector<boost::json::value> Desk::stories(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"export", "--format", "ndjson"});
  const Outcome outcome = run(std::move(arguments));
  CHECK(outcome.err == "");
  REQUIRE(outcome.status == 0);
  std::vector<boost::json::value> values;
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) values.push_back(boost::json::parse(line));
  return values;
}

std::vector<std::string> titles(const std::vector<boost::json::value>& stories) {
  std::vector<std::string> list;
  for (const boost::json::value& story : stories) {
    const boost::json::value* title = story.as_object().if_contains("title");
    list.push_back(title == nullptr ? "" : std::string(title->as_string()));
  }
  return list;
}

std::string numbered_wire(std::string_view name, int first, int last) {
  std::ostringstream text;
  text << "<rss version=\"2.0\"><channel><title>" << name << "</title><link>https://" << name << ".example/</link>\n";
  for (int number = last; number >= first; --number) {
    text << "<item><guid isPermaLink=\"false\">" << name << "-" << number << "</guid><link>https://" << name
         << ".example/" << number << "</link><title>" << name << " " << number << "</title><description>Story number "
         << number << " of the wire " << name << ".</description></item>\n";
  }
  text << "</channel></rss>\n";
  return text.str();
}

}  // namespace datelined::test
