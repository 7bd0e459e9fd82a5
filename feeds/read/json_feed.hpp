// JSON Feed 1.0 and 1.1.
//
// Members are taken under the same rules as XML's: HTML sanitised, dates read, URLs resolved and judged,
// text that is not typed read as it looks. What is broken is mended as far as it can be.
// See: https://www.jsonfeed.org/version/1.1/
#pragma once

#include "feeds/parse.hpp"

#include <string_view>

namespace datelined::feeds::read {

Result<Parsed> read_json_feed(std::string_view text, const Document& document, Parsed parsed);

}  // namespace datelined::feeds::read
