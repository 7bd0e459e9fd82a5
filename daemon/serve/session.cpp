#include "daemon/serve/session.hpp"

#include "daemon/serve/body.hpp"
#include "daemon/serve/memory_file.hpp"
#include "daemon/serve/request.hpp"
#include "daemon/serve/site.hpp"
#include "feeds/text/characters.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <utility>

namespace datelined {
namespace {

using namespace std::chrono_literals;

constexpr auto linger_time = 2s;  // for a client to read what was said before the connection goes
constexpr auto heartbeat = 15s;   // proxies cut what is silent for 30 or 60
constexpr auto write_time = 20s;  // and, for what is long, longer: the slowest client that is waited for
constexpr std::size_t least_bytes_per_second = 8 * 1024;

constexpr std::size_t least_room = 1024, most_room = HeadScan::most_bytes + 1;  // of a buffer: most heads fit the least

constexpr auto never = Session::Clock::time_point::max();
constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

// A feed goes in one piece; what is larger, in pieces that keep others waiting for half a millisecond at most.
constexpr std::size_t most_at_once = 512 * 1024, most_at_once_encrypted = 64 * 1024;

// Good enough for deadlines, and a fraction of the cost: five a request add up. Behind by 4 ms at most.
Session::Clock::time_point now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return Session::Clock::time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

Answer too_full() {
  Answer answer = plain_answer(503, "busy, please send it again");
  answer.fields += field("Retry-After", "10");
  return answer;
}

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

// What this session holds of the room that all bodies share.
class Held {
 public:
  Held() = default;
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    if (inbox_ != nullptr) inbox_->release(bytes_);
  }

  bool grow_to(Inbox& inbox, std::size_t bytes) {
    inbox_ = &inbox;
    if (bytes <= bytes_) return true;
    if (!inbox.hold(bytes - bytes_)) return false;
    bytes_ = bytes;
    return true;
  }

 private:
  Inbox* inbox_ = nullptr;
  std::size_t bytes_ = 0;
};

Session::Session(Socket socket, Origin origin, SessionLimits limits, Site& site, AccessLog& log)
    : socket_(std::move(socket)),
      origin_(std::move(origin)),
      limits_(limits),
      site_(site),
      log_(log),
      tls_(origin_.tls ? std::make_unique<TlsStream>(socket_, origin_.tls) : nullptr),
      change_(socket_.get_executor()),
      deadline_(now() + limits_.head),
      since_(now()) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
}

std::array<asio::const_buffer, 2> Session::Unsent::first(std::size_t of_body) const {
  return {asio::buffer(head), asio::buffer(body.substr(0, of_body))};
}

void Session::Unsent::drop(std::size_t sent) {
  const std::size_t of_head = std::min(sent, head.size());
  head.remove_prefix(of_head);
  body.remove_prefix(sent - of_head);
}

asio::awaitable<void> Session::run() {
  reading_ = true;  // of a handshake, or of the first head
  if (tls_) {
    const bool agreed = co_await tls_->handshake();
    if (!agreed) co_return;
  }
  for (Turn turn; !turn.is_last;) {
    const HeadScan::State head = co_await receive_head();
    if (head == HeadScan::State::more) {
      // Who sends no more has nothing torn away from him; over TLS the end is said.
      if (tls_) co_await linger();
      co_return;
    }
    turn = co_await take_turn(head);
    if (turn.events) co_await stream_events(std::move(*turn.events));
  }
  co_await linger();
}

