#include "daemon/serve/server.hpp"

#include "daemon/files.hpp"
#include "daemon/log.hpp"
#include "daemon/serve/access_log.hpp"
#include "daemon/serve/listener.hpp"
#include "daemon/serve/session.hpp"
#include "daemon/serve/site.hpp"
#include "daemon/serve/tls.hpp"
#include "daemon/spawn.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <list>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace datelined {
namespace {

using namespace std::chrono_literals;
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

constexpr std::string_view tls_name = "tls";  // of a socket that is passed

constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

std::string site_base(const Settings& settings, const std::string& first_url) {
  std::string base = settings.http.base_url;
  if (base.empty()) base = first_url.starts_with("http") ? first_url : "http://localhost/";
  if (!base.ends_with('/')) base += '/';
  return base;
}

// Closed by default: what others can reach is opened on purpose.
void check_access(const Listener& listener, const HttpSettings& http) {
  if (listener.is_tls() && http.tls_certificate.empty()) {
    throw std::runtime_error("cannot listen on " + listener.address() +
                             ": it is for TLS, and http.tls_certificate is not set");
  }
  if (listener.is_local() || http.public_ || !http.tokens.empty()) return;
  throw std::runtime_error("cannot listen on " + listener.address() +
                           ": it is not loopback, and there are neither http.tokens nor http.public = true");
}

std::size_t connections_at_once(const HttpSettings& http) {
  const std::optional<std::size_t> descriptors = most_descriptors();
  const std::size_t most = descriptors ? std::max<std::size_t>(1, *descriptors / 2) : http.max_connections;
  if (most >= http.max_connections) return http.max_connections;
  log::warning("http.max_connections: " + std::to_string(most) + " instead of " + std::to_string(http.max_connections) +
               ", for the limit to open files allows no more");
  return most;
}

// The certificate, where an address asks for one.
std::shared_ptr<TlsContext> read_certificate(const HttpSettings& http) {
  if (http.tls_certificate.empty()) return nullptr;
  return std::make_shared<TlsContext>(http.tls_certificate, http.tls_key);
}

SessionLimits limits_of(const HttpSettings& http) {
  return {http.head_timeout, http.idle_timeout, http.event_timeout};
}

// As the kernel has it: sched_setattr(2), which has no place in libc's headers yet.
struct SchedulingAttributes {
  std::uint32_t size, policy;
  std::uint64_t flags;
  std::int32_t nice;
  std::uint32_t priority;
  std::uint64_t runtime, deadline, period;
};

// The thread that answers wants the processor often and for little at a time: asked so, Linux 6.12 and later lets it
// in before threads that compute, the server's own among them; older ones take no notice. Where it may (RLIMIT_NICE),
// it also comes before them in weight, or who has just answered many waits behind whoever computes. What is forbidden
// is done without.
void answer_promptly() {
  ::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) - 10);  // of this thread alone, on Linux
  SchedulingAttributes wanted{};
  if (::syscall(SYS_sched_getattr, 0, &wanted, sizeof wanted, 0) != 0) return;
  wanted.runtime = 100'000;  // nanoseconds: the least there is
  ::syscall(SYS_sched_setattr, 0, &wanted, 0);
}

struct Peer {
  std::string address;  // empty: a Unix socket
  bool is_loopback = false;
};

Peer peer_of(int fd) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  char text[INET6_ADDRSTRLEN] = "";
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&name), &size) != 0) return {};
  if (name.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
    ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    return {text, ntohl(v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET};
  }
  if (name.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
    return {text, IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) != 0};
  }
  return {};
}

