#include "tests/support/installed.hpp"

#include "tests/support/process.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace datelined::test {

bool is_installed(const std::string& program) {
  const bool is = run({.arguments = {"-c", "command -v " + program}, .program = "/bin/sh"}).status == 0;
  if (!is && std::getenv("CI") != nullptr) FAIL_CHECK(program << " is not installed, and this is CI");
  if (!is) MESSAGE("SKIPPED: " << program << " is not installed");
  return is;
}

}  // namespace datelined::test
