// Who may read where an address is not for everybody, and what: who knows one of the tokens.
//
// Taken as "Authorization: Bearer TOKEN", as Basic with the token for password and any name (feed readers
// know nothing else), as ?token=, or as a browser's cookie that was made of that (cookie.hpp). Kept as digests only;
// comparing takes as long for a wrong token as for the right one.
// See: RFC 6750, RFC 7617.
#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/serve/target.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

// The feeds that somebody may read, by name, sorted; null: all.
using Scope = std::shared_ptr<const std::vector<std::string>>;

inline bool holds(const Scope& scope, const std::string& feed) {
  return !scope || std::binary_search(scope->begin(), scope->end(), feed);
}

class Access {
 public:
  enum class Verdict { allowed, wrong, nothing_shown };
  struct Pass {
    Verdict verdict = Verdict::nothing_shown;
    Scope scope = {};         // allowed
    std::string digest = {};  // of the token it was allowed by
    std::string shown = {};   // that token, where it stood in the address
  };

  // A scope's categories stand for the feeds configured in them and below: "Asia" for "Asia/South".
  Access(const std::vector<TokenSettings>& tokens, const std::vector<FeedSettings>& feeds);

  // The fields Authorization and Cookie, and the address's parameters.
  Pass check(std::string_view authorization, std::string_view cookies, const Params& params) const;

  // What the token of this digest opens now; nullopt: there is none such any more.
  std::optional<Scope> scope_of(std::string_view digest) const;

 private:
  struct Token {
    std::string digest;
    Scope scope;
  };
  const Token* find(std::string_view token) const;

  std::vector<Token> tokens_;
};

}  // namespace datelined
