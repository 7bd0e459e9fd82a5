// The poller's inside, for the files that share it: poller (its life), line (who is next), visit (one feed), ask (whom
// it asks), outage (no network), pauses (hosts that want to be left alone), pushed (what hubs send).
#pragma once

#include "daemon/poll/judge.hpp"
#include "daemon/poll/network.hpp"
#include "daemon/poll/poller.hpp"
#include "daemon/poll/recorder.hpp"
#include "daemon/poll/subject.hpp"
#include "daemon/poll/timetable.hpp"
#include "daemon/poll/turns.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace datelined {

// While there is no network: one visit so often finds out when it is back.
inline constexpr std::chrono::seconds between_probes{5};

// The wall clock may be set, and a machine may sleep: look again at least so often.
inline constexpr std::chrono::seconds longest_sleep{60};

// Small, because hundreds of visits hold one while they wait for an answer.
struct Outcome {
  std::unique_ptr<Judged> judged = {};  // not null once the answer has come; null: its address is crowded
  Contact contact = {};
  std::set<std::string> seen = {};         // with an older page to read: where the document was asked and found
  std::optional<feeds::Time> paused = {};  // where a redirect led: until then; nullopt: nowhere that pauses

  schema::PollRecord& record() const { return judged->record; }
};

struct Poller::State : std::enable_shared_from_this<State> {
  using FeedId = schema::FeedId;
  using FeedState = schema::FeedState;
  using seconds = std::chrono::seconds;

  State(PollerParts with, const Settings& settings);

  void configure(const Settings& settings, std::vector<FeedState> states);

  // line.cpp
  std::vector<FeedId> choose(const Sweep& sweep);
  Terms terms_of(const Feed& feed) const;
  void heed_clock();
  void wait_for_time(const FeedState& state);
  void enqueue(FeedId id);
  void enqueue_due();
  void enqueue_probe();
  void begin_visits();
  FeedServer& server_of(const Feed& feed);
  Home home_of(const Feed& feed);
  static std::string host_at(const std::string& url);
  std::chrono::steady_clock::duration time_to_wake() const;
  seconds time_to_sleep() const;
  std::optional<Turns::Moment> next_turn() const;

  // poller.cpp
  bool is_idle() const { return turns.waiting() == 0 && under_way.empty() && delivering.empty(); }
  void stop();
  asio::awaitable<void> idle();
  asio::awaitable<void> checkpoint();
  asio::awaitable<void> release();
  asio::awaitable<void> rest();

  // visit.cpp
  static asio::awaitable<void> visit(std::shared_ptr<State> self, Subject subject);
  asio::awaitable<void> visit_feed(Subject& subject);
  asio::awaitable<void> record(const Subject& subject, Outcome& outcome, Visit visit);
  void tell(const Visit& visit, int errors_before);
  void arrive(Subject& subject);
  void wait_again(const Subject& subject, const std::string& address);
  void keep(FeedId id, FeedState&& after);
  void count(const Visit& visit);

  // ask.cpp
  asio::awaitable<Outcome> look_at(Subject& subject);
  asio::awaitable<Outcome> read(const Subject& subject);
  asio::awaitable<Outcome> ask(Subject& subject, const FeedState& before, std::chrono::milliseconds spent);
  asio::awaitable<void> ask_named(Subject& subject, Outcome& outcome);
  asio::awaitable<void> look_back(const Subject& subject, Outcome& outcome);

  // outage.cpp
  bool hear_of_network(const Subject& subject, const Contact& contact);
  asio::awaitable<void> excuse(FeedId asked_last);
  asio::awaitable<void> restore(FeedState state, bool was_stored);

  // pauses.cpp
  void hear_pause(const feeds::Result<Fetched>& answer);
  void heed_pauses(const Subject& subject, FeedState& after) const;
  feeds::Time pause_of(const std::string& host) const;
  std::optional<feeds::Time> pause_on_way(const std::string& url) const;
  void remember_pause(const std::string& host, feeds::Time until);
  void pause_host(const std::string& host, feeds::Time until);
  std::span<const FeedId> feeds_of(const std::string& host);
  void put_aside(FeedId id, feeds::Time until);
  void postpone(FeedId id, feeds::Time until);

  // pushed.cpp
  void set_pushed(FeedId id, const std::optional<Pushed>& pushed);
  void settle_pushed(FeedId id);
  void hasten(FeedId id, FeedState& state);
  void doubt_pushed(FeedId id);
  void resume_polling();
  asio::awaitable<Visit> deliver(FeedId id, Fetched sent);

  PollerParts parts;
  PollSettings poll;
  RetentionSettings retention;
  std::shared_ptr<const feeds::Labels> labels;
  std::shared_ptr<Fetcher> fetcher;
  std::shared_ptr<schema::LastDocuments> documents;
  Recorder recorder;
  Turns turns;
  Network network;
  std::map<FeedId, schema::Account> accounts;  // of those that missed since somebody was heard: of their visit before
  std::size_t on_their_way = 0;                // visits that have begun and not yet arrived
  std::chrono::steady_clock::time_point next_probe{};
  FeedId last_probe = 0;
  std::unordered_map<std::string, std::shared_ptr<FeedServer>> servers;  // by name
  std::shared_ptr<Feeds> feeds = std::make_shared<Feeds>();
  std::vector<FeedId> order;  // as configured
  feeds::Time latest{};       // that the clock has shown since it was set back last
  Timetable due;              // not gone, not in line
  std::map<FeedId, std::shared_ptr<asio::cancellation_signal>> under_way;
  std::set<FeedId> delivering;                           // what hubs sent is being kept: no visit of these meanwhile
  std::map<FeedId, std::optional<Pushed>> pushed_later;  // told while a visit reads the feed
  asio::steady_timer ended;  // never expires: cancelled whenever a visit or a delivery has ended
  std::function<void(FeedId, const schema::Advert&)> hear_advert;
  std::map<std::string, feeds::Time> pauses;                     // hosts that asked to be left alone until then
  std::unordered_map<std::string, std::vector<FeedId>> by_host;  // all feeds; empty: not asked for yet, or stale
  std::function<void(const Visit&)> visited;
  std::exception_ptr failure;  // of the store, past patience: nothing begins any more
  std::chrono::steady_clock::time_point next_rest{};
  std::optional<feeds::Time> next_release;  // when the next embargo ends
  bool stopping = false;                    // no fetch begins any more
  bool forced = false;                      // the sweep asks also those who asked for a pause
  bool unwritten = false;                   // the log holds more than at the last checkpoint
  asio::steady_timer wake;                  // something changed, or the next feed is due
  std::minstd_rand random{std::random_device{}()};
};

// No hub sends what is new: what was put off for one comes when it would have come.
void poll_as_usual(schema::FeedState& state, feeds::Time now);

// Carries over how a hub sends what is new, where both are the same feed at the same address.
void keep_pushed(const schema::FeedState& before, schema::FeedState& after);

// Carries over what the store is told of later, where both are the same feed at the same address: visits that left
// nothing but times.
void keep_unwritten(const schema::FeedState& before, schema::FeedState& after);

}  // namespace datelined
