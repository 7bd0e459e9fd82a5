#include "feeds/read/json_document.hpp"

#include "feeds/read/json_repair.hpp"
#include "feeds/read/references.hpp"
#include "feeds/text/characters.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <string>

namespace datelined::feeds::read {
namespace {

namespace json = boost::json;

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
  bool is_whole;
  std::size_t consumed;
};

Outcome run(std::string_view text) {
  json::parse_options options;
  options.max_depth = max_json_depth;
  json::basic_parser<Builder> parser(options);
  json::error_code error;
  const std::size_t consumed = parser.write_some(false, text.data(), text.size(), error);
  return {parser.handler().take(), !error && parser.done(), std::min(consumed, text.size())};
}

std::size_t line_at(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

}  // namespace

std::optional<std::size_t> find_json_root(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  if (text.starts_with('{')) return 0;
  const std::size_t last = text.find_last_not_of(" \t\r\n);");
  if (last == text.npos || text[last] != '}') return std::nullopt;
  for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
    const std::size_t next = text.find_first_not_of(blanks, at + 1);
    if (text[next] == '"') return at;
  }
  return std::nullopt;
}

JsonDocument read_json(std::string_view text, std::vector<Note>& notes) {
  const std::size_t root = find_json_root(text).value_or(0);
  if (root > 0) notes.push_back({"junk-before-root", "something stands before the object", 1});
  const std::string_view rest = text.substr(root);
  const auto note_junk = [&](std::size_t line) {
    notes.push_back({"junk-after-root", "something stands after the object", line});
  };
  Outcome strict = run(rest);
  const std::size_t line = line_at(text, root + strict.consumed);
  if (strict.is_whole) {
    if (!trimmed(rest.substr(strict.consumed)).empty()) note_junk(line);
    return {std::move(strict.value)};
  }
  notes.push_back({"not-well-formed", "the JSON breaks the grammar or breaks off", line});
  const RepairedJson repaired = repair_json(rest);
  if (repaired.has_junk) note_junk(0);
  return {run(repaired.text).value, repaired.is_cut};
}

}  // namespace datelined::feeds::read
