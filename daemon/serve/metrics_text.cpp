#include "daemon/serve/metrics_text.hpp"

#include "daemon/version.hpp"

#include <concepts>
#include <string_view>

namespace datelined {
namespace {

class Text {
 public:
  // Begins a metric: what follows are its samples.
  Text& metric(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    out_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    out_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    return *this;
  }

  template <std::integral Number>
  Text& value(Number number) {
    out_ += name_ + ' ' + std::to_string(number) + '\n';
    return *this;
  }

  template <std::integral Number>
  Text& value(std::string_view label, std::string_view text, Number number) {
    out_ += name_ + '{' + std::string(label) + "=\"" + escape(text) + "\"} " + std::to_string(number) + '\n';
    return *this;
  }

  std::string take() { return std::move(out_); }

 private:
  static std::string escape(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (c == '\\' || c == '"') out += '\\';
      if (c == '\n') {
        out += "\\n";
      } else {
        out += c;
      }
    }
    return out;
  }

  std::string name_, out_;
};

void write_store(Text& text, const StoreFigures& store) {
  text.metric("datelined_feeds", "gauge", "Feeds configured, by how they fare.")
      .value("health", "failing", store.failing)
      .value("health", "gone", store.gone)
      .value("health", "ok", store.healthy)
      .value("health", "unpolled", store.unpolled);
  text.metric("datelined_entries", "gauge", "Entries in the store.").value(store.totals.entries);
  text.metric("datelined_stories", "gauge", "Stories in the store.").value(store.totals.stories);
  text.metric("datelined_change_number", "counter", "Number of the last change.").value(store.totals.seq);
}

}  // namespace

std::string metrics_text(const Metrics& metrics, const std::optional<StoreFigures>& store) {
  Text text;
  text.metric("datelined_build_info", "gauge", "The version that runs.").value("version", version, 1);
  text.metric("datelined_polls_total", "counter", "Polls finished, by outcome.");
  for (const auto& [outcome, count] : metrics.polls) text.value("outcome", outcome, count);
  text.metric("datelined_polls_running", "gauge", "Polls under way.").value(metrics.polls_running);
  text.metric("datelined_fetched_bytes_total", "counter", "Bytes fetched, off the wire.").value(metrics.bytes_fetched);
  text.metric("datelined_http_responses_total", "counter", "Answers sent, by status.");
  for (const auto& [status, count] : metrics.http_responses) text.value("status", std::to_string(status), count);
  text.metric("datelined_http_connections", "gauge", "Connections open.").value(metrics.http_connections);
  text.metric("datelined_served_bytes_total", "counter", "Bytes sent to clients.").value(metrics.bytes_served);
  text.metric("datelined_store_up", "gauge", "Whether the store could be read.").value(store ? 1 : 0);
  if (store) write_store(text, *store);
  return text.take();
}

}  // namespace datelined
