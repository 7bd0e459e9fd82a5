#include "daemon/serve/server.hpp"

#include "daemon/log.hpp"
#include "daemon/serve/listener.hpp"
#include "daemon/serve/session.hpp"
#include "daemon/serve/site.hpp"
#include "daemon/spawn.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <list>
#include <stdexcept>
#include <unordered_set>
#include <utility>

namespace datelined {
namespace {

using namespace std::chrono_literals;
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

constexpr std::size_t most_connections = 1024;
constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

std::string site_base(const Settings& settings, const std::string& first_url) {
  std::string base = settings.http.base_url;
  if (base.empty()) base = first_url.starts_with("http") ? first_url : "http://localhost/";
  if (!base.ends_with('/')) base += '/';
  return base;
}

// Closed by default: what others can reach is opened on purpose.
void check_access(const Listener& listener, const HttpSettings& http) {
  if (listener.is_local() || http.public_ || !http.tokens.empty()) return;
  throw std::runtime_error("cannot listen on " + listener.address() +
                           ": it is not loopback, and there are neither http.tokens nor http.public = true");
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

}  // namespace

// Kept alive by every coroutine that serves, so that the Server may go before they have ended.
struct Server::State : std::enable_shared_from_this<State> {
  State(ServerParts its, const Settings& settings, Doors its_doors, bool inherited_sockets)
      : parts(std::move(its)),
        doors(std::move(its_doors)),
        inherited(inherited_sockets),
        open_to_all(settings.http.public_),
        site(parts, settings, site_base(settings, first_url())),
        pulse(parts.loop),
        drained(parts.loop, asio::steady_timer::time_point::max()) {}

  std::string first_url() const { return doors.empty() ? std::string() : doors.front()->listener.url(); }

  static asio::awaitable<void> accept(std::shared_ptr<State> self, std::shared_ptr<Door> door);
  static asio::awaitable<void> serve(std::shared_ptr<State> self, std::shared_ptr<Session> session);
  static asio::awaitable<void> watch(std::shared_ptr<State> self);

  void open(const std::shared_ptr<Door>& door);
  void admit(Session::Socket socket, const Door& door);
  void close_doors();
  void cut_all();

  ServerParts parts;
  Doors doors;
  const bool inherited;  // from systemd: the addresses are not ours to change
  bool open_to_all;
  bool started = false;
  bool finished = false;
  Site site;
  std::unordered_set<std::shared_ptr<Session>> sessions;
  asio::steady_timer pulse;    // once a second
  asio::steady_timer drained;  // cancelled when the last session has ended
  Events::Subscription changes;
};

Server::Server(ServerParts parts, const Settings& settings, std::vector<int> sockets) {
  std::vector<Listener> listeners;
  for (const int fd : sockets) listeners.push_back(Listener::adopt(fd));
  if (sockets.empty()) {
    for (const std::string& address : settings.http.listen) listeners.push_back(Listener::open(address));
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
  for (std::size_t i = 0; i < wanted.size() && !state.inherited; ++i) {
    const auto same = [&](const auto& door) { return door->listener.address() == wanted[i]; };
    const auto kept = std::find_if(state.doors.begin(), state.doors.end(), same);
    if (kept == state.doors.end()) fresh.push_back(std::make_shared<Door>(state.parts.loop, Listener::open(wanted[i])));
    next.push_back(kept == state.doors.end() ? fresh.back() : *kept);
  }
  for (const auto& door : next) check_access(door->listener, settings.http);

  // From here on nothing fails: a reload is done whole or not at all.
  for (const auto& door : state.doors) {
    if (std::find(next.begin(), next.end(), door) == next.end()) door->acceptor.close();
  }
  state.doors = std::move(next);
  state.open_to_all = settings.http.public_;
  state.site.reload(settings, site_base(settings, state.first_url()));
  if (!state.started) return;
  for (const auto& door : fresh) state.open(door);
}

void Server::start() {
  State& state = *state_;
  state.started = true;
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
  if (sessions.size() >= most_connections) return;  // the socket closes: telling why would cost what there is none of
  boost::system::error_code ignored;
  if (door.listener.family() != AF_UNIX) socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  const bool trusted = door.listener.is_local() || open_to_all;
  const auto session = std::make_shared<Session>(std::move(socket), trusted, site);
  sessions.insert(session);
  parts.metrics.http_connections = sessions.size();
  spawn(parts.loop, serve(shared_from_this(), session), "serving a connection");
}

asio::awaitable<void> Server::State::serve(std::shared_ptr<State> self, std::shared_ptr<Session> session) {
  try {
    co_await session->run();
  } catch (const std::exception& error) {
    log::error(std::string("serving a connection: ") + error.what());
  }
  session->cut();
  self->sessions.erase(session);
  self->parts.metrics.http_connections = self->sessions.size();
  if (self->sessions.empty()) self->drained.cancel();
}

asio::awaitable<void> Server::State::watch(std::shared_ptr<State> self) {
  while (!self->finished) {
    self->pulse.expires_after(1s);
    co_await self->pulse.async_wait(waiting);
    const auto now = Session::Clock::now();
    for (const auto& session : self->sessions) {
      if (session->is_overdue(now)) session->cut();
    }
  }
}

void Server::State::close_doors() {
  for (const auto& door : doors) door->acceptor.close();
  doors.clear();
  changes = {};
}

void Server::State::cut_all() {
  finished = true;
  pulse.cancel();
  for (const auto& session : sessions) session->cut();
}

}  // namespace datelined
