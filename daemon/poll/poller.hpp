// Visits feeds when they are due: fetch on the loop, judge on a worker, record on the writer, publish.
//
// Loop thread only, and sweep() or run() one at a time. One visit a feed at a time; a visit that fails is the
// feed's health, never more. A store that fails (a full disk) pauses run(), is logged once a minute, and is
// charged to no feed. Both end only when no visit is under way, cancelled or not: within moments, what was
// fetched is kept. The pools are joined before the loop is destroyed.
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/events.hpp"
#include "daemon/fetch/fetch.hpp"
#include "daemon/metrics.hpp"
#include "schema/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace datelined {

// How a visit went, for the line that `poll` prints.
struct Visit {
  std::string feed;
  int status = 0;     // 0: no answer, or a file
  std::string error;  // empty: well
  bool unchanged = false;
  int created = 0, revised = 0;
  std::int64_t bytes = 0;
  std::chrono::milliseconds duration{0};
};

// Wire time: whole seconds, cut.
feeds::Time system_now();

struct PollerParts {
  asio::any_io_executor loop;
  asio::thread_pool& workers;
  asio::thread_pool& writer;  // one thread; owns the store while polling
  schema::Store& store;
  Events& events;
  Metrics& metrics;
  std::function<feeds::Time()> now = system_now;  // for deciding; waiting goes by the steady clock
};

// No host could be reached: nothing was charged to any feed, and all that were asked stay due.
struct NetworkDown : std::runtime_error {
  NetworkDown() : std::runtime_error("no host can be reached: the network is down, and no feed is charged for it") {}
};

class Poller {
 public:
  // Takes the configuration's feeds into the store.
  Poller(PollerParts parts, const Settings& settings);
  ~Poller();

  // New configuration and subscriptions; visits under way end as they began.
  asio::awaitable<void> reload(const Settings& settings);

  // The store has more than visits left there: run() moves its log into the file, and gives back the memory that it
  // took, as soon as no visit is under way.
  void others_wrote();

  struct Sweep {
    bool force = false;              // all, not only what is due
    std::vector<std::string> names;  // only these; empty: all. An unknown one throws std::invalid_argument
    std::function<void(std::size_t feeds)> begin = {};  // how many will be visited
    std::function<void(const Visit&)> visited = {};
  };
  // Visits what is due now, once, and ends. Throws StoreError when a visit cannot be kept, and NetworkDown.
  asio::awaitable<void> sweep(Sweep sweep);

  // Visits what is due, for ever; until cancelled.
  asio::awaitable<void> run();

  // What a feed's document says of hubs, from now on: told once it is kept. No hubs: it names none, or is gone.
  void hear_adverts(std::function<void(schema::FeedId, const schema::Advert&)> hear);

  // A feed as it is configured now; nullopt: it is not.
  struct Configured {
    std::string name, url;
  };
  std::optional<Configured> configured(schema::FeedId feed) const;

  // Since when and until when a hub sends what is new of a feed. nullopt: none does (any more), and the feed is asked
  // when it would have been without.
  struct Pushed {
    feeds::Time since, until;
  };
  void set_pushed(schema::FeedId feed, std::optional<Pushed> pushed);

  // What a hub sent of a feed, kept as a visit's document is: returns once it is committed. `error` says why it was of
  // no use. Throws StoreError when it cannot be kept now. Not to be cancelled.
  asio::awaitable<Visit> deliver(schema::FeedId feed, Fetched sent);

  // A form sent with POST, the way this feed is reached; its credentials go to its own server alone. What is answered
  // comes without its body.
  asio::awaitable<feeds::Result<Fetched>> send_form(schema::FeedId feed, std::string url, std::string form);

  // Every feed has been visited at least once since the first start (for /readyz).
  bool settled() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // visits under way share it
};

}  // namespace datelined
