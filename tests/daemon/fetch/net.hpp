// What tests of fetching share: a reader beside a server.
#pragma once

#include "daemon/fetch/fetch.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/loop.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace datelined::test {

inline FetchSettings on_loopback() {
  FetchSettings settings;
  settings.allow_private = true;
  settings.user_agent = "datelined/test (+https://datelined.example/)";
  settings.timeout = std::chrono::seconds(20);
  return settings;
}

inline FetchSettings closed() {
  FetchSettings settings = on_loopback();
  settings.allow_private = false;
  return settings;
}

// A reader beside a server.
struct Net {
  explicit Net(FetchSettings set = on_loopback()) : settings(std::move(set)) {}

  feeds::Result<Fetched> fetch(FetchRequest request) { return run(loop, fetcher.fetch(std::move(request))); }
  feeds::Result<Fetched> get(const std::string& target) { return fetch({.url = server.url(target)}); }

  // Why a fetch failed.
  std::string fault(const std::string& target) {
    const auto answer = get(target);
    return answer.has_error() ? answer.error().what : "it went well: " + std::to_string(answer->status);
  }

  HttpServer server;
  FetchSettings settings;
  asio::io_context loop{1};
  Fetcher fetcher{loop.get_executor(), settings};
};

inline FetchSettings with_limit(std::size_t max_body) {
  FetchSettings settings = on_loopback();
  settings.max_body = max_body;
  return settings;
}

inline FetchSettings with_timeout(std::chrono::milliseconds timeout) {
  FetchSettings settings = on_loopback();
  settings.timeout = timeout;
  return settings;
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace datelined::test
