#include "daemon/serve/metrics_text.hpp"

#include "daemon/version.hpp"

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <string_view>

namespace datelined {
namespace {

std::string in_decimals(double number) {
  char text[64];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed);
  return error == std::errc() ? std::string(text, end) : "0";
}

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

  Text& value(std::string_view label, std::string_view text, std::string_view number) {
    out_ += name_ + '{' + std::string(label) + "=\"" + escape(text) + "\"} " + std::string(number) + '\n';
    return *this;
  }

  Text& histogram(const Histogram& told) {
    std::uint64_t count = 0;
    const std::string name = name_;
    name_ = name + "_bucket";
    for (std::size_t i = 0; i < told.counts.size(); ++i) {
      count += told.counts[i];
      value("le", i < Histogram::bounds.size() ? in_decimals(Histogram::bounds[i]) : "+Inf", count);
    }
    out_ += name + "_sum " + in_decimals(told.sum) + '\n' + name + "_count " + std::to_string(count) + '\n';
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
  text.metric("datelined_quiet_feeds", "gauge", "Feeds that are silent against their own rhythm.").value(store.quiet);
  text.metric("datelined_gaps", "gauge", "Visits, of all feeds, that found nothing of what the one before showed.")
      .value(store.gaps);
  text.metric("datelined_entries", "gauge", "Entries in the store.").value(store.totals.entries);
  text.metric("datelined_stories", "gauge", "Stories in the store.").value(store.totals.stories);
  text.metric("datelined_change_number", "gauge", "Number of the last change.").value(store.totals.seq);
}

std::int64_t seconds_of(const std::optional<feeds::Time>& time) {
  return time ? time->time_since_epoch().count() : 0;
}

// A series a feed: for those who follow tens of them rather than thousands.
void write_feeds(Text& text, const std::vector<schema::FeedHealth>& feeds) {
  const auto each = [&](std::string_view name, std::string_view type, std::string_view help, auto of) {
    text.metric(name, type, help);
    for (const schema::FeedHealth& feed : feeds) text.value("feed", feed.subscription.name, of(feed));
  };
  using Feed = schema::FeedHealth;
  each("datelined_feed_up", "gauge", "Whether the last poll of the feed went well.",
       [](const Feed& feed) { return feed.errors == 0 && !feed.gone && feed.last_poll ? 1 : 0; });
  each("datelined_feed_errors", "gauge", "Failures in a row.", [](const Feed& feed) { return feed.errors; });
  each("datelined_feed_quiet", "gauge", "Whether the feed is silent against its own rhythm.",
       [](const Feed& feed) { return feed.quiet ? 1 : 0; });
  each("datelined_feed_gaps", "gauge", "Visits that found nothing of what the one before showed.",
       [](const Feed& feed) { return feed.gaps; });
  each("datelined_feed_entries", "gauge", "Entries of the feed in the store.",
       [](const Feed& feed) { return feed.entries; });
  each("datelined_feed_status", "gauge", "HTTP status of the last poll; 0: no answer, or a file.",
       [](const Feed& feed) { return feed.last_status; });
  each("datelined_feed_last_poll_timestamp_seconds", "gauge", "When the feed was polled last; 0: never.",
       [](const Feed& feed) { return seconds_of(feed.last_poll); });
  each("datelined_feed_next_poll_timestamp_seconds", "gauge", "When the feed is polled next; 0: never again.",
       [](const Feed& feed) { return seconds_of(feed.next_poll); });
  each("datelined_feed_poll_duration_seconds", "gauge", "How long the last poll took.",
       [](const Feed& feed) { return in_decimals(std::chrono::duration<double>(feed.duration).count()); });
}

void write_http(Text& text, const Metrics& metrics) {
  text.metric("datelined_http_responses_total", "counter", "Answers sent, by status.");
  for (const auto& [status, count] : metrics.http_responses) text.value("status", std::to_string(status), count);
  text.metric("datelined_http_request_duration_seconds", "histogram", "From a request's last byte to its answer.")
      .histogram(metrics.http_seconds);
  text.metric("datelined_http_connections", "gauge", "Connections open.").value(metrics.http_connections);
  text.metric("datelined_http_connections_closed_total", "counter", "Connections that were not let stay, by reason.")
      .value("reason", "evicted", metrics.http_connections_evicted)
      .value("reason", "overdue", metrics.http_connections_overdue)
      .value("reason", "refused", metrics.http_connections_refused);
  text.metric("datelined_http_wrong_tokens_total", "counter", "Tokens shown that nobody has.")
      .value(metrics.http_wrong_tokens);
  text.metric("datelined_served_bytes_total", "counter", "Bytes sent to clients.").value(metrics.bytes_served);
  text.metric("datelined_event_clients", "gauge", "Clients of /events.").value(metrics.event_clients);
  text.metric("datelined_event_gaps_total", "counter", "Clients of /events that were too slow and let go.")
      .value(metrics.event_gaps);
  text.metric("datelined_cache_requests_total", "counter", "Documents asked for, by whether they were at hand.")
      .value("result", "hit", metrics.cache_hits)
      .value("result", "miss", metrics.cache_misses);
  text.metric("datelined_cache_bytes", "gauge", "Bytes of documents kept.").value(metrics.renditions_bytes);
  text.metric("datelined_render_queue", "gauge", "Documents being made or waiting for a worker.")
      .value(metrics.renditions_underway);
  text.metric("datelined_render_duration_seconds", "histogram", "Making a document, the wait for a worker included.")
      .histogram(metrics.render_seconds);
}

void write_hub(Text& text, const Metrics& metrics) {
  text.metric("datelined_hub_subscriptions", "gauge", "Subscriptions at the hub.").value(metrics.hub_subscriptions);
  text.metric("datelined_hub_verifications_total", "counter", "Callbacks asked, by what they said.");
  for (const auto& [answer, count] : metrics.hub_questions) text.value("answer", answer, count);
  text.metric("datelined_hub_deliveries_total", "counter", "Deliveries tried, by outcome.");
  for (const auto& [outcome, count] : metrics.hub_deliveries) text.value("outcome", outcome, count);
}

}  // namespace

