// How text and attributes are written, so that no later parse or normalisation reads them otherwise.
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds::html {

void append_text(std::string& out, std::string_view text);

// A space, the name, and the value in double quotes.
void append_attribute(std::string& out, std::string_view name, std::string_view value);

}  // namespace datelined::feeds::html
