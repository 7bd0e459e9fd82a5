#include "daemon/poll/advert.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace datelined {
namespace {

// Who names more means none of them.
constexpr std::size_t most_hubs = 8;

constexpr std::size_t most_links = 64;

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  while (!(text = feeds::trimmed(text)).empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    all.push_back(feeds::ascii_lower(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return all;
}

// Reads a value of a Link header from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }

  bool take(char c) {
    skip_blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view until(std::string_view ends) {
    const std::size_t end = std::min(rest_.find_first_of(ends), rest_.size());
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return feeds::trimmed(text);
  }

  // A token or a quoted string (RFC 9110 §5.6.4).
  std::string value() {
    if (!take('"')) return std::string(until(";,"));
    std::string text;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      text += rest_.front();
      rest_.remove_prefix(1);
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
    return text;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

bool has(const std::vector<std::string>& rels, std::string_view rel) {
  return std::find(rels.begin(), rels.end(), rel) != rels.end();
}

std::string absolute(const std::string& base, const std::string& url) {
  if (url.empty()) return {};  // it would be the base itself
  const auto resolved = feeds::resolve_url(base, url);
  return resolved && feeds::is_http_url(*resolved) ? resolved->substr(0, resolved->find('#')) : std::string();
}

void add_hub(schema::Advert& advert, std::string hub) {
  if (hub.empty() || advert.hubs.size() == most_hubs) return;
  if (std::find(advert.hubs.begin(), advert.hubs.end(), hub) == advert.hubs.end())
    advert.hubs.push_back(std::move(hub));
}

}  // namespace

std::vector<HeaderLink> read_links(std::string_view value) {
  std::vector<HeaderLink> links;
  Scanner scan(value);
  while (!scan.at_end() && links.size() < most_links) {
    if (scan.take(',')) continue;
    if (!scan.take('<')) {
      scan.until(",");
      continue;
    }
    HeaderLink link{std::string(scan.until(">")), {}};
    scan.take('>');
    bool has_rel = false;
    while (scan.take(';')) {
      const std::string_view name = scan.until("=;,");
      const std::string given = scan.take('=') ? scan.value() : std::string();
      // RFC 8288 §3.3: those after the first are ignored.
      if (feeds::equal_ignoring_case(name, "rel") && !std::exchange(has_rel, true)) link.rels = words(given);
    }
    links.push_back(std::move(link));
    scan.until(",");
  }
  return links;
}

schema::Advert advert_of(const Fetched& answer, const feeds::Feed& head) {
  schema::Advert advert;
  for (const Header& header : answer.headers) {
    if (header.name != "link") continue;
    for (const HeaderLink& link : read_links(header.value)) {
      if (has(link.rels, "hub")) add_hub(advert, absolute(answer.url, link.target));
      if (has(link.rels, "self") && advert.topic.empty()) advert.topic = absolute(answer.url, link.target);
    }
  }
  if (advert.hubs.empty()) {
    for (const feeds::Hub& hub : head.hubs) {
      if (feeds::equal_ignoring_case(hub.type, "WebSub")) add_hub(advert, absolute(answer.url, hub.url));
    }
  }
  if (advert.hubs.empty()) return {};
  if (advert.topic.empty()) advert.topic = absolute(answer.url, head.feed_url);
  // Not what may be a key to the feed: a hub is somebody else.
  if (advert.topic.empty() && answer.url.find('?') == std::string::npos)
    advert.topic = absolute(answer.url, answer.url);
  return advert.topic.empty() ? schema::Advert{} : advert;
}

}  // namespace datelined
