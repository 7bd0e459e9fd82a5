#include "feeds/read/json_document.hpp"

#include "feeds/read/references.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <string>

namespace datelined::feeds::read {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 64;

// Builds the value as the parser goes, so that it is there when the parser gives up.
class Builder {
 public:
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  json::value take() {
    while (!open_.empty()) close();
    return std::move(root_);
  }

  using Error = json::error_code;
  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return open(json::object()); }
  bool on_object_end(std::size_t, Error&) { return close(); }
  bool on_array_begin(Error&) { return open(json::array()); }
  bool on_array_end(std::size_t, Error&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, Error&) { return append(part); }
  bool on_key(json::string_view part, std::size_t, Error&) {
    append(part);
    open_.back().key = std::exchange(text_, {});
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, Error&) { return append(part); }
  bool on_string(json::string_view part, std::size_t, Error&) {
    append(part);
    drop_forbidden();
    return put(json::value(std::exchange(text_, {})));
  }
  bool on_number_part(json::string_view, Error&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, Error&) { return put(number); }
  bool on_uint64(std::uint64_t number, json::string_view, Error&) { return put(number); }
  bool on_double(double number, json::string_view, Error&) { return put(number); }
  bool on_bool(bool flag, Error&) { return put(flag); }
  bool on_null(Error&) { return put(nullptr); }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }

 private:
  struct Open {
    json::value value;
    std::string key;  // of the member that is being read
  };

  bool append(json::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  // JSON can say what XML, and so every other format that is written of it, cannot.
  void drop_forbidden() {
    std::size_t kept = 0;
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t forbidden = forbidden_character(text_, at);
      at += forbidden;
      if (forbidden == 0) text_[kept++] = text_[at++];
    }
    text_.resize(kept);
  }

  bool open(json::value value) {
    open_.push_back({std::move(value), {}});
    return true;
  }

  bool close() {
    json::value value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }

  bool put(json::value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (json::object* object = open_.back().value.if_object()) {
      object->insert_or_assign(open_.back().key, std::move(value));
    } else {
      open_.back().value.get_array().push_back(std::move(value));
    }
    return true;
  }

  std::vector<Open> open_;
  std::string text_;
  json::value root_;
};

struct Outcome {
  json::value value;
  bool is_whole, breaks_off;
  std::size_t consumed;
};

Outcome run(std::string_view text, bool leniently) {
  json::parse_options options;
  options.max_depth = max_depth;
  options.allow_comments = options.allow_trailing_commas = leniently;
  json::basic_parser<Builder> parser(options);
  json::error_code error;
  const std::size_t consumed = parser.write_some(false, text.data(), text.size(), error);
  const bool is_whole =
      !error && parser.done() && text.find_first_not_of(" \t\r\n", std::min(consumed, text.size())) == text.npos;
  return {parser.handler().take(), is_whole, error == json::error::incomplete, consumed};
}

// Line breaks inside strings are the fault most often met.
std::string with_controls_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 64);
  bool in_string = false, escaped = false;
  for (const char c : text) {
    if (!escaped && c == '"') in_string = !in_string;
    if (in_string && static_cast<unsigned char>(c) < 0x20) {
      out += c == '\n' ? "\\n" : " ";
    } else {
      out += c;
    }
    escaped = in_string && !escaped && c == '\\';
  }
  return out;
}

}  // namespace

JsonDocument read_json(std::string_view text, std::vector<Note>& notes) {
  Outcome strict = run(text, false);
  if (strict.is_whole) return {std::move(strict.value)};
  const std::string_view read = text.substr(0, strict.consumed);
  notes.push_back({"not-well-formed", "the JSON breaks the grammar or breaks off",
                   1 + static_cast<std::size_t>(std::ranges::count(read, '\n'))});
  Outcome lenient = run(with_controls_escaped(text), true);
  return {std::move(lenient.value), lenient.breaks_off};
}

}  // namespace datelined::feeds::read
