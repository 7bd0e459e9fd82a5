#include "daemon/config/section.hpp"

#include "daemon/config/nearest.hpp"
#include "daemon/units.hpp"

#include <algorithm>
#include <sstream>

namespace datelined {
namespace {

// Paths and addresses go to those who take U+0000 for their end.
constexpr const char* without_null = "expected a string without U+0000";

bool has_null(const std::string& text) {
  return text.find('\0') != text.npos;
}

std::string kind(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "a boolean";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time";
    case toml::node_type::date_time:
      return "a date and time";
    case toml::node_type::none:
      break;
  }
  return "nothing";
}

// What stands there instead of what was expected. A string may be a secret in the wrong place, so the
// caller shows it only where the key can hold none.
std::string expected(const std::string& what, const toml::node& node) {
  return "expected " + what + ", got " + kind(node);
}

std::string expected(const std::string& what, const std::string& got) {
  return "expected " + what + ", got \"" + got + "\"";
}

const std::string a_duration = "a duration such as \"90s\", \"15m\", \"24h\" or \"7d\"";

}  // namespace

Place place_of(const toml::node& node) {
  const toml::source_position& begin = node.source().begin;
  return {begin.line, begin.column};
}

const toml::node* Section::take(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  return table_.get(key);
}

void Section::read_text(std::string_view key, std::string& into) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  const auto* text = node->as_string();
  if (text == nullptr) return fault(key, expected("a string", *node));
  if (text->get().empty()) return fault(key, "expected a string that is not empty");
  if (has_null(text->get())) return fault(key, without_null);
  into = text->get();
}

void Section::read_flag(std::string_view key, bool& into) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  const auto* flag = node->as_boolean();
  if (flag == nullptr) return fault(key, expected("true or false", *node));
  into = flag->get();
}

void Section::read_milliseconds(std::string_view key, std::chrono::milliseconds& into) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  const auto* text = node->as_string();
  if (text == nullptr) return fault(key, expected(a_duration, *node));
  const auto duration = read_duration(text->get());
  // A year is more than anybody means, and far from where arithmetic with times overflows.
  if (!duration || duration->count() == 0) return fault(key, expected(a_duration, text->get()));
  if (*duration > std::chrono::days{366}) return fault(key, expected("a duration of at most a year", text->get()));
  into = *duration;
}

void Section::read_seconds(std::string_view key, std::chrono::seconds& into) {
  std::chrono::milliseconds duration = into;
  read_milliseconds(key, duration);
  if (duration < std::chrono::seconds{1}) return fault(key, "expected a second or more");
  into = std::chrono::floor<std::chrono::seconds>(duration);
}

void Section::read_size(std::string_view key, std::size_t& into) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  const std::string a_size = "a size such as \"512KiB\" or \"16MiB\"";
  const auto* text = node->as_string();
  if (text == nullptr) return fault(key, expected(a_size, *node));
  const auto size = datelined::read_size(text->get());
  if (!size || *size == 0) return fault(key, expected(a_size, text->get()));
  into = *size;
}

void Section::read_integer(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t& into) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  const std::string an_integer = "an integer from " + std::to_string(least) + " to " + std::to_string(most);
  const auto* number = node->as_integer();
  if (number == nullptr) return fault(key, expected(an_integer, *node));
  if (number->get() < least || number->get() > most) {
    return fault(key, "expected " + an_integer + ", got " + std::to_string(number->get()));
  }
  into = number->get();
}

void Section::read_count(std::string_view key, std::size_t most, std::size_t& into) {
  auto count = static_cast<std::int64_t>(into);
  read_integer(key, 1, static_cast<std::int64_t>(most), count);
  into = static_cast<std::size_t>(count);
}

std::vector<PlacedText> Section::read_texts(std::string_view key, const std::string& each) {
  std::vector<PlacedText> texts;
  const toml::node* node = take(key);
  if (node == nullptr) return texts;
  const auto read_one = [&](const toml::node& item) {
    const auto* text = item.as_string();
    if (text == nullptr) return fault_at(place_of(item), key, expected(each, item));
    if (text->get().empty()) return fault_at(place_of(item), key, "expected " + each + ", got an empty string");
    if (has_null(text->get())) return fault_at(place_of(item), key, without_null);
    texts.push_back({text->get(), place_of(item)});
  };
  if (const toml::array* list = node->as_array()) {
    for (const toml::node& item : *list) read_one(item);
  } else if (node->is_string()) {
    read_one(*node);
  } else {
    fault(key, expected(each + " or a list of them", *node));
  }
  return texts;
}

Section Section::read_section(std::string_view key) {
  static const toml::table empty;
  const toml::node* node = take(key);
  const toml::table* table = node == nullptr ? &empty : node->as_table();
  if (table == nullptr) {
    fault(key, "expected the table [" + full(key) + "], got " + kind(*node));
    table = &empty;
  }
  return {faults_, *table, full(key)};
}

void Section::finish() {
  for (const auto& [key, value] : table_) {
    if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
    std::string what = "unknown key" + did_you_mean(key.str(), known_);
    if (!what.ends_with('?')) {
      what += "; expected one of";
      for (const std::string& known : known_) what += (known == known_.front() ? " " : ", ") + known;
    }
    const toml::source_position& begin = key.source().begin;
    faults_.add({begin.line, begin.column}, full(key.str()), what);
  }
}

void Section::fault(std::string_view key, const std::string& what) {
  const toml::node* node = table_.get(key);
  fault_at(place_of(node == nullptr ? static_cast<const toml::node&>(table_) : *node), key, what);
}

void Section::fault_at(Place place, std::string_view key, const std::string& what) {
  faults_.add(place, full(key), what);
}

std::string Section::full(std::string_view key) const {
  return name_.empty() ? std::string(key) : name_ + "." + std::string(key);
}

}  // namespace datelined
