#include "feeds/write/page.hpp"

#include "feeds/content.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/language.hpp"
#include "feeds/text/percent.hpp"
#include "feeds/text/tokens.hpp"
#include "feeds/write/published.hpp"
#include "scripts.hpp"
#include "styles.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace datelined::feeds {
namespace {

std::uint32_t hex_digit(char c) {
  return static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

// Three digits of base 16 are two of base 64; what is missing at the end is padding (RFC 4648 §4).
std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  for (std::size_t i = 0; i < hex.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t j = i; j < i + 3; ++j) bits = bits << 4 | (j < hex.size() ? hex_digit(hex[j]) : 0);
    base64 += digits[bits >> 6];
    if (hex.size() - i > 1) base64 += digits[bits & 63];
  }
  while (base64.size() % 4 != 0) base64 += '=';
  return base64;
}

}  // namespace

std::string_view page_style() {
  return styles[0].text;
}

std::string_view page_script() {
  return scripts[0].text;
}

std::string page_policy() {
  static const std::string hash = base64_of_hex(sha256_hex(page_style()));
  return "default-src 'none'; style-src 'sha256-" + hash + "'; base-uri 'none'; form-action 'self'";
}

std::string live_policy() {
  static const std::string hash = base64_of_hex(sha256_hex(page_script()));
  return page_policy() + "; script-src 'sha256-" + hash + "'; connect-src 'self'";
}

void append(std::string& out, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) out += part;
}

void write_linked(std::string& out, std::string_view url, std::string_view text) {
  const std::string target = link_target(url);
  if (target.empty()) {
    out += escape_html(text);
  } else {
    append(out, {"<a href=\"", escape_html(target), "\" rel=\"noopener noreferrer\">", escape_html(text), "</a>"});
  }
}

void write_time(std::string& out, Time time) {
  // "Fri, 24 Nov 2023 18:28:36 +0000" without weekday and seconds
  const std::string in_full = rfc5322(time);
  const std::string_view shown = std::string_view(in_full).substr(5, 17);
  append(out, {"<time datetime=\"", rfc3339(time), "\">", shown, " UTC</time>"});
}

namespace {

bool is_heading(std::string_view name) {
  return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}

// The highest rank of a heading in sanitised HTML, which spells a tag in one way; '7' where there is none.
char highest_heading(std::string_view html) {
  std::string tag = "<h1";
  while (tag.back() <= '6' && html.find(tag) == html.npos) ++tag.back();
  return tag.back();
}

// Sanitised HTML for a page, which loads nothing: a picture is its description, sound is at the source. Its headings
// stand below the story's, which is an h3.
std::string content_of_page(std::string_view html) {
  constexpr std::string_view media[] = {"img", "picture", "source", "video", "audio", "track", "iframe"};
  const char highest = highest_heading(html);
  std::string out;
  out.reserve(html.size());
  std::size_t copied = 0;
  html::Tokens tokens(html);
  for (html::Token token; tokens.next(token);) {
    if (token.kind == html::Token::Kind::text) continue;
    const auto name_at = static_cast<std::size_t>(token.name.data() - html.data());
    if (is_heading(token.name)) {
      out += html.substr(copied, name_at + 1 - copied);
      out += static_cast<char>(std::min<int>('4' + token.name[1] - highest, '6'));
      copied = name_at + 2;
      continue;
    }
    if (std::find(std::begin(media), std::end(media), ascii_lower(token.name)) == std::end(media)) continue;
    const bool is_start = token.kind == html::Token::Kind::start;
    const std::size_t begin = name_at - (is_start ? 1 : 2);
    const auto end =
        static_cast<std::size_t>(token.attributes_text.data() - html.data()) + token.attributes_text.size();
    out += html.substr(copied, begin - copied);
    copied = end + 1;
    for (const html::Attribute& attribute : token.attributes) {
      // Escaped already, as it stood in the tag.
      if (is_start && attribute.name == "alt" && !attribute.value.empty()) {
        append(out, {"<i class=\"picture\">", attribute.value, "</i>"});
      }
    }
  }
  return out.append(html.substr(copied));
}

}  // namespace

void write_full_text(std::string& out, const Entry& entry) {
  const std::string& html = entry.content_html;
  const std::string text = html.empty() ? escape_html(plain_content(entry)) : content_of_page(html);
  if (text.empty()) return;
  // A table may be wider than its place: the keys move it too. WCAG 2.1.1.
  const bool may_scroll = html.find("<table") != html.npos;
  append(out, {"<details><summary lang=\"en\">Full text</summary>\n<div class=\"content", html.empty() ? " plain" : "",
               may_scroll ? "\" tabindex=\"0\" role=\"group\" aria-label=\"Full text" : "", "\">", text,
               "</div>\n</details>\n"});
}

std::string page_of_story(std::string_view root, std::string_view atom_id) {
  return std::string(root) + "stories/" + percent_encoded(atom_id);
}

namespace {

void write_alternate(std::string& out, std::string_view type, std::string_view title, std::string_view address) {
  append(out,
         {"<link rel=\"alternate\" type=\"", type, "\" title=\"", title, "\" href=\"", escape_html(address), "\">\n"});
}

}  // namespace

void begin_page(std::string& out, const PageFrame& frame) {
  const std::string title = escape_html(frame.title);
  append(out, {"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"",
               escape_html(frame.is_live ? live_policy() : page_policy()),
               "\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n"
               "<meta name=\"referrer\" content=\"no-referrer\">\n"
               "<title>",
               escape_html(frame.chosen), frame.chosen.empty() ? "" : " – ", title, "</title>\n"});
  if (!frame.feeds_url.empty()) {
    write_alternate(out, "application/atom+xml", "Atom", frame.feeds_url + "atom.xml" + frame.feeds_query);
    write_alternate(out, "application/rss+xml", "RSS", frame.feeds_url + "rss.xml" + frame.feeds_query);
    write_alternate(out, "application/feed+json", "JSON Feed", frame.feeds_url + "feed.json" + frame.feeds_query);
  }
  append(out, {"<style>", page_style(), "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#", frame.skip_to, "\">",
               frame.skip_text, "</a>\n<header>\n<h1"});
  if (!frame.language.empty()) append(out, {" lang=\"", escape_html(frame.language), "\""});
  const std::string_view direction = language_direction(frame.language);
  append(out, {" dir=\"", direction.empty() ? "auto" : direction, "\">", title, "</h1>\n", frame.subtitle});
  if (!frame.is_file) {
    const std::string root = frame.root.empty() ? "./" : frame.root;
    append(out, {"<nav aria-label=\"Pages\">\n<a href=\"", root, "\">Stories</a>\n<a href=\"", root,
                 "feeds\">Feeds</a>\n</nav>\n"});
  }
  if (!frame.feeds_url.empty()) {
    const std::string base = escape_html(frame.feeds_url), query = escape_html(frame.feeds_query);
    append(out, {"<nav aria-label=\"Subscribe\">\n<a href=\"", base, "atom.xml", query, "\">Atom</a>\n<a href=\"", base,
                 "rss.xml", query, "\">RSS</a>\n<a href=\"", base, "feed.json", query, "\">JSON Feed</a>\n<a href=\"",
                 base, "feeds.opml\">Subscriptions</a>\n</nav>\n"});
  }
  out += "</header>\n";
}

void end_page(std::string& out, const PageFrame& frame) {
  if (frame.is_live) append(out, {"<script>", page_script(), "</script>\n"});
  out += "</body>\n</html>\n";
}

}  // namespace datelined::feeds
