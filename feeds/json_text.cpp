#include "feeds/json_text.hpp"

#include "feeds/text/scan.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace datelined::feeds {

namespace {

constexpr Byte is_escaped(Byte c) {
  return static_cast<Byte>((c < 0x20) | (c == '"') | (c == '\\'));
}

// RFC 8259 §7: the short form where there is one.
void append_escape(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::string_view characters = "\b\f\n\r\t\"\\", letters = "bfnrt\"\\";
  out += '\\';
  if (const std::size_t place = characters.find(c); place != std::string_view::npos) {
    out += letters[place];
  } else {
    out += "u00";
    out += digits[static_cast<Byte>(c) >> 4];
    out += digits[static_cast<Byte>(c) & 15];
  }
}

}  // namespace

// A value or member before this one ends in anything but these, be it a string that has them.
void JsonText::separate() {
  if (text_.empty()) return;
  const char last = text_.back();
  if (last != '{' && last != '[' && last != ':') text_ += ',';
}

void JsonText::key(std::string_view name) {
  separate();
  text_ += '"';
  text_ += name;
  text_ += "\":";
}

void JsonText::string(std::string_view value) {
  separate();
  quote(value);
}

void JsonText::number(std::int64_t value) {
  separate();
  text_ += std::to_string(value);
}

void JsonText::number(double value) {
  separate();
  text_ += boost::json::serialize(boost::json::value(value));
}

void JsonText::flag(bool value) {
  separate();
  text_ += value ? "true" : "false";
}

void JsonText::quote(std::string_view value) {
  text_ += '"';
  while (true) {
    const std::size_t plain = find_byte<is_escaped>(value, 0);
    text_ += value.substr(0, plain);
    if (plain == value.size()) break;
    append_escape(text_, value[plain]);
    value.remove_prefix(plain + 1);
  }
  text_ += '"';
}

}  // namespace datelined::feeds
