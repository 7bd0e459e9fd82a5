#include "daemon/config/load.hpp"

#include "daemon/config/address.hpp"
#include "daemon/config/feed_tables.hpp"
#include "daemon/config/plain.hpp"
#include "daemon/config/section.hpp"
#include "daemon/config/sources.hpp"
#include "daemon/files.hpp"
#include "feeds/signal.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/language.hpp"
#include "feeds/text/url.hpp"
#include "feeds/text/url_parts.hpp"

#include <sys/un.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <span>

namespace datelined {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_file_bytes = std::size_t{16} << 20;
constexpr std::string_view unix_scheme = "unix:";
constexpr std::size_t most_path_bytes = sizeof(sockaddr_un::sun_path) - 1;  // of a Unix socket

// A path is relative to the configuration.
std::string full_address(const std::string& listen, const fs::path& folder) {
  if (!listen.starts_with(unix_scheme)) return listen;
  return std::string(unix_scheme) + (folder / listen.substr(unix_scheme.size())).lexically_normal().string();
}

// Each in a table of its own: what belongs together is read and checked together.

std::vector<std::string> read_listen(Section& http, const fs::path& folder, std::vector<std::string> fallback,
                                     std::vector<Place>& open_to_network) {
  const auto given = http.read_texts("listen", "an address such as \"127.0.0.1:8484\"");
  if (given.empty()) return fallback;
  std::vector<std::string> addresses;
  for (const auto& [text, place] : given) {
    const Reach reach = reach_of(text);
    if (reach == Reach::nowhere) {
      http.fault_at(place, "listen", "expected IPV4:PORT, [IPV6]:PORT or unix:PATH, got \"" + text + "\"");
      continue;
    }
    if (reach == Reach::network) open_to_network.push_back(place);
    const std::string address = full_address(text, folder);
    if (address.starts_with(unix_scheme) && address.size() - unix_scheme.size() > most_path_bytes) {
      http.fault_at(place, "listen",
                    "expected a path of at most " + std::to_string(most_path_bytes) + " bytes, got " +
                        std::to_string(address.size() - unix_scheme.size()));
    }
    const bool is_twice = std::find(addresses.begin(), addresses.end(), address) != addresses.end();
    if (is_twice && !address.ends_with(":0")) {
      http.fault_at(place, "listen", "expected every address once, got \"" + text + "\" again");
    }
    addresses.push_back(address);
  }
  return addresses;
}

// RFC 6750 §2.1, b64token: what an Authorization header can carry.
bool is_token(std::string_view text) {
  const auto is_token_char = [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("-._~+/=").find(static_cast<char>(c)) != std::string_view::npos;
  };
  return std::all_of(text.begin(), text.end(), is_token_char);
}

// Where readers find a server that does not say: its first address. The system has yet to choose a port 0.
std::string default_base_url(const std::vector<std::string>& listen) {
  if (listen.empty() || listen.front().starts_with("unix:")) return "http://localhost/";
  if (listen.front().ends_with(":0")) return "";
  return listen.front().starts_with("tls:") ? "https://" + listen.front().substr(4) + "/"
                                            : "http://" + listen.front() + "/";
}

// "sha256:" and 64 hex digits: a token that stands in no file. Else the token itself, known by its digest from here on.
std::optional<std::string> read_digest(const std::string& text) {
  constexpr std::string_view hashed = "sha256:";
  if (!text.starts_with(hashed)) return is_token(text) ? std::optional(feeds::sha256_hex(text)) : std::nullopt;
  std::string digest = text.substr(hashed.size());
  for (char& c : digest) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const bool is_hex = digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_hex && digest.size() == 64 ? std::optional(std::move(digest)) : std::nullopt;
}

void read_token(Section& http, const std::string& text, Place place, TokenSettings token,
                std::vector<TokenSettings>& tokens) {
  const auto digest = read_digest(text);
  // The token itself stays unsaid: faults end up in logs.
  if (!digest) {
    http.fault_at(place, "tokens",
                  "expected letters, digits and -._~+/= only (RFC 6750), or \"sha256:\" and 64 hex digits");
  }
  token.digest = digest.value_or("");
  tokens.push_back(std::move(token));
}

// Texts, and tables {token = "…", feeds = […], categories = […]}.
void read_tokens(Section& http, Faults& faults, std::vector<TokenSettings>& tokens) {
  const toml::node* node = http.take("tokens");
  const toml::array* list = node == nullptr ? nullptr : node->as_array();
  const bool has_table = list != nullptr && std::any_of(list->begin(), list->end(),
                                                        [](const toml::node& item) { return item.is_table(); });
  if (!has_table) {
    for (const auto& [text, place] : http.read_texts("tokens", "a token")) read_token(http, text, place, {}, tokens);
    return;
  }
  for (const toml::node& item : *list) {
    if (const auto* plain = item.as_string()) {
      read_token(http, plain->get(), place_of(item), {}, tokens);
    } else if (const toml::table* table = item.as_table()) {
      Section section(faults, *table, "http.tokens");
      std::string text;
      section.read_text("token", text);
      if (section.take("token") == nullptr) section.fault("token", "expected a token that opens what the table names");
      TokenSettings token;
      for (auto& name : section.read_texts("feeds", "the name of a feed")) token.feeds.push_back(std::move(name.text));
      for (auto& name : section.read_texts("categories", "a category"))
        token.categories.push_back(std::move(name.text));
      const bool scoped = section.take("feeds") != nullptr || section.take("categories") != nullptr;
      if (scoped && token.feeds.empty() && token.categories.empty()) {
        section.fault("token", "expected a feed or a category: this token would open everything");
      }
      section.finish();
      read_token(http, text, place_of(item), std::move(token), tokens);
    } else {
      http.fault_at(place_of(item), "tokens", "expected a token or a table such as {token = \"…\", feeds = [\"…\"]}");
    }
  }
}

// An address that paths are put behind: it becomes what HTTP carries, with a '/' at its end. What is wrong with it;
// null: nothing.
const char* read_base(std::string& url) {
  const auto is_blank = [](unsigned char c) { return c <= ' ' || c == 0x7f; };
  if (!feeds::is_http_url(url)) return "expected an http or https URL";
  if (std::any_of(url.begin(), url.end(), is_blank)) return "expected a URL without blanks: %20 stands for one";
  const feeds::UrlParts parts = feeds::split_url(url);
  if (!parts.query.empty() || !parts.fragment.empty()) return "expected a URL without query and fragment";
  url = feeds::ascii_url(url);
  if (url.empty()) return "expected a host whose name can be written in ASCII";
  if (!url.ends_with('/')) url += '/';
  return nullptr;
}

// As browsers send it in Origin, to the letter: in lower case, without the scheme's own port, a name in ASCII.
// nullopt: it is none.
std::optional<std::string> read_origin(std::string_view text) {
  if (text == "*") return std::string(text);
  const auto is_ascii = [](unsigned char c) { return c > ' ' && c < 0x7f; };
  if (!feeds::is_http_url(text) || !std::all_of(text.begin(), text.end(), is_ascii)) return std::nullopt;
  if (text.find_first_of("/?#@", text.find("://") + 3) != text.npos) return std::nullopt;
  std::string origin = feeds::ascii_lower(text);
  const std::string_view port = origin.starts_with("https:") ? ":443" : ":80";
  if (origin.ends_with(port)) origin.resize(origin.size() - port.size());
  return origin;
}

void read_log(Section& http, const fs::path& folder, HttpSettings& settings) {
  std::string what = "off";
  http.read_text("access_log", what);
  constexpr std::string_view sampled = "1/";
  if (what == "all") {
    settings.access_log_every = 1;
  } else if (what.starts_with(sampled)) {
    const auto [end, error] =
        std::from_chars(what.data() + sampled.size(), what.data() + what.size(), settings.access_log_every);
    if (error != std::errc() || end != what.data() + what.size() || settings.access_log_every == 0) what.clear();
  } else if (what != "off") {
    what.clear();
  }
  if (what.empty()) http.fault("access_log", "expected \"off\", \"all\", or a sample such as \"1/100\"");
  std::string file;
  http.read_text("access_log_file", file);
  if (!file.empty()) settings.access_log_file = (folder / file).lexically_normal();
}

void read_tls(Section& http, const fs::path& folder, HttpSettings& settings) {
  std::string certificate, key;
  http.read_text("tls_certificate", certificate);
  http.read_text("tls_key", key);
  if (!certificate.empty()) settings.tls_certificate = (folder / certificate).lexically_normal();
  if (!key.empty()) settings.tls_key = (folder / key).lexically_normal();
  const auto is_tls = [](const std::string& address) { return address.starts_with("tls:"); };
  const bool wanted = std::any_of(settings.listen.begin(), settings.listen.end(), is_tls);
  if (wanted && certificate.empty())
    http.fault("tls_certificate", "expected a certificate: an address in listen is for TLS");
  if (certificate.empty() != key.empty())
    http.fault(certificate.empty() ? "tls_certificate" : "tls_key", "expected the certificate and its key");
}

// An octal number, as chmod takes it.
void read_mode(Section& http, HttpSettings& settings) {
  std::string text = "0660";
  http.read_text("socket_mode", text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), settings.socket_mode, 8);
  if (error != std::errc() || end != text.data() + text.size() || settings.socket_mode > 0777) {
    http.fault("socket_mode", "expected an octal mode such as \"0660\"");
  }
}

