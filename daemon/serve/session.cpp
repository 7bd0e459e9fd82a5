#include "daemon/serve/session.hpp"

#include "daemon/serve/request.hpp"
#include "daemon/serve/site.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <utility>

namespace datelined {
namespace {

using namespace std::chrono_literals;

constexpr auto head_time = 10s;   // from its first byte to its last
constexpr auto idle_time = 60s;   // between requests
constexpr auto linger_time = 2s;  // for a client to read what was said before the connection goes
constexpr auto heartbeat = 15s;   // proxies cut what is silent for 30 or 60
constexpr auto write_time = 20s;  // and, for what is long, longer: the slowest client that is waited for
constexpr std::size_t least_bytes_per_second = 8 * 1024;

constexpr auto never = Session::Clock::time_point::max();
constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

Answer refusal(HeadScan::State state) {
  switch (state) {
    case HeadScan::State::target_too_long:
      return plain_answer(414);
    case HeadScan::State::too_large:
      return plain_answer(431);
    default:
      return plain_answer(400, "the request is malformed");
  }
}

}  // namespace

Session::Session(Socket socket, bool trusted, Site& site)
    : socket_(std::move(socket)),
      trusted_(trusted),
      site_(site),
      change_(socket_.get_executor()),
      deadline_(Clock::now() + head_time) {}

asio::awaitable<void> Session::run() {
  while (std::optional<Request> request = co_await next_request()) {
    const bool with_body = request->method != "HEAD";
    const bool may_keep = request->keep_alive;
    request->trusted = trusted_;
    deadline_ = never;
    Answer answer = co_await site_.answer(std::move(*request));
    const bool keep_alive = may_keep && !answer.close && !retiring_;
    if (!co_await respond(answer, with_body, keep_alive)) co_return;
    if (answer.events && with_body) co_await stream_events(std::move(*answer.events));
    if (!keep_alive) break;
  }
  co_await linger();
}

// nullopt: there is none any more, or what came is none and was told so.
asio::awaitable<std::optional<Request>> Session::next_request() {
  for (;;) {
    const HeadScan::State state = scan_.scan(received());
    if (state == HeadScan::State::complete) break;
    if (state != HeadScan::State::more) {
      co_await respond(refusal(state), true, false);
      co_return std::nullopt;
    }
    if (!co_await receive()) co_return std::nullopt;
  }
  auto read = read_request(received().substr(scan_.begin(), scan_.end() - scan_.begin()));
  drop_request();
  if (const Answer* refused = std::get_if<Answer>(&read)) {
    co_await respond(*refused, true, false);
    co_return std::nullopt;
  }
  co_return std::move(std::get<Request>(read));
}

asio::awaitable<bool> Session::receive() {
  if (filled_ == 0) {
    if (retiring_) co_return false;
    at_rest_ = true;
  }
  const auto [error, size] =
      co_await socket_.async_read_some(asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_), waiting);
  // The first bytes of a request start its clock; those that follow do not turn it back.
  if (std::exchange(at_rest_, false)) deadline_ = Clock::now() + head_time;
  filled_ += size;
  co_return !error;
}

void Session::drop_request() {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(scan_.end()),
            buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
  filled_ -= scan_.end();
  scan_ = HeadScan();
}

asio::awaitable<bool> Session::respond(const Answer& answer, bool with_body, bool keep_alive) {
  const std::string head = write_head(answer, keep_alive);
  const std::string_view body = answer.body && with_body ? std::string_view(*answer.body) : std::string_view();
  ++site_.metrics().http_responses[answer.status];
  const bool sent = co_await send(head, body);
  deadline_ = Clock::now() + (filled_ == 0 ? idle_time : head_time);
  co_return sent;
}

asio::awaitable<bool> Session::send(std::string_view head, std::string_view body) {
  const std::size_t size = head.size() + body.size();
  deadline_ = Clock::now() + write_time + std::chrono::seconds(size / least_bytes_per_second);
  const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
  const auto [error, sent] = co_await asio::async_write(socket_, parts, waiting);
  site_.metrics().bytes_served += sent;
  co_return !error;
}

asio::awaitable<void> Session::stream_events(schema::Query query) {
  // Opens the stream at the client, and says how soon to come back when it breaks.
  if (!co_await send("retry: 3000\n\n", {})) co_return;
  while (!retiring_) {
    const std::int64_t seq = site_.seq();
    deadline_ = never;
    const Renditions::Made made = co_await site_.next_events(query);
    if (!made) co_return;  // the client comes back, and says where it was
    if (!made->bytes.empty() && !co_await send(made->bytes, {})) co_return;
    query.after = made->last_seq;
    if (made->more || site_.seq() != seq || retiring_) continue;
    deadline_ = never;
    co_await wait_for_change();
    if (site_.seq() == seq && !retiring_ && !co_await send(":\n\n", {})) co_return;
  }
}

asio::awaitable<void> Session::wait_for_change() {
  change_.expires_after(heartbeat);
  co_await change_.async_wait(waiting);
}

// A client that is still sending would have its answer torn away by a reset (RFC 9112 §9.6).
asio::awaitable<void> Session::linger() {
  constexpr std::size_t most = 64 * 1024;
  if (retiring_) co_return;
  at_rest_ = true;
  boost::system::error_code gone;
  socket_.shutdown(Socket::shutdown_send, gone);
  if (gone) co_return;
  deadline_ = Clock::now() + linger_time;
  for (std::size_t dropped = 0; dropped < most;) {
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(buffer_), waiting);
    if (error) co_return;
    dropped += size;
  }
}

void Session::cut() {
  retiring_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  change_.cancel();
}

void Session::retire() {
  retiring_ = true;
  change_.cancel();
  if (at_rest_) cut();
}

void Session::wake() {
  change_.cancel();
}

}  // namespace datelined
