#include "daemon/commands/indexing.hpp"

#include "daemon/log.hpp"
#include "daemon/offload.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <string>

namespace datelined {
namespace {

using namespace std::chrono_literals;

// How far the index may be behind; a search reads what it has not, so it is nothing that anybody sees.
constexpr auto between_looks = 1s;
constexpr auto after_a_failure = 60s;

asio::awaitable<void> catch_up(Engine& engine) {
  auto take_a_turn = [&engine] { return engine.store.index_search(); };
  bool any = false;
  while (co_await offload(engine.writer, take_a_turn)) any = true;
  if (any) engine.poller.others_wrote();
}

}  // namespace

asio::awaitable<void> index_behind(Engine& engine) {
  asio::steady_timer timer(engine.loop);
  std::optional<std::int64_t> indexed;
  for (;;) {
    std::string failure;
    if (const std::int64_t seq = engine.events.seq(); indexed != seq) {
      try {
        co_await catch_up(engine);
        indexed = seq;
      } catch (const schema::StoreError& error) {
        failure = error.what();
      }
    }
    if (!failure.empty()) log::warning("the search index is behind: " + failure);
    timer.expires_after(failure.empty() ? std::chrono::seconds(between_looks) : std::chrono::seconds(after_a_failure));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

}  // namespace datelined