// One request, answered. Apart from run(), so that one who waits for a client holds nothing of a request's size.
asio::awaitable<Session::Turn> Session::take_turn(HeadScan::State head) {
  auto read = read_head(head);
  drop_request();
  if (const Answer* refused = std::get_if<Answer>(&read)) {
    co_await respond(*refused, true, false);
    co_return Turn{true};
  }
  Request& request = std::get<Request>(read);
  const bool with_body = request.method != "HEAD";
  const bool may_keep = request.keep_alive;
  prepare(request);
  std::optional<Request> logged;
  if (log_.wants_next()) logged = request;
  std::optional<Answer> answer;
  Held held;
  if (const auto door = site_.door(request)) {
    if (logged && door->private_path) logged->target = door->path + '-';
    if (request.has_body) answer = co_await receive_body(request, *door, held);
    if (answer) answer->close = true;
  } else {
    answer = site_.at_once(request);
  }
  deadline_ = never;
  std::chrono::duration<double> took{0};  // at once: too little to be worth two looks at the clock
  if (!answer) {
    const auto begun = Clock::now();
    Answer made = co_await site_.answer(std::move(request));
    answer = std::move(made);
    took = Clock::now() - begun;
  }
  site_.metrics().http_seconds.observe(took);
  const bool keep_alive = may_keep && !answer->close && !retiring_;
  const bool sent = co_await respond(*answer, with_body, keep_alive);
  if (logged) {
    const std::size_t bytes = answer->body && with_body && sent ? answer->body->size() : 0;
    const auto at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    log_.add(combined_line(*logged, {answer->status, bytes}, at));
  }
  Turn turn{!sent || !keep_alive};
  if (answer->events && with_body && sent) turn.events = std::make_unique<EventStream>(std::move(*answer->events));
  co_return turn;
}

void Session::prepare(Request& request) const {
  request.trusted = origin_.trusted || site_.is_public();
  request.client = origin_.peer;
  if (request.forwarded.empty() && request.x_forwarded_for.empty()) return;
  request.client = site_.proxies().client(origin_.peer, request.forwarded, request.x_forwarded_for);
}

// Until a head is whole, or can be none; `more`: there is none any more.
asio::awaitable<HeadScan::State> Session::receive_head() {
  for (;;) {
    const HeadScan::State head = scan_.scan(received());
    if (head != HeadScan::State::more) co_return head;
    const bool came = co_await receive();
    if (!came) co_return HeadScan::State::more;
  }
}

std::variant<Request, Answer> Session::read_head(HeadScan::State head) const {
  if (head != HeadScan::State::complete) return refusal(head);
  return read_request(received().substr(scan_.begin(), scan_.end() - scan_.begin()));
}

asio::awaitable<bool> Session::receive() {
  if (filled_ == 0) {
    if (retiring_) co_return false;
    at_rest_ = true;
  }
  reading_ = true;
  make_room();
  const std::size_t size = co_await read_some(asio::buffer(buffer_.get() + filled_, room_ - filled_));
  // The first bytes of a request start its clock; those that follow do not turn it back.
  if (std::exchange(at_rest_, false)) deadline_ = now() + limits_.head;
  filled_ += size;
  co_return size > 0;
}

// 0: no more is to come.
asio::awaitable<std::size_t> Session::read_some(asio::mutable_buffer room) {
  if (tls_) co_return co_await tls_->read_some(room);
  const auto [error, count] = co_await socket_.async_read_some(room, waiting);
  co_return error ? 0 : count;
}

