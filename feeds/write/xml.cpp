#include "feeds/write/xml.hpp"

#include "feeds/text/utf8.hpp"

namespace datelined::feeds::xml {
namespace {

// What stands for an ASCII character; empty: XML has no place for it. A tab, line feed or carriage
// return as such would not come back as it went in.
std::string_view reference(char c, bool in_attribute) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return in_attribute ? "&quot;" : "\"";
    case '\r':
      return "&#13;";
    case '\n':
      return in_attribute ? "&#10;" : "\n";
    case '\t':
      return in_attribute ? "&#9;" : "\t";
    default:
      return {};
  }
}

bool is_plain(char c) {
  return static_cast<unsigned char>(c) < 0x80 && static_cast<unsigned char>(c) >= 0x20 && c != '&' && c != '<' &&
         c != '>' && c != '"';
}

void append(std::string& out, std::string_view text, bool in_attribute) {
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;

    std::size_t size = 0;
    const char32_t c = next_code_point(text, size);
    if (c < 0x80) {
      out.append(reference(text.front(), in_attribute));
    } else if (c == ill_formed) {
      out.append("\uFFFD");
    } else if (c != 0xFFFE && c != 0xFFFF) {
      out.append(text.substr(0, size));
    }
    text.remove_prefix(size);
  }
}

void start(std::string& out, std::string_view name, Attributes attributes) {
  out.append(1, '<').append(name);
  for (const auto& [key, value] : attributes) {
    if (value.empty()) continue;
    out.append(1, ' ').append(key).append("=\"");
    append(out, value, true);
    out += '"';
  }
}

}  // namespace

void text(std::string& out, std::string_view text) {
  append(out, text, false);
}

void open(std::string& out, std::string_view name, Attributes attributes) {
  start(out, name, attributes);
  out.append(">\n");
}

void close(std::string& out, std::string_view name) {
  out.append("</").append(name).append(">\n");
}

void element(std::string& out, std::string_view name, Attributes attributes, std::string_view content) {
  start(out, name, attributes);
  if (content.empty()) {
    out.append("/>\n");
    return;
  }
  out += '>';
  text(out, content);
  close(out, name);
}

void optional_element(std::string& out, std::string_view name, std::string_view content) {
  if (!content.empty()) element(out, name, {}, content);
}

}  // namespace datelined::feeds::xml
