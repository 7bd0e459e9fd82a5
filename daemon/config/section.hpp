// One table of the configuration, read key by key.
//
// Each read_… takes the value of a key if it is there and right, leaves `into` alone otherwise, and adds a
// fault where it is wrong. What was never asked for is unknown: finish() says so and names the nearest
// key that was.
#pragma once

#include "daemon/config/faults.hpp"

#include <toml++/toml.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

Place place_of(const toml::node& node);

// A string of a list and where it stands.
struct PlacedText {
  std::string text;
  Place place;
};

class Section {
 public:
  // `name` is "" for the top, "poll" for [poll].
  Section(Faults& faults, const toml::table& table, std::string name)
      : faults_(faults), table_(table), name_(std::move(name)) {}

  // The value of a key, which is known from then on; null when it is not there.
  const toml::node* take(std::string_view key);

  void read_text(std::string_view key, std::string& into);  // not empty
  void read_flag(std::string_view key, bool& into);
  void read_seconds(std::string_view key, std::chrono::seconds& into);
  void read_milliseconds(std::string_view key, std::chrono::milliseconds& into);
  void read_size(std::string_view key, std::size_t& into);
  void read_integer(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t& into);
  void read_count(std::string_view key, std::size_t most, std::size_t& into);  // 1 and up

  // A string or a list of them; `expected` says what for: "a file name".
  std::vector<PlacedText> read_texts(std::string_view key, const std::string& expected);

  // A table below this one; an empty one when it is not there.
  Section read_section(std::string_view key);

  void finish();

  // A fault at the value of a key, or where the table begins when it is not there.
  void fault(std::string_view key, const std::string& what);
  void fault_at(Place place, std::string_view key, const std::string& what);

 private:
  std::string full(std::string_view key) const;

  Faults& faults_;
  const toml::table& table_;
  std::string name_;
  std::vector<std::string> known_;
};

}  // namespace datelined
