#include "daemon/poll/discover.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/entities.hpp"
#include "feeds/text/tokens.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>
#include <span>

namespace datelined {
namespace {

using feeds::html::Token;

// Links stand in the head; a megabyte of page before them is none that anybody wrote.
constexpr std::size_t most_read = std::size_t{1} << 20;

std::string value_of(const Token& token, std::string_view name) {
  for (const auto& attribute : token.attributes) {
    if (feeds::equal_ignoring_case(attribute.name, name)) {
      return feeds::decode_references(feeds::trimmed(attribute.value));
    }
  }
  return {};
}

bool has_word(std::string_view list, std::string_view word) {
  while (!(list = feeds::trimmed(list)).empty()) {
    const std::size_t end = std::min(list.find_first_of(" \t\r\n\f"), list.size());
    if (feeds::equal_ignoring_case(list.substr(0, end), word)) return true;
    list.remove_prefix(end);
  }
  return false;
}

bool is_one_of(std::span<const std::string_view> types, std::string_view type) {
  type = feeds::trimmed(type.substr(0, type.find(';')));
  return std::ranges::any_of(types, [&](std::string_view known) { return feeds::equal_ignoring_case(type, known); });
}

constexpr std::string_view feed_types[] = {"application/atom+xml", "application/rss+xml", "application/feed+json",
                                           "application/rdf+xml"};
// Servers that know no better name feeds so. Under application/json stand the interfaces of many a CMS.
constexpr std::string_view xml_types[] = {"text/xml", "application/xml"};

bool is_of_comments(const Token& link) {
  return feeds::ascii_lower(value_of(link, "title") + " " + value_of(link, "href")).find("comment") !=
         std::string::npos;
}

}  // namespace

bool starts_a_page(std::string_view bytes) {
  const std::string head = feeds::ascii_lower(bytes.substr(0, 1024));
  if (head.find("<!doctype html") != std::string::npos || head.find("<html") != std::string::npos) return true;
  feeds::html::Tokens tokens(feeds::without_mark(bytes).substr(0, most_read));
  for (Token token; tokens.next(token);) {
    if (token.kind == Token::Kind::start) return token.element != nullptr;
    if (token.kind == Token::Kind::text && !feeds::trimmed(token.text).empty()) return false;
  }
  return false;
}

std::string feed_of_page(std::string_view html, const std::string& url) {
  std::string base = url, comments, xml;
  bool has_base = false;
  feeds::html::Tokens tokens(html.substr(0, most_read));
  for (Token token; tokens.next(token);) {
    if (token.kind != Token::Kind::start) continue;
    if (!has_base && feeds::equal_ignoring_case(token.name, "base")) {
      if (const auto given = feeds::resolve_url(url, value_of(token, "href")); given && feeds::is_http_url(*given)) {
        base = *given;
        has_base = true;
      }
    }
    if (!feeds::equal_ignoring_case(token.name, "link") || !has_word(value_of(token, "rel"), "alternate")) continue;
    const std::string type = value_of(token, "type");
    const bool is_feed = is_one_of(feed_types, type);
    if (!is_feed && !is_one_of(xml_types, type)) continue;
    const std::string href = value_of(token, "href");
    if (href.empty()) continue;
    const auto named = feeds::resolve_url(base, href);
    if (!named || !feeds::is_http_url(*named)) continue;
    // Nobody but the operator says as whom to ask; the address is stored and shown.
    const std::string feed = feeds::without_credentials(*named);
    if (feed == url) continue;
    if (is_feed && !is_of_comments(token)) return feed;
    std::string& stand_in = is_feed ? comments : xml;
    if (stand_in.empty()) stand_in = feed;
  }
  return comments.empty() ? xml : comments;
}

}  // namespace datelined
