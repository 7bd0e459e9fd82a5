// A stream of HTML tags and the text between them, as an HTML5 tokenizer sees them.
//
// In:  UTF-8, alive as long as the tokens; text/html, not XML: <div/> is a start tag.
// Out: views into it, references not decoded. Comments, doctypes, processing instructions and a tag that
//      never ends are passed over; a doctype that never ends is text. Linear time.
// See: the WHATWG HTML Standard, "Tokenization".
#pragma once

#include "feeds/text/elements.hpp"

#include <string_view>
#include <vector>

namespace datelined::feeds::html {

struct Attribute {
  std::string_view name;   // as written
  std::string_view value;  // without its quotes
};

struct Token {
  enum class Kind { text, start, end } kind = Kind::text;
  std::string_view text;              // of a text
  bool literal = false;               // a text in which '&' is an ampersand
  const Element* element = nullptr;   // of a tag; nullptr when HTML has none of its name
  std::string_view name;              // of a tag, as written
  std::vector<Attribute> attributes;  // of a start tag
  std::string_view attributes_text;   // the same as written, from behind the name up to '>'
  bool self_closing = false;          // <br/>
};

class Tokens {
 public:
  explicit Tokens(std::string_view html) : rest_(html) {}

  // The next one into token, whose memory is used again; false at the end.
  bool next(Token& token);

  // After the start tag of an element: over its content. SVG and MathML end early at a tag of HTML, which
  // comes next. Where the end tag is missing, what follows is taken as outside, lest a story go with it.
  void skip_content(const Element& root);

 private:
  enum class Read { token, nothing, text };

  Read read_markup(Token& token);
  Read read_tag(Token& token, Token::Kind kind, std::size_t name_at);
  bool read_attributes(Token& token);
  void read_attribute(Token& token);
  bool read_raw_text(Token& token);
  void enter_raw_text(const Token& token);
  bool skip_nested(const Element& root);
  bool skip_foreign(const Element& root);
  Read skip_comment();
  Read skip_declaration();
  Read skip_past(std::string_view mark);

  std::string_view rest_;
  const Element* raw_ = nullptr;  // whose text comes next
  std::size_t raw_size_ = 0;
  std::vector<const Element*> never_end_;  // raw text elements without an end tag ahead
  int unclosed_ = 0;
  bool ends_ahead_ = true;   // a '>'
  bool in_foreign_ = false;  // where <style> is a tag like any other and CDATA sections exist
};

}  // namespace datelined::feeds::html
