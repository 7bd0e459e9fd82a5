// The cookie that a browser keeps a token in: it was opened with one in the address, and its pages lead on without.
//
// A browser sends it to this site alone, to no script, and with no request that another site's page makes but for a
// link that is followed. It ends with the browser.
// See: RFC 6265.
#pragma once

#include <string>
#include <string_view>

namespace datelined {

// Of the field Cookie; empty: there is none in it.
std::string read_token_cookie(std::string_view cookies);

// Values of Set-Cookie, for the site under this URL: over TLS only where that is.
std::string write_token_cookie(std::string_view token, std::string_view base_url);
std::string drop_token_cookie(std::string_view base_url);

}  // namespace datelined
