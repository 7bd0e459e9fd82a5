#include "feeds/read/doctype.hpp"

#include "feeds/read/references.hpp"
#include "feeds/text/characters.hpp"

#include <algorithm>

namespace datelined::feeds::read {
namespace {

class Cursor {
 public:
  Cursor(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  bool done() const { return at_ >= text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  void advance() { at_ = std::min(at_ + 1, text_.size()); }

  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }

  void skip_past(std::string_view mark) {
    const std::size_t found = text_.find(mark, at_);
    at_ = found == text_.npos ? text_.size() : found + mark.size();
  }

  std::string_view word() {
    while (!done() && is_ascii_space(peek())) advance();
    const std::size_t start = at_;
    while (!done() && !is_ascii_space(peek()) && peek() != '>' && peek() != '"' && peek() != '\'') advance();
    return text_.substr(start, at_ - start);
  }

  // A literal in quotes of either kind; empty when none stands here.
  std::string_view literal() {
    while (!done() && is_ascii_space(peek())) advance();
    const char quote = peek();
    if (quote != '"' && quote != '\'') return {};
    advance();
    const std::size_t start = at_;
    at_ = std::min(text_.find(quote, start), text_.size());
    const std::string_view value = text_.substr(start, at_ - start);
    advance();
    return value;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

// Character references count where an entity is declared, others where it is used: XML 1.0 §4.5. A line break is a
// blank: where the entity is used it is not one of the document's, whose lines are counted.
std::string replacement_text(std::string_view value) {
  std::string text;
  for (std::size_t at = 0; at < value.size();) {
    const Reference found = value[at] == '&' ? read_reference(value.substr(at)) : Reference();
    if (found.is_number && is_xml_character(found.code)) {
      append_utf8(text, found.code);
      at += found.length;
    } else {
      text += value[at] == '\n' ? ' ' : value[at];
      ++at;
    }
  }
  return text;
}

void read_entity(Cursor& cursor, Entities& entities) {
  const std::string_view name = cursor.word();
  if (name == "%") return cursor.skip_past(">");
  std::string text = replacement_text(cursor.literal());
  cursor.skip_past(">");
  // The first declaration is the one that counts.
  if (!name.empty()) entities.emplace(name, std::move(text));
}

void read_internal_subset(Cursor& cursor, Entities& entities) {
  while (!cursor.done()) {
    if (cursor.take("]")) return;
    if (cursor.take("<!ENTITY")) {
      read_entity(cursor, entities);
    } else if (cursor.take("<!--")) {
      cursor.skip_past("-->");
    } else if (cursor.take("<?")) {
      cursor.skip_past("?>");
    } else if (cursor.peek() == '"' || cursor.peek() == '\'') {
      cursor.literal();
    } else {
      cursor.advance();
    }
  }
}

}  // namespace

std::size_t read_doctype(std::string_view text, std::size_t at, Entities& entities) {
  Cursor cursor(text, at);
  Entities found;
  while (!cursor.done()) {
    if (cursor.take(">")) {
      entities.merge(found);
      return cursor.at();
    }
    if (cursor.take("[")) {
      read_internal_subset(cursor, found);
    } else if (cursor.peek() == '"' || cursor.peek() == '\'') {
      cursor.literal();
    } else {
      cursor.advance();
    }
  }
  return std::min(text.find('>', at), text.size() - 1) + 1;
}

}  // namespace datelined::feeds::read
