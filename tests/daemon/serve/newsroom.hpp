// A server over a store of its own, its loop on a thread, and words to move stories over its wires.
#pragma once

#include "daemon/serve/server.hpp"
#include "feeds/text/hash.hpp"
#include "schema/store.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <csignal>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace datelined::test {

struct Piece {
  std::string feed = "alpha", guid = {}, title = {};
  std::string language = "en";
  feeds::Status status = feeds::Status::usable;
  std::size_t padding = 0;  // bytes more of text
};

inline TokenSettings token(std::string_view text, std::vector<std::string> feeds = {},
                           std::vector<std::string> categories = {}) {
  return {feeds::sha256_hex(text), std::move(feeds), std::move(categories)};
}

class Newsroom {
 public:
  // Feeds alpha, beta and "c/d é"; listens on a free port of 127.0.0.1 where `http` says nothing.
  explicit Newsroom(HttpSettings http = on_loopback(), std::vector<notify::Socket> sockets = {}) {
    std::signal(SIGPIPE, SIG_IGN);  // as the program does
    settings.database = folder / "datelined.db";
    settings.http = std::move(http);
    for (const std::string name : {"alpha", "beta", "c/d é"}) {
      FeedSettings feed;
      feed.name = name;
      feed.url = "https://" + std::to_string(settings.feeds.size()) + ".example/feed.xml";
      settings.feeds.push_back(feed);
    }
    store.emplace(settings.database);
    std::vector<schema::Subscription> subscriptions;
    for (const FeedSettings& feed : settings.feeds)
      subscriptions.push_back({feed.name, feed.url, feed.category, "", 0});
    states = store->sync_feeds(subscriptions);
    auto not_ready = [this] { return not_ready_; };
    server.emplace(ServerParts{loop.get_executor(), workers, events, metrics, not_ready, inbox}, settings,
                   std::move(sockets));
    server->start();
    thread = std::thread([this] { loop.run(); });
  }

  ~Newsroom() {
    on_loop([this] { server.reset(); });
    work.reset();
    loop.stop();
    thread.join();
    workers.join();
  }

  Newsroom(const Newsroom&) = delete;
  Newsroom& operator=(const Newsroom&) = delete;

  static HttpSettings on_loopback() {
    HttpSettings http;
    http.listen = {"127.0.0.1:0"};
    http.base_url = "https://news.example/wire/";
    return http;
  }

  // Keeps the pieces as visits, each a minute after the last, and tells the server. The last change number.
  std::int64_t move(const std::vector<Piece>& pieces) {
    std::vector<schema::PollRecord> records;
    for (const Piece& piece : pieces) records.push_back(visit(piece));
    const std::int64_t seq = store->record(records).back().seq;
    on_loop([this, seq] { events.publish(seq); });
    return seq;
  }

  // One story: a copy with one address from each feed, under its own title.
  std::int64_t move_together(const std::string& url, const std::vector<std::pair<std::string, std::string>>& copies) {
    std::vector<schema::PollRecord> records;
    for (const auto& [feed, title] : copies) {
      schema::PollRecord record = visit({.feed = feed, .guid = feed + ' ' + url, .title = title});
      record.entries.front().entry.url = url;
      record.entries.front().signature.url = feeds::hash64(url);
      records.push_back(std::move(record));
    }
    const std::int64_t seq = store->record(records).back().seq;
    on_loop([this, seq] { events.publish(seq); });
    return seq;
  }

  // "Story 1" … on feed alpha.
  std::int64_t move_many(int count) {
    std::vector<Piece> pieces;
    for (int i = 1; i <= count; ++i) {
      const std::string number = std::to_string(i);
      pieces.push_back({.guid = "https://0.example/" + number, .title = "Story " + number});
    }
    return move(pieces);
  }

  template <class Work>
  std::invoke_result_t<Work&> on_loop(Work work_there) {
    return asio::post(loop, std::packaged_task<std::invoke_result_t<Work&>()>(std::move(work_there))).get();
  }

  std::future<void> stop(std::chrono::milliseconds patience) {
    return asio::co_spawn(loop, server->stop(patience), asio::use_future);
  }

  std::string address(std::size_t index = 0) {
    return on_loop([this, index] { return server->addresses().at(index); });
  }

  Response get(std::string_view target, std::string_view fields = {}) {
    return HttpClient(address()).get(target, fields);
  }

  void be_not_ready(std::string why) {
    on_loop([&] { not_ready_ = std::move(why); });
  }

  TempDir folder;
  Settings settings;
  std::optional<schema::Store> store;
  std::vector<schema::FeedState> states;
  asio::io_context loop{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{loop.get_executor()};
  asio::thread_pool workers{2};
  Events events;
  Metrics metrics;
  std::shared_ptr<Inbox> inbox = std::make_shared<Inbox>();
  std::optional<Server> server;
  std::thread thread;

 private:
  schema::PollRecord visit(const Piece& piece) {
    schema::PollRecord record;
    for (const schema::FeedState& state : states) {
      if (state.subscription.name == piece.feed) record.state = state;
    }
    record.at = clock_ += std::chrono::minutes(1);
    record.state.last_poll = record.at;
    record.status = 200;
    auto head = std::make_shared<schema::Head>();
    head->feed.title = "The " + piece.feed + " wire";
    record.head = std::move(head);
    schema::SignedEntry entry;
    entry.entry.id = entry.entry.guid = piece.guid;
    entry.entry.title = piece.title;
    entry.entry.content_text = "Text of " + piece.title + std::string(piece.padding, '.');
    entry.entry.language = piece.language;
    entry.entry.date_published = record.at;
    entry.keys = {feeds::hash64(piece.guid)};
    entry.revision_hash = feeds::hash64(piece.title);
    entry.completeness = 10;
    entry.status = piece.status;
    record.entries.push_back(std::move(entry));
    return record;
  }

  std::string not_ready_;
  feeds::Time clock_{std::chrono::seconds(1'710'000'000)};
};

}  // namespace datelined::test
