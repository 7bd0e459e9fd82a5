// What tests are beside where it is there.
#pragma once

#include <string>

namespace datelined::test {

// Whether a program is here. Where it is not, the test says that it is skipped, and in CI it fails.
bool is_installed(const std::string& program);

}  // namespace datelined::test