void read_limits(Section& http, HttpSettings& settings) {
  http.read_count("max_connections", 1'000'000, settings.max_connections);
  http.read_count("max_connections_per_address", 1'000'000, settings.max_connections_per_address);
  http.read_milliseconds("head_timeout", settings.head_timeout);
  http.read_milliseconds("idle_timeout", settings.idle_timeout);
  http.read_milliseconds("query_timeout", settings.query_timeout);
  http.read_milliseconds("event_timeout", settings.event_timeout);
}

HttpSettings read_http(Section http, Faults& faults, const fs::path& folder) {
  HttpSettings settings;
  std::vector<Place> open_to_network;
  settings.listen = read_listen(http, folder, settings.listen, open_to_network);

  http.read_text("base_url", settings.base_url);
  if (settings.base_url.empty()) {
    settings.base_url = default_base_url(settings.listen);
  } else if (const char* fault = read_base(settings.base_url)) {
    http.fault("base_url", fault);
  } else if (feeds::authority_of(feeds::split_url(settings.base_url)).find('@') != std::string_view::npos) {
    http.fault("base_url", "expected a URL without a login, which every reader would be shown");
  }

  http.read_text("title", settings.title);
  read_tokens(http, faults, settings.tokens);
  http.read_flag("public", settings.public_);
  read_mode(http, settings);
  for (const auto& [text, place] : http.read_texts("trusted_proxies", "a CIDR range such as \"10.0.0.0/8\"")) {
    if (!is_address_range(text))
      http.fault_at(place, "trusted_proxies", "expected a CIDR range such as \"10.0.0.0/8\", got \"" + text + "\"");
    settings.trusted_proxies.push_back({text});
  }
  for (const auto& [text, place] : http.read_texts("cors", "an origin such as \"https://desk.example\"")) {
    const auto origin = read_origin(text);
    if (!origin)
      http.fault_at(place, "cors",
                    "expected an origin such as \"https://desk.example\", or \"*\", got \"" + text + "\"");
    settings.cors.push_back(origin.value_or(text));
  }
  read_tls(http, folder, settings);
  read_limits(http, settings);
  read_log(http, folder, settings);
  http.read_flag("metrics_per_feed", settings.metrics_per_feed);

  if (settings.tokens.empty() && !settings.public_) {
    for (const Place place : open_to_network) {
      http.fault_at(place, "listen",
                    "expected a loopback address: others can reach this one, so set http.tokens, or http.public = true "
                    "when anybody may read");
    }
  }
  http.finish();
  return settings;
}

