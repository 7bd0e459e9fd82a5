// What a newsroom sees of kills, embargoes, corrections and renamed entries, through the program.
#include "feeds/text/date.hpp"
#include "tests/program/desk.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

using namespace datelined::test;
namespace json = boost::json;

namespace {

constexpr std::string_view bank =
    "The central bank named its deputy governor as its next chief on Tuesday, ending months of speculation over who "
    "would lead the institution through the slowdown.";

std::string entry(std::string_view id, std::string_view title, std::string_view text, std::string_view more = "") {
  return "<entry><id>" + std::string(id) + "</id><title>" + std::string(title) +
         "</title><published>2024-03-05T09:00:00Z</published><updated>2024-03-05T09:00:00Z</updated>" +
         std::string(more) + "<content type='html'>" + std::string(text) + "</content></entry>";
}

std::string wire(std::string_view entries, std::string_view language = "en") {
  return "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0' xml:lang='" +
         std::string(language) + "'><id>tag:w.example,2024:feed</id><title>Wire</title>" +
         "<updated>2024-03-05T09:00:00Z</updated>" + std::string(entries) + "</feed>";
}

// One wire, told anew each time.
struct Wire {
  Wire() { desk.configure("[[feed]]\nname = \"wire\"\nurl = \"file:wires/wire.xml\"\n"); }
  void tell(std::string_view entries, std::string_view language = "en") const {
    desk.dir.write("wires/wire.xml", wire(entries, language));
    REQUIRE(desk.run({"poll", "--force"}).status == 0);
  }
  std::vector<std::string> told(std::vector<std::string> arguments = {}) const {
    return titles(desk.stories(std::move(arguments)));
  }
  Desk desk;
};

using Titles = std::vector<std::string>;

}  // namespace

