#include "daemon/config/feed_tables.hpp"

#include "daemon/config/load.hpp"
#include "daemon/config/secrets.hpp"
#include "daemon/config/sources.hpp"
#include "feeds/text/language.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace datelined {
namespace {

namespace fs = std::filesystem;

// It stands in URLs, file names and log lines.
bool is_feed_name(std::string_view text) {
  const auto is_forbidden = [](unsigned char c) { return c < ' ' || c == 0x7f || c == '/'; };
  return std::none_of(text.begin(), text.end(), is_forbidden) && !text.starts_with(' ') && !text.ends_with(' ') &&
         text != "." && text != "..";
}

// What one [[feed]] says, and faults that need no other feed to see.
FeedSettings read_feed(Section& feed, const fs::path& folder, Secrets secrets) {
  FeedSettings settings;
  if (feed.take("name") == nullptr) feed.fault("name", "expected a name for this feed");
  feed.read_text("name", settings.name);
  if (!is_feed_name(settings.name))
    feed.fault("name", "expected a name without \"/\", control characters or blanks around it");

  std::string url;
  if (feed.take("url") == nullptr) feed.fault("url", "expected the address of this feed");
  feed.read_text("url", url);
  if (!url.empty()) {
    const auto source = read_source(url, folder);
    if (source) {
      std::tie(settings.url, settings.user, settings.password) = std::tie(source->url, source->user, source->password);
    } else {
      feed.fault("url", source.error().what);
    }
  }

  feed.read_text("category", settings.category);
  std::string language;
  feed.read_text("language", language);
  settings.language = feeds::language_tag(language);
  if (!language.empty() && settings.language.empty()) {
    feed.fault("language", "expected a language tag such as \"ur\" or \"pt-BR\", got \"" + language + "\"");
  }
  std::int64_t priority = 0;
  feed.read_integer("priority", std::numeric_limits<int>::min(), std::numeric_limits<int>::max(), priority);
  settings.priority = static_cast<int>(priority);
  if (feed.take("age") != nullptr) feed.read_seconds("age", settings.keep_age.emplace(0));
  if (feed.take("count") != nullptr) feed.read_integer("count", 1, most_kept, settings.keep_count.emplace(0));
  if (feed.take("interval") != nullptr) {
    std::chrono::seconds interval{1};
    feed.read_seconds("interval", interval);
    settings.interval = interval;
  }
  read_secrets(feed, folder, secrets, settings);
  feed.finish();
  return settings;
}

// As read_feed() reads it; nullopt: something is wrong with it.
std::optional<FeedSettings> feed_of(const PlainFeed& plain, const fs::path& folder) {
  auto source = read_source(plain.url, folder);
  if (!source || !is_feed_name(plain.name)) return std::nullopt;
  FeedSettings feed;
  feed.name = plain.name;
  std::tie(feed.url, feed.user, feed.password) = std::tie(source->url, source->user, source->password);
  feed.category = plain.category;
  feed.language = feeds::language_tag(plain.language);
  if (feed.language.empty() && !plain.language.empty()) return std::nullopt;
  const char* const end = plain.priority.data() + plain.priority.size();
  const bool fits = std::from_chars(plain.priority.data(), end, feed.priority).ec == std::errc();
  if (!fits && !plain.priority.empty()) return std::nullopt;
  return feed;
}

// Names or addresses, each of which one feed may have. They stay where they stand.
class Given {
 public:
  // The place of the first that has it; nullopt: this one is it.
  std::optional<Place> find_or_add(std::string_view value, Place place) {
    const auto [first, is_new] = seen_.try_emplace(value, place);
    return is_new ? std::nullopt : std::optional(first->second);
  }

 private:
  std::unordered_map<std::string_view, Place> seen_;
};

class FeedTables {
 public:
  FeedTables(Faults& faults, const fs::path& folder, Secrets secrets, std::span<const PlainFeeds::Row> plain,
             std::size_t tables)
      : faults_(faults), folder_(folder), secrets_(secrets), plain_(plain) {
    for (const PlainFeeds::Row& row : plain) tables += row.size();
    feeds_.reserve(tables);
  }

  void read(const toml::table& table) {
    if (table.empty() && !plain_.empty()) return read_row();
    Section section(faults_, table, "feed");
    const FeedSettings& feed = feeds_.emplace_back(read_feed(section, folder_, secrets_));
    const auto refuse_twin = [&](std::string_view key, std::string_view value, Given& given) {
      if (value.empty()) return;
      if (const auto first = given.find_or_add(value, place_of(*table.get(key)))) {
        section.fault(key, "expected another one: the feed in line " + std::to_string(first->line) + " has the same " +
                               std::string(key));
      }
    };
    refuse_twin("name", feed.name, names_);
    refuse_twin("url", feed.url, urls_);
  }

  std::vector<FeedSettings> take() {
    if (!plain_.empty()) refuse();
    return std::move(feeds_);
  }

 private:
  [[noreturn]] static void refuse() { throw ConfigError("[[feed]] tables are not what they look like"); }

  void read_row() {
    for (const PlainFeed& plain : plain_.front()) {
      auto feed = feed_of(plain, folder_);
      if (!feed) refuse();
      const FeedSettings& kept = feeds_.emplace_back(std::move(*feed));
      if (names_.find_or_add(kept.name, {}) || urls_.find_or_add(kept.url, {})) refuse();
    }
    plain_ = plain_.subspan(1);
  }

  Faults& faults_;
  const fs::path& folder_;
  const Secrets secrets_;
  std::span<const PlainFeeds::Row> plain_;  // those to come
  std::vector<FeedSettings> feeds_;         // never moved: names_ and urls_ look at them
  Given names_, urls_;
};

}  // namespace

std::vector<FeedSettings> read_feeds(Section& top, Faults& faults, const fs::path& folder,
                                     std::span<const PlainFeeds::Row> plain, Secrets secrets) {
  static const toml::array none;
  const toml::node* node = top.take("feed");
  const toml::array* tables = node == nullptr ? &none : node->as_array();
  if (tables == nullptr) {
    top.fault("feed", "expected [[feed]] tables");
    return {};
  }
  FeedTables feeds(faults, folder, secrets, plain, tables->size());
  for (const toml::node& item : *tables) {
    if (const toml::table* table = item.as_table()) {
      feeds.read(*table);
    } else {
      top.fault_at(place_of(item), "feed", "expected [[feed]] tables");
    }
  }
  return feeds.take();
}

}  // namespace datelined
