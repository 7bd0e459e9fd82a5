// X-Hub-Signature: that a body was sent by who shares a secret with us.
//
// In:  "sha256=" and the HMAC of the body, in hex of either case.
// Out: whether it fits; comparing takes as long for a wrong one as for the right one.
// See: W3C WebSub §7.1 and §7.1.1, RFC 2104.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace datelined {

enum class SignatureMethod { sha1, sha256, sha384, sha512 };

std::optional<SignatureMethod> read_method(std::string_view name);  // "sha256"

// The header field's value.
std::string sign_body(SignatureMethod method, std::string_view secret, std::string_view body);

bool is_signed(std::string_view signature, std::string_view secret, std::string_view body);

}  // namespace datelined
