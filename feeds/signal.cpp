#include "feeds/signal.hpp"

#include "feeds/blanks.hpp"
#include "feeds/signal_labels.hpp"
#include "feeds/text/fold.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <unordered_map>

namespace datelined::feeds {
namespace {

// No label with its number is longer, in bytes and in blanks.
constexpr std::size_t longest_label = 72;
constexpr std::ptrdiff_t most_blanks = 3;

// A wire stacks a few: "REFILE-UPDATE 1-". Nobody stacks more.
constexpr int most_labels = 4;

constexpr std::string_view separators[] = {":", "：", "|",  "｜", "丨", "//", "-", "–",
                                           "—", "!",  "！", "…",  "..", "·",  "،"};
constexpr std::string_view separators_before_a_suffix[] = {"|", "｜", "丨", " - ", " – ", " — ", " // "};

using Bytes = std::array<bool, 256>;

// By the byte that tells of them: most have none of these.
constexpr Bytes may_separate = [] {
  Bytes bytes{};
  for (const std::string_view separator : separators) bytes[static_cast<unsigned char>(separator.front())] = true;
  return bytes;
}();
constexpr Bytes may_separate_a_suffix = [] {
  Bytes bytes{};
  for (const std::string_view separator : separators_before_a_suffix) {
    bytes[static_cast<unsigned char>(separator.front() == ' ' ? separator[1] : separator.front())] = true;
  }
  return bytes;
}();

bool is_in(const Bytes& bytes, char c) {
  return bytes[static_cast<unsigned char>(c)];
}

struct Brackets {
  std::string_view open, close;
};
constexpr Brackets brackets[] = {{"(", ")"},   {"[", "]"},   {"（", "）"}, {"【", "】"}, {"［", "］"},
                                 {"＜", "＞"}, {"《", "》"}, {"〔", "〕"}, {"<", ">"},   {"«", "»"}};

// What stands before and after a label.
struct Split {
  const Label* label = nullptr;
  std::string_view rest;
};
using Found = std::optional<Split>;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Most end at the first byte: not worth a call.
bool begins_with(std::string_view text, std::string_view mark) {
  return !text.empty() && text.front() == mark.front() && text.starts_with(mark);
}
bool ends_with(std::string_view text, std::string_view mark) {
  return !text.empty() && text.back() == mark.back() && text.ends_with(mark);
}

// Folded and without its number, so that "UPDATE 1", "2nd Update" and "update3" are one label.
std::string label_form(std::string_view text) {
  const std::string folded = fold(text);
  std::string form;
  for (std::string_view rest = folded; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    const std::size_t before = form.size();
    if (before > 0) form += ' ';
    const std::size_t start = form.size();
    std::ranges::copy_if(word, std::back_inserter(form), [](char c) { return !is_digit(c); });
    const std::string_view left = std::string_view(form).substr(start);
    const bool is_ordinal = left.empty() || left == "st" || left == "nd" || left == "rd" || left == "th";
    if (left.size() < word.size() && is_ordinal) form.resize(before);
  }
  return form;
}

// Letters of the alphabets that have two cases and stand in the table: Latin, Greek and Cyrillic.
struct Cases {
  bool lower = false, upper = false;
};

Cases cases_of(std::string_view text) {
  Cases cases;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c >= 0x100 && c <= 0x17F) continue;  // upper and lower alternate: their neighbours tell
    cases.upper |=
        (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x400 && c <= 0x42F);
    cases.lower |=
        (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF) || (c >= 0x3B1 && c <= 0x3C9) || (c >= 0x430 && c <= 0x45F);
  }
  return cases;
}

const Label* find_label(std::string_view text, const Labels& own) {
  static const auto by_form = [] {
    std::unordered_map<std::string, const Label*> map;
    for (const Label& label : labels) map.emplace(label_form(label.text), &label);
    return map;
  }();
  if (text.size() > longest_label || std::count(text.begin(), text.end(), ' ') > most_blanks) return nullptr;
  const std::string form = label_form(text);
  const Label* found = own.find(form);
  if (found == nullptr) {
    const auto place = by_form.find(form);
    if (place == by_form.end()) return nullptr;
    found = place->second;
  }
  const Label& label = *found;
  return label.needs == Needs::capitals && cases_of(text).lower ? nullptr : &label;
}

