// Where a request goes: a URL as libcurl itself reads it, so that what is judged is what is asked.
// See: RFC 3986 §5; RFC 9110 §10.2.2 (Location), §15.4 (redirection).
#pragma once

#include "feeds/problem.hpp"

#include <string>
#include <string_view>

namespace datelined {

struct Target {
  std::string url;     // absolute, without credentials and fragment
  std::string scheme;  // http or https
  std::string host;    // lower case; an IPv6 address in brackets
  std::string port;    // also where it is the scheme's own
};

// An address, left as it is written but for what a Target has not. Bad: no http or https URL.
feeds::Result<Target> read_target(const std::string& url);

// The host as resolvers and proxies are told it: in ASCII, also where it is written in Unicode (RFC 5890 §2.3.2.1).
std::string ascii_host(const Target& target);

// A Location against the address that gave it: blanks and raw UTF-8 are percent-encoded.
feeds::Result<Target> follow(const Target& from, const std::string& location);

// The status sends on to another address (RFC 9110 §15.4).
bool is_redirect(int status);

// Whether a connection to the one serves the other as well.
bool is_same_server(const Target& one, const Target& other);

// Credentials for `first` may go to `next`: the same server, and never from https down to http.
bool keeps_credentials(const Target& first, const Target& next);

}  // namespace datelined
