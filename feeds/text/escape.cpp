#include "feeds/text/escape.hpp"

#include "feeds/text/html.hpp"

#include <array>

namespace datelined::feeds::html {
namespace {

// U+0338 after a '>' or '=' becomes one character with it, ≯ or ≠, when somebody normalises the page.
constexpr std::string_view combining_solidus = "\xCC\xB8";

using Specials = std::array<bool, 256>;

constexpr Specials specials_of(std::string_view characters) {
  Specials specials{};
  for (const char c : characters) specials[static_cast<unsigned char>(c)] = true;
  return specials;
}

constexpr Specials in_text = specials_of("&<>");
constexpr Specials in_attribute = specials_of("&<>\"");
constexpr Specials anywhere = specials_of("&<>\"'");

void append_escaped(std::string& out, std::string_view text, const Specials& specials) {
  if (text.starts_with(combining_solidus)) {
    out += "&#824;";
    text.remove_prefix(combining_solidus.size());
  }
  while (true) {
    std::size_t plain = 0;
    while (plain < text.size() && !specials[static_cast<unsigned char>(text[plain])]) ++plain;
    out += text.substr(0, plain);
    if (plain == text.size()) return;
    switch (text[plain]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += "&#39;";
        break;
    }
    text.remove_prefix(plain + 1);
  }
}

}  // namespace

void append_text(std::string& out, std::string_view text) {
  append_escaped(out, text, in_text);
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out += ' ';
  out += name;
  out += "=\"";
  append_escaped(out, value, in_attribute);
  out += '"';
}

}  // namespace datelined::feeds::html

namespace datelined::feeds {

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  html::append_escaped(out, text, html::anywhere);
  return out;
}

}  // namespace datelined::feeds
