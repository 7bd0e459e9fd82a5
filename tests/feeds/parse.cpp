#include "feeds/parse.hpp"

#include "feeds/json.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <tuple>

using namespace datelined::feeds;

namespace {

namespace fs = std::filesystem;

constexpr const char* address = "https://feeds.example/dir/feed";

std::string contents_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Parsed parsed(std::string_view bytes, std::string url = address) {
  auto result = parse({bytes, std::move(url)});
  REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().what));
  return *result;
}

std::set<std::string> codes(const Parsed& document) {
  std::set<std::string> found;
  for (const Note& note : document.notes) found.insert(note.code);
  return found;
}

std::string rss(const std::string& inside) {
  return "<rss version=\"2.0\"><channel><title>T</title>" + inside + "</channel></rss>";
}

}  // namespace

TEST_SUITE("feeds/parse") {
  TEST_CASE("an attribute that stands twice is a fault, and its first value holds") {
    const Parsed document = parsed(
        "<rss version='2.0'><channel><title>t</title>\n<item><guid>g</guid>"
        "<enclosure url='http://a.example/1.mp3' url='http://a.example/2.mp3'/></item></channel></rss>");
    REQUIRE(document.notes.size() == 1);
    CHECK(document.notes[0].code == "not-well-formed");
    CHECK(document.notes[0].line == 2);
    CHECK(document.entries.at(0).attachments.at(0).url == "http://a.example/1.mp3");
  }

  TEST_CASE("where an address cannot be a base the document's own is") {
    for (const std::string url : {"file:wires/ur.xml", "file:///srv/wires/ur.xml", "ur.xml", ""}) {
      for (const std::string_view text :
           {"<rss version='2.0'><channel><title>t</title><link>http://h.example/d/</link>"
            "<item><link>a</link></item></channel></rss>",
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><link href='http://h.example/d/'/>"
            "<entry><id>1</id><link href='a'/></entry></feed>",
            R"({"version":"https://jsonfeed.org/version/1.1","title":"t","home_page_url":"http://h.example/d/",)"
            R"("items":[{"id":"1","url":"a"}]})"}) {
        CAPTURE(url);
        CAPTURE(text);
        const Parsed document = parsed(text, url);
        CHECK(document.entries.at(0).url == "http://h.example/d/a");
        CHECK(document.feed.feed_url == url);
      }
    }
  }

  TEST_CASE("an entry that opens in an entry is one of its own") {
    const auto story = [](const std::string& name, const std::string& title, const std::string& inside = "") {
      return "<" + name + "><title>" + title + "</title>" + inside + "</" + name + ">";
    };
    const auto five = [&](const std::string& name) {
      const std::string third = story(name, "3", story(name, "4"));
      return story(name, "1", story(name, "2") + third) + story(name, "5");
    };
    for (const std::string& text : {"<rss version='2.0'><channel>" + five("item") + "</channel></rss>",
                                    "<feed xmlns='http://www.w3.org/2005/Atom'>" + five("entry") + "</feed>"}) {
      CAPTURE(text);
      const Parsed document = parsed(text);
      std::string titles;
      for (const Entry& entry : document.entries) titles += entry.title;
      CHECK(titles == "12345");
      CHECK(codes(document).contains("not-well-formed"));
    }
  }

  TEST_CASE("a document becomes the JSON that stands beside it") {
    const fs::path folder = fs::path(TEST_DATA) / "parse";
    int pairs = 0;
    for (const auto& item : fs::directory_iterator(folder)) {
      const fs::path expected = item.path().string() + ".expected";
      if (!fs::exists(expected)) continue;
      CAPTURE(item.path().filename().string());
      const std::string bytes = contents_of(item.path());
      const auto result = parse({bytes, address});
      REQUIRE(result.has_value());
      std::string written;
      write_json(*result, [&](std::string_view piece) { written += piece; });
      const boost::json::value got = boost::json::parse(written);
      const boost::json::value want = boost::json::parse(contents_of(expected));
      CHECK_MESSAGE(got == want, boost::json::serialize(got));
      ++pairs;
    }
    CHECK(pairs >= 10);
  }

  TEST_CASE("what is no feed is a problem that says what it is") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"", "empty"},
        {" \n\t", "empty"},
        {"just words", "neither XML nor JSON"},
        {"<!DOCTYPE html><html><head><title>404</title></head><body>Not <b>here</body></html>", "<html>"},
        {"<opml version=\"2.0\"><head/><body/></opml>", "<opml>"},
        {"<kml xmlns=\"http://www.opengis.net/kml/2.2\"/>", "<kml>"},
        {"<feed xmlns=\"urn:something-else\"/>", "<feed>"},
        {"<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>", "<RDF>"},
        {"{\"version\": \"https://jsonfeed.org/version/1.1\"}", "no JSON Feed"},
        {"{\"items\": []}", "no JSON Feed"},
        {"<", "no XML element"},
    };
    for (const auto& [bytes, what] : rows) {
      CAPTURE(bytes);
      const auto result = parse({bytes, address});
      REQUIRE(result.has_error());
      CHECK(result.error().where == address);
      CHECK(result.error().what.find(what) != std::string::npos);
    }
  }

  TEST_CASE("a root says the format") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"<rss version='0.92'><channel/></rss>", "rss-0.92"},
        {"<rss version='2.0.1'><channel/></rss>", "rss-2.0"},
        {"<RSS><CHANNEL><TITLE>x</TITLE></CHANNEL></RSS>", "rss"},
        {"<rss version='7'><channel/></rss>", "rss"},
        {"<channel><title>x</title></channel>", "rss"},
        {"<rss version='2.0' xmlns='http://www.w3.org/2005/Atom'><channel/></rss>", "rss-2.0"},
        {"<feed xmlns='http://www.w3.org/2005/Atom'/>", "atom-1.0"},
        {"<feed xmlns='https://www.w3.org/2005/Atom/'/>", "atom-1.0"},
        {"<f:feed xmlns:f='http://purl.org/atom/ns#'/>", "atom-0.3"},
        {"<feed version='0.3'/>", "atom-0.3"},
        {"<feed/>", "atom"},
        {"<entry xmlns='http://www.w3.org/2005/Atom'><id>a</id></entry>", "atom-1.0"},
    };
    for (const auto& [bytes, format] : rows) {
      CAPTURE(bytes);
      CHECK(parsed(bytes).format == format);
    }
  }

  TEST_CASE("names count by their namespace, whatever the prefix") {
    const Parsed document = parsed(
        "<r:rss xmlns:r='http://backend.userland.com/rss2' xmlns:q='http://PURL.org/dc/elements/1.1' "
        "xmlns:o='urn:other'><r:channel><r:title>T</r:title><r:item><o:title>wrong</o:title>"
        "<q:title>right</q:title><o:link>http://wrong.example/</o:link></r:item></r:channel></r:rss>");
    REQUIRE(document.entries.size() == 1);
    CHECK(document.entries[0].title == "right");
    CHECK(document.entries[0].url.empty());
  }

  TEST_CASE("a valid document yields no note") {
    const Parsed document =
        parsed(rss("<link>http://a.example/</link><description>d</description><item>"
                   "<title>one</title><link>http://a.example/1</link></item>"));
    CHECK(document.notes.empty());
    // An entry alone is a document of Atom (RFC 4287 §2), and has no feed to have a title.
    CHECK(parsed("<entry xmlns='http://www.w3.org/2005/Atom'><id>urn:a</id><title>t</title></entry>").notes.empty());
  }

  TEST_CASE("the address of the document is the base and the last word on feed_url") {
    const Parsed document = parsed(rss("<link>/home</link><item><link>one?a=1</link></item>"));
    CHECK(document.feed.feed_url == address);
    CHECK(document.feed.home_page_url == "https://feeds.example/home");
    CHECK(document.entries[0].url == "https://feeds.example/dir/one?a=1");
  }

  TEST_CASE("without an address the document's own absolute links are the base") {
    const Parsed document = parsed(rss("<link>https://home.example/news/</link><item><link>one</link></item>"), "");
    CHECK(document.entries[0].url == "https://home.example/news/one");
    const Parsed nowhere = parsed(rss("<item><link>one</link></item>"), "");
    CHECK(nowhere.entries[0].url == "one");
    CHECK(codes(nowhere).contains("relative-url"));
  }

  TEST_CASE("faults that cost nothing but their value are noted with their line") {
    const Parsed document =
        parsed(rss("\n<ttl>soon</ttl>\n<language>?!</language>\n<item><guid>a</guid>\n"
                   "<pubDate>one day</pubDate><link>javascript:x</link></item><item><guid>a</guid></item>"));
    CHECK(codes(document) ==
          std::set<std::string>{"bad-number", "bad-language", "bad-date", "bad-url", "duplicate-id"});
    for (const Note& note : document.notes) {
      if (note.code == "bad-date") CHECK(note.line == 5);
    }
    REQUIRE(document.entries.size() == 2);
    CHECK_FALSE(document.entries[0].date_published);
    CHECK(document.entries[0].id == "a");
  }

  TEST_CASE("what a note quotes of the document stays on its line and moves no terminal") {
    for (const Note& note : parsed("<?xml version='1.0' encoding='a\x1B[2Jb'?>" +
                                   rss("<item><guid>g</guid><pubDate>one\n\x7F&#x9B;day</pubDate></item>"))
                                .notes) {
      for (const char c : note.message) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != '\x7F'));
      CHECK(note.message.find("\xC2\x9B") == std::string::npos);
    }
  }

  TEST_CASE("a fault behind an entity of several lines has its own line") {
    const Parsed document = parsed("<!DOCTYPE rss [<!ENTITY e 'a\nb\nc'>]>\n" +
                                   rss("<item><title>&e;</title>\n<pubDate>one day</pubDate></item>"));
    CHECK(document.entries.at(0).title == "a b c");
    bool noted = false;
    for (const Note& note : document.notes) {
      if (note.code != "bad-date") continue;
      noted = true;
      CHECK(note.line == 5);
    }
    CHECK(noted);
  }

  TEST_CASE("an id is the guid, else the address, else made from what the entry says") {
    const Parsed document = parsed(
        rss("<item><guid> tag:a </guid><link>http://a.example/</link></item><item><link>http://b.example/</link></item>"
            "<item><enclosure "
            "url='http://c.example/c.mp3'/></item><item><title>d</title></item><item><title>e</title></item>"));
    REQUIRE(document.entries.size() == 5);
    CHECK(document.entries[0].id == "tag:a");
    CHECK(document.entries[0].guid == "tag:a");
    CHECK(document.entries[1].id == "http://b.example/");
    CHECK(document.entries[1].guid.empty());
    CHECK(document.entries[2].id == "http://c.example/c.mp3");
    CHECK(document.entries[3].id.starts_with("urn:sha256:"));
    CHECK(document.entries[3].id != document.entries[4].id);
  }

  TEST_CASE("no document is deep or wide enough to hurt") {
    constexpr std::size_t many = 100'000;
    const auto repeated = [](std::string_view text) {
      std::string out;
      for (std::size_t i = 0; i < many; ++i) out += text;
      return out;
    };
    const auto item = [](const std::string& inside) {
      return rss("<item><description>" + inside + "</description></item>");
    };
    const std::string documents[] = {item(repeated("<b>") + repeated("</b>")),
                                     item(repeated("<b>")),
                                     item(repeated("<")),
                                     item(repeated("<a b=\"")),
                                     item(repeated("&a")),
                                     item(repeated("<![CDATA[")),
                                     item(repeated("</x>")),
                                     rss(repeated("<item>")),
                                     rss("<item>" + repeated("<category>c</category>")),
                                     repeated("<x:y>"),
                                     repeated("<!DOCTYPE [")};
    for (const std::string& document : documents) {
      const auto result = parse({document, address});
      if (result) CHECK(result->entries.size() < 55'000);
    }
  }

  TEST_CASE("entries are as many as the document has, unless they hold next to nothing") {
    std::string full, hollow;
    const std::string text(560, 't');
    for (int i = 0; i < 60'000; ++i) {
      full += "<item><title>" + text + "</title></item>";
      hollow += "<item/>";
    }
    CHECK(parsed(rss(full)).entries.size() == 60'000);
    const Parsed cut = parsed(rss(hollow));
    CHECK(cut.entries.size() < 52'000);
    CHECK(codes(cut).contains("bad-content"));
  }

  TEST_CASE("what is known is read no further than to its names and dates") {
    const std::string rss_feed =
        rss("<item><guid>https://a.example/1</guid><title>One</title><pubDate>Mon, 20 Nov 2023 08:00:00 GMT</pubDate>"
            "<description>&lt;p&gt;Text&lt;/p&gt;</description></item>"
            "<item><link>https://a.example/2</link><title>Without a guid</title></item>");
    const std::string atom_feed =
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>"
        "<entry><id>urn:1</id><link "
        "href='/1'/><title>One</title><updated>2023-11-20T08:00:00Z</updated></entry></feed>";
    for (const std::string& bytes : {rss_feed, atom_feed}) {
      const Parsed first = parsed(bytes);
      REQUIRE(first.standings.size() == first.entries.size());
      REQUIRE(first.standings.front().digest != 0);
      const auto is_known = [&](std::uint64_t digest) { return digest == first.standings.front().digest; };
      const Parsed again = parse({.bytes = bytes, .url = address, .is_known = is_known}).value();
      CHECK(again.standings.front().was_known);
      const Entry &one = first.entries.front(), &other = again.entries.front();
      CHECK_FALSE(one.title.empty());
      CHECK(other.title.empty());
      CHECK(other.content_html.empty());
      CHECK(std::tie(one.id, one.guid, one.url, one.date_published, one.date_modified) ==
            std::tie(other.id, other.guid, other.url, other.date_published, other.date_modified));
      CHECK(again.standings.back().was_known == (bytes == atom_feed));
      CHECK(again.entries.size() == first.entries.size());
    }
  }

  TEST_CASE("what is handed down to an entry is in its digest, what stands beside it is not") {
    const std::string item = "<item><guid>1</guid><link>/1</link><dc:creator>A</dc:creator></item>";
    const auto document = [&](std::string_view root, std::string_view channel, std::string_view before = "",
                              std::string_view behind = "") {
      std::string text = "<rss xmlns:dc='http://purl.org/dc/elements/1.1/'" + std::string(root) + "><channel";
      text.append(channel).append("><title>T</title>").append(before).append(item).append(behind);
      return text + "</channel></rss>";
    };
    const auto digest = [&](const std::string& text, std::string url = address) {
      const Parsed read = parsed(text, std::move(url));
      for (std::size_t i = 0; i < read.entries.size(); ++i) {
        if (read.entries[i].guid == "1") return read.standings[i].digest;
      }
      return std::uint64_t{0};
    };
    const std::uint64_t alone = digest(document("", ""));
    CHECK(alone != 0);
    CHECK(digest(document("", "", "<ttl>5</ttl><item><guid>0</guid></item>")) == alone);
    CHECK(digest(document("", "", "", "<!-- </item> --><item><guid>2</guid></item>\n")) != 0);
    CHECK(digest(document("", "", "", "\n<item><guid>2</guid></item>\n")) == alone);
    CHECK(digest(document("", "", "<language>ur</language>")) != alone);
    CHECK(digest(document(" xml:lang='ur'", "")) != alone);
    CHECK(digest(document("", " xml:base='https://b.example/'")) != alone);
    CHECK(digest(document("", " xmlns='http://purl.org/rss/1.0/'")) != alone);
    CHECK(digest(document("", ""), "https://c.example/") != alone);
  }

  TEST_CASE("an entry with a fault has no digest, for the fault is noted each time") {
    const std::string item = "<item><guid>1</guid><link>https://a.example/1</link>";
    CHECK(parsed(rss(item + "</item>")).standings.front().digest != 0);
    CHECK(parsed(rss(item + "<pubDate>soon</pubDate></item>")).standings.front().digest == 0);
    CHECK(parsed(rss(item + "<x:y/></item>")).standings.front().digest == 0);
  }
}
