// The subscriber's inside, for the files that share it: subscriber (what is to be subscribed, and its life), asking
// (what hubs are asked), inbox (what they send).
#pragma once

#include "daemon/push/subscriber.hpp"
#include "daemon/push/subscription.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace datelined {

// Below it hubs come to us.
inline constexpr std::string_view door_path = "/push/";

struct Subscriber::State : std::enable_shared_from_this<State> {
  using FeedId = schema::FeedId;
  using Push = schema::Push;

  struct Place {
    Push push;
    std::string name;                                      // of the feed, for the log; empty: no longer configured
    feeds::Time wakes{};                                   // as it stands in `due`
    bool told = false;                                     // the poller has heard that it lives
    std::shared_ptr<asio::cancellation_signal> busy = {};  // a request is under way
    std::optional<feeds::Time> counted = {};               // when wrong signatures were kept last
  };
  using Places = std::map<std::string, Place>;  // by token

  // What a feed's document said of hubs, and at which address.
  struct Said {
    std::string url;
    schema::Advert advert;
  };

  explicit State(SubscriberParts its);
  double jitter() { return std::uniform_real_distribution<double>(0, 1)(random); }

  // subscriber.cpp
  void configure(const Settings& settings, const std::string& server);
  void hear(FeedId feed, schema::Advert advert);
  void reconcile(FeedId feed);
  void begin(FeedId feed, const Poller::Configured& configured, const schema::Advert& advert);
  void change(Place& place, Push push);
  void tell(Place& place);
  void arrange(Place& place);
  void forget(Places::iterator place);
  Place* current(FeedId feed);

  // asking.cpp
  void act_on_due();
  static asio::awaitable<void> run(std::shared_ptr<State> self);
  static asio::awaitable<void> act(std::shared_ptr<State> self, std::string token, PushStep step);
  asio::awaitable<void> ask(std::string token, PushStep step);
  asio::awaitable<void> save(std::string token);
  void save_later(const std::string& token);
  asio::awaitable<void> drop(std::string token);

  // inbox.cpp
  bool is_known(const std::string& token) const;
  bool takes(const std::string& token) const;
  asio::awaitable<InboxReply> take(InboxRequest request);
  asio::awaitable<InboxReply> verify(std::string token, std::string query);
  asio::awaitable<InboxReply> deliver(std::string token, InboxRequest request);
  void reject(Place& place);

  SubscriberParts parts;
  PushSettings settings;
  std::string callback;  // ends in '/'
  Places places;
  std::set<std::pair<feeds::Time, std::string>> due;  // tokens, of those without a request under way
  std::map<FeedId, std::string> by_feed;              // tokens of those that are not being left
  std::map<FeedId, Said> adverts;
  std::size_t running = 0;
  bool started = false, stopping = false;
  asio::steady_timer wake;
  asio::steady_timer ended;  // cancelled when nothing is under way any more
  std::minstd_rand random{std::random_device{}()};
};

// What a stranger said, as it can be logged and shown: printable ASCII, short.
std::string in_short(std::string_view text);

}  // namespace datelined
