#include "daemon/serve/operations.hpp"

#include "daemon/serve/metrics_text.hpp"
#include "feeds/text/date.hpp"
#include "schema/store.hpp"

#include <chrono>
#include <utility>

namespace datelined {
namespace {

feeds::Time now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

Operations::Operations(std::shared_ptr<Readers> readers, Documents& documents, Metrics& metrics,
                       std::function<std::string()> not_ready)
    : readers_(std::move(readers)), documents_(documents), metrics_(metrics), not_ready_(std::move(not_ready)) {}

asio::awaitable<Answer> Operations::metrics() {
  const std::string key = "metrics " + feeds::rfc3339(now());
  metrics_.renditions_bytes = documents_.bytes();
  metrics_.renditions_underway = documents_.underway();
  Documents::Make render = [readers = readers_, metrics = metrics_, per_feed = per_feed_] {
    Rendition made;
    std::optional<StoreFigures> figures;
    try {
      figures = readers->read([](schema::Reader& reader) { return read_figures(reader); });
    } catch (const schema::StoreError&) {
      // Told by datelined_store_up.
    }
    made.bytes = metrics_text(metrics, figures, per_feed);
    return made;
  };
  const Documents::Made made = co_await documents_.get_soon(key, std::move(render));
  if (!made) co_return busy_answer();
  Answer answer;
  answer.fields = field("Content-Type", "text/plain; version=0.0.4; charset=utf-8") +
                  field("Cache-Control", "no-store") + field("X-Content-Type-Options", "nosniff");
  answer.body = std::shared_ptr<const std::string>(made, &made->bytes);
  co_return answer;
}

// Alive: this loop turns and a worker answers. A store that cannot be read is said, and no reason to be started
// anew: that would not mend it.
asio::awaitable<Answer> Operations::health() {
  const std::string key = "healthz " + feeds::rfc3339(now());
  Documents::Make look = [readers = readers_] {
    Rendition made;
    made.bytes = "ok\n";
    try {
      readers->read([](schema::Reader& reader) { return reader.last_change(); });
    } catch (const schema::StoreError&) {
      made.bytes = "ok, but the store cannot be read\n";
    }
    return made;
  };
  const Documents::Made made = co_await documents_.get_soon(key, std::move(look));
  Answer answer = plain_answer(200, "ok, and busy");
  if (made) answer.body = std::shared_ptr<const std::string>(made, &made->bytes);
  co_return answer;
}

Answer Operations::readiness() const {
  const std::string why = not_ready_ ? not_ready_() : std::string();
  return why.empty() ? plain_answer(200, "ready") : plain_answer(503, why);
}

}  // namespace datelined
