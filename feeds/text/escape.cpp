#include "feeds/text/escape.hpp"

#include "feeds/text/html.hpp"
#include "feeds/text/scan.hpp"

namespace datelined::feeds::html {
namespace {

// U+0338 after a '>' or '=' becomes one character with it, ≯ or ≠, when somebody normalises the page.
constexpr std::string_view combining_solidus = "\xCC\xB8";

constexpr Byte in_text(Byte c) {
  return static_cast<Byte>((c == '&') | (c == '<') | (c == '>'));
}
constexpr Byte in_attribute(Byte c) {
  return static_cast<Byte>(in_text(c) | (c == '"'));
}
constexpr Byte anywhere(Byte c) {
  return static_cast<Byte>(in_attribute(c) | (c == '\''));
}

template <Byte is_special(Byte)>
void append_escaped(std::string& out, std::string_view text) {
  if (text.starts_with(combining_solidus)) {
    out += "&#824;";
    text.remove_prefix(combining_solidus.size());
  }
  while (true) {
    const std::size_t plain = find_byte<is_special>(text, 0);
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
  append_escaped<in_text>(out, text);
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out += ' ';
  out += name;
  out += "=\"";
  append_escaped<in_attribute>(out, value);
  out += '"';
}

}  // namespace datelined::feeds::html

namespace datelined::feeds {

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  html::append_escaped<html::anywhere>(out, text);
  return out;
}

}  // namespace datelined::feeds
