// URLs as documents give them: resolved, judged and, for comparing, brought to one form.
//
// See: RFC 3986 §5; RFC 9110 §4.2.1 (http without a host is invalid); the WHATWG URL Standard for what a browser would
// make of a scheme.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace datelined::feeds {

// The reference against its base, trimmed and without tabs and newlines, otherwise unchanged: an IRI
// stays one, nothing is percent-encoded. Without a usable base a relative reference stays relative.
// nullopt when the scheme, as a browser would read it, is none of those a reader may follow, or has no host where
// http needs one.
std::optional<std::string> resolve_url(std::string_view base, std::string_view reference);

bool can_be_base(std::string_view url);       // of a scheme to follow, with a host
bool is_absolute_url(std::string_view text);  // has a scheme
bool is_http_url(std::string_view text);      // http or https with a host
bool is_uri(std::string_view text);           // may stand as an atom:id: a known scheme, no blanks
std::string_view without_fragment(std::string_view url);

// For comparing only: the host in lower case less www., m., mobile., amp.; no scheme, default port,
// fragment, trailing slash, AMP segment or tracking parameters; .amp.html as .html; percent-encoding in one
// form. Every other query parameter stays, in the order of the names: many papers keep the article's number
// there. So does a fragment that begins with #!, which is one.
// Empty when it names no page of its own (no http URL, or only a host).
std::string canonical_url(std::string_view url);

// The same http URL as HTTP carries it, which knows ASCII alone: the host by UTS #46, all else percent-encoded. What is
// in ASCII stays as it is. Empty: the host has no such form. See: RFC 3987 §3.1.
std::string ascii_url(std::string_view url);

// The same URL without user name and password: for logs and outputs.
std::string without_credentials(std::string_view url);

}  // namespace datelined::feeds