// Said in one write or not at all: there is no room to wait in.
void refuse_connection(int fd) {
  constexpr std::string_view text =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  [[maybe_unused]] const auto sent = ::send(fd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

// An address that is listened on. Closing its acceptor ends its coroutine.
struct Door {
  Door(const asio::any_io_executor& loop, Listener from)
      : listener(std::move(from)),
        acceptor(loop, asio::generic::stream_protocol(listener.family(), 0), listener.release()) {}

  Listener listener;
  Acceptor acceptor;
};

using Doors = std::list<std::shared_ptr<Door>>;

// For as long as it lives others may be opened on the ports of these doors: "0.0.0.0:80" beside "127.0.0.1:80".
class SharedPorts {
 public:
  explicit SharedPorts(Doors doors) : doors_(std::move(doors)) { share(true); }
  SharedPorts(const SharedPorts&) = delete;
  SharedPorts& operator=(const SharedPorts&) = delete;
  ~SharedPorts() { share(false); }

 private:
  void share(bool on) const {
    for (const auto& door : doors_) {
      if (door->acceptor.is_open() && door->listener.family() != AF_UNIX)
        share_port(door->acceptor.native_handle(), on);
    }
  }

  Doors doors_;
};

}  // namespace

// Kept alive by every coroutine that serves, so that the Server may go before they have ended.
struct Server::State : std::enable_shared_from_this<State> {
  State(ServerParts its, const Settings& settings, Doors its_doors, bool inherited_sockets)
      : parts(std::move(its)),
        doors(std::move(its_doors)),
        inherited(inherited_sockets),
        http(settings.http),
        most_connections(connections_at_once(http)),
        certificate(read_certificate(http)),
        site(parts, settings, site_base(settings, first_url())),
        log(parts.workers),
        pulse(parts.loop),
        drained(parts.loop, asio::steady_timer::time_point::max()) {
    log.configure(http.access_log_every, http.access_log_file);
  }

  std::string first_url() const { return doors.empty() ? std::string() : doors.front()->listener.url(); }

  static asio::awaitable<void> accept(std::shared_ptr<State> self, std::shared_ptr<Door> door);
  using Sessions = std::list<std::shared_ptr<Session>>;
  static asio::awaitable<void> serve(std::shared_ptr<State> self, Sessions::iterator place);
  static asio::awaitable<void> watch(std::shared_ptr<State> self);

  void open(const std::shared_ptr<Door>& door);
  void admit(Session::Socket socket, const Door& door);
  bool make_room();
  std::size_t end_overdue(Session::Clock::time_point now, std::size_t of);
  void forget(const std::string& peer);
  void close_doors();
  void cut_all();

  ServerParts parts;
  Doors doors;
  const bool inherited;  // from systemd: the addresses are not ours to change
  HttpSettings http;
  std::size_t most_connections;
  std::shared_ptr<TlsContext> certificate;
  bool started = false;
  bool finished = false;
  Site site;
  AccessLog log;
  Sessions sessions;
  std::unordered_map<std::string, std::size_t> connections;  // by address, where they are limited
  asio::steady_timer pulse;                                  // four times a second
  asio::steady_timer drained;                                // cancelled when the last session has ended
  Events::Subscription changes;
};

Server::Server(ServerParts parts, const Settings& settings, std::vector<notify::Socket> sockets) {
  // Documents come and go: what is large goes back to the system at once. Left to itself, the threshold grows with
  // the largest that was ever freed, and the heap of every worker with it.
  ::mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  std::vector<Listener> listeners;
  for (const notify::Socket& socket : sockets) listeners.push_back(Listener::adopt(socket.fd, socket.name == tls_name));
  if (sockets.empty()) {
    for (const std::string& address : settings.http.listen)
      listeners.push_back(Listener::open(address, settings.http.socket_mode));
  }
  Doors doors;
  for (Listener& listener : listeners) {
    check_access(listener, settings.http);
    doors.push_back(std::make_shared<Door>(parts.loop, std::move(listener)));
  }
  state_ = std::make_shared<State>(std::move(parts), settings, std::move(doors), !sockets.empty());
}

Server::~Server() {
  state_->close_doors();
  state_->cut_all();
}

std::vector<std::string> Server::addresses() const {
  std::vector<std::string> urls;
  for (const auto& door : state_->doors) urls.push_back(door->listener.url());
  return urls;
}

void Server::reload(const Settings& settings) {
  State& state = *state_;
  Doors next;
  std::vector<std::shared_ptr<Door>> fresh;
  const std::vector<std::string>& wanted = settings.http.listen;
  if (state.inherited) next = state.doors;
  Doors going = state.inherited ? Doors() : state.doors;
  std::erase_if(going, [&](const auto& door) {
    return std::find(wanted.begin(), wanted.end(), door->listener.address()) != wanted.end();
  });
  const SharedPorts shared(going);
  for (std::size_t i = 0; i < wanted.size() && !state.inherited; ++i) {
    const auto same = [&](const auto& door) { return door->listener.address() == wanted[i]; };
    const auto kept = std::find_if(state.doors.begin(), state.doors.end(), same);
    if (kept == state.doors.end())
      fresh.push_back(std::make_shared<Door>(state.parts.loop,
                                             Listener::open(wanted[i], settings.http.socket_mode, !going.empty())));
    next.push_back(kept == state.doors.end() ? fresh.back() : *kept);
  }
  for (const auto& door : next) check_access(door->listener, settings.http);

  auto certificate = read_certificate(settings.http);
  state.log.configure(settings.http.access_log_every, settings.http.access_log_file);

  // From here on nothing fails: a reload is done whole or not at all.
  for (const auto& door : state.doors) {
    if (std::find(next.begin(), next.end(), door) == next.end()) door->acceptor.close();
  }
  state.doors = std::move(next);
  state.http = settings.http;
  state.most_connections = connections_at_once(state.http);
  state.certificate = std::move(certificate);
  state.site.reload(settings, site_base(settings, state.first_url()));
  for (const auto& session : state.sessions) session->wake();
  if (!state.started) return;
  for (const auto& door : fresh) state.open(door);
}

feeds::Result<std::string> Server::topic(const std::string& url, const std::string& access) const {
  return state_->site.topic(url, access);
}

std::string Server::topic_url(const std::string& topic) const {
  return state_->site.base_url() + topic;
}

bool Server::may_read(const std::string& topic, const std::string& access) const {
  return state_->site.topic_page(topic, access).has_value();
}

asio::awaitable<TopicNews> Server::news(std::string topic, std::string access, std::int64_t after) {
  const std::shared_ptr<State> state = state_;
  co_return co_await state->site.news(std::move(topic), std::move(access), after);
}

void Server::start() {
  State& state = *state_;
  state.started = true;
  answer_promptly();
  state.changes = state.parts.events.subscribe([&state](std::int64_t) {
    for (const auto& session : state.sessions) session->wake();
  });
  for (const auto& door : state.doors) state.open(door);
  spawn(state.parts.loop, State::watch(state_), "watching connections");
}

asio::awaitable<void> Server::stop(std::chrono::milliseconds patience) {
  const std::shared_ptr<State> state = state_;
  state->close_doors();
  const auto open = state->sessions;  // retiring may end one
  for (const auto& session : open) session->retire();
  if (!state->sessions.empty()) {
    state->drained.expires_after(patience);
    co_await state->drained.async_wait(waiting);
  }
  state->cut_all();
}

void Server::State::open(const std::shared_ptr<Door>& door) {
  spawn(parts.loop, accept(shared_from_this(), door), "accepting on " + door->listener.url());
}

asio::awaitable<void> Server::State::accept(std::shared_ptr<State> self, std::shared_ptr<Door> door) {
  bool said = false;
  while (door->acceptor.is_open()) {
    auto [error, socket] = co_await door->acceptor.async_accept(waiting);
    if (!error) {
      said = false;
      self->admit(std::move(socket), *door);
      continue;
    }
    if (!door->acceptor.is_open()) co_return;
    // Out of descriptors, most likely: some come back when others are done.
    if (!std::exchange(said, true)) log::warning("accepting on " + door->listener.url() + ": " + error.message());
    asio::steady_timer pause(self->parts.loop, 100ms);
    co_await pause.async_wait(waiting);
  }
}

void Server::State::admit(Session::Socket socket, const Door& door) {
  const Peer peer = peer_of(socket.native_handle());
  const bool counted = !peer.address.empty() && !peer.is_loopback && !site.proxies().includes(peer.address);
  const auto place = counted ? connections.find(peer.address) : connections.end();
  const bool too_many = place != connections.end() && place->second >= http.max_connections_per_address;
  if (too_many || (sessions.size() >= most_connections && !make_room())) {
    ++parts.metrics.http_connections_refused;
    if (!door.listener.is_tls()) refuse_connection(socket.native_handle());
    return;
  }
  if (door.listener.family() != AF_UNIX) {
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    // A client that vanished without a word is noticed when nothing of what it was sent is acknowledged.
    const unsigned milliseconds = 60'000;
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
    // What the client has no room for stays here, once for all who ask for it, and not in the kernel, for each: but
    // for a feed's worth, so that one who reads is written to once.
    const unsigned unsent = 512 * 1024;
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
  }
  Session::Origin origin{peer.address, counted, door.listener.is_local(),
                         door.listener.is_tls() ? certificate : nullptr};
  if (counted) ++connections[peer.address];
  sessions.push_back(std::make_shared<Session>(std::move(socket), std::move(origin), limits_of(http), site, log));
  parts.metrics.http_connections = sessions.size();
  spawn(parts.loop, serve(shared_from_this(), std::prev(sessions.end())), "serving a connection");
}

// Room for one that comes, at the cost of one that only waits: first who has not yet asked anything, and of those
// who has taken longest about it. A flood of slow ones thus pushes itself out. Of many, a few are looked at, and
// others the next time.
bool Server::State::make_room() {
  constexpr std::size_t look_at = 64;
  std::shared_ptr<Session> least;
  for (std::size_t i = 0; i < std::min(look_at, sessions.size()); ++i) {
    const std::shared_ptr<Session>& session = sessions.front();
    const int dispensable = session->dispensable();
    if (dispensable > 0 && (!least || dispensable > least->dispensable() ||
                            (dispensable == least->dispensable() && session->since() < least->since()))) {
      least = session;
    }
    sessions.splice(sessions.end(), sessions, sessions.begin());
  }
  if (!least) return false;
  ++parts.metrics.http_connections_evicted;
  least->cut();
  return true;
}

void Server::State::forget(const std::string& peer) {
  const auto place = connections.find(peer);
  if (place != connections.end() && --place->second == 0) connections.erase(place);
}

asio::awaitable<void> Server::State::serve(std::shared_ptr<State> self, Sessions::iterator place) {
  const std::shared_ptr<Session> session = *place;
  try {
    co_await session->run();
  } catch (const std::exception& error) {
    log::error(std::string("serving a connection: ") + error.what());
  }
  session->cut();
  self->sessions.erase(place);
  if (session->origin().counted) self->forget(session->origin().peer);
  self->parts.metrics.http_connections = self->sessions.size();
  if (self->sessions.empty()) self->drained.cancel();
}

asio::awaitable<void> Server::State::watch(std::shared_ptr<State> self) {
  while (!self->finished) {
    self->pulse.expires_after(250ms);
    co_await self->pulse.async_wait(waiting);
    // Thousands are a flood's: of them a few are looked at, and fewer ended, before others have their turn.
    const auto now = Session::Clock::now();
    for (std::size_t left = self->sessions.size(); left > 0 && !self->finished;) {
      left -= self->end_overdue(now, left);
      co_await asio::post(self->parts.loop, asio::use_awaitable);
    }
    self->log.flush();
  }
}

// Of so many sessions; how many were looked at.
std::size_t Server::State::end_overdue(Session::Clock::time_point now, std::size_t of) {
  constexpr std::size_t look_at = 64, end = 2;
  std::size_t looked = 0;
  for (std::size_t ended = 0; looked < std::min(of, look_at) && ended < end && !sessions.empty(); ++looked) {
    Session& session = *sessions.front();
    sessions.splice(sessions.end(), sessions, sessions.begin());
    if (!session.is_overdue(now)) continue;
    session.end_overdue();
    ++ended;
  }
  return std::max<std::size_t>(looked, 1);
}

void Server::State::close_doors() {
  for (const auto& door : doors) door->acceptor.close();
  doors.clear();
  changes = {};
  site.hear_no_more();
}

void Server::State::cut_all() {
  finished = true;
  pulse.cancel();
  for (const auto& session : sessions) session->cut();
  log.flush();
}

}  // namespace datelined
