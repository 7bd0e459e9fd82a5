// UTF-8, one code point at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined::feeds {

inline constexpr char32_t ill_formed = 0xFFFF'FFFF;

// The code point at `at`, which moves past it; `ill_formed` for bytes that begin none (Unicode §3.9,
// "maximal subpart"). `at` is inside `text`.
char32_t next_code_point(std::string_view text, std::size_t& at);

bool is_utf8(std::string_view bytes);

}  // namespace datelined::feeds
