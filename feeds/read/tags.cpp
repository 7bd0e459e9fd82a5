#include "feeds/read/tags.hpp"

#include "feeds/text/characters.hpp"

#include <algorithm>

namespace datelined::feeds::read {
namespace {

bool is_name(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

class Reader {
 public:
  Reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  bool done() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  void advance() { ++at_; }
  void skip_blanks() { take_while(is_ascii_space); }
  std::string_view name() { return take_while(is_name); }

  RawAttribute attribute() {
    const std::string_view own_name = name();
    skip_blanks();
    if (done() || peek() != '=') return {own_name, own_name, "an attribute without a value"};
    advance();
    skip_blanks();
    if (!done() && (peek() == '"' || peek() == '\'')) return {own_name, quoted_value()};
    const auto in_value = [](char c) { return !is_ascii_space(c) && c != '>' && c != '<'; };
    return {own_name, take_while(in_value), "an attribute without quotes"};
  }

 private:
  template <class Is>
  std::string_view take_while(Is is) {
    const std::size_t start = at_;
    while (!done() && is(peek())) advance();
    return text_.substr(start, at_ - start);
  }

  bool is_at_tag() const {
    return peek() == '<' && at_ + 1 < text_.size() && (is_name_start(text_[at_ + 1]) || text_[at_ + 1] == '/');
  }

  // A '<' that could begin a tag says that the closing quote is missing: then the tag's '>' ends the value.
  std::string_view quoted_value() {
    const char quote = peek();
    advance();
    const std::size_t start = at_;
    while (!done() && peek() != quote && !is_at_tag()) advance();
    if (!done() && peek() == quote) {
      advance();
      return text_.substr(start, at_ - 1 - start);
    }
    at_ = std::min(text_.substr(0, at_).find('>', start), at_);
    return text_.substr(start, at_ - start);
  }

  std::string_view text_;
  std::size_t at_;
};

}  // namespace

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string_view name_at(std::string_view text, std::size_t at) {
  return Reader(text, at).name();
}

RawTag read_start_tag(std::string_view text, std::size_t at) {
  Reader reader(text, at + 1);
  RawTag tag;
  tag.name = reader.name();
  for (reader.skip_blanks(); !reader.done() && reader.peek() != '<'; reader.skip_blanks()) {
    if (is_name_start(reader.peek())) {
      tag.is_empty = false;
      tag.attributes.push_back(reader.attribute());
      continue;
    }
    tag.is_complete = reader.peek() == '>';
    tag.is_empty = tag.is_complete ? tag.is_empty : reader.peek() == '/';
    reader.advance();
    if (tag.is_complete) break;  // blanks behind it are the document's
  }
  tag.end = reader.at();
  return tag;
}

RawTag read_end_tag(std::string_view text, std::size_t at) {
  Reader reader(text, at + 2);
  RawTag tag;
  tag.name = reader.name();
  while (!reader.done() && reader.peek() != '>' && reader.peek() != '<') reader.advance();
  tag.is_complete = !reader.done() && reader.peek() == '>';
  tag.end = reader.at() + (tag.is_complete ? 1 : 0);
  return tag;
}

}  // namespace datelined::feeds::read
