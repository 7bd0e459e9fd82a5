// The [[feed]] tables of a configuration where they are plain, which is nearly all of a long one: read here as toml++
// reads them, at a thirtieth of the cost.
//
// Plain is a table of nothing but name, url, category and language, a line each, as "…" without escapes; between them
// comments. Everything else, and everything that is wrong, is toml++'s to read and to tell of.
// See: TOML 1.0 (https://toml.io/en/v1.0.0).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

// Views of the text; what is empty does not stand there.
struct PlainFeed {
  std::string_view name, url, category, language;
};

struct PlainFeeds {
  std::vector<PlainFeed> feeds;
  // The text with one empty [[feed]] for all that stand in a row: that toml++ finds so many of them, and nothing in
  // them, shows that each stood where a table may begin.
  std::string rest;
  std::size_t rows = 0;
};

// nullopt: there is none, or one of them is not plain.
std::optional<PlainFeeds> cut_plain_feeds(std::string_view text);

}  // namespace datelined
