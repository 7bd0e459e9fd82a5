// Which pages of other origins may read what is served. See: Fetch, "CORS protocol".
#pragma once

#include "daemon/serve/message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace datelined {

class Sharing {
 public:
  Sharing() = default;
  explicit Sharing(std::vector<std::string> origins) : origins_(std::move(origins)) {}  // "*": all

  // The answer to the question that a browser puts first; nullopt: it is none.
  std::optional<Answer> preflight(const Request& request) const;

  void share(const Request& request, Answer& answer) const;

 private:
  std::vector<std::string> origins_;
};

}  // namespace datelined
