// The components of a URL as views into it, each with its delimiters: together they are the URL again.
//
// See: RFC 3986 §3.
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

struct UrlParts {
  std::string_view root;      // https://user:password@host:port
  std::string_view path;      // /a/b
  std::string_view query;     // ?a=1
  std::string_view fragment;  // #top
};

UrlParts split_url(std::string_view url);

// As browsers read it: no blanks or control characters around, no tab or line end inside.
std::string url_without_blanks(std::string_view reference);

std::string_view scheme_of(std::string_view url);      // without ':'; empty for a relative reference
bool is_http(std::string_view scheme);                 // or https
bool has_http_host(const UrlParts& parts);             // of such a scheme, with a host
std::string_view authority_of(const UrlParts& parts);  // what stands between // and the path
std::string_view host_of(const UrlParts& parts);       // without user, password and port

}  // namespace datelined::feeds
