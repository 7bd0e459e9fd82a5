// The [[feed]] tables of a configuration where they are plain, which is nearly all of a long one: read here as toml++
// reads them, at a thirtieth of the cost.
//
// Plain is a table of nothing but name, url, category, language and priority, a line each, as "…" without escapes or as
// a decimal number; between them comments. All other tables, and everything that is wrong, are toml++'s to read and to
// tell of.
// See: TOML 1.0 (https://toml.io/en/v1.0.0).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

// Views of the text; what is empty does not stand there.
struct PlainFeed {
  std::string_view name, url, category, language, priority;
};

struct PlainFeeds {
  // Tables that follow each other without another one between them.
  using Row = std::vector<PlainFeed>;
  std::vector<Row> rows;
  // The text with one empty [[feed]] for each row: that toml++ finds so many of them shows that each stood where a
  // table may begin. There is no other empty one.
  std::string rest;
};

// nullopt: there is none, or the text is one in which they are hard to tell.
std::optional<PlainFeeds> cut_plain_feeds(std::string_view text);

}  // namespace datelined
