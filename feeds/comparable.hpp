// An entry in the forms that it is compared in, each made once: whatever is decided about an entry asks for this.
//
// Made of an entry that stays where it is, and as it is, for as long as this lives.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/signal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace datelined::feeds {

struct Comparable {
  // Implicit: who wants but one thing decided gives the entry.
  Comparable(const Entry& of, const Labels& known = no_labels());
  Comparable(const Comparable&) = delete;
  Comparable& operator=(const Comparable&) = delete;

  const Entry& entry;
  const Labels& own;
  Headline headline;  // the title without its label
  std::string text;   // the content without its markup; the summary where there is none
  std::string page;   // canonical_url() of the entry's address

  // As fold_to_code_points() has them.
  std::u32string folded_headline, folded_text;
  std::optional<std::u32string> folded_summary;  // where it is longer than the text

  // Of what tells most: the text, or a summary that is longer.
  std::u32string_view folded_telling() const { return folded_summary ? *folded_summary : folded_text; }
};

}  // namespace datelined::feeds
