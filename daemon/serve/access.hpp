// Who may read where an address is not for everybody: who knows one of the tokens.
//
// Taken as "Authorization: Bearer TOKEN", as Basic with the token for password and any name (feed readers
// know nothing else), or as ?token=. Comparing takes as long for a wrong token as for the right one.
// See: RFC 6750, RFC 7617.
#pragma once

#include "daemon/serve/target.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined {

class Access {
 public:
  explicit Access(const std::vector<std::string>& tokens);

  bool allows(std::string_view authorization, const Params& params) const;

 private:
  bool knows(std::string_view token) const;

  std::vector<std::string> digests_;
};

}  // namespace datelined
