#include "feeds/text/tokens.hpp"

#include "feeds/text/characters.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace datelined::feeds::html {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t longest_name = 16;  // longer than any name of HTML
constexpr int most_unclosed = 16;         // each costs a look through the rest of the document

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool ends_name(char c) {
  return is_ascii_space(c) || c == '/' || c == '>';
}

const Element* element_of(std::string_view name) {
  std::array<char, longest_name> lower;
  if (name.size() > lower.size()) return nullptr;
  std::transform(name.begin(), name.end(), lower.begin(), [](char c) { return ascii_lower(c); });
  return find_element({lower.data(), name.size()});
}

// Whether a tag with this opening, "</script", stands here.
bool has_tag(std::string_view text, std::string_view opening, std::string_view name) {
  return text.starts_with(opening) && text.size() > opening.size() + name.size() &&
         equal_ignoring_case(text.substr(opening.size(), name.size()), name) &&
         ends_name(text[opening.size() + name.size()]);
}

std::size_t end_of_raw_text(std::string_view text, std::string_view name) {
  if (name == "plaintext") return text.size();
  for (std::size_t at = text.find('<'); at != npos; at = text.find('<', at + 1)) {
    if (has_tag(text.substr(at), "</", name)) return at;
  }
  return text.size();
}

// A script ends at its end tag, but not in <!-- … <script> … </script> … -->.
std::size_t end_of_script(std::string_view text) {
  enum class In { script, comment, script_in_comment } in = In::script;
  for (std::size_t at = text.find_first_of("<-"); at != npos; at = text.find_first_of("<-", at + 1)) {
    const std::string_view rest = text.substr(at);
    if (in != In::script && rest.starts_with("-->")) {
      in = In::script;
    } else if (in == In::script && rest.starts_with("<!--")) {
      in = In::comment;
      at += 1;  // <!--> is a whole comment: its dashes close it too
    } else if (has_tag(rest, "</", "script")) {
      if (in != In::script_in_comment) return at;
      in = In::comment;
    } else if (in == In::comment && has_tag(rest, "<", "script")) {
      in = In::script_in_comment;
    }
  }
  return text.size();
}

// Where SVG and MathML hold HTML, whose tags then do not end them.
bool is_integration_point(std::string_view name) {
  constexpr std::array<std::string_view, 9> points{"annotation-xml", "desc", "foreignobject", "mi", "mn", "mo", "ms",
                                                   "mtext",          "title"};
  return std::any_of(points.begin(), points.end(), [&](auto point) { return equal_ignoring_case(name, point); });
}

bool leaves_foreign_content(const Token& token) {
  if (token.element == nullptr) return false;
  if (token.kind == Token::Kind::start) return token.element->is(leaves_foreign);
  return token.element->name == "p" || token.element->name == "br";
}

}  // namespace

bool Tokens::next(Token& token) {
  while (!rest_.empty()) {
    if (raw_ != nullptr) {
      if (read_raw_text(token)) return true;
      continue;
    }
    const Read read = rest_.front() == '<' ? read_markup(token) : Read::text;
    if (read == Read::token) return true;
    if (read == Read::nothing) continue;
    token.kind = Token::Kind::text;
    token.literal = false;
    token.text = rest_.substr(0, rest_.find('<', 1));
    rest_.remove_prefix(token.text.size());
    return true;
  }
  return false;
}

Tokens::Read Tokens::read_markup(Token& token) {
  const char first = rest_.size() > 1 ? rest_[1] : '\0';
  if (is_letter(first)) return read_tag(token, Token::Kind::start, 1);
  if (first == '?') return skip_declaration();
  if (first == '!') {
    if (rest_.starts_with("<!--")) return skip_comment();
    return in_foreign_ && rest_.starts_with("<![CDATA[") ? skip_past("]]>") : skip_declaration();
  }
  if (first != '/' || rest_.size() == 2) return Read::text;
  return is_letter(rest_[2]) ? read_tag(token, Token::Kind::end, 2) : skip_past(">");
}

Tokens::Read Tokens::read_tag(Token& token, Token::Kind kind, std::size_t name_at) {
  const auto* name_end = std::find_if(rest_.begin() + name_at, rest_.end(), ends_name);
  token.kind = kind;
  token.name = std::string_view(rest_.begin() + name_at, name_end);
  token.element = element_of(token.name);
  rest_.remove_prefix(name_at + token.name.size());
  const std::string_view behind_name = rest_;
  if (!read_attributes(token)) return Read::nothing;
  token.attributes_text = behind_name.substr(0, behind_name.size() - rest_.size() - 1);
  if (kind == Token::Kind::start && !in_foreign_) enter_raw_text(token);
  return Read::token;
}

// Up to and with '>'; false when there is none.
bool Tokens::read_attributes(Token& token) {
  token.attributes.clear();
  token.self_closing = false;
  while (!rest_.empty()) {
    const char c = rest_.front();
    if (c == '>') {
      rest_.remove_prefix(1);
      return true;
    }
    if (is_ascii_space(c) || c == '/') {
      token.self_closing = rest_.starts_with("/>");
      rest_.remove_prefix(1);
    } else {
      read_attribute(token);
    }
  }
  return false;
}

