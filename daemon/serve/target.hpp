// A request-target, taken apart.
//
// In:  origin-form or absolute-form as the client sent it; characters that a URL has to escape but people
//      type, such as raw UTF-8 or '|', are read as if they had been escaped.
// Out: the path still encoded, so that %2F in a name is no separator; the parameters decoded, '+' as space.
// Bad: a Problem: a broken escape, a fragment, text that is not UTF-8 or holds control characters.
// See: RFC 9112 §3.2, RFC 3986, application/x-www-form-urlencoded.
#pragma once

#include "feeds/problem.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

struct Param {
  std::string name, value;
};
using Params = std::vector<Param>;

struct RequestTarget {
  std::string path;
  Params params;
};

feeds::Result<RequestTarget> read_target(std::string_view text);

// The same target as most send it: in origin-form, no letter of its path escaped. What is malformed stays as it came.
std::string plain_target(std::string_view text);

// uri-host [ ":" port ], as the field Host has it: all else is refused (RFC 9112 §3.2).
bool is_host(std::string_view text);

// One segment of a path, decoded; nullopt when it is no text.
std::optional<std::string> decode_segment(std::string_view segment);

// The reverse of both, for links.
std::string encode_segment(std::string_view text);
std::string write_params(const Params& params);  // "?a=b&c=d"; empty when there are none

// A value as an error message shows it: short, on one line.
std::string shown(std::string_view text);

}  // namespace datelined
