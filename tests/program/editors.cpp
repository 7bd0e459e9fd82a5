// What an editor asks of the stories and overrules: `why`, `split` and `join`, beside a daemon and without one.
#include "tests/program/daemon.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace datelined::test;
namespace json = boost::json;

namespace {

constexpr std::string_view storm =
    "A storm with winds of 140 kilometres an hour hit the coast on Tuesday night and tore the roofs off 312 houses in "
    "the fishing towns south of the capital, the civil defence said. Schools in the three districts stay shut until "
    "Friday, and 4,500 households were without power in the morning. Boats that had sought shelter behind the mole of "
    "the old harbour were thrown onto the quay; nobody was hurt there, the harbour master said.";
constexpr std::string_view talks =
    "Negotiators for the two largest unions left the ministry at dawn without an agreement on wages for the 88,000 "
    "workers of the railways. A walkout of 24 hours begins on Thursday unless the government raises its offer of 3.1 "
    "percent, their spokeswoman told reporters at the gate. The minister called the demand beyond all reason.";

std::string wire(std::string_view name, std::string_view id, std::string_view title, std::string_view text) {
  const std::string feed(name);
  return "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><id>tag:" + feed + ".example,2024:feed</id><title>" +
         feed + "</title><updated>2024-03-05T09:00:00Z</updated><entry><id>" + std::string(id) +
         "</id><link href='https://" + feed + ".example/" + std::string(id.substr(id.rfind(':') + 1)) + "'/><title>" +
         std::string(title) + "</title><published>2024-03-05T09:00:00Z</published>" +
         "<updated>2024-03-05T09:00:00Z</updated><content>" + std::string(text) + "</content></entry></feed>";
}

constexpr const char* agency = "tag:agency.example,2024:1";
constexpr const char* paper = "tag:paper.example,2024:7";
constexpr const char* rail = "tag:rail.example,2024:3";

// An agency and a paper tell one storm, another wire tells of talks.
struct Stories : Desk {
  Stories() {
    configure(
        "[[feed]]\nname = \"agency\"\nurl = \"file:wires/agency.xml\"\n[[feed]]\nname = \"paper\"\nurl = "
        "\"file:wires/paper.xml\"\n[[feed]]\nname = \"rail\"\nurl = \"file:wires/rail.xml\"\n[[feed]]\nname = "
        "\"late\"\nurl = \"file:wires/late.xml\"\n");
    dir.write("wires/agency.xml", wire("agency", agency, "Storm hits coast", storm));
    dir.write("wires/paper.xml",
              wire("paper", paper, "Roofs fly in fishing towns", "LISBON (Agency) - " + std::string(storm)));
    dir.write("wires/rail.xml", wire("rail", rail, "Talks end without a deal", talks));
    dir.write("wires/late.xml",
              "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:late.example,2024:feed</id>"
              "<title>late</title><updated>2024-03-05T09:00:00Z</updated></feed>");
  }
  void poll() const { REQUIRE(run({"poll", "--force"}).status == 0); }
  std::size_t count() const { return stories().size(); }
  // The ids of the story with this one, as `sources` has them.
  std::vector<std::string> copies_of(std::string_view id) const {
    std::vector<std::string> copies;
    for (const json::value& story : stories()) {
      if (story.at("id").as_string() != id) continue;
      for (const json::value& source : story.at("_datelined").at("sources").as_array()) {
        copies.emplace_back(source.at("id").as_string());
      }
    }
    return copies;
  }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_SUITE("program/editors") {
  TEST_CASE("why says in words and figures why two entries are one story, or two") {
    const Stories desk;
    desk.poll();
    const Outcome one = desk.run({"why", agency, "https://paper.example/7"});
    CAPTURE(one.out);
    CHECK(one.status == 0);
    CHECK(contains(one.out, "A  Storm hits coast\n   of agency, 2024-03-05T09:00:00Z, tag:agency.example,2024:1\n"));
    CHECK(contains(one.out, "B  Roofs fly in fishing towns\n   of paper, "));
    CHECK(contains(one.out, "One story: tag:agency.example,2024:1\n"));
    CHECK(contains(one.out, "One joined the other's story at a probability of "));
    CHECK(contains(one.out, " 100 %  of the shorter's letters stand, eight in a row, in the longer\n"));
    CHECK(contains(one.out, " 100 %  of the shorter's numbers the longer has as well\n"));
    CHECK(contains(one.out, " 0 %  of the shorter headline's words the other has\n"));
    CHECK(contains(one.out, "days lie between them; at most 4 may\n"));

    const Outcome two = desk.run({"why", agency, rail});
    CAPTURE(two.out);
    CHECK(two.status == 0);
    CHECK(contains(two.out,
                   "Two stories: A is in tag:agency.example,2024:1\n             B is in tag:rail.example,2024:3\n"));
    CHECK(contains(two.out, " 0 %  of the shorter's letters stand, eight in a row, in the longer\n"));
    CHECK_FALSE(contains(two.out, "One joined"));
  }

  TEST_CASE("a split survives the next copy, and a restart") {
    const Stories desk;
    desk.poll();
    REQUIRE(desk.count() == 2);
    const Outcome split = desk.run({"split", paper});
    CHECK(split.status == 0);
    CHECK(split.out == std::string(paper) + "\n");
    CHECK(desk.copies_of(agency) == Ids{agency});
    CHECK(desk.copies_of(paper) == Ids{paper});
    desk.dir.write("wires/late.xml", wire("late", "tag:late.example,2024:2", "Coast counts its roofs", storm));
    desk.poll();
    CHECK(desk.count() == 3);
    CHECK(contains(desk.run({"why", agency, paper}).out, "An editor has split them: no copy makes them one again.\n"));
    CHECK(desk.copies_of(agency).size() + desk.copies_of(paper).size() == 3);
  }

  TEST_CASE("an entry that left the story of its name is still called by it, beside one that stayed") {
    const Stories desk;
    desk.poll();
    const std::string made = desk.run({"split", agency}).out;
    CHECK(contains(made, "urn:uuid:"));
    CHECK(desk.copies_of(agency) == Ids{paper});
    for (const char* name : {agency, "https://agency.example/1"}) {
      CAPTURE(name);
      const Outcome why = desk.run({"why", name, paper});
      CHECK(contains(why.out, "A  Storm hits coast\n   of agency, "));
      CHECK(contains(why.out, "B  Roofs fly in fishing towns\n   of paper, "));
      CHECK(contains(desk.run({"why", paper, name}).out, "B  Storm hits coast\n   of agency, "));
    }
    // As the name of the story it means the copy that leads it.
    CHECK(contains(desk.run({"why", agency, rail}).out, "A  Roofs fly in fishing towns\n   of paper, "));
    CHECK(desk.run({"join", agency, paper}).out == std::string(agency) + "\n");
    CHECK(desk.copies_of(agency).size() == 2);
  }

  TEST_CASE("a join publishes one story and a tombstone for the other") {
    const Stories desk;
    desk.poll();
    const auto last = desk.stories().front().at("_datelined").at("seq");
    const Outcome join = desk.run({"join", rail, paper});
    CHECK(join.status == 0);
    const std::string kept = join.out.substr(0, join.out.find('\n'));
    CHECK(desk.count() == 1);
    CHECK(desk.copies_of(kept).size() == 3);
    std::vector<std::string> killed;
    for (const json::value& story : desk.stories({"--after", "0"})) {
      if (story.at("_datelined").at("status") == "killed") killed.emplace_back(story.at("id").as_string());
    }
    CHECK(killed.size() == 1);
    CHECK((kept == agency ? killed == Ids{rail} : killed == Ids{agency}));
    const std::string atom = desk.run({"export", "--format", "atom", "--status", "killed"}).out;
    CHECK(contains(atom, "<at:deleted-entry ref=\"" + killed.front() + "\""));
    CHECK(contains(desk.run({"why", rail, paper}).out, "An editor has joined them.\n"));
    // The name that was published leads to what it became.
    CHECK(contains(desk.run({"why", killed.front(), agency == kept ? paper : rail}).out, "One story: " + kept));
  }

  TEST_CASE("what cannot be done is said with the names it is about") {
    const Stories desk;
    desk.poll();
    struct Row {
      std::vector<std::string> arguments;
      std::string_view fault;
    };
    const Row rows[] = {
        {{"why", agency, "tag:nobody.example,2024:1"}, "no entry or story `tag:nobody.example,2024:1`"},
        {{"split", "https://nobody.example/"}, "no entry or story `https://nobody.example/`"},
        {{"why", agency, "https://agency.example/1"}, "both name one entry: `tag:agency.example,2024:1` of agency"},
        {{"join", agency, agency}, "both name one entry: `tag:agency.example,2024:1` of agency"},
        {{"join", agency, paper}, "they are one story already: tag:agency.example,2024:1"},
        {{"split", paper, paper}, "named twice: `tag:paper.example,2024:7` of paper"},
        {{"split", paper, rail},
         "these are no copies of one story: `tag:paper.example,2024:7` is in "
         "tag:agency.example,2024:1, `tag:rail.example,2024:3` in tag:rail.example,2024:3"},
        {{"split", rail}, "nothing would be left of tag:rail.example,2024:3: it has 1 copy"},
        {{"split", agency, paper}, "nothing would be left of tag:agency.example,2024:1: it has 2 copies"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.fault);
      const Outcome outcome = desk.run(row.arguments);
      CHECK(outcome.status == 1);
      CHECK(outcome.out.empty());
      CHECK(outcome.err == "datelined: " + std::string(row.fault) + "\n");
    }
    CHECK(desk.run({"split"}).status == 2);
    CHECK(desk.run({"join", agency}).status == 2);
    CHECK(desk.run({"why", agency}).status == 2);
    const Stories empty;
    const Outcome nothing = empty.run({"join", agency, rail});
    CHECK(nothing.status == 1);
    CHECK(contains(nothing.err, "datelined.db: there is no such database"));
  }

  TEST_CASE("a daemon shows a split and a join at once, without news of its own") {
    const Stories desk;
    Daemon daemon(desk);
    for (const char* title : {"Storm hits coast", "Talks end without a deal"}) daemon.wait_for_story(title);
    REQUIRE(json::parse(daemon.get("/feed.json").body).at("items").as_array().size() == 2);
    HttpClient events(daemon.url());
    follow_events(events);
    events.receive_until("Talks end without a deal");

    REQUIRE(desk.run({"split", paper}).status == 0);
    // Its own message, not its name among another story's sources.
    events.receive_until("\"story\":\"tag:paper.example,2024:7\"");
    const auto shown = json::parse(daemon.get("/feed.json").body).at("items").as_array();
    CHECK(shown.size() == 3);

    REQUIRE(desk.run({"join", agency, rail}).status == 0);
    events.receive_until("\"status\":\"killed\"");
    CHECK(json::parse(daemon.get("/feed.json").body).at("items").as_array().size() == 2);
    // A link to either leads to what the two became.
    for (const char* page : {"/stories/tag%3Aagency.example%2C2024%3A1", "/stories/tag%3Arail.example%2C2024%3A3"}) {
      CAPTURE(page);
      const Response told = daemon.get(page);
      CHECK(told.status == 200);
      CHECK(contains(told.body, "Storm hits coast"));
      CHECK(contains(told.body, "Talks end without a deal"));
    }
    daemon.end();
  }
}
