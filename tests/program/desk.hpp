// A newsroom's desk in a folder: a configuration, two local wires, and the program to ask.
//
// The wires tell four stories in five entries: both carry "Ministers meet", under one address.
#pragma once

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace datelined::test {

extern const std::string_view two_feeds;  // [[feed]] tables of the wires

class Desk {
 public:
  Desk();

  // The configuration, with an HTTP port of the system's choice.
  void configure(std::string_view feeds) const;

  std::string config() const { return (dir / "datelined.toml").string(); }

  // A launch of `datelined COMMAND -c CONFIG …`.
  Launch launch(std::vector<std::string> arguments) const;
  Outcome run(std::vector<std::string> arguments) const { return test::run(launch(std::move(arguments))); }

  // What `export --format ndjson …` prints, a value a line.
  std::vector<boost::json::value> stories(std::vector<std::string> arguments = {}) const;

  TempDir dir;
};

// The same by a shell that sets a limit first.
inline Launch limited(Launch launch, const std::string& limit) {
  launch.arguments.insert(launch.arguments.begin(), {"-c", "ulimit " + limit + "; exec \"$0\" \"$@\"", launch.program});
  launch.program = "/bin/sh";
  return launch;
}

std::vector<std::string> titles(const std::vector<boost::json::value>& stories);

// An RSS document with an item for each number from `first` to `last`.
std::string numbered_wire(std::string_view name, int first, int last);

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace datelined::test