void Tokens::read_attribute(Token& token) {
  const auto skip_space = [this] {
    while (!rest_.empty() && is_ascii_space(rest_.front())) rest_.remove_prefix(1);
  };
  // A '=' in first place is part of the name.
  const auto* end = std::find_if(rest_.begin() + 1, rest_.end(), [](char c) { return ends_name(c) || c == '='; });
  Attribute& attribute = token.attributes.emplace_back();
  attribute.name = std::string_view(rest_.begin(), end);
  rest_.remove_prefix(attribute.name.size());
  skip_space();
  if (!rest_.starts_with('=')) return;
  rest_.remove_prefix(1);
  skip_space();
  if (rest_.empty() || rest_.front() == '>') return;

  const char quote = rest_.front();
  if (quote == '"' || quote == '\'') {
    const std::size_t closing = rest_.find(quote, 1);
    attribute.value = rest_.substr(1, closing == npos ? npos : closing - 1);
    rest_.remove_prefix(closing == npos ? rest_.size() : closing + 1);
  } else {
    end = std::find_if(rest_.begin(), rest_.end(), [](char c) { return is_ascii_space(c) || c == '>'; });
    attribute.value = std::string_view(rest_.begin(), end);
    rest_.remove_prefix(attribute.value.size());
  }
}

// Without an end tag ahead only a script or a style sheet hides the rest of the document, and <script/> does not.
void Tokens::enter_raw_text(const Token& token) {
  const Element* const e = token.element;
  if (e == nullptr || !e->is(raw_text)) return;
  if (std::find(never_end_.begin(), never_end_.end(), e) != never_end_.end()) return;
  const std::size_t end = e->name == "script" ? end_of_script(rest_) : end_of_raw_text(rest_, e->name);
  const bool hides_rest = (e->name == "script" || e->name == "style") && !token.self_closing;
  if (end == rest_.size() && !hides_rest) {
    never_end_.push_back(e);
  } else {
    raw_ = e;
    raw_size_ = end;
  }
}

bool Tokens::read_raw_text(Token& token) {
  token.kind = Token::Kind::text;
  token.literal = !raw_->is(references);
  token.text = rest_.substr(0, raw_size_);
  rest_.remove_prefix(raw_size_);
  raw_ = nullptr;
  return !token.text.empty();
}

Tokens::Read Tokens::skip_comment() {
  const std::string_view inside = rest_.substr(4);
  if (inside.starts_with(">") || inside.starts_with("->")) return skip_past(">");
  std::size_t end = inside.find("--");
  while (end != npos && inside[std::min(end + 2, inside.size() - 1)] != '>' &&
         !inside.substr(end).starts_with("--!>")) {
    end = inside.find("--", end + 1);
  }
  rest_ = end == npos ? std::string_view() : inside.substr(end);
  return skip_past(">");
}

// <!DOCTYPE …> and the like. Without an end it is what somebody wrote about, not markup.
Tokens::Read Tokens::skip_declaration() {
  ends_ahead_ = ends_ahead_ && rest_.find('>') != npos;
  return ends_ahead_ ? skip_past(">") : Read::text;
}

Tokens::Read Tokens::skip_past(std::string_view mark) {
  const std::size_t end = rest_.find(mark);
  rest_.remove_prefix(end == npos ? rest_.size() : end + mark.size());
  return Read::nothing;
}

void Tokens::skip_content(const Element& root) {
  if (root.is(raw_text)) {
    Token ignored;
    if (raw_ != nullptr) read_raw_text(ignored);
    return;
  }
  if (unclosed_ == most_unclosed) return;
  Tokens ahead = *this;
  if (root.is(foreign) ? ahead.skip_foreign(root) : ahead.skip_nested(root)) {
    *this = std::move(ahead);
  } else {
    ++unclosed_;
  }
}

bool Tokens::skip_nested(const Element& root) {
  int depth = 1;
  for (Token token; depth > 0 && next(token);) {
    if (token.kind == Token::Kind::text || token.element != &root) continue;
    depth += token.kind == Token::Kind::start ? 1 : -1;
  }
  return depth == 0;
}

bool Tokens::skip_foreign(const Element& root) {
  int depth = 1;
  int integration = 0;
  in_foreign_ = true;
  std::string_view before = rest_;
  for (Token token; depth > 0 && next(token); before = rest_) {
    if (token.kind == Token::Kind::text) continue;
    if (integration <= 0 && leaves_foreign_content(token)) {
      rest_ = before;
      depth = 0;
      break;
    }
    const int step = token.kind == Token::Kind::end ? -1 : token.self_closing ? 0 : 1;
    if (token.element == &root) depth += step;
    if (is_integration_point(token.name)) integration += step;
  }
  in_foreign_ = false;
  return depth == 0;
}

}  // namespace datelined::feeds::html
