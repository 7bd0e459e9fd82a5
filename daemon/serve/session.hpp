// One connection: requests read, answers written, one after the other, until it ends. Loop thread.
//
// A session is given a deadline for whatever it waits for; the server looks four times a second and cuts those
// that are past it, which is one timer for all of them.
#pragma once

#include "daemon/serve/access_log.hpp"
#include "daemon/serve/head.hpp"
#include "daemon/serve/message.hpp"
#include "daemon/serve/tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace datelined {

namespace asio = boost::asio;
class Held;
class MemoryFile;
class Site;
struct InboxDoor;

struct SessionLimits {
  std::chrono::milliseconds head{10'000};   // from a request's first byte to the end of its head; then for its body
  std::chrono::milliseconds idle{60'000};   // between requests
  std::chrono::milliseconds events{5'000};  // for a client of /events to take a batch, before it counts as slow
};

class Session {
 public:
  using Socket = asio::generic::stream_protocol::socket;
  using Clock = std::chrono::steady_clock;

  // Where it comes from.
  struct Origin {
    std::string peer;                      // its address; empty: a Unix socket
    bool counted = false;                  // among the connections of its address
    bool trusted = false;                  // whoever gets to this address may read, whatever is configured
    std::shared_ptr<TlsContext> tls = {};  // null: plain
  };

  // Site and log outlive run().
  Session(Socket socket, Origin origin, SessionLimits limits, Site& site, AccessLog& log);

  asio::awaitable<void> run();

  const Origin& origin() const { return origin_; }
  bool is_overdue(Clock::time_point now) const { return now > deadline_; }
  void end_overdue();  // says why where that is of use, and cuts
  void cut();          // at once
  void retire();       // after the answer under way, if there is one
  void wake();         // something was committed, or what may be read has changed

  // How well another may have its place: 0 not at all, for an answer is under way or it goes already; 1 it is
  // between two batches of events, and would go on where it was; 2 it rests between requests; 3 it has never yet asked
  // to the end, or its events are heard by nobody.
  int dispensable();
  Clock::time_point since() const { return since_; }  // when it began to wait for the client

 private:
  struct Turn {
    bool is_last = false;                           // the connection has had it
    std::unique_ptr<EventStream> events = nullptr;  // to go on with
  };
  // What is left to send of an answer.
  struct Unsent {
    std::string_view head, body;
    std::size_t size() const { return head.size() + body.size(); }
    bool empty() const { return size() == 0; }
    std::array<asio::const_buffer, 2> first(std::size_t of_body) const;
    void drop(std::size_t sent);
  };

  asio::awaitable<HeadScan::State> receive_head();
  std::variant<Request, Answer> read_head(HeadScan::State head) const;
  asio::awaitable<Turn> take_turn(HeadScan::State head);
  asio::awaitable<bool> receive();
  asio::awaitable<std::optional<Answer>> receive_body(Request& request, const InboxDoor& door, Held& held);
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer room);
  asio::awaitable<bool> respond(const Answer& answer, bool with_body, bool keep_alive);
  void send_at_once(Unsent& unsent, const MemoryFile* file);
  asio::awaitable<bool> send(Unsent unsent);
  asio::awaitable<std::size_t> write_some(Unsent unsent);
  asio::awaitable<void> stream_events(EventStream stream);
  asio::awaitable<void> tell_of_gap(std::int64_t sent);
  asio::awaitable<void> wait_for_change();
  bool is_left();
  asio::awaitable<void> linger();
  void prepare(Request& request) const;
  void make_room();
  std::string_view received() const { return {buffer_.get(), filled_}; }
  void drop_request();

  Socket socket_;
  const Origin origin_;
  const SessionLimits limits_;
  Site& site_;
  AccessLog& log_;
  std::unique_ptr<TlsStream> tls_;
  asio::steady_timer change_;
  Clock::time_point deadline_, since_;
  std::uint64_t answered_ = 0;
  bool retiring_ = false;
  bool at_rest_ = false;          // nothing of a next request has come, or none is to come
  bool reading_ = false;          // a head, some of which has come, or
  bool in_body_ = false;          // the body behind one
  bool between_batches_ = false;  // of events: the next is made, or waited for
  HeadScan scan_;
  std::size_t filled_ = 0, room_ = 0;  // of buffer_: a head at most, and what was pipelined behind it
  std::unique_ptr<char[]> buffer_;
};

}  // namespace datelined
