// Percent-encoding: RFC 3986 §2.1.
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

bool is_unreserved(char c);  // it means itself wherever it stands: §2.3

void append_percent(std::string& out, char c);  // "%2F"

std::string percent_encoded(std::string_view text);  // all that is not unreserved

}  // namespace datelined::feeds
