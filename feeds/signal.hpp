// The wire's own label on a headline: UPDATE 1-, CORRECTED-, 'تازترین', 快讯, Молния …
//
// A table by language of what stands before or after a headline, glued or not. The label is taken off
// for comparing and showing, and told beside it.
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

struct Headline {
  std::string text;  // without its label, trimmed
  // update, correction, refile, kill, repeat, wrapup, flash, breaking, urgent, latest, advisory, exclusive,
  // embargo; empty: none. Of several labels a kill or a correction, else the first.
  std::string_view signal;
};

Headline read_headline(std::string_view title);

// What a title says that is a label and nothing else: "MANDATORY KILL"; empty: it is none.
std::string_view label_of(std::string_view title);

}  // namespace datelined::feeds
