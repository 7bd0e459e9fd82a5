// The paths of the site: a request in, an answer out. Loop thread; documents are made on workers.
#pragma once

#include "daemon/serve/access.hpp"
#include "daemon/serve/message.hpp"
#include "daemon/serve/readers.hpp"
#include "daemon/serve/renditions.hpp"
#include "daemon/serve/server.hpp"

#include <chrono>
#include <set>

namespace datelined {

class Site {
 public:
  // `base_url` ends in '/'.
  Site(ServerParts parts, const Settings& settings, std::string base_url);

  void reload(const Settings& settings, std::string base_url);

  // Never throws for what the request is, nor for a store that fails: that is a 503.
  asio::awaitable<Answer> answer(Request request);

  // What an answer with `events` goes on with; null when the store cannot be read now.
  asio::awaitable<Renditions::Made> next_events(schema::Query query);

  std::int64_t seq() const { return parts_.events.seq(); }
  Metrics& metrics() { return parts_.metrics; }

 private:
  asio::awaitable<Answer> route(const Request& request);
  asio::awaitable<Answer> listing(const Request& request, Page page, Params params);
  asio::awaitable<Answer> feed(const Request& request, std::string_view path, Params params);
  asio::awaitable<Answer> subscriptions(const Request& request);
  asio::awaitable<Answer> feed_list(const Request& request, const Params& params);
  asio::awaitable<Answer> story(const Request& request, std::string_view path);
  asio::awaitable<Answer> events(const Request& request, Params params);
  asio::awaitable<Answer> metrics_answer();
  Answer readiness() const;
  std::optional<Answer> refuse(const schema::Query& query) const;
  Answer document(const Request& request, const Renditions::Made& made,
                  std::string_view vary = "Accept-Encoding") const;
  void store_fails(const std::string& why);

  ServerParts parts_;
  std::shared_ptr<Readers> readers_;  // shared with work on its way to a worker
  Renditions renditions_;
  std::string base_url_, title_;
  Access access_;
  bool private_ = false;  // some address asks for a token: no shared cache may keep the answers
  std::set<std::string, std::less<>> feeds_;
  std::optional<std::chrono::steady_clock::time_point> said_;  // when the store's failing was last logged
};

}  // namespace datelined
