#include "feeds/json.hpp"

#include "feeds/json_text.hpp"
#include "feeds/json_tree.hpp"
#include "feeds/text/date.hpp"

#include <boost/describe/members.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace datelined::feeds {
namespace {

namespace json = boost::json;
namespace describe = boost::describe;

template <class T>
using Members = describe::describe_members<T, describe::mod_public>;

template <class T>
concept Described = describe::has_describe_members<T>::value;

// `extension` is `_datelined`; `explicit_` is a word that C++ keeps for itself.
constexpr std::string_view key_of(std::string_view member) {
  if (member == "extension") return "_datelined";
  if (member.ends_with('_')) member.remove_suffix(1);
  return member;
}

// ---- out: what is empty is left out by what holds it.

struct Empty {
  static bool is(const std::string& text) { return text.empty(); }
  static bool is(std::int64_t) { return false; }
  static bool is(double) { return false; }
  static bool is(bool) { return false; }
  static bool is(Time) { return false; }
  static bool is(const Geometry& geometry) { return geometry.positions.empty(); }
  template <class T>
  static bool is(const std::optional<T>& value) {
    return !value || is(*value);
  }
  template <class T>
  static bool is(const Boxed<T>& value) {
    return !value || is(*value);
  }
  template <class T>
  static bool is(const std::vector<T>& list) {
    return std::ranges::all_of(list, [](const T& element) { return is(element); });
  }
  template <Described T>
  static bool is(const T& value) {
    bool all = true;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) { all = all && is(value.*member.pointer); });
    return all;
  }
};

// What is not empty, written as text (JsonText) or as a tree (JsonTree).
template <class Out>
class Encoder {
 public:
  void encode(const std::string& text) { out_.string(text); }
  void encode(std::int64_t number) { out_.number(number); }
  void encode(bool flag) { out_.flag(flag); }
  void encode(Time time) { out_.string(rfc3339(time)); }

  // A whole number is written as one: 90, not 9E1.
  void encode(double number) {
    constexpr double exact = 9007199254740992.0;
    if (std::trunc(number) == number && std::abs(number) <= exact)
      return out_.number(static_cast<std::int64_t>(number));
    out_.number(number);
  }

  void encode(const Geometry& geometry) {
    out_.begin_object();
    out_.key("type");
    encode(geometry.type);
    out_.key("coordinates");
    if (geometry.type == "Point") {
      encode_position(geometry.positions.front());
    } else {
      const bool is_list_of_rings = geometry.type == "Polygon";
      if (is_list_of_rings) out_.begin_array();
      out_.begin_array();
      for (const Position& position : geometry.positions) encode_position(position);
      out_.end_array();
      if (is_list_of_rings) out_.end_array();
    }
    out_.end_object();
  }

  template <class T>
  void encode(const std::optional<T>& value) {
    encode(*value);
  }
  template <class T>
  void encode(const Boxed<T>& value) {
    encode(*value);
  }

  template <class T>
  void encode(const std::vector<T>& list) {
    out_.begin_array();
    for (const T& element : list) {
      if (!Empty::is(element)) encode(element);
    }
    out_.end_array();
  }

  template <Described T>
  void encode(const T& value) {
    out_.begin_object();
    encode_members(value);
    out_.end_object();
  }

  void encode(const Entry& entry) {
    out_.begin_object();
    encode_members(entry);
    if (entry.content_html.empty() && entry.content_text.empty()) {
      out_.key("content_text");
      out_.string("");
    }
    out_.end_object();
  }

  auto take() { return std::move(out_).take(); }

 private:
  template <Described T>
  void encode_members(const T& value) {
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      if (Empty::is(value.*member.pointer)) return;
      out_.key(key_of(member.name));
      encode(value.*member.pointer);
    });
  }

  void encode_position(const Position& position) {
    out_.begin_array();
    for (const double number : position) encode(number);
    out_.end_array();
  }

  Out out_;
};

template <class Out, class T>
auto encoded(const T& value) {
  Encoder<Out> encoder;
  encoder.encode(value);
  return encoder.take();
}

// ---- in: what is of another type than it should be is left as it was.

void decode(const json::value& value, std::string& text) {
  if (const json::string* string = value.if_string()) text.assign(string->data(), string->size());
}

void decode(const json::value& value, std::int64_t& number) {
  if (value.is_int64()) number = value.get_int64();
}

void decode(const json::value& value, Integer& number) {
  if (value.is_int64()) number = value.get_int64();
}

void decode(const json::value& value, Number& number) {
  if (value.is_number()) number = value.to_number<double>();
}

void decode(const json::value& value, Flag& flag) {
  if (value.is_bool()) flag = value.get_bool();
}

