#include "daemon/commands/export.hpp"

#include "daemon/commands/output.hpp"
#include "daemon/commands/usage.hpp"
#include "daemon/config/load.hpp"
#include "daemon/config/nearest.hpp"
#include "daemon/serve/params.hpp"
#include "daemon/when.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/language.hpp"
#include "feeds/write/opml.hpp"
#include "feeds/write/writer.hpp"
#include "schema/reader.hpp"
#include "schema/search.hpp"
#include "schema/search_index.hpp"
#include "schema/store.hpp"

#include <algorithm>
#include <chrono>
#include <map>

namespace datelined {
namespace {

// Written to the file or pipe when this much has gathered.
constexpr std::size_t chunk = std::size_t{256} << 10;

feeds::Time now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::optional<feeds::Time> read_moment(const std::string& option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto when = read_when(text, now());
  if (!when) {
    throw UsageError(option + ": expected a time such as 2024-05-01T12:00:00Z, 2024-05-01 or 24h (ago), got \"" + text +
                     "\"");
  }
  return when;
}

std::optional<feeds::Status> read_status_option(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto status = feeds::read_status(text);
  if (!status) throw UsageError("--status: expected usable, corrected or killed, got \"" + text + "\"");
  return status;
}

// RFC 4647 §2.1, a basic language range.
void check_language(const std::string& range) {
  const auto is_forbidden = [](unsigned char c) { return !std::isalnum(c) && c != '-' && c != '*'; };
  if (std::any_of(range.begin(), range.end(), is_forbidden)) {
    throw UsageError("--lang: expected a language such as ur or pt-BR, got \"" + range + "\"");
  }
}

schema::Query read_query(const ExportOptions& options) {
  schema::Query query;
  query.since = read_moment("--since", options.since);
  query.until = read_moment("--until", options.until);
  query.after = options.after;
  query.feeds = options.feeds;
  query.category = options.category;
  check_language(options.language);
  query.language = options.language;
  query.words = options.words;
  if (!query.words.empty()) {
    if (const auto search = schema::Search::read(query.words); !search) {
      throw UsageError("--query: " + search.error().what);
    }
  }
  query.by_rank = options.sort == "rank";
  if (query.by_rank && query.words.empty()) throw UsageError("--sort: rank needs words to look for, in --query");
  if (query.by_rank && query.after) throw UsageError("--sort: --after has an order of its own");
  query.status = read_status_option(options.status);
  query.limit = options.limit;
  query.now = now();
  return query;
}

void check_feeds(const std::vector<std::string>& asked, const Settings& settings) {
  std::vector<std::string> known;
  for (const FeedSettings& feed : settings.feeds) known.push_back(feed.name);
  for (const std::string& name : asked) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw UsageError("--feed: no feed `" + name + "` in " + settings.file.string() + did_you_mean(name, known));
  }
}

schema::Reader open_store(const Settings& settings) {
  if (!std::filesystem::exists(settings.database)) {
    throw std::runtime_error(settings.database.string() +
                             ": no database yet; `datelined run` or `datelined poll` makes it");
  }
  return schema::Reader(settings.database);
}

// A store that no daemon serves has nobody else to do it. Without it the search takes longer and finds the same.
void bring_search_up_to_date(const Settings& settings) {
  constexpr std::chrono::seconds most{20};
  if (!std::filesystem::exists(settings.database)) return;
  try {
    schema::index_for_search(settings.database, most);
  } catch (const schema::StoreError&) {
    // Not ours to write, or not ours at all: the reader tells.
  }
}

// A list of feeds is narrowed by what is said of a feed; what is said of stories means nothing to it.
bool is_wanted(const FeedSettings& feed, const schema::Query& query) {
  const bool is_named = query.feeds.empty() || std::ranges::find(query.feeds, feed.name) != query.feeds.end();
  const bool is_filed = query.category.empty() || feeds::fold(feed.category) == feeds::fold(query.category);
  return is_named && is_filed && (query.language.empty() || feeds::language_matches(query.language, feed.language));
}

std::string subscription_list(const Settings& settings, const schema::Query& query) {
  std::map<std::string, schema::FeedHealth> known;
  if (std::filesystem::exists(settings.database)) {
    for (schema::FeedHealth& health : schema::Reader(settings.database).feeds()) {
      const std::string name = health.subscription.name;
      known.emplace(name, std::move(health));
    }
  }
  std::vector<feeds::Outline> outlines;
  for (const FeedSettings& feed : settings.feeds) {
    if (!is_wanted(feed, query)) continue;
    const schema::FeedHealth& health = known[feed.name];
    outlines.push_back({feed.name, health.title, feed.url, health.home_url, feed.category, feed.language});
  }
  return feeds::write_opml(settings.http.title, now(), outlines);
}

// The same feed by the same id as the server's, without an address of its own.
feeds::Channel channel_of(const Settings& settings, const schema::Query& query, schema::Reader& reader) {
  const std::string& base = settings.http.base_url;
  feeds::Channel channel;
  channel.id = (base.empty() ? "http://localhost/" : base) + "atom.xml" + write_params(write_filter(query));
  channel.title = settings.http.title;
  channel.home_url = base;
  channel.feeds_url = base;
  channel.updated = reader.last_update().value_or(now());
  return channel;
}

void write_stories(feeds::Writer& writer, const schema::Query& query, const Settings& settings, Output& output) {
  if (!query.words.empty()) bring_search_up_to_date(settings);
  schema::Reader reader = open_store(settings);
  std::string buffer;
  writer.begin(buffer, channel_of(settings, query, reader));
  reader.stories(query, [&](const feeds::Story& story) {
    writer.story(buffer, story);
    if (buffer.size() < chunk) return;
    output.write(buffer);
    buffer.clear();
  });
  writer.end(buffer);
  output.write(buffer);
}

}  // namespace

int export_stories(const ExportOptions& options) {
  const schema::Query query = read_query(options);
  const Settings settings = load_settings(settings_file(options.config), Secrets::leave);
  check_feeds(options.feeds, settings);

  if (options.format == "opml") {
    Output output(options.output);
    output.write(subscription_list(settings, query));
    output.finish();
    return 0;
  }
  const auto format = feeds::read_format(options.format);
  if (!format) throw UsageError("--format: no format `" + options.format + "`");
  const auto writer = feeds::make_writer(*format);
  Output output(options.output);
  write_stories(*writer, query, settings, output);
  output.finish();
  return 0;
}

}  // namespace datelined