// "2nd LD": the ordinal's own letters are always small.
std::string_view without_ordinal(std::string_view text) {
  if (text.empty() || !is_digit(text.front())) return text;
  return text.substr(std::min(text.find(' '), text.size()));
}

bool has_capitals_alone(std::string_view label) {
  return !cases_of(without_ordinal(label)).lower;
}

// Whether its capitals tell a label from the headline: in "UPDATE 1-Oil falls", not in "Update-free
// phones" nor in "UPDATE-FREE PHONES".
bool stands_out(std::string_view label, std::string_view rest) {
  if (!has_capitals_alone(label)) return false;
  const Cases of_rest = cases_of(rest);
  const bool numbered = std::any_of(label.begin(), label.end(), is_digit);
  return numbered || !of_rest.upper || of_rest.lower || !cases_of(label).upper;
}

std::string_view skip_separators(std::string_view text) {
  for (bool more = true; more;) {
    text = trim_blanks(text);
    more = false;
    for (const std::string_view separator : separators) {
      if (!begins_with(text, separator)) continue;
      text.remove_prefix(separator.size());
      more = true;
    }
  }
  return text;
}

Found bracketed_in_front(std::string_view title, const Labels& own) {
  for (const auto& [open, close] : brackets) {
    if (!begins_with(title, open)) continue;
    const std::size_t end = title.substr(0, longest_label).find(close);
    if (end == title.npos) continue;
    const Label* label = find_label(title.substr(open.size(), end - open.size()), own);
    if (label != nullptr) return Split{label, title.substr(end + close.size())};
  }
  return std::nullopt;
}

Found separated_in_front(std::string_view title, const Labels& own) {
  for (std::size_t at = 1; at < std::min(title.size(), longest_label); ++at) {
    if (!is_in(may_separate, title[at])) continue;
    const auto separator = std::find_if(std::begin(separators), std::end(separators),
                                        [&](std::string_view s) { return begins_with(title.substr(at), s); });
    if (separator == std::end(separators)) continue;
    const std::string_view before = title.substr(0, at);
    const std::string_view rest = title.substr(at + separator->size());
    if (*separator == ":" && !rest.empty() && is_digit(rest.front()) && is_digit(before.back())) continue;  // 10:30
    const Label* label = find_label(before, own);
    if (label == nullptr) continue;
    const bool glued = *separator == "-" && before.back() != ' ' && !rest.starts_with(' ');
    if (!glued || stands_out(before, rest)) return Split{label, rest};
  }
  return std::nullopt;
}

Found bare_in_front(std::string_view title, const Labels& own) {
  std::array<std::size_t, 3> ends{};
  std::size_t words = 0;
  for (std::size_t at = title.find(' '); at < longest_label && words < ends.size(); at = title.find(' ', at + 1)) {
    ends[words++] = at;
  }
  while (words > 0) {
    const std::size_t end = ends[--words];
    const std::string_view before = title.substr(0, end), rest = title.substr(end);
    if (!has_capitals_alone(before)) continue;
    const Label* label = find_label(before, own);
    if (label == nullptr || label->needs == Needs::separator || label->needs == Needs::capitals) continue;
    if (stands_out(before, rest)) return Split{label, rest};
  }
  return std::nullopt;
}

// Those of the table that need nothing on one side.
const std::deque<Label>& glued_labels() {
  static const std::deque<Label> glued = [] {
    std::deque<Label> rows;
    std::ranges::copy_if(labels, std::back_inserter(rows), [](const Label& label) {
      return label.needs == Needs::nothing_after || label.needs == Needs::nothing_before;
    });
    return rows;
  }();
  return glued;
}

Found glued_in_front(std::string_view title, const std::deque<Label>& rows) {
  for (const Label& label : rows) {
    if (label.needs == Needs::nothing_after && title.starts_with(label.text)) {
      return Split{&label, title.substr(label.text.size())};
    }
  }
  return std::nullopt;
}

Found glued_in_front(std::string_view title, const Labels& own) {
  const Found found = glued_in_front(title, own.glued());
  return found ? found : glued_in_front(title, glued_labels());
}

Found bracketed_behind(std::string_view title, const Labels& own) {
  for (const auto& [open, close] : brackets) {
    if (!ends_with(title, close)) continue;
    const std::size_t start = title.rfind(open);
    if (start == title.npos) continue;
    const std::string_view inside = title.substr(start + open.size());
    const Label* label = find_label(inside.substr(0, inside.size() - close.size()), own);
    if (label != nullptr) return Split{label, title.substr(0, start)};
  }
  return std::nullopt;
}

