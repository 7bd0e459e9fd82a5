#include "daemon/commands/feeds.hpp"

#include "daemon/commands/output.hpp"
#include "daemon/config/load.hpp"
#include "daemon/poll/rhythm.hpp"
#include "feeds/text/date.hpp"
#include "schema/history.hpp"
#include "schema/lease.hpp"
#include "schema/reader.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <wchar.h>

#include <algorithm>
#include <chrono>
#include <clocale>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace datelined {
namespace {

namespace json = boost::json;

// What the store knows of feeds. A file that was edited since it was last taken in tells of each what the store will
// make of it then: a feed with a new name is known by its URL, and of one with a new URL the entries alone are left.
class Known {
 public:
  Known(std::vector<schema::FeedHealth> stored, const std::vector<FeedSettings>& configured) {
    std::unordered_set<std::string_view> wanted;
    for (const FeedSettings& feed : configured) wanted.insert(feed.name);
    for (schema::FeedHealth& health : stored) {
      const schema::Subscription& is = health.subscription;
      const bool is_named = wanted.contains(is.name);
      std::string key = is_named ? is.name : is.url;
      (is_named ? by_name_ : by_url_).emplace(std::move(key), std::move(health));
    }
  }

  schema::FeedHealth take(const FeedSettings& feed) {
    if (auto named = by_name_.extract(feed.name)) {
      schema::FeedHealth& health = named.mapped();
      if (health.subscription.url == feed.url) return std::move(health);
      schema::FeedHealth moved;
      moved.entries = health.entries;
      return moved;
    }
    auto renamed = by_url_.extract(feed.url);
    return renamed ? std::move(renamed.mapped()) : schema::FeedHealth();
  }

