// What a request's header asks of a representation: which coding, whether the client has it already, and
// whether the changes since the one it has would do.
// See: RFC 9110 §12.5.3 (Accept-Encoding), §13 (conditional requests); RFC 3229 (A-IM).
#pragma once

#include "daemon/serve/coding.hpp"
#include "feeds/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace datelined {

struct CodingChoice {
  Coding best = Coding::identity;  // by its weight; of several the smallest, which is br, then zstd, then gzip
  bool takes_plain = true;         // without any coding it is welcome too
};
CodingChoice choose_coding(std::string_view accept_encoding);

struct Conditions {
  std::string_view if_none_match, if_modified_since;  // empty: not sent
  std::string_view if_match = {}, if_unmodified_since = {};
};

// 412 or not: asked first (§13.2.2). If-Match decides alone where it is sent, and compares strongly.
bool fails(const Conditions& conditions, std::string_view etag, std::optional<feeds::Time> last_modified);

// 304 or not. If-None-Match decides alone where it is sent; what is no date of HTTP is none (§13.1.3).
bool is_unchanged(const Conditions& conditions, std::string_view etag, std::optional<feeds::Time> last_modified);

// An entity tag: a hash of the bytes, so that it is strong, outlives a restart, and stays while they do; the last
// change number that the document shows, so that it says what its holder has not seen; the coding.
std::string write_etag(std::string_view hash, std::int64_t seq, Coding coding);

// "feed" among the instance manipulations that A-IM welcomes.
bool accepts_feed_delta(std::string_view a_im);

// The newest change number that the tags of If-None-Match name; nullopt when none is one of ours.
std::optional<std::int64_t> delta_base(std::string_view if_none_match);

}  // namespace datelined
