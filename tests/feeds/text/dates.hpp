// What tests of dates share: a text of a language, and the moment it must be read as.
#pragma once

#include "feeds/text/date.hpp"

#include <doctest/doctest.h>

#include <span>
#include <string>
#include <string_view>

namespace datelined::test {

using feeds::read_date;
using feeds::rfc3339;

inline std::string in_utc(std::string_view text, std::string_view language = {}) {
  const auto time = read_date(text, language);
  return time ? rfc3339(*time) : "none";
}

struct Row {
  std::string_view language, text, utc;
};

inline void check(std::span<const Row> rows) {
  for (const auto& [language, text, utc] : rows) {
    CAPTURE(language);
    CAPTURE(text);
    CHECK(in_utc(text, language) == utc);
  }
}

}  // namespace datelined::test