// Why the body is not taken; nullopt: it stands in the request. Nothing behind it is read: a request with a body ends
// its connection.
asio::awaitable<std::optional<Answer>> Session::receive_body(Request& request, const InboxDoor& door, Held& held) {
  if (auto refused = site_.refuse_body(request, door)) co_return refused;
  if (!request.expect.empty() && request.version > 10) {  // RFC 9110 §10.1.1
    if (!feeds::equal_ignoring_case(request.expect, "100-continue")) co_return plain_answer(417);
    // Not where some of the body has come already.
    if (filled_ == 0 && !co_await send({"HTTP/1.1 100 Continue\r\n\r\n", {}})) co_return plain_answer(400);
  }

  constexpr std::size_t piece_bytes = 16 * 1024;
  const auto begun = now();
  const std::unique_ptr<char[]> piece(new char[piece_bytes]);
  BodyReader body(request, door.max_body);
  BodyReader::State state = body.put(received());
  filled_ = 0;
  reading_ = in_body_ = true;
  while (state == BodyReader::State::more) {
    const std::size_t known = std::max<std::size_t>(request.content_length, body.size());
    if (!held.grow_to(*site_.inbox(), known)) co_return too_full();
    // As long as for a head, and as slow as the slowest that is waited for when it reads.
    deadline_ = begun + limits_.head + std::chrono::seconds(body.size() / least_bytes_per_second);
    const std::size_t size = co_await read_some(asio::buffer(piece.get(), piece_bytes));
    if (size == 0) break;
    state = body.put({piece.get(), size});
  }
  reading_ = in_body_ = false;
  if (state == BodyReader::State::too_large) co_return plain_answer(413);
  if (state != BodyReader::State::complete) co_return plain_answer(400, "the body is malformed");
  request.body = body.take();
  co_return std::nullopt;
}

// Grows with what comes, to a head's most; what rests holds the least.
void Session::make_room() {
  if (filled_ < room_ && (filled_ > 0 || room_ == least_room)) return;
  const std::size_t room = filled_ == 0 ? least_room : std::min(2 * room_, most_room);
  std::unique_ptr<char[]> buffer(new char[room]);
  std::copy_n(buffer_.get(), filled_, buffer.get());
  buffer_ = std::move(buffer);
  room_ = room;
}

void Session::drop_request() {
  std::copy(buffer_.get() + scan_.end(), buffer_.get() + filled_, buffer_.get());
  filled_ -= scan_.end();
  reading_ = false;
  scan_ = HeadScan();
}

asio::awaitable<bool> Session::respond(const Answer& answer, bool with_body, bool keep_alive) {
  const std::string head = write_head(answer, keep_alive);
  Unsent unsent{head, answer.body && with_body ? std::string_view(*answer.body) : std::string_view()};
  ++site_.metrics().http_responses[answer.status];
  send_at_once(unsent, with_body ? answer.file.get() : nullptr);
  const bool sent = unsent.empty() || co_await send(unsent);
  ++answered_;
  since_ = now();
  deadline_ = since_ + (filled_ == 0 ? limits_.idle : limits_.head);
  co_return sent;
}

// As a rule the client has room for all of it, and nobody has to wait. Not where his next request is here already:
// then others come in between. What goes wrong is seen by who sends the rest.
// A feed of 300 KB costs a third less from a file than copied; the rest, for who is slow, is copied.
void Session::send_at_once(Unsent& unsent, const MemoryFile* file) {
  if (tls_ || filled_ > 0) return;
  boost::system::error_code full;
  const std::size_t sent = file != nullptr ? file->send(socket_.native_handle(), unsent.head, most_at_once)
                                           : socket_.write_some(unsent.first(most_at_once), full);
  site_.metrics().bytes_served += sent;
  unsent.drop(sent);
}

// Whoever takes nothing for a while is cut, and so is who takes it all too slowly.
asio::awaitable<bool> Session::send(Unsent unsent) {
  const auto end = now() + write_time + std::chrono::seconds(unsent.size() / least_bytes_per_second);
  while (!unsent.empty()) {
    deadline_ = std::min(end, now() + write_time);
    const std::size_t sent = co_await write_some(unsent);
    if (sent == 0) co_return false;
    site_.metrics().bytes_served += sent;
    unsent.drop(sent);
  }
  co_return true;
}

// How much of it was taken; 0: the client is gone.
asio::awaitable<std::size_t> Session::write_some(Unsent unsent) {
  if (tls_) {
    const auto parts = unsent.first(most_at_once_encrypted);
    const bool taken = co_await tls_->write(parts);
    co_return taken ? asio::buffer_size(parts) : 0;
  }
  const auto [error, sent] = co_await socket_.async_write_some(unsent.first(most_at_once), waiting);
  co_return error ? 0 : sent;
}

