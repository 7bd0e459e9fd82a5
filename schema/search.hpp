// A search as people type it: words that all have to be there.
//
// In:  word   "words in a row"   begin*   -without. Quotation marks of any kind; a word that folding cuts in several
//      ("U.S.", "covid-19", 台风登陆) is those in a row.
// Bad: a Problem when there is nothing to look for.
#pragma once

#include "feeds/problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined::schema {

class Search {
 public:
  static feeds::Result<Search> read(std::string_view words);

  std::string expression() const;  // for FTS5's MATCH

  // Whether a text has it; both as feeds/text/search_tokens.hpp cuts them.
  bool finds(std::string_view title, std::string_view body) const;

 private:
  struct Term {
    std::string tokens;
    bool is_prefix = false;
  };
  std::vector<Term> wanted_, unwanted_;
};

}  // namespace datelined::schema
