// What others send here: paths of the server that take bodies, and who answers for each. Loop thread.
//
// A door is for everybody: whoever comes shows no token, for the path itself or a signature in what it brings is
// the key; unless it is for readers. All other limits of the server hold, and a request with a body is the last of its
// connection. What is refused by its head is not read; what is read is bounded, a body and all of them together.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

namespace asio = boost::asio;

struct InboxRequest {
  std::string method;                                           // GET or POST
  std::string path, query;                                      // as they came, still escaped; without the '?'
  std::string content_type, content_encoding, signature, link;  // header fields; `signature` is X-Hub-Signature
  std::string body;                                             // as it came, in its content coding
  std::string remote;                                           // who asks; empty: over a Unix socket
  std::string access;  // where the door is for readers: by what who asks may read (Server::news)
};

struct InboxReply {
  int status = 200;
  std::string body = {};
  std::string content_type = "text/plain; charset=utf-8";
  std::chrono::seconds retry_after{0};  // 0: not said
};

struct InboxDoor {
  std::string path;           // "/hub" is that path alone, "/push/" all below it
  std::size_t max_body = 0;   // bytes, off the wire
  bool private_path = false;  // what follows `path` is a secret: the access log shows none of it
  bool for_readers = false;   // who comes shows a token, where readers of the feeds have to

  // Looks at the head alone, without a body: an answer here refuses the request before its body is read. May be null.
  std::function<std::optional<InboxReply>(const InboxRequest&)> look = {};
  // What it throws is logged, and answered 500.
  std::function<asio::awaitable<InboxReply>(InboxRequest)> take = {};
};

class Inbox {
 public:
  // Of all bodies under way together.
  static constexpr std::size_t most_held = std::size_t{64} << 20;

  // Takes the place of the door that has the same path.
  void open(InboxDoor door);
  void close(std::string_view path);

  // Null: none. The door stays good while it is held, open or not.
  std::shared_ptr<const InboxDoor> find(std::string_view path) const;

  // Room for so many bytes more; false: there is none. What was held is released.
  bool hold(std::size_t bytes);
  void release(std::size_t bytes) { held_ -= bytes; }

 private:
  std::vector<std::shared_ptr<const InboxDoor>> doors_;
  std::size_t held_ = 0;
};

}  // namespace datelined