Found separated_behind(std::string_view title, const Labels& own) {
  if (std::ranges::none_of(title, [](char c) { return is_in(may_separate_a_suffix, c); })) return std::nullopt;
  for (const std::string_view separator : separators_before_a_suffix) {
    const std::size_t at = title.rfind(separator);
    if (at == title.npos) continue;
    const Label* label = find_label(title.substr(at + separator.size()), own);
    if (label != nullptr) return Split{label, title.substr(0, at)};
  }
  return std::nullopt;
}

Found glued_behind(std::string_view title, const std::deque<Label>& rows) {
  for (const Label& label : rows) {
    if (label.needs == Needs::nothing_before && title.ends_with(label.text)) {
      return Split{&label, title.substr(0, title.size() - label.text.size())};
    }
  }
  return std::nullopt;
}

Found glued_behind(std::string_view title, const Labels& own) {
  const Found found = glued_behind(title, own.glued());
  return found ? found : glued_behind(title, glued_labels());
}

using Take = Found (*)(std::string_view, const Labels&);

Found take_label(std::string_view title, const Labels& own) {
  for (const Take take : {Take(bracketed_in_front), Take(separated_in_front), Take(bare_in_front), Take(glued_in_front),
                          Take(bracketed_behind), Take(separated_behind), Take(glued_behind)}) {
    Found found = take(title, own);
    if (!found) continue;
    found->rest = skip_separators(found->rest);
    // A label alone is the headline.
    if (!fold_letters(found->rest).empty()) return found;
  }
  return std::nullopt;
}

}  // namespace

bool Labels::add(std::string_view text, std::string_view signal) {
  const bool glued_after = text.ends_with('*'), glued_before = text.starts_with('*');
  if (glued_after) text.remove_suffix(1);
  if (glued_before && !text.empty()) text.remove_prefix(1);
  text = trim_blanks(text);
  std::string form = label_form(text);
  const auto blanks = std::count(text.begin(), text.end(), ' ');
  if (form.empty() || text.size() > longest_label || blanks > most_blanks) return false;

  const auto* name = std::find(std::begin(signal_names), std::end(signal_names), signal);
  if (name == std::end(signal_names)) return false;
  const bool ends_in_letters = fold(text).size() > 0 && std::none_of(std::begin(separators), std::end(separators),
                                                                     [&](auto one) { return text.ends_with(one); });
  Label label{texts_.emplace_back(text), *name, ends_in_letters ? Needs::blank : Needs::separator};
  // What withdraws a story is written as it was set down, and not by chance.
  if (*name == "kill" && has_capitals_alone(text)) label.needs = Needs::capitals;
  const auto [place, is_new] = by_form_.emplace(std::move(form), label);
  if (!is_new && place->second.signal != label.signal) return false;
  if (glued_after) glued_.push_back({label.text, label.signal, Needs::nothing_after});
  if (glued_before) glued_.push_back({label.text, label.signal, Needs::nothing_before});
  return true;
}

const Label* Labels::find(const std::string& form) const {
  if (by_form_.empty()) return nullptr;
  const auto place = by_form_.find(form);
  return place == by_form_.end() ? nullptr : &place->second;
}

const Labels& no_labels() {
  static const Labels none;
  return none;
}

Headline read_headline(std::string_view title, const Labels& own) {
  std::string_view text = trim_blanks(title);
  std::string_view signal;
  for (int i = 0; i < most_labels; ++i) {
    const Found found = take_label(text, own);
    if (!found) break;
    text = found->rest;
    // That it was wrong matters more than that it is new.
    if (signal.empty() || found->label->signal == "kill" || found->label->signal == "correction") {
      signal = found->label->signal;
    }
  }
  return {std::string(text), signal};
}

std::string_view label_of(std::string_view title, const Labels& own) {
  std::string_view text = trim_blanks(title);
  for (const auto& [open, close] : brackets) {
    if (text.size() <= open.size() + close.size() || !begins_with(text, open) || !ends_with(text, close)) continue;
    text = text.substr(open.size(), text.size() - open.size() - close.size());
    break;
  }
  const Label* label = find_label(trim_blanks(text), own);
  return label == nullptr ? std::string_view() : label->signal;
}

}  // namespace datelined::feeds
