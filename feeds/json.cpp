#include "feeds/json.hpp"

#include "feeds/text/date.hpp"

#include <boost/describe/members.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cmath>
#include <string_view>

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

// ---- out: an empty value becomes null, and a null is left out by what holds it.

json::value encode(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}
json::value encode(std::int64_t number) {
  return number;
}
json::value encode(bool flag) {
  return flag;
}
json::value encode(Time time) {
  return json::value(rfc3339(time));
}

// A whole number is written as one: 90, not 9E1.
json::value encode(double number) {
  constexpr double exact = 9007199254740992.0;
  if (std::trunc(number) == number && std::abs(number) <= exact) return static_cast<std::int64_t>(number);
  return number;
}

json::value encode(const Geometry& geometry) {
  json::array positions;
  for (const Position& position : geometry.positions) {
    json::array numbers;
    for (const double number : position) numbers.push_back(encode(number));
    positions.push_back(std::move(numbers));
  }
  if (positions.empty()) return {};
  json::value coordinates = positions;
  if (geometry.type == "Point") coordinates = positions.front();
  // A list of rings. Not array{positions}: compilers do not agree whether that is a list or a copy.
  if (geometry.type == "Polygon") coordinates = json::array(1, std::move(positions));
  return json::object{{"type", geometry.type}, {"coordinates", std::move(coordinates)}};
}

template <class T>
json::value encode(const std::optional<T>& value);
template <class T>
json::value encode(const Boxed<T>& value);
template <class T>
json::value encode(const std::vector<T>& list);
template <Described T>
json::value encode(const T& value);

template <class T>
json::value encode(const std::optional<T>& value) {
  return value ? encode(*value) : json::value();
}

template <class T>
json::value encode(const Boxed<T>& value) {
  return value ? encode(*value) : json::value();
}

template <class T>
json::value encode(const std::vector<T>& list) {
  json::array array;
  for (const T& element : list) {
    if (json::value value = encode(element); !value.is_null()) array.push_back(std::move(value));
  }
  return array.empty() ? json::value() : json::value(std::move(array));
}

template <Described T>
json::object encode_members(const T& value) {
  json::object object;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    json::value encoded = encode(value.*member.pointer);
    if (!encoded.is_null()) object.emplace(key_of(member.name), std::move(encoded));
  });
  return object;
}

template <Described T>
json::value encode(const T& value) {
  json::object object = encode_members(value);
  return object.empty() ? json::value() : json::value(std::move(object));
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
  return encode_members(feed);
}

json::object to_json(const Entry& entry) {
  json::object object = encode_members(entry);
  if (!object.contains("content_html") && !object.contains("content_text")) object["content_text"] = "";
  return object;
}

void write_json(const Parsed& parsed, const std::function<void(std::string_view)>& write) {
  std::string head = json::serialize(head_of(parsed));
  head.pop_back();  // the items are its last member
  write(head);
  write(",\"items\":[");
  std::string_view separator;
  for (const Entry& entry : parsed.entries) {
    write(separator);
    write(json::serialize(to_json(entry)));
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
