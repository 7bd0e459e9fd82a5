#include "feeds/text/escape.hpp"

#include "feeds/text/html.hpp"

namespace datelined::feeds {
namespace {

// U+0338 after a '>' or '=' becomes one character with it, ≯ or ≠, when somebody normalises the page.
constexpr std::string_view combining_solidus = "\xCC\xB8";

void append_escaped(std::string& out, std::string_view text, const char* specials) {
  if (text.starts_with(combining_solidus)) {
    out += "&#824;";
    text.remove_prefix(combining_solidus.size());
  }
  while (true) {
    const std::size_t special = text.find_first_of(specials);
    out += text.substr(0, special);
    if (special == std::string_view::npos) return;
    switch (text[special]) {
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
    text.remove_prefix(special + 1);
  }
}

}  // namespace

void append_text(std::string& out, std::string_view text) {
  append_escaped(out, text, "&<>");
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out += ' ';
  out += name;
  out += "=\"";
  append_escaped(out, value, "&<>\"");
  out += '"';
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  append_escaped(out, text, "&<>\"'");
  return out;
}

}  // namespace datelined::feeds
