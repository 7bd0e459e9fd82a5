#include "daemon/poll/poller.hpp"

#include "tests/daemon/poll/newsroom.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace datelined;
using test::Newsroom;
using test::reply;
using test::rss;
using test::Titles;
using test::with_older;

TEST_SUITE("daemon/poll/archive") {
  TEST_CASE("what was lost in a gap is read in the archive, in circles or not") {
    Newsroom room;
    const auto page = [](const std::vector<std::string>& titles, const std::string& older) {
      std::string text = rss(titles);
      const std::string link =
          "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='prev-archive' href='" + older + "'/>";
      return reply(200, text.insert(text.find("<item>"), link));
    };
    room.server.on("/a.xml", [&](const test::Request&, int hit) {
      return page(hit == 1 ? std::vector<std::string>{"2", "1"} : std::vector<std::string>{"8", "7"}, "/older");
    });
    room.server.on("/older", page({"6", "5"}, "/oldest"));
    room.server.on("/oldest", page({"4", "3", "2"}, "/older"));
    room.subscribe("a", room.server.url("/a.xml"));
    room.poll();
    room.poll(true);
    CHECK(room.titles() == Titles{"1", "2", "3", "4", "5", "6", "7", "8"});
    CHECK(room.server.hits("/older") == 1);
    CHECK(room.health("a").gaps == 0);

    room.server.on("/b.xml", [&](const test::Request&, int hit) {
      return page(hit == 1 ? std::vector<std::string>{"b", "c"} : std::vector<std::string>{"d", "e"}, "/round");
    });
    room.server.on("/round", page({"x", "y"}, "/round"));
    room.subscribe("b", room.server.url("/b.xml"));
    room.restart();
    room.poll();
    room.poll(true, {"b"});
    CHECK(room.server.hits("/round") == 1);
    CHECK(room.health("b").gaps == 1);
  }

  TEST_CASE("an archive that cannot be read now is read with the next visit, a few times") {
    for (const int failures : {1, 3, 4}) {
      CAPTURE(failures);
      Newsroom room;
      room.server.on("/a.xml", [](const test::Request&, int hit) {
        const std::vector<std::string> titles =
            hit == 1 ? std::vector<std::string>{"2", "1"} : std::vector<std::string>{"8", "7"};
        return reply(200, {{"ETag", hit == 1 ? "\"1\"" : "\"2\""}}, with_older(rss(titles), "prev-archive", "/older"));
      });
      room.server.on("/older", [&](const test::Request&, int hit) {
        return hit <= failures ? reply(503) : reply(200, rss({"6", "5", "4", "3", "2"}));
      });
      room.subscribe("a", room.server.url("/a.xml"));
      room.poll();
      for (int visit = 0; visit < 6; ++visit) {
        room.restart();
        room.poll(true);
        CHECK(room.health("a").gaps == (visit < failures || failures > 3 ? 1 : 0));
      }
      CHECK(room.titles().size() == (failures > 3 ? 4 : 8));
      CHECK(room.server.hits("/older") == std::min(failures + 1, 4));
    }
  }

  TEST_CASE("what leads back to the document, however it is written, is no older page of it") {
    for (const std::string older : {"/a.xml", "/a.xml#older", "#older", "HTTP://127.0.0.1:PORT/a.xml",
                                    "http://u:p@127.0.0.1:PORT/a.xml", "/led.xml", "/led.xml#older"}) {
      CAPTURE(older);
      Newsroom room;
      std::string url = older;
      if (const std::size_t at = url.find("PORT"); at != url.npos)
        url.replace(at, 4, std::to_string(room.server.port()));
      room.server.on("/led.xml", test::redirect(302, "/a.xml"));
      room.server.on("/a.xml", [&](const test::Request&, int hit) {
        const std::string n = std::to_string(hit);
        return reply(200, with_older(rss({n + "a", n + "b"}), "next", url));
      });
      room.subscribe("a", room.server.url("/led.xml"));
      room.poll();
      room.poll(true);
      CHECK(room.titles() == Titles{"1a", "1b", "2a", "2b"});
      CHECK(room.server.hits("/led.xml") == 2);
      CHECK(room.server.hits("/a.xml") == 2);
    }
  }
}