void read_allow_private(Section& section, bool& all, std::vector<AddressRange>& ranges) {
  const toml::node* node = section.take("allow_private");
  if (node == nullptr) return;
  if (node->is_boolean()) return section.read_flag("allow_private", all);
  for (const auto& [text, place] :
       section.read_texts("allow_private", "true, false or CIDR ranges such as \"10.0.0.0/8\"")) {
    if (!is_address_range(text)) {
      section.fault_at(place, "allow_private", "expected a CIDR range such as \"10.0.0.0/8\", got \"" + text + "\"");
    }
    ranges.push_back({text});
  }
}

PollSettings read_poll(Section poll) {
  PollSettings settings;
  poll.read_seconds("interval", settings.interval);
  poll.read_seconds("min_interval", settings.min_interval);
  poll.read_seconds("max_interval", settings.max_interval);
  poll.read_milliseconds("timeout", settings.timeout);
  poll.read_size("max_body", settings.max_body);
  poll.read_count("concurrency", 65'536, settings.concurrency);
  poll.read_count("per_host", 65'536, settings.per_host);
  poll.read_milliseconds("spacing", settings.spacing);
  read_allow_private(poll, settings.allow_private, settings.private_ranges);
  if (settings.min_interval > settings.max_interval) {
    poll.fault(poll.take("max_interval") != nullptr ? "max_interval" : "min_interval",
               "expected min_interval to be at most max_interval");
  }
  poll.finish();
  return settings;
}

// Whether others than this machine are meant to read: only they have use for a hub that nobody asked for.
bool is_for_others(const HttpSettings& http) {
  const std::string host(feeds::host_of(feeds::split_url(http.base_url)));
  return http.public_ || (!host.empty() && reach_of(host + ":80") != Reach::loopback);
}

HubSettings read_hub(Section hub, const HttpSettings& http) {
  HubSettings settings;
  settings.enabled = is_for_others(http);
  hub.read_flag("enabled", settings.enabled);
  hub.read_seconds("lease", settings.lease);
  hub.read_seconds("min_lease", settings.min_lease);
  hub.read_seconds("max_lease", settings.max_lease);
  hub.read_count("max_subscriptions", 100'000, settings.max_subscriptions);
  hub.read_count("max_per_host", 100'000, settings.max_per_host);
  hub.read_count("max_per_address", 100'000, settings.max_per_address);
  hub.read_count("concurrency", 1024, settings.concurrency);
  hub.read_count("per_host", 1024, settings.per_host);
  hub.read_milliseconds("timeout", settings.timeout);
  read_allow_private(hub, settings.allow_private, settings.private_ranges);
  if (settings.min_lease > settings.lease || settings.lease > settings.max_lease) {
    const char* key = hub.take("lease") != nullptr       ? "lease"
                      : hub.take("max_lease") != nullptr ? "max_lease"
                                                         : "min_lease";
    hub.fault(key, "expected lease to be from min_lease to max_lease");
  }
  hub.finish();
  return settings;
}

// On where hubs can get here: an address was given on purpose, and it is no local one.
PushSettings read_push(Section push, const std::string& given_base_url) {
  PushSettings settings;
  push.read_text("callback", settings.callback);
  const char* fault = settings.callback.empty() ? nullptr : read_base(settings.callback);
  if (fault != nullptr) push.fault("callback", fault);
  const std::string& address = settings.callback.empty() ? given_base_url : settings.callback;
  settings.enabled = !address.empty() && !is_local_host(feeds::host_of(feeds::split_url(address)));
  push.read_flag("enabled", settings.enabled);
  push.read_seconds("lease", settings.lease);
  push.finish();
  return settings;
}

RetentionSettings read_retention(Section retention) {
  RetentionSettings settings;
  if (retention.take("age") != nullptr) retention.read_seconds("age", settings.age);
  if (retention.take("count") != nullptr) retention.read_integer("count", 1, most_kept, settings.count);
  retention.finish();
  return settings;
}

// update = ["NEU:", …]: labels by what they mean.
std::vector<LabelSettings> read_signals(Section signals) {
  std::vector<LabelSettings> all;
  feeds::Labels labels;
  for (const std::string_view signal : feeds::signal_names) {
    const auto texts = signals.read_texts(signal, "a label such as \"NEU:\"");
    for (const auto& [text, place] : texts) {
      if (labels.add(text, signal)) {
        all.push_back({text, std::string(signal)});
      } else {
        signals.fault_at(
            place, signal,
            "expected a label of letters, of at most four words and 72 bytes, that no other signal has, got \"" + text +
                "\"");
      }
    }
  }
  signals.finish();
  return all;
}

StorySettings read_story(Section story) {
  using namespace std::chrono_literals;
  constexpr std::chrono::seconds least = 1h, most = 24h * 30;
  StorySettings settings;
  story.read_seconds("window", settings.window);
  if (settings.window < least || settings.window > most) {
    story.fault("window", "expected a time between \"1h\" and \"30d\"");
  }
  story.finish();
  return settings;
}

void read_lists(Section& top, const fs::path& folder, Settings& settings) {
  for (const auto& [text, place] : top.read_texts("subscriptions", "the name of an OPML file")) {
    const fs::path list_file = (folder / text).lexically_normal();
    SubscriptionList list = read_subscriptions(list_file, settings.feeds);
    for (const std::string& fault : list.faults)
      top.fault_at(place, "subscriptions", list_file.string() + ": " + fault);
    settings.subscriptions.push_back(list_file);
    std::move(list.feeds.begin(), list.feeds.end(), std::back_inserter(settings.feeds));
  }
}

toml::table parse_toml(const std::string& text, const fs::path& file) {
  try {
    return toml::parse(text, file.string());
  } catch (const toml::parse_error& error) {
    Faults faults(file.string());
    const toml::source_position& begin = error.source().begin;
    faults.add({begin.line, begin.column}, "", std::string(error.description()));
    faults.throw_if_any();
    throw;
  }
}

// Throws ConfigError.
Settings read_settings(const toml::table& table, const fs::path& file, std::span<const PlainFeeds::Row> plain,
                       Secrets secrets) {
  Faults faults(file.string());
  Section top(faults, table, "");

  Settings settings;
  settings.file = fs::absolute(file).lexically_normal();
  const fs::path folder = settings.file.parent_path();
  std::string database = "datelined.db";
  top.read_text("database", database);
  settings.database = (folder / database).lexically_normal();
  settings.http = read_http(top.read_section("http"), faults, folder);
  settings.poll = read_poll(top.read_section("poll"));
  settings.hub = read_hub(top.read_section("hub"), settings.http);
  settings.retention = read_retention(top.read_section("retention"));
  settings.story = read_story(top.read_section("story"));
  settings.labels = read_signals(top.read_section("signals"));
  const toml::table* http = table["http"].as_table();
  const std::optional<std::string> base_url = http == nullptr ? std::nullopt : (*http)["base_url"].value<std::string>();
  settings.push = read_push(top.read_section("push"), base_url.value_or(""));
  settings.feeds = read_feeds(top, faults, folder, plain, secrets);
  read_lists(top, folder, settings);
  top.finish();
  faults.throw_if_any();
  return settings;
}

// nullopt: it is for toml++ to read all of it, and to tell where something is wrong.
std::optional<Settings> load_plain(const std::string& text, const fs::path& file, Secrets secrets) {
  const std::optional<PlainFeeds> plain = cut_plain_feeds(text);
  if (!plain) return std::nullopt;
  try {
    return read_settings(parse_toml(plain->rest, file), file, plain->rows, secrets);
  } catch (const ConfigError&) {
    return std::nullopt;
  }
}

}  // namespace

Settings load_settings(const fs::path& file, Secrets secrets) {
  const auto text = read_file(file, max_file_bytes);
  if (!text) throw ConfigError(text.error().where + ": " + text.error().what);
  if (std::optional<Settings> settings = load_plain(*text, file, secrets)) return std::move(*settings);
  return read_settings(parse_toml(*text, file), file, {}, secrets);
}

fs::path settings_file(const std::string& option) {
  if (!option.empty()) return option;
  const char* variable = std::getenv("DATELINED_CONFIG");
  return variable != nullptr && *variable != '\0' ? variable : "/etc/datelined/datelined.toml";
}

}  // namespace datelined
