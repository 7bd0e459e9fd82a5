// Content codings undone: a body as it came off the wire into the bytes of the document.
//
// In:  the body, whole; its Content-Encoding; how much may come out.
// Out: the document's bytes: a view of `body` where there is nothing to undo, else of `buffer`.
// Bad: cut short or damaged; larger than `most`. XML that only claims a coding is read as what it is, and
//      so is gzip that does not say so; a coding nobody knows means nothing.
// Runs on a worker. Time and memory are bounded by `most`, whatever the bytes say.
// See: RFC 9110 §8.4.1; RFC 1952 (gzip), RFC 1950 and 1951 (deflate), RFC 7932 (br), RFC 8878 (zstd).
#pragma once

#include "feeds/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined {

// What is asked for: every coding that undo_coding knows.
inline constexpr const char* accepted_codings = "gzip,deflate,br,zstd";

feeds::Result<std::string_view> undo_coding(std::string_view body, std::string_view content_encoding, std::size_t most,
                                            std::string& buffer);

}  // namespace datelined
