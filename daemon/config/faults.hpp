// What is wrong with a configuration, collected: an operator mends all of it at once.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace datelined {

// In the text of a file; both start at 1.
struct Place {
  std::size_t line = 1, column = 1;
  auto operator<=>(const Place&) const = default;
};

class Faults {
 public:
  explicit Faults(std::string file) : file_(std::move(file)) {}

  void add(Place place, const std::string& key, const std::string& what);

  // Throws ConfigError (daemon/config/load.hpp) with every fault in the order of the file, if there are any.
  void throw_if_any();

 private:
  std::string file_;
  std::vector<std::pair<Place, std::string>> faults_;
};

}  // namespace datelined
