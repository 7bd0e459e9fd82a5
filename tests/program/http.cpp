// Every address that the daemon answers, as feed readers, proxies and browsers ask.
#include "tests/program/daemon.hpp"

#include <doctest/doctest.h>
#include <zlib.h>
#include <boost/json/parse.hpp>

#include <csignal>
#include <cstdlib>
#include <set>

using namespace datelined::test;

namespace {

// Everything has been polled when it starts: four stories.
struct PolledDaemon {
  Desk desk;
  Daemon daemon{polled(desk)};

 private:
  static const Desk& polled(const Desk& desk) {
    REQUIRE(desk.run({"poll"}).status == 0);
    return desk;
  }
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

std::string gunzip(std::string_view bytes) {
  z_stream stream{};
  REQUIRE(::inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(::inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  ::inflateEnd(&stream);
  return out;
}

}  // namespace

TEST_SUITE("program/http") {
  TEST_CASE_FIXTURE(PolledDaemon, "every format holds every story once, under its media type") {
    const Response atom = daemon.get("/atom.xml");
    CHECK(atom.field("content-type") == "application/atom+xml; charset=utf-8");
    CHECK(count(atom.body, "<entry") == 4);
    CHECK(contains(atom.body, "rel=\"self\""));
    CHECK(contains(atom.body, "<entry xml:lang=\"ur\">"));

    const Response rss = daemon.get("/rss.xml");
    CHECK(rss.field("content-type") == "application/rss+xml; charset=utf-8");
    CHECK(count(rss.body, "<item>") == 4);

    const Response json = daemon.get("/feed.json");
    CHECK(json.field("content-type") == "application/feed+json");
    CHECK(boost::json::parse(json.body).at("items").as_array().size() == 4);

    const Response page = daemon.get("/");
    CHECK(page.field("content-type") == "text/html; charset=utf-8");
    CHECK(count(page.body, "<article") == 4);
    CHECK(contains(page.body, "dir=\"rtl\""));
    CHECK(contains(page.field("content-security-policy"), "default-src 'none'"));
  }

  TEST_CASE_FIXTURE(PolledDaemon, "one source alone, the subscription list, and what operators ask for") {
    const Response urdu = daemon.get("/feeds/urdu/atom.xml");
    CHECK(count(urdu.body, "<entry") == 2);
    CHECK(contains(urdu.body, "وزراء کی ملاقات"));
    CHECK(daemon.get("/feeds/nobody/atom.xml").status == 404);

    const Response opml = daemon.get("/feeds.opml");
    CHECK(opml.status == 200);
    CHECK(contains(opml.body, "اردو تار"));

    CHECK(daemon.get("/healthz").status == 200);
    CHECK(daemon.get("/readyz").status == 200);
    const Response metrics = daemon.get("/metrics");
    CHECK(contains(metrics.field("content-type"), "version=0.0.4"));
    CHECK(contains(metrics.body, "datelined_stories 4\n"));
    CHECK(daemon.get("/nothing").status == 404);
  }

  TEST_CASE_FIXTURE(PolledDaemon, "parameters narrow what is served, a bad one is named") {
    const auto entries = [&](std::string_view query) {
      return count(daemon.get("/atom.xml?" + std::string(query)).body, "<entry");
    };
    CHECK(entries("feed=urdu") == 2);
    CHECK(entries("category=Asia") == 2);
    CHECK(entries("lang=ur") == 1);
    CHECK(entries("q=harbour") == 1);
    CHECK(entries("since=2024-05-02&until=2024-05-03") == 2);
    CHECK(entries("after=0") == 4);
    CHECK(entries("after=1000000") == 0);
    CHECK(entries("limit=3") == 3);

    for (const std::string& name : std::vector<std::string>{"limit", "since", "until", "after"}) {
      CAPTURE(name);
      const Response wrong = daemon.get("/atom.xml?" + name + "=nonsense");
      CHECK(wrong.status == 400);
      CHECK(contains(wrong.body, name));
    }
    CHECK(daemon.get("/atom.xml?limit=1001").status == 400);
    CHECK(daemon.get("/atom.xml?feed=nobody").status == 404);
  }

  TEST_CASE_FIXTURE(PolledDaemon, "what a reader has already is not sent again") {
    HttpClient client(daemon.url());
    const Response first = client.get("/atom.xml");
    const std::string tag = first.field("etag");
    const std::string modified = first.field("last-modified");
    REQUIRE(tag.starts_with("\""));
    REQUIRE_FALSE(modified.empty());

    for (const std::string& condition :
         std::vector<std::string>{"If-None-Match: " + tag, "If-None-Match: \"other\", W/" + tag,
                                  std::string("If-None-Match: *"), "If-Modified-Since: " + modified}) {
      CAPTURE(condition);
      const Response unchanged = client.get("/atom.xml", condition + "\r\n");
      CHECK(unchanged.status == 304);
      CHECK(unchanged.body.empty());
      CHECK(unchanged.field("etag") == tag);
    }
    CHECK(client.get("/atom.xml", "If-None-Match: \"other\"\r\nIf-Modified-Since: " + modified + "\r\n").status == 200);
    CHECK(client.get("/atom.xml?limit=2").field("etag") != tag);
  }

  TEST_CASE_FIXTURE(PolledDaemon, "a story that comes changes the tag") {
    const std::string tag = daemon.get("/atom.xml").field("etag");
    desk.dir.write("wires/extra.xml", numbered_wire("extra", 1, 1));
    desk.configure(std::string(two_feeds) + "[[feed]]\nname = \"extra\"\nurl = \"file:wires/extra.xml\"\n");
    daemon.process().signal(SIGHUP);
    daemon.process().wait_for("reloaded: 3 feeds");
    HttpClient events(daemon.url());
    events.send("GET /events?after=4 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    events.receive_until("\"extra\"");
    const Response changed = HttpClient(daemon.url()).get("/atom.xml", "If-None-Match: " + tag + "\r\n");
    CHECK(changed.status == 200);
    CHECK(count(changed.body, "<entry") == 5);
  }

  TEST_CASE_FIXTURE(PolledDaemon, "HEAD answers as GET does, without the body") {
    HttpClient client(daemon.url());
    const Response whole = client.get("/atom.xml");
    const Response head = client.head("/atom.xml");
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(head.field("content-length") == std::to_string(whole.body.size()));
    CHECK(head.field("etag") == whole.field("etag"));
    CHECK(client.get("/atom.xml").status == 200);  // nothing of a body was in the way
  }

  TEST_CASE_FIXTURE(PolledDaemon, "gzip holds the same bytes under a tag of its own") {
    HttpClient client(daemon.url());
    const Response plain = client.get("/atom.xml");
    const Response small = client.get("/atom.xml", "Accept-Encoding: gzip\r\n");
    CHECK(small.field("content-encoding") == "gzip");
    CHECK(contains(small.field("vary"), "Accept-Encoding"));
    CHECK(small.field("etag") != plain.field("etag"));
    CHECK(small.body.size() < plain.body.size());
    CHECK(gunzip(small.body) == plain.body);
  }

  TEST_CASE_FIXTURE(PolledDaemon, "following rel=next collects every story once") {
    std::string target = "/atom.xml?limit=1";
    std::set<std::string> ids;
    int pages = 0;
    for (; !target.empty() && pages < 10; ++pages) {
      const std::string body = daemon.get(target).body;
      const std::size_t entry = body.find("<entry");
      REQUIRE(entry != body.npos);
      const std::size_t id = body.find("<id>", entry) + 4;
      ids.insert(body.substr(id, body.find('<', id) - id));

      target.clear();
      constexpr std::string_view next = "rel=\"next\"";
      const std::size_t link = body.find(next);
      if (link == body.npos) continue;
      const std::size_t begin = body.find("/atom.xml?", link);
      target = body.substr(begin, body.find('"', begin) - begin);
      for (std::size_t at = target.find("&amp;"); at != target.npos; at = target.find("&amp;"))
        target.replace(at, 5, "&");
    }
    CHECK(pages == 4);
    CHECK(ids.size() == 4);
  }

  TEST_CASE_FIXTURE(PolledDaemon, "a method that is not there is refused, and a body is never a second request") {
    HttpClient client(daemon.url());
    client.send("POST /atom.xml HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    const auto refused = client.receive();
    REQUIRE(refused);
    CHECK(refused->status == 405);
    CHECK(contains(refused->field("allow"), "GET"));

    HttpClient smuggler(daemon.url());
    smuggler.send(
        "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 38\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n....");
    const auto answer = smuggler.receive();
    CHECK_FALSE(contains(answer ? answer->body : "", "datelined_stories"));
    CHECK(smuggler.is_closed());

    HttpClient doubled(daemon.url());
    doubled.send("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n");
    const auto malformed = doubled.receive();
    REQUIRE(malformed);
    CHECK(malformed->status == 400);
  }

  TEST_CASE_FIXTURE(PolledDaemon, "requests that come together are answered in order") {
    HttpClient client(daemon.url());
    client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /rss.xml HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto first = client.receive();
    const auto second = client.receive();
    REQUIRE(first);
    REQUIRE(second);
    CHECK(contains(first->field("content-type"), "text/plain"));
    CHECK(contains(second->field("content-type"), "rss"));
  }

  TEST_CASE("TLS is spoken where an address asks for it, with the certificate of the last reload") {
    if (std::system("command -v openssl curl >/dev/null") != 0) {
      MESSAGE("openssl or curl is not installed: TLS was not tested");
      return;
    }
    const Desk desk;
    const auto certify = [&](const std::string& name) {
      const std::string folder = desk.dir.path().string();
      return std::system(
          ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=" + name +
           " -keyout " + folder + "/key.pem -out " + folder + "/chain.pem 2>/dev/null")
              .c_str());
    };
    REQUIRE(certify("first") == 0);
    desk.dir.write(
        "datelined.toml",
        "[http]\nlisten = [\"127.0.0.1:0\", \"tls:127.0.0.1:0\"]\ntls_certificate = \"chain.pem\"\ntls_key = "
        "\"key.pem\"\n" +
            std::string(two_feeds));
    Daemon daemon(desk);
    const std::size_t at = daemon.process().wait_for("open https://127.0.0.1:");
    daemon.process().wait_for("\n", at);
    const std::string port = std::to_string(std::stoi(daemon.process().err().substr(at, 5)));
    const auto shell = [](const std::string& command) {
      return run({.arguments = {"-c", command}, .program = "/bin/sh"}).out;
    };
    const auto subject = [&] {
      return shell("openssl s_client -connect 127.0.0.1:" + port + " </dev/null 2>/dev/null | grep ^subject");
    };
    CHECK(shell("curl -sk https://127.0.0.1:" + port + "/healthz") == "ok\n");
    CHECK(contains(shell("curl -sk https://127.0.0.1:" + port + "/atom.xml"), "</feed>"));
    CHECK(contains(subject(), "first"));
    REQUIRE(certify("second") == 0);
    daemon.process().signal(SIGHUP);
    daemon.process().wait_for("reloaded");
    CHECK(contains(subject(), "second"));
    daemon.end();
  }

  TEST_CASE_FIXTURE(PolledDaemon, "events resume after the last one that was heard") {
    HttpClient all(daemon.url());
    all.send("GET /events?after=0 HTTP/1.1\r\nHost: a\r\n\r\n");
    std::string heard;
    for (int i = 0; i < 4; ++i) heard += all.receive_until("\ndata: ") + all.receive_until("\n\n");
    CHECK(count(heard, "id: ") == 4);

    HttpClient resumed(daemon.url());
    resumed.send("GET /events HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 3\r\n\r\n");
    const std::string rest = resumed.receive_until("\ndata: ");
    CHECK_FALSE(contains(rest, "id: 3\n"));
    CHECK(contains(rest, "id: "));
  }
}
