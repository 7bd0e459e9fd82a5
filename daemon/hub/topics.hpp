// What the hub has to know of its topics, from who has them: the hub knows neither the store's stories nor the server.
#pragma once

#include "feeds/problem.hpp"

#include <boost/asio/awaitable.hpp>

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

}  // namespace datelined
