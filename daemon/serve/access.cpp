#include "daemon/serve/access.hpp"

#include "daemon/serve/base64.hpp"
#include "feeds/text/hash.hpp"

#include <algorithm>
#include <cctype>

namespace datelined {
namespace {

// The credentials behind a scheme, whose name has no case; empty when it is another scheme.
std::string_view credentials(std::string_view authorization, std::string_view scheme) {
  if (authorization.size() <= scheme.size() || authorization[scheme.size()] != ' ') return {};
  const bool same = std::equal(scheme.begin(), scheme.end(), authorization.begin(),
                               [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
  if (!same) return {};
  authorization.remove_prefix(scheme.size());
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
  return authorization;
}

}  // namespace

Access::Access(const std::vector<std::string>& tokens) {
  for (const std::string& token : tokens) {
    if (!token.empty()) digests_.push_back(feeds::sha256_hex(token));
  }
}

bool Access::allows(std::string_view authorization, const Params& params) const {
  if (knows(credentials(authorization, "bearer"))) return true;
  if (const auto pair = decode_base64(credentials(authorization, "basic"))) {
    const auto colon = pair->find(':');
    if (colon != std::string::npos && knows(std::string_view(*pair).substr(colon + 1))) return true;
  }
  return std::any_of(params.begin(), params.end(),
                     [&](const Param& param) { return param.name == "token" && knows(param.value); });
}

bool Access::knows(std::string_view token) const {
  // Digests are of one length and say nothing of how much of a guess was right; every one is looked at.
  const std::string digest = feeds::sha256_hex(token);
  bool known = false;
  for (const std::string& one : digests_) {
    unsigned difference = 0;
    for (std::size_t i = 0; i < one.size(); ++i) difference |= static_cast<unsigned>(one[i] ^ digest[i]);
    known |= difference == 0;
  }
  return known;
}

}  // namespace datelined
