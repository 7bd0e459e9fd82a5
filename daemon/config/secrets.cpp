#include "daemon/config/secrets.hpp"

#include "daemon/config/address.hpp"
#include "daemon/files.hpp"
#include "feeds/text/characters.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace datelined {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_secret_bytes = 64u << 10;

fs::path find_file(const std::string& name, const fs::path& folder) {
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  if (credentials != nullptr && *credentials != '\0' && name.find('/') == std::string::npos) {
    fs::path given = fs::path(credentials) / name;
    std::error_code nothing_there;
    if (fs::exists(given, nothing_there)) return given;
  }
  return (folder / name).lexically_normal();
}

// Nothing that could end a header and begin another.
bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7f; });
}

bool is_token_char(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
}

// Those by which the poller and libcurl themselves speak.
bool is_ours(std::string_view name) {
  std::string low(name);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  static constexpr std::array<std::string_view, 12> names{"host",
                                                          "connection",
                                                          "content-length",
                                                          "transfer-encoding",
                                                          "accept-encoding",
                                                          "if-none-match",
                                                          "if-modified-since",
                                                          "a-im",
                                                          "te",
                                                          "upgrade",
                                                          "expect",
                                                          "user-agent"};
  return std::find(names.begin(), names.end(), low) != names.end();
}

// The text of the file that a key names; a fault and nullopt when it cannot be read.
std::optional<std::string> read_named(Section& feed, std::string_view key, const fs::path& folder) {
  if (feed.take(key) == nullptr) return std::nullopt;
  std::string name;
  feed.read_text(key, name);
  if (name.empty()) return std::nullopt;
  const auto text = read_file(find_file(name, folder), max_secret_bytes);
  if (!text) {
    feed.fault(key, text.error().where + ": " + text.error().what);
    return std::nullopt;
  }
  return std::string(feeds::trimmed(feeds::without_mark(*text)));
}

void read_headers(Section& feed, const std::string& text, FeedSettings& settings) {
  bool is_empty = true;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = feeds::trimmed(std::string_view(text).substr(at, end - at));
    at = end + 1;
    if (line.empty() || line.front() == '#') continue;
    is_empty = false;
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon);
    const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), is_token_char);
    if (colon == line.size() || !is_name || !is_field_value(line)) {
      feed.fault("headers_file", "expected a line \"Name: value\" for each header");
    } else if (is_ours(name)) {
      feed.fault("headers_file", "expected no header " + std::string(name) + ": datelined sets it");
    } else {
      settings.headers.push_back(std::string(name) + ": " + std::string(feeds::trimmed(line.substr(colon + 1))));
    }
  }
  // A file that was cut is no wish to ask without.
  if (is_empty) feed.fault("headers_file", "expected a line \"Name: value\" for each header");
}

// A request has but one Authorization (RFC 9110 §5.3): of two, one would be told to nobody.
void refuse_two_logins(Section& feed, const FeedSettings& settings) {
  const auto is_login = [](std::string_view line) {
    return feeds::equal_ignoring_case(line.substr(0, line.find(':')), "authorization");
  };
  const bool has_login = !settings.user.empty() || !settings.password.empty();
  if (std::ranges::count_if(settings.headers, is_login) + (has_login ? 1 : 0) > 1) {
    feed.fault(feed.take("bearer_file") != nullptr ? "bearer_file" : "headers_file",
               "expected one login: user:password, a token, or a header Authorization");
  }
}

void read_path(Section& feed, std::string_view key, const fs::path& folder, std::string& into) {
  std::string name;
  feed.read_text(key, name);
  if (name.empty()) return;
  const fs::path file = find_file(name, folder);
  std::error_code failed;
  if (!fs::is_regular_file(file, failed)) {
    feed.fault(key, "expected a PEM file, found none at " + file.string());
    return;
  }
  into = fs::absolute(file).string();
}

// Nothing but who it is: what else stands there was perhaps meant for a password.
bool is_proxy(std::string_view text) {
  static constexpr std::string_view schemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  const auto url = boost::urls::parse_uri(text);
  if (!url || std::ranges::find(schemes, std::string_view(url->scheme())) == std::end(schemes)) return false;
  const std::string_view port = url->port();
  if (url->encoded_host().empty() || (!port.empty() && !is_port(port))) return false;
  return (url->encoded_path().empty() || url->encoded_path() == "/") && !url->has_query() && !url->has_fragment();
}

void read_proxy(Section& feed, FeedSettings& settings) {
  if (feed.take("proxy") == nullptr) return;
  std::string proxy;
  feed.read_text("proxy", proxy);
  if (proxy == "none") {
    settings.proxy = "";
  } else if (is_proxy(proxy)) {
    settings.proxy = proxy;
  } else if (!proxy.empty()) {
    // It may hold a password: the value itself stays unsaid.
    feed.fault("proxy",
               "expected \"none\" or a URL such as \"http://proxy.example:3128\" or \"socks5h://127.0.0.1:9050\", with "
               "user:password@ percent-encoded (RFC 3986)");
  }
}

void pass_over_files(Section& feed) {
  std::string unread;
  for (const char* key : {"login_file", "bearer_file", "headers_file", "certificate", "key", "ca"})
    feed.read_text(key, unread);
}

}  // namespace

void read_secrets(Section& feed, const fs::path& folder, Secrets secrets, FeedSettings& settings) {
  if (secrets == Secrets::leave) {
    pass_over_files(feed);
    return read_proxy(feed, settings);
  }
  if (const auto login = read_named(feed, "login_file", folder)) {
    const std::size_t colon = login->find(':');
    if (colon == std::string::npos || !is_field_value(*login)) {
      feed.fault("login_file", "expected a file with one line, user:password");
    } else {
      settings.user = login->substr(0, colon);
      settings.password = login->substr(colon + 1);
    }
  }
  if (const auto token = read_named(feed, "bearer_file", folder)) {
    if (token->empty() || token->find(' ') != std::string::npos || !is_field_value(*token)) {
      feed.fault("bearer_file", "expected a file with one token in it");
    } else {
      settings.headers.push_back("Authorization: Bearer " + *token);
    }
  }
  if (const auto headers = read_named(feed, "headers_file", folder)) read_headers(feed, *headers, settings);
  refuse_two_logins(feed, settings);
  read_path(feed, "certificate", folder, settings.certificate);
  read_path(feed, "key", folder, settings.key);
  read_path(feed, "ca", folder, settings.ca);
  if (settings.certificate.empty() && !settings.key.empty()) feed.fault("key", "expected a certificate beside it");
  read_proxy(feed, settings);
}

}  // namespace datelined
