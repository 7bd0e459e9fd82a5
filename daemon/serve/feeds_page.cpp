#include "daemon/serve/feeds_page.hpp"

#include "feeds/text/html.hpp"
#include "feeds/text/percent.hpp"
#include "feeds/text/url.hpp"
#include "feeds/write/page.hpp"
#include "schema/history.hpp"
#include "schema/lease.hpp"

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

constexpr std::array<Column, 9> columns{{
    {FeedOrder::name, "name", "Feed", false},
    {FeedOrder::health, "health", "Health", false},
    {FeedOrder::polled, "polled", "Last poll", false},
    {FeedOrder::push, "push", "Push", false},
    {FeedOrder::news, "news", "Last 14 days", false},
    {FeedOrder::failures, "failures", "Failures", false},
    {FeedOrder::answer, "answer", "Answers in", false},
    {FeedOrder::latency, "latency", "Latency", true},
    {FeedOrder::entries, "entries", "Entries", true},
}};

// Of what was seen on a day, how much of it was bad: bars of two colours.
struct Share {
  std::int64_t all = 0, bad = 0;
};

struct Row {
  FeedHealth feed;
  std::vector<std::int64_t> days;
  std::int64_t news = 0;              // in those days
  std::vector<Share> visits;          // of the same days; bad: failures
  std::vector<std::int64_t> answers;  // milliseconds, on the average; 0: none came
  std::int64_t visited = 0, failed = 0;
  std::optional<std::int64_t> latency;

  bool is_broken() const { return feed.gone || feed.errors > 0; }
  // It brings something, and has not for a week.
  bool is_quiet() const {
    const std::size_t week = days.size() / 2;
    if (is_broken() || feed.entries == 0) return false;
    return feed.quiet ||
           std::accumulate(days.begin() + static_cast<std::ptrdiff_t>(week), days.end(), std::int64_t{0}) == 0;
  }
  // Milliseconds on the last day on which an answer came; 0: none did.
  std::int64_t answer() const {
    const auto last = std::find_if(answers.rbegin(), answers.rend(), [](std::int64_t took) { return took > 0; });
    return last == answers.rend() ? 0 : *last;
  }
  // The worst first: what a hub sends needs no care, and what has no hub neither.
  int push_rank() const {
    if (!feed.push) return 4;
    return feed.push->state == "live" ? 3 : feed.push->state == "asked" ? 2 : feed.push->state == "wanted" ? 1 : 0;
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
    case FeedOrder::failures:
      return a.failed * std::max<std::int64_t>(b.visited, 1) > b.failed * std::max<std::int64_t>(a.visited, 1);
    case FeedOrder::answer:
      return a.answer() > b.answer();
    case FeedOrder::latency:
      return a.latency > b.latency;
    case FeedOrder::push:
      return a.push_rank() < b.push_rank();
    case FeedOrder::health:
      return a.rank() != b.rank() ? a.rank() < b.rank() : a.feed.errors > b.feed.errors;
  }
  return false;
}

