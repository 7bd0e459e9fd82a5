#include "daemon/serve/params.hpp"

#include "daemon/when.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/language.hpp"
#include "schema/search.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <map>
#include <set>

namespace datelined {
namespace {

using feeds::Problem;
using feeds::Time;
using schema::Query;
using schema::Search;

// What the search has to look up is bounded; nobody types more.
constexpr std::size_t most_words_bytes = 400;

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Time> read_time(std::string text, Time now) {
  // The '+' of an offset, "…T18:28:36+05:00", comes unescaped more often than not, and was read as a space.
  std::replace(text.begin(), text.end(), ' ', '+');
  return read_when(text, std::chrono::floor<std::chrono::minutes>(now));
}

void add_feeds(std::vector<std::string>& feeds, std::string_view value, const FeedNames& names) {
  if (names.contains(value)) {
    feeds.emplace_back(value);
    return;
  }
  while (!value.empty()) {
    const auto end = std::min(value.find(','), value.size());
    if (end > 0) feeds.emplace_back(value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
  }
}

// Each takes its value into the query, or says what it had expected.
using Take = std::function<const char*(Query&, const std::string&, Time)>;

const std::map<std::string_view, Take>& parameters() {
  constexpr const char* taken = nullptr;
  constexpr auto a_time =
      "expected a time such as 2024-05-01T12:00:00Z, a day such as 2024-05-01, or a duration such as 24h";
  static const std::map<std::string_view, Take> all = {
      {"category",
       [](Query& query, const std::string& value, Time) {
         query.category = value;
         return taken;
       }},
      {"lang",
       [](Query& query, const std::string& value, Time) {
         query.language = feeds::language_tag(value);
         return query.language.empty() ? "expected a language such as ur or pt-BR" : taken;
       }},
      {"q",
       [](Query& query, const std::string& value, Time) {
         query.words = value;
         if (value.size() > most_words_bytes) return "expected at most 400 bytes";
         return Search::read(value) ? taken : "expected a word to look for";
       }},
      {"since",
       [](Query& query, const std::string& value, Time now) {
         query.since = read_time(value, now);
         return query.since ? taken : a_time;
       }},
      {"until",
       [](Query& query, const std::string& value, Time now) {
         query.until = read_time(value, now);
         return query.until ? taken : a_time;
       }},
      {"after",
       [](Query& query, const std::string& value, Time) {
         query.after = read_number(value);
         return query.after && *query.after >= 0 ? taken : "expected the number of a change, 0 or more";
       }},
      {"through",
       [](Query& query, const std::string& value, Time) {
         query.through = read_number(value);
         return query.through && *query.through >= 0 ? taken : "expected the number of a change, 0 or more";
       }},
      {"sort",
       [](Query& query, const std::string& value, Time) {
         query.by_rank = value == "rank";
         return query.by_rank || value == "newest" ? taken : "expected newest or rank";
       }},
      {"limit",
       [](Query& query, const std::string& value, Time) {
         query.limit = read_number(value);
         const bool fits = query.limit && *query.limit >= 1 && *query.limit <= most_limit;
         return fits ? taken : "expected a number from 1 to 1000";
       }},
      {"status",
       [](Query& query, const std::string& value, Time) {
         query.status = feeds::read_status(value);
         return query.status ? taken : "expected usable, corrected or killed";
       }},
      {"before",
       [](Query& query, const std::string& value, Time) {
         query.before = value;
         return taken;
       }},
  };
  return all;
}

}  // namespace

feeds::Result<Query> read_query(const Params& params, Time now, const FeedNames& names) {
  Query query;
  std::set<std::string_view> seen;
  for (const Param& param : params) {
    if (param.name == "token") continue;
    if (param.name == "feed") {
      add_feeds(query.feeds, param.value, names);
      continue;
    }
    const auto place = parameters().find(param.name);
    if (place == parameters().end()) return Problem{param.name, "unknown parameter"};
    if (param.value.empty()) continue;
    if (!seen.insert(place->first).second) return Problem{param.name, "given twice"};
    if (const char* expected = place->second(query, param.value, now)) return Problem{param.name, expected};
  }
  if (query.through && !query.after) return Problem{"through", "goes with after"};
  if (query.since && query.until && *query.since >= *query.until)
    return Problem{"until", "expected a time behind since"};
  if (query.by_rank && query.words.empty()) return Problem{"sort", "rank needs words to look for, in q"};
  if (query.by_rank && query.after) return Problem{"sort", "after has an order of its own"};
  std::sort(query.feeds.begin(), query.feeds.end());
  query.feeds.erase(std::unique(query.feeds.begin(), query.feeds.end()), query.feeds.end());
  return query;
}

Params write_filter(const Query& query) {
  Params params;
  for (const std::string& feed : query.feeds) params.push_back({"feed", feed});
  if (!query.category.empty()) params.push_back({"category", query.category});
  if (!query.language.empty()) params.push_back({"lang", query.language});
  if (!query.words.empty()) params.push_back({"q", query.words});
  if (query.status) params.push_back({"status", std::string(to_string(*query.status))});
  return params;
}

Params write_query(const Query& query) {
  Params params = write_filter(query);
  if (query.since) params.push_back({"since", feeds::rfc3339(*query.since)});
  if (query.until) params.push_back({"until", feeds::rfc3339(*query.until)});
  if (query.after) params.push_back({"after", std::to_string(*query.after)});
  if (query.through) params.push_back({"through", std::to_string(*query.through)});
  if (query.by_rank) params.push_back({"sort", "rank"});
  if (query.limit && *query.limit != default_limit) params.push_back({"limit", std::to_string(*query.limit)});
  if (!query.before.empty()) params.push_back({"before", query.before});
  return params;
}

}  // namespace datelined
