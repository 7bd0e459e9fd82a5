#include "daemon/serve/feeds_page.hpp"

#include "feeds/text/html.hpp"
#include "feeds/text/url.hpp"
#include "feeds/write/page.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace datelined {
namespace {

using feeds::append;
using feeds::escape_html;
using schema::Activity;
using schema::FeedHealth;

struct Column {
  FeedOrder order;
  std::string_view name, title;
  bool is_number;
};

constexpr std::array<Column, 6> columns{{
    {FeedOrder::name, "name", "Feed", false},
    {FeedOrder::health, "health", "Health", false},
    {FeedOrder::polled, "polled", "Last poll", false},
    {FeedOrder::news, "news", "Last 14 days", false},
    {FeedOrder::latency, "latency", "Latency", true},
    {FeedOrder::entries, "entries", "Entries", true},
}};

struct Row {
  FeedHealth feed;
  std::vector<std::int64_t> days;
  std::int64_t news = 0;  // in those days
  std::optional<std::int64_t> latency;

  bool is_broken() const { return feed.gone || feed.errors > 0; }
  // It brings something, and has not for a week.
  bool is_quiet() const {
    const std::size_t week = days.size() / 2;
    return !is_broken() && feed.entries > 0 &&
           std::accumulate(days.begin() + static_cast<std::ptrdiff_t>(week), days.end(), std::int64_t{0}) == 0;
  }
  int rank() const { return feed.gone ? 0 : feed.errors > 0 ? 1 : !feed.last_poll ? 2 : is_quiet() ? 3 : 4; }
};

bool goes_before(const Row& a, const Row& b, FeedOrder order) {
  switch (order) {
    case FeedOrder::name:
      return false;
    case FeedOrder::polled:
      return a.feed.last_poll > b.feed.last_poll;
    case FeedOrder::entries:
      return a.feed.entries > b.feed.entries;
    case FeedOrder::news:
      return a.news > b.news;
    case FeedOrder::latency:
      return a.latency > b.latency;
    case FeedOrder::health:
      return a.rank() != b.rank() ? a.rank() < b.rank() : a.feed.errors > b.feed.errors;
  }
  return false;
}

std::vector<Row> rows_of(FeedsPage& page) {
  std::map<std::string_view, const Activity*> known;
  for (const Activity& activity : page.activity) known.emplace(activity.feed, &activity);
  std::vector<Row> rows;
  for (FeedHealth& feed : page.feeds) {
    const auto place = known.find(feed.subscription.name);
    Row row;
    row.days.resize(shown_days);
    if (place != known.end()) {
      row.days = place->second->entries;
      row.latency = place->second->latency;
    }
    row.news = std::accumulate(row.days.begin(), row.days.end(), std::int64_t{0});
    row.feed = std::move(feed);
    rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(rows, [&](const Row& a, const Row& b) { return goes_before(a, b, page.order); });
  return rows;
}

std::string duration_text(std::int64_t seconds) {
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) return std::to_string(seconds / 60) + " min";
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

void write_sparkline(std::string& out, const Row& row) {
  constexpr std::int64_t width = 6, height = 20;
  const std::int64_t most = std::max<std::int64_t>(*std::ranges::max_element(row.days), 1);
  append(out, {"<svg class=\"spark\" width=\"", std::to_string(width * shown_days), "\" height=\"",
               std::to_string(height), "\" viewBox=\"0 0 ", std::to_string(width * shown_days), " ",
               std::to_string(height), "\" role=\"img\" aria-label=\"", std::to_string(row.news),
               " entries in 14 days, at most ", std::to_string(*std::ranges::max_element(row.days)), " a day\">"});
  for (std::size_t day = 0; day < row.days.size(); ++day) {
    if (row.days[day] == 0) continue;
    const std::int64_t bar = std::max<std::int64_t>(row.days[day] * height / most, 1);
    append(out, {"<rect x=\"", std::to_string(static_cast<std::int64_t>(day) * width), "\" y=\"",
                 std::to_string(height - bar), "\" width=\"", std::to_string(width - 1), "\" height=\"",
                 std::to_string(bar), "\"/>"});
  }
  append(out, {"</svg>", std::to_string(row.news)});
}

void write_health(std::string& out, const Row& row) {
  const FeedHealth& feed = row.feed;
  if (feed.gone) {
    out += "gone";
  } else if (feed.errors > 0) {
    append(out, {std::to_string(feed.errors), feed.errors == 1 ? " failure" : " failures in a row"});
  } else if (!feed.last_poll) {
    out += "not polled yet";
  } else {
    out += row.is_quiet() ? "quiet for a week" : "well";
  }
  // Where a local file lies is nobody's business who reads this.
  const bool is_local = !feeds::is_http_url(feed.subscription.url);
  const std::string error = is_local ? "the file cannot be read" : feed.last_error;
  if (!feed.last_error.empty()) append(out, {": <bdi>", escape_html(error), "</bdi>"});
  if (feed.notes > 0) append(out, {"<br>", std::to_string(feed.notes), " faults in its document"});
}

void write_row(std::string& out, const Row& row, const std::string& root) {
  const FeedHealth& feed = row.feed;
  const std::string name = feed.subscription.name;
  std::string query;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    query += {'%', "0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 15]};
  }
  append(out, {"<tr class=\"",
               row.is_broken()  ? "broken"
               : row.is_quiet() ? "quiet"
                                : "well",
               "\">\n<th scope=\"row\"><a href=\"", root.empty() ? "./" : root, "?feed=", query, "\"><bdi>",
               escape_html(name), "</bdi></a>"});
  if (!feed.title.empty()) append(out, {"<br><bdi>", escape_html(feed.title), "</bdi>"});
  out += "</th>\n<td>";
  write_health(out, row);
  out += "</td>\n<td>";
  if (feed.last_poll) {
    feeds::write_time(out, *feed.last_poll);
    append(out, {"<br>", std::to_string(feed.duration.count()), " ms, ", std::to_string(feed.bytes), " bytes"});
  } else {
    out += "never";
  }
  out += "</td>\n<td>";
  write_sparkline(out, row);
  append(out, {"</td>\n<td class=\"number\">", row.latency ? duration_text(*row.latency) : "–",
               "</td>\n<td class=\"number\">", std::to_string(feed.entries), "</td>\n</tr>\n"});
}

}  // namespace

std::optional<FeedOrder> read_feed_order(std::string_view name) {
  const auto* column = std::ranges::find(columns, name, &Column::name);
  return column == columns.end() ? std::nullopt : std::optional(column->order);
}

std::string write_feeds_page(FeedsPage page) {
  const std::vector<Row> rows = rows_of(page);
  const auto broken = std::ranges::count_if(rows, &Row::is_broken);
  const auto quiet = std::ranges::count_if(rows, &Row::is_quiet);
  feeds::PageFrame frame;
  frame.root = page.root;
  frame.title = page.site_title + ": feeds";
  frame.subtitle = "<p>" + std::to_string(rows.size()) + " feeds, " + std::to_string(broken) + " broken, " +
                   std::to_string(quiet) + " quiet</p>\n";
  frame.skip_to = "feeds";
  frame.skip_text = "Skip to the feeds";
  std::string out;
  feeds::begin_page(out, frame);
  out +=
      "<main id=\"feeds\">\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Feeds\">\n"
      "<table class=\"health\">\n<thead><tr>\n";
  for (const Column& column : columns) {
    append(out, {"<th scope=\"col\"", column.is_number ? " class=\"number\"" : "",
                 column.order != page.order        ? ""
                 : column.order == FeedOrder::name ? " aria-sort=\"ascending\""
                                                   : " aria-sort=\"descending\"",
                 "><a href=\"", page.root, "feeds?sort=", column.name, "\">", column.title, "</a></th>\n"});
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const Row& row : rows) write_row(out, row, page.root);
  out += "</tbody>\n</table>\n</div>\n";
  if (rows.empty()) out += "<p class=\"empty\">No feeds.</p>\n";
  out += "</main>\n";
  feeds::end_page(out, frame);
  return out;
}

}  // namespace datelined