// Its visits, on the days that are shown: the last of them is today.
void take_history(Row& row, feeds::Time now) {
  row.visits.resize(shown_days);
  row.answers.resize(shown_days);
  const auto today = std::chrono::floor<std::chrono::days>(now);
  for (const schema::DayOfVisits& is : schema::read_history(row.feed.history)) {
    const auto place = shown_days - 1 - (today - is.day).count();
    if (place < 0 || place >= shown_days) continue;
    row.visits[static_cast<std::size_t>(place)] = {is.visits, is.failures};
    // What takes less than a millisecond is an answer all the same.
    if (is.visits > is.failures)
      row.answers[static_cast<std::size_t>(place)] = std::max<std::int64_t>(is.answer.count(), 1);
    row.visited += is.visits;
    row.failed += is.failures;
  }
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
    if (row.feed.push) row.feed.push = as_of(std::move(*row.feed.push), page.now);
    take_history(row, page.now);
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

// A drawing a day wide for each day; its words are for who does not see it.
class Sparkline {
 public:
  static constexpr std::int64_t step = 6, height = 20;

  Sparkline(std::string& out, const std::string& words) : out_(out) {
    const std::string width = std::to_string(step * shown_days), tall = std::to_string(height);
    append(out_, {"<svg class=\"spark\" width=\"", width, "\" height=\"", tall, "\" viewBox=\"0 0 ", width, " ", tall,
                  "\" role=\"img\" aria-label=\"", words, "\">"});
  }
  Sparkline(const Sparkline&) = delete;
  Sparkline& operator=(const Sparkline&) = delete;
  ~Sparkline() { out_ += "</svg>"; }

  // Of `most` as much as `value`, standing on the ground; what is there is seen.
  void bar(std::size_t day, std::int64_t value, std::int64_t most, std::string_view look = {}) {
    if (value <= 0) return;
    const std::int64_t tall = std::clamp<std::int64_t>(value * height / std::max<std::int64_t>(most, 1), 1, height);
    append(out_, {"<rect x=\"", std::to_string(static_cast<std::int64_t>(day) * step), "\" y=\"",
                  std::to_string(height - tall), "\" width=\"", std::to_string(step - 1), "\" height=\"",
                  std::to_string(tall), "\""});
    if (!look.empty()) append(out_, {" class=\"", look, "\""});
    out_ += "/>";
  }

 private:
  std::string& out_;
};

void write_news(std::string& out, const Row& row) {
  const std::int64_t most = *std::ranges::max_element(row.days);
  out += std::to_string(row.news);
  Sparkline line(out, std::to_string(row.news) + " entries in 14 days, at most " + std::to_string(most) + " a day");
  for (std::size_t day = 0; day < row.days.size(); ++day) line.bar(day, row.days[day], most);
}

// A day that was asked on is a pale bar, of which the failures are filled in.
void write_failures(std::string& out, const Row& row) {
  if (row.visited == 0) {
    out += "–";
    return;
  }
  append(out, {std::to_string(row.failed), " of ", std::to_string(row.visited)});
  Sparkline line(out, std::to_string(row.failed) + " of " + std::to_string(row.visited) + " polls failed in 14 days");
  for (std::size_t day = 0; day < row.visits.size(); ++day) {
    const Share& visits = row.visits[day];
    if (visits.all > 0) line.bar(day, 1, 1, "pale");
    line.bar(day, visits.bad, visits.all, "bad");
  }
}

void write_answers(std::string& out, const Row& row) {
  if (row.answer() == 0) {
    out += "–";
    return;
  }
  const std::int64_t most = *std::ranges::max_element(row.answers);
  append(out, {std::to_string(row.answer()), " ms"});
  Sparkline line(out, "answers took " + std::to_string(row.answer()) + " milliseconds on the last day, at most " +
                          std::to_string(most) + " on the average of a day");
  for (std::size_t day = 0; day < row.answers.size(); ++day) line.bar(day, row.answers[day], most);
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
    out += feed.quiet && row.is_quiet() ? "quiet, against its rhythm" : row.is_quiet() ? "quiet for a week" : "well";
  }
  // Where a local file lies is nobody's business who reads this.
  const bool is_local = !feeds::is_http_url(feed.subscription.url);
  const std::string error = is_local ? "the file cannot be read" : feed.last_error;
  if (!feed.last_error.empty()) append(out, {": <bdi>", escape_html(error), "</bdi>"});
  if (feed.gaps > 0)
    append(out, {"<br>", std::to_string(feed.gaps), feed.gaps == 1 ? " possible gap" : " possible gaps"});
  if (feed.notes > 0)
    append(out, {"<br>", std::to_string(feed.notes),
                 feed.notes == 1 ? " fault in its document" : " faults in its document"});
}

// What its hub does, if it has one. The hub's address is not shown: it may hold a name for us.
void write_push(std::string& out, const FeedHealth& feed) {
  if (!feed.push) {
    out += "–";
    return;
  }
  const FeedHealth::Pushed& push = *feed.push;
  out += push.state;
  if (push.lease_end) {
    out += " until ";
    feeds::write_time(out, *push.lease_end);
  }
  if (!push.error.empty()) append(out, {": <bdi>", escape_html(push.error), "</bdi>"});
  if (push.last_delivery) {
    append(out,
           {"<br>", std::to_string(push.deliveries), push.deliveries == 1 ? " delivery" : " deliveries", ", last "});
    feeds::write_time(out, *push.last_delivery);
  }
  if (push.rejected > 0) append(out, {"<br>", std::to_string(push.rejected), " not signed by the hub"});
}

void write_row(std::string& out, const Row& row, const std::string& root) {
  const FeedHealth& feed = row.feed;
  const std::string name = feed.subscription.name;
  append(out, {"<tr class=\"",
               row.is_broken()  ? "broken"
               : row.is_quiet() ? "quiet"
                                : "well",
               "\">\n<th scope=\"row\"><a href=\"", root.empty() ? "./" : root, "?feed=", feeds::percent_encoded(name),
               "\"><bdi>", escape_html(name), "</bdi></a>"});
  if (!feed.title.empty()) append(out, {"<br><bdi>", escape_html(feed.title), "</bdi>"});
  out += "</th>\n<td class=\"state\">";
  write_health(out, row);
  out += "</td>\n<td>";
  if (feed.last_poll) {
    feeds::write_time(out, *feed.last_poll);
    append(out, {"<br>", std::to_string(feed.duration.count()), " ms, ", std::to_string(feed.bytes), " bytes"});
  } else {
    out += "never";
  }
  if (feed.next_poll && !feed.gone) {
    out += "<br><span class=\"next\">next ";
    feeds::write_time(out, *feed.next_poll);
    out += "</span>";
  }
  out += "</td>\n<td>";
  write_push(out, feed);
  out += "</td>\n<td>";
  write_news(out, row);
  out += "</td>\n<td>";
  write_failures(out, row);
  out += "</td>\n<td>";
  write_answers(out, row);
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