TEST_SUITE("program/stories") {
  TEST_CASE("a tombstone withdraws a story from every output, and is one itself") {
    for (const std::string_view name : {"at:deleted-entry", "at:delete-entry"}) {
      CAPTURE(name);
      const Wire wire;
      wire.tell(entry("tag:w.example,2024:1", "Bank names chief", bank));
      REQUIRE(wire.told() == Titles{"Bank names chief"});
      const std::string tombstone =
          "<" + std::string(name) + " ref='tag:w.example,2024:1' when='2024-03-05T10:00:00Z'/>";
      wire.tell(tombstone);
      for (const char* format : {"atom", "rss", "json", "ndjson", "csv", "html"}) {
        CAPTURE(format);
        CHECK_FALSE(contains(wire.desk.run({"export", "--format", format}).out, "deputy governor"));
      }
      const auto killed = wire.desk.stories({"--after", "1"});
      REQUIRE(killed.size() == 1);
      CHECK(killed[0].at("_datelined").at("status") == "killed");
      CHECK_FALSE(contains(json::serialize(killed[0]), "deputy governor"));
      const Outcome atom = wire.desk.run({"export", "--format", "atom", "--status", "killed"});
      CHECK(contains(atom.out, "deleted-entry"));
      CHECK(contains(atom.out, "tag:w.example,2024:1"));

      // Told again as it was, it stays dead; told anew, it lives.
      wire.tell(tombstone + entry("tag:w.example,2024:1", "Bank names chief", bank));
      CHECK(wire.told().empty());
      std::string anew = entry("tag:w.example,2024:1", "Bank names chief", std::string(bank) + " She is 51.");
      anew.replace(anew.find("<updated>2024-03-05T09"), 22, "<updated>2024-03-05T11");
      wire.tell(tombstone + anew);
      CHECK(wire.told() == Titles{"Bank names chief"});
    }
  }

  TEST_CASE("a kill by its label, and one that comes before its story") {
    const Wire wire;
    wire.tell(entry("tag:w.example,2024:1", "Bank names chief", bank));
    wire.tell(entry("tag:w.example,2024:1", "KILL: Bank names chief", "Do not use."));
    CHECK(wire.told().empty());
    wire.tell("<at:deleted-entry ref='tag:w.example,2024:2' when='2024-03-05T10:00:00Z'/>");
    wire.tell(entry("tag:w.example,2024:2", "Ferry runs aground", "A ferry ran aground in fog."));
    CHECK(wire.told().empty());
  }

  TEST_CASE("an embargo keeps a story out until its time, and then it is there without a poll") {
    const Wire wire;
    wire.tell(entry("tag:w.example,2024:1", "Bank names chief",
                    "EMBARGOED UNTIL 10:00 GMT 5 March 2199. " + std::string(bank)) +
              entry("tag:w.example,2024:2", "Ferry runs aground",
                    "EMBARGOED UNTIL 10:00 GMT 5 March 2024. A ferry ran aground in fog."));
    CHECK(wire.told() == Titles{"Ferry runs aground"});
    CHECK(wire.told({"--query", "governor"}).empty());
    CHECK(wire.told({"--after", "0"}) == Titles{"Ferry runs aground"});
  }

  TEST_CASE("a note for editors is told to nobody") {
    const Wire wire;
    wire.tell(
        entry("tag:w.example,2024:1", "Bank names chief",
              "&lt;p&gt;" + std::string(bank) + "&lt;/p&gt;&lt;p&gt;NOT FOR PUBLICATION: ring the lawyer&lt;/p&gt;"));
    CHECK(wire.told() == Titles{"Bank names chief"});
    CHECK_FALSE(contains(wire.desk.run({"export"}).out, "lawyer"));
  }

  TEST_CASE("a counter that runs over twenty polls changes nothing") {
    const Wire wire;
    for (int n = 0; n < 20; ++n) {
      wire.tell(entry("tag:w.example,2024:1", "Bank names chief",
                      "&lt;p&gt;" + std::string(bank) + "&lt;/p&gt;&lt;p&gt;" + std::to_string(1000 + n * 17) +
                          " views&lt;/p&gt;&lt;p&gt;Updated " + std::to_string(n + 2) + " minutes ago&lt;/p&gt;"));
    }
    const auto stories = wire.desk.stories();
    REQUIRE(stories.size() == 1);
    CHECK(stories[0].at("_datelined").at("revision") == 1);
    CHECK(stories[0].at("_datelined").at("seq") == 1);
  }

  TEST_CASE("retention takes away what is too old or too many of a feed") {
    const Wire wire;
    wire.tell(entry("tag:w.example,2024:1", "Bank names chief", bank));
    wire.desk.configure(
        "[retention]\nage = \"30d\"\n[[feed]]\nname = \"wire\"\nurl = \"file:wires/wire.xml\"\ncount = 5\n");
    wire.tell(entry("tag:w.example,2024:1", "Bank names chief", bank));
    CHECK(wire.told().empty());
    CHECK(wire.desk.run({"poll", "--force"}).status == 0);
    CHECK(wire.told({"--after", "0"}).empty());
  }

  TEST_CASE("after a sweep no more of a feed is left than its count, however many came") {
    const Wire wire;
    std::string entries;
    for (int n = 0; n < 1200; ++n) {
      const std::string number = std::to_string(n);
      entries += entry("tag:w.example,2024:" + number, "Bulletin " + number, "The number is " + number + ".");
    }
    wire.desk.configure("[[feed]]\nname = \"wire\"\nurl = \"file:wires/wire.xml\"\ncount = 10\n");
    wire.tell(entries);
    CHECK(wire.desk.stories().size() == 10);
  }

  TEST_CASE("retention takes away what a feed left that is no longer asked for") {
    const Wire wire;
    wire.tell(entry("tag:w.example,2024:1", "Bank names chief", bank));
    wire.desk.configure("[retention]\nage = \"30d\"\n[[feed]]\nname = \"another\"\nurl = \"file:wires/another.xml\"\n");
    CHECK(wire.desk.run({"poll", "--force"}).status == 0);
    CHECK(wire.desk.stories().empty());
  }

  TEST_CASE("a correction that keeps every date is a revision, told by its label") {
    const Wire wire;
    wire.tell(entry("tag:w.example,2024:1", "Bank names chief", bank));
    wire.tell(entry("tag:w.example,2024:1", "CORRECTED-Bank names chief", std::string(bank) + " She is 52, not 51."));
    const auto stories = wire.desk.stories();
    REQUIRE(stories.size() == 1);
    CHECK(stories[0].at("title") == "CORRECTED-Bank names chief");
    CHECK(stories[0].at("date_published") == "2024-03-05T09:00:00Z");
    CHECK(stories[0].at("_datelined").at("signal") == "correction");
    CHECK(stories[0].at("_datelined").at("status") == "corrected");
    CHECK(stories[0].at("_datelined").at("revision") == 2);
    CHECK(stories[0].at("_datelined").at("seq") == 2);
  }

  TEST_CASE("a late entry with an old date comes under the next number") {
    const Wire wire;
    wire.tell(entry("tag:w.example,2024:1", "Bank names chief", bank));
    std::string old = entry("tag:w.example,2024:2", "Ferry runs aground", "A ferry ran aground in fog.");
    for (std::size_t at = 0; (at = old.find("2024-03-05", at)) != old.npos;) old.replace(at, 10, "2019-01-02");
    wire.tell(entry("tag:w.example,2024:1", "Bank names chief", bank) + old);
    CHECK(wire.told() == Titles{"Bank names chief", "Ferry runs aground"});
    CHECK(wire.told({"--after", "1"}) == Titles{"Ferry runs aground"});
  }

  TEST_CASE("a feed that changes its guids and addresses overnight brings no new story") {
    const Wire wire;
    const std::string ferry = "A ferry with 40 people aboard ran aground in fog off the northern islands.";
    const auto page = [&](const std::string& guid, const std::string& path) {
      return entry(guid + "1", "Bank names chief", bank, "<link href='https://w.example/" + path + "1'/>") +
             entry(guid + "2", "Ferry runs aground", ferry, "<link href='https://w.example/" + path + "2'/>");
    };
    wire.tell(page("http://w.example/?p=", "?p="));
    REQUIRE(wire.told().size() == 2);
    wire.tell(page("urn:example:w:", "2024/03/05/article-"));
    // Revisions of what there was: the addresses are new.
    CHECK(wire.told().size() == 2);
    for (const auto& story : wire.desk.stories({"--after", "2"})) {
      CHECK(story.at("_datelined").at("revision") == 2);
      CHECK(contains(std::string(story.at("id").as_string()), "http://w.example/?p="));
    }
    wire.tell(page("urn:example:w:", "2024/03/05/article-"));
    CHECK(wire.told({"--after", "4"}).empty());
  }

  TEST_CASE("equal guids in two feeds are strangers, and a guid used again names another entry") {
    const Desk desk;
    desk.configure(
        "[[feed]]\nname = \"one\"\nurl = \"file:wires/one.xml\"\n[[feed]]\nname = \"two\"\nurl = "
        "\"file:wires/two.xml\"\n");
    const std::string ferry = "A ferry with 40 people aboard ran aground in fog off the northern islands on Monday.";
    desk.dir.write("wires/one.xml", wire(entry("1", "Bank names chief", bank)));
    desk.dir.write("wires/two.xml", wire(entry("1", "Ferry runs aground", ferry)));
    REQUIRE(desk.run({"poll"}).status == 0);
    CHECK(desk.stories().size() == 2);
    std::string again = entry("1", "Parliament dissolved",
                              "The president dissolved parliament and called a vote for "
                              "June, the third within four years.");
    for (std::size_t at = 0; (at = again.find("2024-03-05", at)) != again.npos;) again.replace(at, 10, "2024-03-09");
    desk.dir.write("wires/one.xml", wire(again));
    REQUIRE(desk.run({"poll", "--force"}).status == 0);
    Titles told = titles(desk.stories());
    std::ranges::sort(told);  // two of them are of one second
    CHECK(told == Titles{"Bank names chief", "Ferry runs aground", "Parliament dissolved"});
  }

  TEST_CASE("a kill in each of its forms") {
    constexpr std::string_view apnm = "xmlns:apnm='http://ap.org/schemas/03/2005/apnm'";
    const std::string one = "tag:w.example,2024:1";
    const std::string forms[] = {
        entry(one, "KILL: Bank names chief", ""),
        entry(one, "Bank names chief (STORY WITHDRAWN)", ""),
        entry(one, "Bank names chief", "MANDATORY KILL. Please kill the story, the name is wrong."),
        entry(one, "撤稿：Bank names chief", ""),
        entry(one, "Bank names chief", "Просьба аннулировать сообщение."),
        entry(one, "Bank names chief", bank,
              "<apnm:NewsManagement " + std::string(apnm) +
                  "><apnm:PublishingStatus>Canceled</apnm:PublishingStatus></apnm:NewsManagement>"),
        entry("tag:w.example,2024:9", "KILL: Bank names chief", "Do not use the story of this headline."),
        "<at:deleted-entry ref='" + one + "' when='2024-03-05T10:00:00Z'/>",
    };
    for (const std::string& form : forms) {
      CAPTURE(form);
      const Wire wire;
      wire.tell(entry(one, "Bank names chief", bank));
      REQUIRE(wire.told() == Titles{"Bank names chief"});
      wire.tell(form);
      CHECK(wire.told().empty());
      CHECK_FALSE(contains(wire.desk.run({"export", "--format", "atom"}).out, "deputy governor"));
    }
  }

  TEST_CASE("the copy of the wire with the higher priority leads, under the id that was published") {
    const Desk desk;
    desk.configure(
        "[[feed]]\nname = \"one\"\nurl = \"file:wires/one.xml\"\n[[feed]]\nname = \"two\"\nurl = "
        "\"file:wires/two.xml\"\npriority = 5\n");
    desk.dir.write("wires/one.xml", wire(entry("tag:one.example,2024:1", "Bank names chief", bank)));
    desk.dir.write("wires/two.xml", wire(""));
    REQUIRE(desk.run({"poll"}).status == 0);
    desk.dir.write("wires/two.xml", wire(entry("tag:two.example,2024:1", "New chief for the bank", bank)));
    REQUIRE(desk.run({"poll", "--force"}).status == 0);
    const auto stories = desk.stories();
    REQUIRE(stories.size() == 1);
    CHECK(stories[0].at("title") == "New chief for the bank");
    CHECK(stories[0].at("id") == "tag:one.example,2024:1");
    CHECK(stories[0].at("_datelined").at("feed") == "two");
  }

  TEST_CASE("the briefings of two mornings are two stories") {
    const Wire wire;
    const std::string monday = "Good morning. Parliament votes on the budget at noon, and the ferry is still aground.";
    const std::string tuesday = "Good morning. The bank has a new chief; rain reaches the south before the evening.";
    std::string second = entry("tag:w.example,2024:2", "Morning Briefing", tuesday);
    for (std::size_t at = 0; (at = second.find("2024-03-05", at)) != second.npos;) second.replace(at, 10, "2024-03-06");
    wire.tell(entry("tag:w.example,2024:1", "Morning Briefing", monday));
    wire.tell(second + entry("tag:w.example,2024:1", "Morning Briefing", monday));
    CHECK(wire.told() == Titles{"Morning Briefing", "Morning Briefing"});
  }

  TEST_CASE("a newsroom's own labels are told, and taken off for comparing") {
    const Desk desk;
    const std::string feeds =
        "[[feed]]\nname = \"one\"\nurl = \"file:wires/one.xml\"\n[[feed]]\nname = \"two\"\nurl = "
        "\"file:wires/two.xml\"\n";
    desk.configure("[signals]\nflash = [\"DESK\"]\nkill = [\"RUECKZUG\"]\n" + feeds);
    desk.dir.write("wires/one.xml", wire(entry("tag:one.example,2024:1", "Bank names chief", "She is 51.")));
    desk.dir.write("wires/two.xml", wire(entry("tag:two.example,2024:1", "DESK 2: Bank names chief", "She is 51.")));
    REQUIRE(desk.run({"poll"}).status == 0);
    const auto stories = desk.stories({"--feed", "two"});
    REQUIRE(stories.size() == 1);
    CHECK(stories[0].at("title") == "DESK 2: Bank names chief");
    CHECK(stories[0].at("_datelined").at("signal") == "flash");
    CHECK(stories[0].at("_datelined").at("sources").as_array().size() == 2);
    desk.dir.write("wires/one.xml", wire(entry("tag:one.example,2024:1", "RUECKZUG: Bank names chief", "")));
    desk.dir.write("wires/two.xml", wire(entry("tag:two.example,2024:1", "RUECKZUG: Bank names chief", "")));
    REQUIRE(desk.run({"poll", "--force"}).status == 0);
    CHECK(desk.stories().empty());
    desk.configure("[signals]\nflahs = [\"DESK\"]\n" + feeds);
    const Outcome outcome = desk.run({"check"});
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, "signals.flahs: unknown key; did you mean `flash`?"));
  }

  TEST_CASE("how far apart the copies of a story may be is the newsroom's to say") {
    for (const bool is_wide : {false, true}) {
      CAPTURE(is_wide);
      const Desk desk;
      desk.configure(std::string(is_wide ? "[story]\nwindow = \"10d\"\n" : "") +
                     "[[feed]]\nname = \"one\"\nurl = \"file:wires/one.xml\"\n[[feed]]\nname = \"two\"\nurl = "
                     "\"file:wires/two.xml\"\n");
      std::string late = wire(entry("tag:two.example,2024:1", "Bank names chief", bank));
      for (std::size_t at = 0; (at = late.find("2024-03-05", at)) != late.npos;) late.replace(at, 10, "2024-03-12");
      desk.dir.write("wires/one.xml", wire(entry("tag:one.example,2024:1", "Bank names chief", bank)));
      desk.dir.write("wires/two.xml", late);
      REQUIRE(desk.run({"poll"}).status == 0);
      CHECK(desk.stories().size() == (is_wide ? 1 : 2));
    }
  }

  TEST_CASE("a dispatch in Urdu from two wires is one story, its label told beside it") {
    // In the manner of an agency's page: the label glued to the headline, the dateline with a combining kasra, no-break
    // spaces, a missing space after the full stop.
    const std::string headline = "چین اور پاکستان کے درمیان سمندری تجارت میں نمایاں اضافہتازترین";
    const std::string text =
        "بیجنگ (شِنہوا) چین اور پاکستان کے\u00A0درمیان سمندری تجارت میں گزشتہ برس کے مقابلے میں نمایاں اضافہ ہوا ہے۔"
        "بندرگاہ کے حکام نے بتایا کہ اس سال اب تک 120 بحری جہاز لنگر انداز ہوئے  جن میں زیادہ تر پر مشینری اور چاول "
        "لدے "
        "تھے۔ ماہرین کا کہنا ہے کہ نئی سڑک کی تکمیل سے سامان کی ترسیل کا وقت مزید کم ہو جائے گا۔";
    std::string other = text;
    other.replace(other.find("ہے۔"), std::string("ہے۔").size(), "ہے۔ ");
    const Desk desk;
    desk.configure(
        "[[feed]]\nname = \"one\"\nurl = \"file:wires/one.xml\"\n[[feed]]\nname = \"two\"\nurl = "
        "\"file:wires/two.xml\"\n");
    desk.dir.write("wires/one.xml", wire(entry("tag:one.example,2024:1", headline, text), "ur"));
    desk.dir.write("wires/two.xml", wire(entry("tag:two.example,2024:9", headline, other), "ur"));
    REQUIRE(desk.run({"poll"}).status == 0);
    const auto stories = desk.stories();
    REQUIRE(stories.size() == 1);
    CHECK(stories[0].at("_datelined").at("sources").as_array().size() == 2);
    CHECK(stories[0].at("_datelined").at("signal") == "latest");
    CHECK(stories[0].at("_datelined").at("dateline") == "بیجنگ (شِنہوا)");
    CHECK(contains(json::serialize(stories[0]), "بیجنگ (شِنہوا) چین"));
    for (const char* word : {"شنہوا", "شِنہوا", "بيجنگ", "پاكستان"}) {
      CAPTURE(word);
      CHECK(desk.stories({"--query", word}).size() == 1);
    }
  }
}
