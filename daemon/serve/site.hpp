// The paths of the site: a request in, an answer out. Loop thread; documents are made on workers.
#pragma once

#include "daemon/serve/access.hpp"
#include "daemon/serve/attempts.hpp"
#include "daemon/serve/coding.hpp"
#include "daemon/serve/message.hpp"
#include "daemon/serve/proxies.hpp"
#include "daemon/serve/readers.hpp"
#include "daemon/serve/renditions.hpp"
#include "daemon/serve/server.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace datelined {

class Site {
 public:
  // `base_url` ends in '/'.
  Site(ServerParts parts, const Settings& settings, std::string base_url);

  void reload(const Settings& settings, std::string base_url);

  // Of changes: the events may end before the last answer does.
  void hear_no_more() { changes_ = {}; }

  // The answer that is at hand: asked for in the same words since the last change. nullopt: answer() finds it.
  std::optional<Answer> at_once(const Request& request);

  // Never throws for what the request is, nor for a store that fails: that is a 503.
  asio::awaitable<Answer> answer(Request request);

  // What an answer with `events` goes on with; null when the store cannot be read now.
  asio::awaitable<Renditions::Made> next_events(schema::Query query);

  // Who takes what is sent to this request's path, if somebody does.
  std::shared_ptr<const InboxDoor> door(const Request& request) const;

  // Why a body that comes to `door` is not read; nullopt: it is to be read.
  std::optional<Answer> refuse_body(const Request& request, const InboxDoor& door);

  // What is held of bodies; not null while a door is open.
  Inbox* inbox() const { return parts_.inbox.get(); }

  // For the hub: see Server.
  const std::string& base_url() const { return base_url_; }
  feeds::Result<std::string> topic(const std::string& url, const std::string& access) const;
  feeds::Result<Page> topic_page(const std::string& topic, const std::string& access) const;
  asio::awaitable<TopicNews> news(std::string topic, std::string access, std::int64_t after);

  std::int64_t seq() const { return parts_.events.seq(); }
  Metrics& metrics() { return parts_.metrics; }

  // Who asks, as far as it is known.
  const TrustedProxies& proxies() const { return proxies_; }

 private:
  // A document in one coding, as it is answered.
  struct Ready {
    std::weak_ptr<const Rendition> whole;  // alive while it is kept elsewhere
    std::weak_ptr<const std::string> body;
    std::string etag, about, content;  // header lines: for any answer, for one with the bytes
    std::optional<feeds::Time> last_modified;
  };

  asio::awaitable<Answer> route(Request& request);
  asio::awaitable<Answer> deliver(Request& request, const InboxDoor& door);
  std::optional<Answer> admit(const Request& request, const Params& params, Scope& scope);
  asio::awaitable<Answer> listing(const Request& request, Page page, Params params);
  asio::awaitable<Answer> subscriptions(const Request& request, Scope scope);
  asio::awaitable<Answer> feed_list(const Request& request, const Params& params, Scope scope);
  asio::awaitable<Answer> story(const Request& request, std::string_view path, Scope scope);
  asio::awaitable<Answer> events(const Request& request, Params params, Scope scope);
  asio::awaitable<Answer> metrics_answer();
  asio::awaitable<Answer> health();
  Answer readiness() const;
  std::optional<std::string> unknown_feed(const schema::Query& query, const Scope& scope) const;
  std::string access_of(const Request& request, const Params& params) const;
  std::optional<Scope> scope_of(const std::string& access) const;
  asio::awaitable<Answer> document(const Request& request, Renditions::Made made, bool may_remember);
  asio::awaitable<std::optional<Answer>> changes(const Request& request, const Page& page, std::string key,
                                                 Renditions::Made whole);
  asio::awaitable<Renditions::Made> encoded(Renditions::Made made, Coding coding);
  Ready describe(const Rendition& made, Coding coding) const;
  Answer answer_with(const Request& request, const Ready& ready, std::shared_ptr<const std::string> body) const;
  void remember(const Request& request, const Renditions::Made& whole, Ready ready,
                const std::shared_ptr<const std::string>& body);
  std::optional<Answer> preflight(const Request& request) const;
  void share(const Request& request, Answer& answer) const;
  void changed(std::int64_t seq);
  void store_fails(const std::string& why);

  ServerParts parts_;
  std::shared_ptr<Readers> readers_;  // shared with work on its way to a worker
  Renditions renditions_;
  std::string base_url_, title_, hub_url_;
  Access access_;
  Attempts attempts_;
  TrustedProxies proxies_;
  std::vector<std::string> cors_;
  bool per_feed_ = false;  // in /metrics
  bool public_ = false;    // everybody may read
  bool private_ = false;   // some address asks for a token: no shared cache may keep the answers
  std::set<std::string, std::less<>> feeds_;
  std::unordered_map<std::string, Ready> ready_;  // by target and coding; of the present change number
  std::optional<feeds::Time> changed_at_;  // the last change's second here, and one; nullopt: none since the start
  std::int64_t known_seq_ = 0;
  std::optional<std::chrono::steady_clock::time_point> said_;  // when the store's failing was last logged
  Events::Subscription changes_;
};

}  // namespace datelined