 private:
  std::unordered_map<std::string, schema::FeedHealth> by_name_, by_url_;  // by_url_: of names that nobody has now
};

// Of each feed that is configured now; nothing of one that was never polled.
std::vector<schema::FeedHealth> read_health(const Settings& settings) {
  std::vector<schema::FeedHealth> stored;
  if (std::filesystem::exists(settings.database)) stored = schema::Reader(settings.database).feeds();
  Known known(std::move(stored), settings.feeds);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::vector<schema::FeedHealth> feeds;
  for (const FeedSettings& feed : settings.feeds) {
    schema::FeedHealth health = known.take(feed);
    if (health.push) health.push = as_of(std::move(*health.push), now);
    if (!health.next_poll && !health.gone) health.next_poll = now;  // for want of a visit, at once
    health.subscription = {feed.name, feed.url, feed.category, feed.language, feed.priority};
    feeds.push_back(std::move(health));
  }
  return feeds;
}

json::value date_or_null(const std::optional<feeds::Time>& time) {
  return time ? json::value(feeds::rfc3339(*time)) : json::value(nullptr);
}

// "bad-date 3, missing-id 1" as [{code, count}].
json::array problems_of(const schema::FeedHealth& feed) {
  json::array problems;
  for (std::size_t at = 0; at < feed.problems.size();) {
    const std::size_t end = std::min(feed.problems.find(", ", at), feed.problems.size());
    const std::string problem = feed.problems.substr(at, end - at);
    const std::size_t blank = problem.find(' ');
    if (blank != std::string::npos) {
      problems.push_back(json::object{{"code", problem.substr(0, blank)},
                                      {"count", std::strtoll(problem.c_str() + blank, nullptr, 10)}});
    }
    at = end + 2;
  }
  return problems;
}

// Entries a day by its rhythm, to a tenth; nullopt: it has not been watched for long enough.
std::optional<double> rate_of(const schema::FeedHealth& feed) {
  if (!feed.last_poll || feed.rhythm.empty()) return std::nullopt;
  const Rhythm rhythm = Rhythm::read(feed.rhythm, *feed.last_poll);
  if (!rhythm.is_known(*feed.last_poll)) return std::nullopt;
  return std::round(rhythm.a_day(*feed.last_poll) * 10) / 10;
}

// A day each, the oldest first: how often it was asked, how often that failed, how long an answer took.
json::array history_of(const schema::FeedHealth& feed) {
  json::array history;
  for (const schema::DayOfVisits& is : schema::read_history(feed.history)) {
    history.push_back(json::object{
        {"day", feeds::rfc3339(is.day).substr(0, 10)},
        {"polls", is.visits},
        {"failures", is.failures},
        {"answer_in_seconds",
         is.visits > is.failures ? json::value(std::chrono::duration<double>(is.answer).count()) : nullptr}});
  }
  return history;
}

json::value push_of(const schema::FeedHealth& feed) {
  if (!feed.push) return nullptr;
  const schema::FeedHealth::Pushed& push = *feed.push;
  return json::object{{"hub", push.hub},
                      {"topic", push.topic},
                      {"state", push.state},
                      {"since", date_or_null(push.since)},
                      {"lease_end", date_or_null(push.lease_end)},
                      {"last_delivery", date_or_null(push.last_delivery)},
                      {"deliveries", push.deliveries},
                      {"rejected", push.rejected},
                      {"error", push.error.empty() ? json::value(nullptr) : json::value(push.error)}};
}

json::object to_json(const schema::FeedHealth& feed) {
  json::object object;
  object["name"] = feed.subscription.name;
  object["url"] = feed.subscription.url;
  object["title"] = feed.title;
  object["category"] = feed.subscription.category;
  object["language"] = feed.subscription.language;
  object["priority"] = feed.subscription.priority;
  object["home_page_url"] = feed.home_url;
  object["moved_url"] = feed.moved_url.empty() ? json::value(nullptr) : json::value(feed.moved_url);
  object["last_poll"] = date_or_null(feed.last_poll);
  object["last_status"] =
      feed.last_poll && feed.last_status != 0 ? json::value(feed.last_status) : json::value(nullptr);
  object["last_error"] = feed.last_error.empty() ? json::value(nullptr) : json::value(feed.last_error);
  object["next_poll"] = feed.gone ? json::value(nullptr) : date_or_null(feed.next_poll);
  object["errors"] = feed.errors;
  object["gone"] = feed.gone;
  object["entries"] = feed.entries;
  object["format"] = feed.format;
  object["encoding"] = feed.encoding;
  object["notes"] = feed.notes;
  object["flapping"] = feed.flapping;
  object["problems"] = problems_of(feed);
  object["bytes"] = feed.bytes;
  object["duration_in_seconds"] = std::chrono::duration<double>(feed.duration).count();
  object["created"] = feed.created;
  object["revised"] = feed.revised;
  object["next_poll_reason"] = feed.why.empty() ? json::value(nullptr) : json::value(feed.why);
  object["entries_a_day"] = rate_of(feed) ? json::value(*rate_of(feed)) : json::value(nullptr);
  object["last_news"] = date_or_null(feed.last_news);
  object["gaps"] = feed.gaps;
  object["quiet"] = feed.quiet;
  object["history"] = history_of(feed);
  object["push"] = push_of(feed);
  return object;
}

std::string write_json(const std::vector<schema::FeedHealth>& feeds) {
  std::string text = "[";
  for (const schema::FeedHealth& feed : feeds) {
    text += text.size() == 1 ? "\n  " : ",\n  ";
    text += json::serialize(to_json(feed));
  }
  return text + "\n]\n";
}

// Cells of a terminal that a text takes: none for a combining mark, two for a Chinese character.
std::size_t cells(const std::string& text) {
  std::size_t width = 0;
  std::mbstate_t state{};
  for (const char* at = text.data(); at < text.data() + text.size();) {
    wchar_t c = 0;
    const auto left = static_cast<std::size_t>(text.data() + text.size() - at);
    const std::size_t used = std::mbrtowc(&c, at, left, &state);
    if (used == 0 || used > left) return width + left;
    width += static_cast<std::size_t>(std::max(0, ::wcwidth(c)));
    at += used;
  }
  return width;
}

std::string state_of(const schema::FeedHealth& feed) {
  if (feed.gone) return "gone";
  if (!feed.last_poll) return "new";
  if (feed.errors > 0) return "failing";
  return feed.quiet ? "quiet" : "ok";
}

using Row = std::vector<std::string>;

Row row_of(const schema::FeedHealth& feed) {
  const auto shown = [](const std::optional<feeds::Time>& time) { return time ? feeds::rfc3339(*time) : "-"; };
  const std::string what = feed.last_error.empty() ? feed.title : feed.last_error;
  const auto rate = rate_of(feed);
  return {feed.subscription.name,
          state_of(feed),
          std::to_string(feed.entries),
          shown(feed.last_poll),
          feed.gone ? "never" : shown(feed.next_poll),
          feed.why.empty() ? "-" : feed.why,
          feed.last_poll ? std::to_string(feed.created) + "+" + std::to_string(feed.revised) : "-",
          rate ? std::to_string(std::llround(*rate)) : "-",
          std::to_string(feed.gaps),
          feed.push ? feed.push->state : "-",
          what.empty() ? feed.subscription.url : what};
}

// Columns as wide as their widest cell; the last one as it is.
std::string write_table(const std::vector<schema::FeedHealth>& feeds) {
  std::vector<Row> rows{
      {"NAME", "STATE", "ENTRIES", "LAST POLL", "NEXT POLL", "WHY", "NEW", "A DAY", "GAPS", "PUSH", "TITLE OR ERROR"}};
  for (const schema::FeedHealth& feed : feeds) rows.push_back(row_of(feed));
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], cells(row[i]));
  }
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) text += row[i] + std::string(widths[i] - cells(row[i]) + 2, ' ');
    text += row.back() + "\n";
  }
  return text;
}

}  // namespace

int list_feeds(const std::string& config, bool as_json) {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // for wcwidth(3)
  const auto feeds = read_health(load_settings(settings_file(config), Secrets::leave));
  Output output;
  output.write(as_json ? write_json(feeds) : write_table(feeds));
  return 0;
}

}  // namespace datelined
