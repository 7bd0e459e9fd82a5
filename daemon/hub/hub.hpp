// The hub for the feeds that the daemon serves: takes subscriptions, asks each callback whether it means it, and sends
// it what changes until its lease ends. Loop thread; rendering and signing on workers, the store on the writer.
//
// A subscription is told of every change: it stands at a change number, and each delivery holds what is behind that.
// One delivery is under way for it, the next holds all that has come meanwhile. A delivery that fails is tried again,
// ever more seldom, until the lease ends; what a restart cut short is sent once more, so that a subscriber may get a
// change twice, but never not at all.
// See: W3C WebSub §5, §7, §8.
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/events.hpp"
#include "daemon/metrics.hpp"
#include "feeds/problem.hpp"
#include "schema/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace datelined {

namespace asio = boost::asio;

// What is new in a topic.
struct HubNews {
  enum class State {
    ready,
    busy,    // not now
    closed,  // no more: the topic is gone, or what opened it to the subscriber
  };
  State state = State::ready;
  std::shared_ptr<const std::string> body = {};  // null: nothing is
  std::string media_type = {}, links = {};       // of the topic: Content-Type; Link with hub and self
  std::int64_t through = 0;                      // the change number that it goes up to
  bool more = false;                             // behind that
};

// Who has the topics. `access` is opaque: by what a subscriber may read them.
struct HubTopics {
  // The name of the topic at an address, for all else here. Bad: why it is none, or not for who asks.
  std::function<feeds::Result<std::string>(const std::string& url, const std::string& access)> find;
  std::function<std::string(const std::string& topic)> url;
  std::function<bool(const std::string& topic, const std::string& access)> may_read;
  std::function<asio::awaitable<HubNews>(std::string topic, std::string access, std::int64_t after)> news;
};

struct HubParts {
  asio::any_io_executor loop;
  asio::thread_pool& workers;
  asio::thread_pool& writer;
  schema::Store& store;
  Events& events;
  Metrics& metrics;
  HubTopics topics;
};

// A request to the hub, as a form.
struct HubPost {
  std::string content_type, body;
  std::string remote;  // who asks; empty: not known
  std::string access;
};

struct HubReply {
  int status = 202;
  std::string text = {};
  std::chrono::seconds retry_after{0};  // 0: not said
};

class Hub {
 public:
  static constexpr std::size_t most_form_bytes = 16 * 1024;

  // The store, metrics and events outlive stop().
  Hub(HubParts parts, const HubSettings& settings);
  ~Hub();

  // Takes the subscriptions from the store, which nobody else has yet, and goes on until stopped. Throws StoreError.
  void start();

  // Other bounds; what is no longer open to its subscriber ends, and it is told.
  void reload(const HubSettings& settings);

  // The answer to a subscription or its end. What comes of it is between the hub and the callback.
  HubReply take(const HubPost& post);

  // Ends what is under way, and keeps how far each subscription is.
  asio::awaitable<void> stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace datelined
