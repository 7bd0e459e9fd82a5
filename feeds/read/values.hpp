// What an element or attribute says, read as a value; what cannot be read is noted and absent.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace datelined::feeds::read {

// A value for a note: short, on one line.
std::string quoted(std::string_view text);

// Text without a type: literal, unless it looks like HTML.
std::string plain_of_untyped(std::string_view text);

// Each says what it noted about through `where`.
std::string url_value(const Element& where, std::string_view reference);
std::string url_value(const Element& where, std::string_view reference, std::string_view base);
Date date_value(const Element& where, std::string_view text);
Integer integer_value(const Element& where, std::string_view text);
Number number_value(const Element& where, std::string_view text);
Number duration_value(const Element& where, std::string_view text);  // H:M:S, M:S, S
std::string language_value(const Element& where, std::string_view text);
Flag flag_value(std::string_view text);  // yes true explicit, no false clean; else nothing, unnoted
std::vector<std::string> keyword_values(std::string_view text);  // split at commas

// Numbers as any format writes them: the whole of the trimmed text, or nothing.
Integer parse_integer(std::string_view text);
Number parse_number(std::string_view text);
Number parse_duration(std::string_view text);

std::string url_of(const Element& element);    // its text
std::string token_of(const Element& element);  // its text as a code: trimmed, else verbatim
Date date_of(const Element& element);
Integer integer_of(const Element& element);

}  // namespace datelined::feeds::read
