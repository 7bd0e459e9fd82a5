// The units, as systemd itself reads them.
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

using namespace datelined::test;

namespace {

const char* const analyze = "/usr/bin/systemd-analyze";

// The installed units name a program that is not installed yet: here they name the one that was built.
std::vector<std::string> units_in(const TempDir& dir) {
  std::vector<std::string> units;
  for (const auto& item : std::filesystem::directory_iterator(SYSTEMD_UNITS)) {
    const std::string name = item.path().filename().string();
    if (!name.starts_with("datelined") || name.ends_with(".toml")) continue;
    std::ostringstream text;
    text << std::ifstream(item.path()).rdbuf();
    units.push_back(dir.write(name, std::regex_replace(text.str(), std::regex("=[^ \n]*/bin/datelined "), "=" DATELINED_PROGRAM " ")));
  }
  return units;
}

}  // namespace

TEST_SUITE("program/systemd") {
  TEST_CASE("systemd finds no fault with the units") {
    if (!std::filesystem::exists(analyze)) {
      MESSAGE("skipped: no systemd-analyze here");
      return;
    }
    const TempDir dir;
    std::vector<std::string> arguments = units_in(dir);
    CHECK(arguments.size() == 4);
    arguments.insert(arguments.begin(), {"verify", "--man=no"});
    const Outcome outcome = run({.arguments = arguments, .program = analyze});
    CHECK(outcome.err == "");
    CHECK(outcome.status == 0);
  }

  TEST_CASE("the services are confined") {
    if (!std::filesystem::exists(analyze)) {
      MESSAGE("skipped: no systemd-analyze here");
      return;
    }
    const TempDir dir;
    for (const std::string& unit : units_in(dir)) {
      if (!unit.ends_with(".service")) continue;
      CAPTURE(unit);
      // 0 is a service that can do nothing, 100 one that can do everything.
      const Outcome outcome = run({.arguments = {"security", "--offline=true", "--no-pager", "--threshold=20", unit}, .program = analyze});
      CAPTURE(outcome.err);
      CHECK(outcome.status == 0);
    }
  }
}
