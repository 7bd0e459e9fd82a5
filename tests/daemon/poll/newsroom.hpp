// What tests of the poller share: a newsroom with wires on loopback.
#pragma once

#include "daemon/poll/poller.hpp"
#include "schema/reader.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace datelined::test {

inline std::string rss(const std::vector<std::string>& titles) {
  std::string items;
  for (const std::string& title : titles) {
    items += "<item><guid isPermaLink='false'>" + title + "</guid><title>" + title + "</title></item>";
  }
  return "<rss version='2.0'><channel><title>Wire</title>" + items + "</channel></rss>";
}

// The document with a link to the page before it.
inline std::string with_older(std::string document, const std::string& rel, const std::string& url) {
  const std::string link = "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='" + rel + "' href='" + url + "'/>";
  return document.insert(document.find("<item>"), link);
}

// A newsroom: a store in a folder of its own, wires on loopback, and a clock that a test turns.
class Newsroom {
 public:
  Newsroom() {
    settings.poll.allow_private = true;
    settings.poll.timeout = std::chrono::seconds(20);
  }
  ~Newsroom() {
    workers.join();
    writer.join();
  }

  void subscribe(const std::string& name, const std::string& url) {
    FeedSettings feed;
    feed.name = name;
    feed.url = url;
    settings.feeds.push_back(feed);
  }

  Poller& poller() {
    if (!poller_) {
      auto parts = PollerParts{loop.get_executor(), workers, writer, store, events, metrics, [this] { return now; }};
      poller_ = std::make_unique<Poller>(std::move(parts), settings);
    }
    return *poller_;
  }

  // As after a new start of the program.
  void restart() { poller_.reset(); }

  // One sweep: how each visit went.
  std::map<std::string, Visit> poll(bool force = false, std::vector<std::string> names = {}) {
    std::map<std::string, Visit> visits;
    Poller::Sweep sweep{.force = force, .names = std::move(names)};
    sweep.begin = [this](std::size_t feeds) { announced = feeds; };
    sweep.visited = [&](const Visit& visit) { visits[visit.feed] = visit; };
    run(loop, poller().sweep(std::move(sweep)));
    return visits;
  }

  // Lets run() run until something holds, then stops it. Fails after a minute.
  template <class Condition>
  void run_until(Condition holds) {
    asio::cancellation_signal stop;
    bool over = false;
    auto end = [&](std::exception_ptr) { over = true; };
    asio::co_spawn(loop, poller().run(), asio::bind_cancellation_slot(stop.slot(), end));
    loop.restart();
    const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    constexpr std::chrono::milliseconds moment{100};
    while (!over && !holds() && std::chrono::steady_clock::now() < patience) loop.run_one_for(moment);
    CHECK(holds());
    auto stop_it = [&] { stop.emit(asio::cancellation_type::terminal); };
    asio::post(loop, stop_it);
    while (!over) loop.run_one();
  }

  std::set<std::string> titles() {
    std::set<std::string> all;
    schema::Reader reader(file);
    reader.stories({}, [&](const feeds::Story& story) { all.insert(story.entry.title); });
    return all;
  }

  schema::FeedHealth health(const std::string& name) {
    for (const schema::FeedHealth& feed : schema::Reader(file).feeds()) {
      if (feed.subscription.name == name) return feed;
    }
    FAIL("no feed is named " << name);
    return {};
  }

  TempDir folder;
  std::filesystem::path file = folder / "store.db";
  HttpServer server;
  asio::io_context loop{1};
  asio::thread_pool workers{2}, writer{1};
  schema::Store store{file};
  Events events;
  Metrics metrics;
  Settings settings;
  feeds::Time now = feeds::Time{std::chrono::seconds(1'700'481'600)};
  std::size_t announced = 0;

 private:
  std::unique_ptr<Poller> poller_;
};

using Titles = std::set<std::string>;

}  // namespace datelined::test
