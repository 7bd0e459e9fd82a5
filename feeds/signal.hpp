// The wire's own label on a headline: UPDATE 1-, CORRECTED-, 'تازترین', 快讯, Молния …
//
// A table by language of what stands before or after a headline, glued or not, and what a newsroom adds to it. The
// label is taken off for comparing, and told beside it.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace datelined::feeds {

// What must stand between a label and its headline for it to be one, and no word of the headline.
// Brackets round the label and a separator such as ':' do for every row.
enum class Needs {
  separator,       // nothing less: "Update your phone"
  blank,           // a blank does, where the label is in capitals or its script has none: "URGENT Quake hits"
  nothing_after,   // it may be glued to the front of a headline
  nothing_before,  // it may be glued to the end of one
  capitals,        // a separator and capitals: "Kill: a novel" withdraws nothing
};

inline constexpr std::string_view signal_names[] = {"update",   "correction", "refile",   "kill",   "repeat",
                                                    "wrapup",   "flash",      "breaking", "urgent", "latest",
                                                    "advisory", "exclusive",  "embargo"};

struct Label {
  std::string_view text;  // as wires write it; number, case and marks do not matter when it is looked for
  std::string_view signal;
  Needs needs = Needs::separator;
};

struct Headline {
  std::string text;  // without its label, trimmed
  // One of `signal_names`; empty: none. Of several labels a kill or a correction, else the first.
  std::string_view signal;
};

// Labels of a newsroom's own. They come before those of the table.
class Labels {
 public:
  // As wires write it: "NEU", which stands before a blank as well where it is in capitals; "NEU:", which does not;
  // "快报*" and "*تازہ", which may be glued to the front of a headline and to its end. One of `signal_names`.
  // False: it has no letters, is too long, or is known for another signal.
  bool add(std::string_view text, std::string_view signal);

  const Label* find(const std::string& form) const;
  const std::deque<Label>& glued() const { return glued_; }

 private:
  std::deque<std::string> texts_;  // what the labels look at
  std::unordered_map<std::string, Label> by_form_;
  std::deque<Label> glued_;
};

// The table alone.
const Labels& no_labels();

Headline read_headline(std::string_view title, const Labels& own = no_labels());

// What a title says that is a label and nothing else: "MANDATORY KILL"; empty: it is none.
std::string_view label_of(std::string_view title, const Labels& own = no_labels());

}  // namespace datelined::feeds