std::string metrics_text(const Metrics& metrics, const std::optional<StoreFigures>& store, bool per_feed) {
  Text text;
  text.metric("datelined_build_info", "gauge", "The version that runs.").value("version", version, 1);
  text.metric("datelined_polls_total", "counter", "Polls finished, by outcome.");
  for (const auto& [outcome, count] : metrics.polls) text.value("outcome", outcome, count);
  text.metric("datelined_polls_running", "gauge", "Polls under way.").value(metrics.polls_running);
  text.metric("datelined_write_queue", "gauge", "Polls that wait for the writer, or are being written.")
      .value(metrics.visits_unwritten);
  text.metric("datelined_fetched_bytes_total", "counter", "Bytes fetched, off the wire.").value(metrics.bytes_fetched);
  text.metric("datelined_poll_duration_seconds", "histogram", "From asking a feed to its answer.")
      .histogram(metrics.poll_seconds);
  text.metric("datelined_pushes_total", "counter", "Deliveries of hubs, by outcome; unsigned ones are discarded.");
  for (const char* outcome : {"changed", "unchanged", "unreadable", "unsigned"}) {
    const auto place = metrics.pushes.find(outcome);
    text.value("outcome", outcome, place == metrics.pushes.end() ? 0 : place->second);
  }
  text.metric("datelined_push_subscriptions", "gauge", "Subscriptions at hubs that live.").value(metrics.push_live);
  write_http(text, metrics);
  write_hub(text, metrics);
  text.metric("datelined_store_up", "gauge", "Whether the store could be read.").value(store ? 1 : 0);
  if (store) write_store(text, *store);
  if (store && per_feed) write_feeds(text, store->feeds);
  return text.take();
}

}  // namespace datelined
