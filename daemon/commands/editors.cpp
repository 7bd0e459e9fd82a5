#include "daemon/commands/editors.hpp"

#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "schema/reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace datelined {
namespace {

// A few events with the longest names.
constexpr std::size_t events_a_read = 4096;

// The folder is watched: the log is another file after each time that nobody had the store open.
int watch_folder_of(const std::filesystem::path& file) {
  const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (watch < 0) return -1;
  if (::inotify_add_watch(watch, file.parent_path().c_str(), IN_CLOSE_WRITE) >= 0) return watch;
  const int reason = errno;
  ::close(watch);
  errno = reason;
  return -1;
}

// What did not fit into the system's queue may have been it.
bool tells_of(std::string_view events, std::string_view name) {
  while (events.size() >= sizeof(inotify_event)) {
    inotify_event event;
    std::memcpy(&event, events.data(), sizeof event);
    events.remove_prefix(sizeof event);
    const std::string_view said = events.substr(0, event.len);
    if ((event.mask & IN_Q_OVERFLOW) != 0 || said.substr(0, said.find('\0')) == name) return true;
    events.remove_prefix(std::min<std::size_t>(event.len, events.size()));
  }
  return false;
}

}  // namespace

asio::awaitable<void> follow_editors(Engine& engine, std::filesystem::path database) {
  const int watch = watch_folder_of(database);
  if (watch < 0) {
    log::warning("what editors split and join is seen with the next visit that brings news: inotify: " +
                 std::string(std::strerror(errno)));
    co_return;
  }
  asio::posix::stream_descriptor events(engine.loop, watch);
  const std::string name = database.filename().string() + "-wal";
  // One for good: to close it would tell of itself.
  schema::Reader reader(database);
  auto look = [&reader] { return reader.last_change(); };
  std::array<char, events_a_read> buffer;
  for (;;) {
    const std::size_t size = co_await events.async_read_some(asio::buffer(buffer), asio::use_awaitable);
    if (!tells_of({buffer.data(), size}, name)) continue;
    try {
      engine.events.publish(co_await offload(engine.workers, look));
    } catch (const schema::StoreError& error) {
      log::warning(error.what());
    }
  }
}

}  // namespace datelined
