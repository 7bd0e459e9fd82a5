#include "feeds/read/json_repair.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace datelined::feeds::read {
namespace {

// No member has a longer name: further a ':' behind a string is not looked for.
constexpr std::size_t longest_key = 64;

constexpr std::size_t npos = std::string_view::npos;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_quote(char c) {
  return c == '"' || c == '\'';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool ends_word(char c) {
  return is_blank(c) || is_quote(c) || c == ',' || c == ':' || c == '{' || c == '}' || c == '[' || c == ']' || c == '/';
}

// -1.5e3, but neither 007 nor .5 nor what takes more digits than anybody counts.
bool is_number(std::string_view word) {
  if (word.size() > 32) return false;
  if (word.starts_with('-')) word.remove_prefix(1);
  const auto take_digits = [&] {
    const std::size_t end = std::min(word.find_first_not_of("0123456789"), word.size());
    word.remove_prefix(end);
    return end > 0;
  };
  const bool leads_with_zero = word.starts_with('0') && word.size() > 1 && is_digit(word[1]);
  if (leads_with_zero || !take_digits()) return false;
  if (word.starts_with('.')) {
    word.remove_prefix(1);
    if (!take_digits()) return false;
  }
  if (word.starts_with('e') || word.starts_with('E')) {
    word.remove_prefix(1);
    if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
    if (!take_digits()) return false;
  }
  return word.empty();
}

// The code unit of the \uXXXX at `at`.
std::optional<unsigned> code_unit(std::string_view raw, std::size_t at) {
  if (at + 6 > raw.size() || raw[at] != '\\' || raw[at + 1] != 'u') return std::nullopt;
  unsigned unit = 0;
  for (const char c : raw.substr(at + 2, 4)) {
    const std::size_t digit = std::string_view("0123456789abcdefABCDEF").find(c);
    if (digit == npos) return std::nullopt;
    unit = unit * 16 + static_cast<unsigned>(digit < 16 ? digit : digit - 6);
  }
  return unit;
}

struct Spelling {
  std::string_view word, json;
};

// As JSON, Python and JavaScript write them.
constexpr Spelling spellings[] = {{"true", "true"},     {"True", "true"},     {"false", "false"},    {"False", "false"},
                                  {"null", "null"},     {"None", "null"},     {"undefined", "null"}, {"NaN", "null"},
                                  {"Infinity", "null"}, {"-Infinity", "null"}};

class Repairer {
 public:
  explicit Repairer(std::string_view text) : text_(text) { out_.reserve(text.size() + 64); }

  RepairedJson run() {
    open();
    while (!open_.empty() && at_ < text_.size()) token();
    const bool is_cut = !open_.empty();
    while (!open_.empty()) pop();
    return {std::move(out_), is_cut, skip_blanks(at_) < text_.size()};
  }

 private:
  struct Open {
    bool is_object, awaits_value = false, has_any = false;
  };

  std::size_t skip_blanks(std::size_t at) const {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at;
  }

  // '\0' at the end.
  char at(std::size_t place) const { return place < text_.size() ? text_[place] : '\0'; }
  char behind(std::size_t place) const { return at(skip_blanks(place)); }

  bool awaits_key() const { return open_.back().is_object && !open_.back().awaits_value; }

  void write(std::string_view piece) {
    if (open_.size() <= max_json_depth) out_ += piece;
  }

  void token();
  void comment();
  bool is_next_in_list() const;
  void open();
  bool is_stray(bool is_object) const;
  void close();
  void pop();
  void string();
  void word();
  void begin_value();
  void key(std::string_view raw);
  void write_string(std::string_view raw);
  std::size_t escape(std::string_view raw, std::size_t at);

  std::optional<std::size_t> end_of_string(std::size_t start);
  bool may_end_string(std::size_t next) const;
  bool is_key_at(std::size_t at) const;
  bool is_member_behind_list(std::size_t next) const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<Open> open_;
  std::array<std::string_view, max_json_depth> first_keys_;  // of each that is open
  bool any_quote_ends_ = false;                              // a string once went on to the document's end
  bool no_comment_ends_ = false;
};

void Repairer::token() {
  at_ = skip_blanks(at_);
  switch (at(at_)) {
    case '{':
    case '[':
      return open();
    case '}':
    case ']':
      return close();
    case ',':
      if (open_.back().awaits_value) {
        write("null");
        open_.back().awaits_value = false;
      }
      ++at_;
      return;
    case '"':
    case '\'':
      return string();
    case '/':
      return comment();
    case ':':
      ++at_;
      return;
    default:
      return word();
  }
}

void Repairer::comment() {
  const bool is_line = at(at_ + 1) == '/';
  std::size_t end = npos;
  if (is_line) {
    end = std::min(text_.find('\n', at_), text_.size());
  } else if (at(at_ + 1) == '*' && !no_comment_ends_) {
    end = text_.find("*/", at_ + 2);
    no_comment_ends_ = end == npos;
  }
  at_ = end == npos ? at_ + 1 : std::min(end + (is_line ? 1 : 2), text_.size());
}

// What stands before a value where the last token left off.
void Repairer::begin_value() {
  if (open_.empty()) return;
  if (awaits_key()) key({});
  if (open_.back().is_object) {
    open_.back().awaits_value = false;
  } else if (std::exchange(open_.back().has_any, true)) {
    write(",");
  }
}

void Repairer::key(std::string_view raw) {
  if (std::exchange(open_.back().has_any, true)) {
    write(",");
  } else if (open_.size() <= max_json_depth) {
    first_keys_[open_.size() - 1] = raw;
  }
  write_string(raw);
  write(":");
  open_.back().awaits_value = true;
}

// Whether the object that opens here is the next in a list, whose neighbour has lost its end: both begin with the same
// name.
bool Repairer::is_next_in_list() const {
  const std::size_t depth = open_.size();
  if (depth < 2 || depth > max_json_depth || !awaits_key() || open_[depth - 2].is_object) return false;
  const std::string_view first = first_keys_[depth - 1];
  const std::string_view name = text_.substr(std::min(skip_blanks(at_ + 1), text_.size()));
  const bool is_quoted = !name.empty() && is_quote(name[0]);
  return !first.empty() && name.substr(is_quoted ? 1 : 0).starts_with(first);
}

void Repairer::open() {
  const bool is_object = text_[at_] == '{';
  if (is_object && is_next_in_list()) pop();
  begin_value();
  if (open_.size() == max_json_depth) write("null");
  open_.push_back({is_object});
  if (open_.size() <= max_json_depth) first_keys_[open_.size() - 1] = {};
  write(is_object ? "{" : "[");
  ++at_;
}

void Repairer::pop() {
  if (open_.back().awaits_value) write("null");
  write(open_.back().is_object ? "}" : "]");
  open_.pop_back();
}

// Whether what stands behind a bracket that does not fit the innermost says that it closes nothing.
bool Repairer::is_stray(bool is_object) const {
  const std::size_t next = skip_blanks(at_);
  return is_object ? at(next) == ']' : at(next) == ',' && is_key_at(skip_blanks(next + 1));
}

// The root is not closed before a comma: there is more to come.

void Repairer::close() {
  const bool is_object = text_[at_] == '}';
  ++at_;
  if (open_.back().is_object != is_object && is_stray(is_object)) return;
  const auto fits = [&](const Open& open) { return open.is_object == is_object; };
  const auto found = std::find_if(open_.rbegin(), open_.rend(), fits);
  if (found == open_.rend()) return;
  const auto depth = static_cast<std::size_t>(open_.rend() - found) - 1;
  if (depth == 0 && behind(at_) == ',') return;
  while (open_.size() > depth) pop();
}

// A member's name in a list: the list has lost its end.
bool Repairer::is_member_behind_list(std::size_t next) const {
  return behind(next) == ':' && !open_.back().is_object && open_.size() > 1 && open_[open_.size() - 2].is_object;
}

void Repairer::string() {
  const std::size_t start = at_ + 1;
  const auto end = end_of_string(start);
  if (!end) {
    at_ = text_.size();  // it was cut off
    return;
  }
  const std::string_view raw = text_.substr(start, *end - start);
  at_ = *end + 1;
  if (is_member_behind_list(at_)) pop();
  if (awaits_key()) return key(raw);
  begin_value();
  write_string(raw);
}

std::optional<std::size_t> Repairer::end_of_string(std::size_t start) {
  const char quote = text_[start - 1];
  std::optional<std::size_t> first;
  for (std::size_t at = start; at < text_.size(); ++at) {
    if (text_[at] == '\\') {
      ++at;
    } else if (text_[at] == quote) {
      if (any_quote_ends_ || may_end_string(at + 1)) return at;
      if (!first) first = at;
    }
  }
  any_quote_ends_ = first.has_value();
  return first;
}

// Whether what stands behind a quote may stand behind a string.
bool Repairer::may_end_string(std::size_t next) const {
  next = skip_blanks(next);
  const char c = at(next);
  if (next >= text_.size() || c == '/') return true;
  if (awaits_key()) return c == ':';
  const bool is_in_object = open_.back().is_object;
  if (c == '}' || c == '{' || (c == ']' && !is_in_object)) return true;
  if (c == ':') return !is_in_object;
  if (c != ',') return is_in_object && is_key_at(next);
  next = skip_blanks(next + 1);
  const char then = at(next);
  if (next >= text_.size() || then == ',' || then == '}' || then == ']' || then == '{' || then == '/') return true;
  if (is_in_object) return is_key_at(next);
  return is_quote(then) || then == '[' || then == '-' || is_digit(then) || then == 't' || then == 'f' || then == 'n';
}

bool Repairer::is_key_at(std::size_t at) const {
  const std::string_view rest = text_.substr(at, longest_key);
  if (rest.empty()) return false;
  std::size_t end = 1;
  if (is_quote(rest[0])) {
    while (end < rest.size() && rest[end] != rest[0]) end += rest[end] == '\\' ? 2 : 1;
    ++end;
  } else {
    while (end < rest.size() && !ends_word(rest[end])) ++end;
  }
  return end <= rest.size() && behind(at + end) == ':';
}

void Repairer::word() {
  const std::size_t start = at_;
  while (at_ < text_.size() && !ends_word(text_[at_])) ++at_;
  const std::string_view word = text_.substr(start, at_ - start);
  if (at_ == text_.size()) return;  // it may have been longer
  if (is_member_behind_list(at_)) pop();
  if (awaits_key()) {
    if (behind(at_) == ':') key(word);
    return;
  }
  const auto* known = std::ranges::find(spellings, word, &Spelling::word);
  if (known != std::end(spellings)) {
    begin_value();
    write(known->json);
  } else if (is_number(word)) {
    begin_value();
    write(word);
  } else if (is_digit(word[0]) || word[0] == '+' || word[0] == '-' || word[0] == '.') {
    begin_value();
    write_string(word);
  }
}

void Repairer::write_string(std::string_view raw) {
  if (open_.size() > max_json_depth) return;
  out_ += '"';
  for (std::size_t at = 0; at < raw.size();) {
    const char c = raw[at];
    if (c == '\\') {
      at = escape(raw, at);
      continue;
    }
    ++at;
    if (c == '"') {
      out_ += "\\\"";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out_ += c == '\n' ? "\\n" : " ";
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

// `raw[at]` is a backslash. Gives where to go on.
std::size_t Repairer::escape(std::string_view raw, std::size_t at) {
  if (at + 1 >= raw.size()) return raw.size();
  const char c = raw[at + 1];
  if (const auto unit = code_unit(raw, at)) {
    const bool is_half = *unit >= 0xD800 && *unit < 0xE000;
    const auto other = *unit < 0xDC00 ? code_unit(raw, at + 6) : std::nullopt;
    const bool is_pair = is_half && other && *other >= 0xDC00 && *other < 0xE000;
    const std::size_t length = is_pair ? 12 : 6;
    if (!is_half || is_pair) out_ += raw.substr(at, length);
    return at + length;
  }
  if (std::string_view("\"\\/bfnrt").find(c) != npos) {
    out_ += raw.substr(at, 2);
  } else if (c == 'u') {
    out_ += "\\\\u";
  } else if (c != '\n' && c != '\r') {
    return at + 1;
  }
  return at + 2;
}

}  // namespace

RepairedJson repair_json(std::string_view text) {
  return Repairer(text).run();
}

}  // namespace datelined::feeds::read