asio::awaitable<void> Session::stream_events(EventStream stream) {
  // Opens the stream at the client, and says how soon to come back when it breaks.
  if (!co_await send({"retry: 3000\n\n", {}})) co_return;
  buffer_.reset();
  filled_ = room_ = 0;  // nothing more is read
  const Counted counted(site_.metrics().event_clients);
  while (!retiring_) {
    const std::int64_t seq = site_.seq();
    deadline_ = never;
    between_batches_ = true;
    const Renditions::Made made = co_await site_.next_events(stream);
    between_batches_ = false;
    if (!made) co_return;  // the client comes back, says where it was, and is told what it may read now
    const auto begun = Clock::now();
    if (!made->bytes.empty() && !co_await send({made->bytes, {}})) co_return;
    stream.query.after = made->last_seq;
    // One that does not keep up while there is more is told and let go: it holds one batch and no more.
    const auto patience = limits_.events + limits_.events * made->bytes.size() / (1u << 20);
    if ((made->more || site_.seq() != seq) && Clock::now() - begun > patience) {
      co_await tell_of_gap(made->last_seq);
      co_return;
    }
    if (made->more || site_.seq() != seq || retiring_) continue;
    deadline_ = never;
    co_await wait_for_change();
    if (site_.seq() == seq && !retiring_ && !co_await send({":\n\n", {}})) co_return;
  }
}

// Its id is the last change there is: who comes back with it goes on from now, and may ask for what lies between.
asio::awaitable<void> Session::tell_of_gap(std::int64_t sent) {
  ++site_.metrics().event_gaps;
  const std::string last = std::to_string(site_.seq());
  const std::string gap =
      "event: gap\nid: " + last + "\ndata: {\"after\":" + std::to_string(sent) + ",\"last\":" + last + "}\n\n";
  co_await send({gap, {}});
}

asio::awaitable<void> Session::wait_for_change() {
  change_.expires_after(heartbeat);
  between_batches_ = true;
  co_await change_.async_wait(waiting);
  between_batches_ = false;
}

int Session::dispensable() {
  if (retiring_) return 0;
  if (at_rest_ || reading_) return answered_ == 0 ? 3 : 2;
  if (!between_batches_) return 0;
  return is_left() ? 3 : 1;
}

// The client has closed, or at least will send no more. What it is sent next tells which; until then it may be long.
bool Session::is_left() {
  char next = 0;
  return ::recv(socket_.native_handle(), &next, sizeof next, MSG_PEEK | MSG_DONTWAIT) == 0;
}

// A client that is still sending would have its answer torn away by a reset (RFC 9112 §9.6).
asio::awaitable<void> Session::linger() {
  constexpr std::size_t most = 64 * 1024;
  if (retiring_) co_return;
  at_rest_ = true;
  deadline_ = now() + linger_time;
  if (tls_) {
    co_await tls_->shutdown();
    co_return;
  }
  boost::system::error_code gone;
  socket_.shutdown(Socket::shutdown_send, gone);
  if (gone) co_return;
  filled_ = 0;
  make_room();
  for (std::size_t dropped = 0; dropped < most;) {
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(buffer_.get(), room_), waiting);
    if (error) co_return;
    dropped += size;
  }
}

void Session::end_overdue() {
  ++site_.metrics().http_connections_overdue;
  // A head or a body that dribbles: what is said fits the socket's buffer, or is not said. RFC 9110 §15.5.9.
  if (reading_ && (filled_ > 0 || in_body_) && !tls_ && socket_.is_open()) {
    const Answer answer = plain_answer(408);
    ++site_.metrics().http_responses[answer.status];
    const std::string late = write_head(answer, false) + *answer.body;
    [[maybe_unused]] const auto sent =
        ::send(socket_.native_handle(), late.data(), late.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  cut();
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
