// The paths of the site: a request in, an answer out. Loop thread; documents are made on threads of their own.
#pragma once

#include "daemon/serve/access.hpp"
#include "daemon/serve/attempts.hpp"
#include "daemon/serve/documents.hpp"
#include "daemon/serve/message.hpp"
#include "daemon/serve/operations.hpp"
#include "daemon/serve/params.hpp"
#include "daemon/serve/proxies.hpp"
#include "daemon/serve/readers.hpp"
#include "daemon/serve/server.hpp"
#include "daemon/serve/sharing.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

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

  // What an answer with `events` goes on with; null when the store cannot be read now, and when what let the client in
  // does so no more.
  asio::awaitable<Documents::Made> next_events(EventStream stream);

  // Who takes what is sent to this request's path, if somebody does.
  std::shared_ptr<const InboxDoor> door(const Request& request) const;

  // Why a body that comes to `door` is not read; nullopt: it is to be read.
  std::optional<Answer> refuse_body(const Request& request, const InboxDoor& door);

  // What is held of bodies; not null while a door is open.
  Inbox* inbox() const { return parts_.inbox.get(); }

  bool is_public() const { return public_; }

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
  asio::awaitable<Answer> answer_or_fail(Request& request);  // a failing store or house is an answer too
  asio::awaitable<Answer> route(Request& request);
  asio::awaitable<Answer> deliver(Request& request, const InboxDoor& door);
  Access::Pass pass_of(const Request& request, const Params& params) const;
  std::optional<Answer> admit(const Request& request, const Params& params, Access::Pass& pass);
  asio::awaitable<Answer> listing(const Request& request, Page page, Params params);
  asio::awaitable<Answer> subscriptions(const Request& request, Scope scope);
  asio::awaitable<Answer> feed_list(const Request& request, const Params& params, Scope scope);
  asio::awaitable<Answer> story(const Request& request, std::string_view path, Scope scope);
  asio::awaitable<Answer> events(const Request& request, Params params, Scope scope);
  std::optional<std::string> unknown_feed(const schema::Query& query, const Scope& scope) const;
  std::string access_of(const Request& request, const Params& params) const;
  std::optional<Scope> scope_of(const std::string& access) const;
  asio::awaitable<std::optional<Answer>> changes(const Request& request, const Page& page, std::string key,
                                                 Documents::Made whole);
  void store_fails(const std::string& why);

  ServerParts parts_;
  std::shared_ptr<Readers> readers_;  // shared with work on its way to a worker
  Documents documents_;
  Operations operations_;
  std::string base_url_, title_, hub_url_;
  Access access_;
  Attempts attempts_;
  TrustedProxies proxies_;
  Sharing sharing_;
  bool public_ = false;  // everybody may read
  FeedNames feeds_;
  std::optional<std::chrono::steady_clock::time_point> said_;  // when the store's failing was last logged
  Events::Subscription changes_;
};

}  // namespace datelined