void decode(const json::value& value, Date& date) {
  if (const json::string* text = value.if_string()) date = read_date({text->data(), text->size()});
}

std::optional<Position> decode_position(const json::value& value) {
  const json::array* numbers = value.if_array();
  if (numbers == nullptr || numbers->size() < 2) return std::nullopt;
  Position position;
  for (const json::value& number : *numbers) {
    if (!number.is_number()) return std::nullopt;
    position.push_back(number.to_number<double>());
  }
  return position;
}

void decode(const json::value& value, std::optional<Geometry>& geometry) {
  const json::object* object = value.if_object();
  const json::value* coordinates = object == nullptr ? nullptr : object->if_contains("coordinates");
  const json::value* type = object == nullptr ? nullptr : object->if_contains("type");
  if (coordinates == nullptr || type == nullptr) return;
  Geometry decoded;
  decode(*type, decoded.type);
  const json::array* positions = coordinates->if_array();
  if (positions == nullptr || positions->empty()) return;
  if (decoded.type == "Polygon") positions = (*positions)[0].if_array();
  if (decoded.type == "Point") {
    if (auto position = decode_position(*coordinates)) decoded.positions.push_back(std::move(*position));
  } else if (positions != nullptr) {
    for (const json::value& element : *positions) {
      if (auto position = decode_position(element)) decoded.positions.push_back(std::move(*position));
    }
  }
  if (!decoded.positions.empty()) geometry = std::move(decoded);
}

template <class T>
void decode(const json::value& value, std::vector<T>& list);
template <Described T>
void decode(const json::value& value, std::optional<T>& member);
template <Described T>
void decode(const json::value& value, Boxed<T>& member);
template <Described T>
void decode(const json::value& value, T& member);

template <class T>
void decode(const json::value& value, std::vector<T>& list) {
  const json::array* array = value.if_array();
  if (array == nullptr) return;
  for (const json::value& element : *array) decode(element, list.emplace_back());
}

template <Described T>
void decode(const json::value& value, std::optional<T>& member) {
  if (value.is_object()) decode(value, member.emplace());
}

template <Described T>
void decode(const json::value& value, Boxed<T>& member) {
  if (value.is_object()) decode(value, member.emplace());
}

template <Described T>
void decode_members(const json::object& object, T& value) {
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    if (const json::value* found = object.if_contains(key_of(member.name))) decode(*found, value.*member.pointer);
  });
}

template <Described T>
void decode(const json::value& value, T& member) {
  if (const json::object* object = value.if_object()) decode_members(*object, member);
}

json::array encode_notes(const std::vector<Note>& notes) {
  json::array array;
  for (const Note& note : notes) {
    json::object object{{"code", note.code}, {"message", note.message}};
    if (note.line != 0) object["line"] = note.line;
    array.push_back(std::move(object));
  }
  return array;
}

json::object head_of(const Parsed& parsed) {
  json::object object{{"version", "https://jsonfeed.org/version/1.1"}, {"title", parsed.feed.title}};
  json::object feed = to_json(parsed.feed);
  json::object extension{{"format", parsed.format}, {"encoding", parsed.encoding}};
  if (json::value* own = feed.if_contains("_datelined")) {
    for (auto& [key, value] : own->get_object()) extension.emplace(key, std::move(value));
  }
  extension["problems"] = encode_notes(parsed.notes);
  feed.erase("_datelined");
  for (auto& [key, value] : feed) object.emplace(key, std::move(value));
  object["_datelined"] = std::move(extension);
  return object;
}

}  // namespace

json::object to_json(const Feed& feed) {
  return std::move(encoded<JsonTree>(feed).get_object());
}

json::object to_json(const Entry& entry) {
  return std::move(encoded<JsonTree>(entry).get_object());
}

std::string json_text(const Feed& feed) {
  return encoded<JsonText>(feed);
}

std::string json_text(const Entry& entry) {
  return encoded<JsonText>(entry);
}

void write_json(const Parsed& parsed, const std::function<void(std::string_view)>& write) {
  std::string head = json::serialize(head_of(parsed));
  head.pop_back();  // the items are its last member
  write(head);
  write(",\"items\":[");
  std::string_view separator;
  for (const Entry& entry : parsed.entries) {
    write(separator);
    write(json_text(entry));
    separator = ",";
  }
  write("]}");
}

Feed feed_from_json(const json::object& json) {
  Feed feed;
  decode_members(json, feed);
  return feed;
}

Entry entry_from_json(const json::object& json) {
  Entry entry;
  decode_members(json, entry);
  return entry;
}

}  // namespace datelined::feeds
