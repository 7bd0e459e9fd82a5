// JSON as text, written from front to back: what Boost.JSON would make of the same values, without the values.
//
// Who writes sees to it that each object and array ends, and that a key stands before each member.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace datelined::feeds {

class JsonText {
 public:
  void begin_object() { open('{'); }
  void end_object() { text_ += '}'; }
  void begin_array() { open('['); }
  void end_array() { text_ += ']'; }

  // Of the member that is written next; nothing in it has to be escaped.
  void key(std::string_view name);

  void string(std::string_view value);
  void number(std::int64_t value);
  void number(double value);
  void flag(bool value);

  std::string take() && { return std::move(text_); }

 private:
  void separate();
  void open(char bracket) {
    separate();
    text_ += bracket;
  }
  void quote(std::string_view value);

  std::string text_;
};

}  // namespace datelined::feeds
