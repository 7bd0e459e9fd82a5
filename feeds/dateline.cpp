#include "feeds/dateline.hpp"

#include "feeds/dateline_agencies.hpp"
#include "feeds/dateline_east_asia.hpp"
#include "feeds/dateline_opening.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/html.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace datelined::feeds {
namespace {

using namespace datelines;

// Characters. No dateline is longer.
constexpr std::size_t longest = 120;
// "LAHORE (Xinhua) HAMBANTOTA (Sports Desk)": who takes a wire's copy over leaves the wire's own standing.
constexpr int most_in_a_row = 3;
// What stands in front of the text: captions, the page's own headline and date.
constexpr int most_lines = 8;
constexpr std::size_t longest_caption = 400;  // bytes; behind a longer line no text begins
constexpr int most_breaks = 64;               // in HTML, with nothing between most of them
constexpr std::size_t longest_markup = 4000;  // of a line that is looked at

// Bytes. Of a text as short as a headline every word tells.
constexpr std::size_t least_left = 120;

// PLACE [DATE] (AGENCY) [-]
Matched before_bracket(Text text, const Opening& opening) {
  const std::size_t close = bracket_end(text, opening.stop);
  if (close == text.npos) return std::nullopt;
  const Parts parts = read_parts(opening.words);
  if (!parts.good || parts.stranger) return std::nullopt;
  const Text agency = trim(text.substr(opening.stop + 1, close - opening.stop - 1));
  const Ending end = ending(text, close + 1);
  const bool known = names_agency(agency);
  const auto words = std::ranges::count_if(agency, is_blank) + 1;
  bool good = false;
  if (!parts.date.empty()) {
    good = known || ((end.any() || parts.capitals || !parts.cased) && is_date_for_sure(parts));
  } else if (parts.cased) {
    const bool goes_on = end.end < text.size() && is_upper(text[end.end]);
    // "Zürich (awp) -"
    const bool is_short = agency.size() <= 5 && std::ranges::all_of(agency, is_lower);
    const bool may_be_one = (parts.capitals && words <= 3) || is_short;
    good = known ? end.dash || end.colon || parts.capitals || goes_on : may_be_one && (end.dash || end.colon);
  } else {
    good = known ? parts.place_words <= 3 || end.dash : end.dash && parts.place_words <= 3 && words <= 3;
  }
  if (good && !known) good = !is_digit(agency.front()) && !is_weekday(agency) && !is_month(agency);
  if (!good) return std::nullopt;
  return Match{close + 1, end.end};
}

// PLACE, DATE. /AGENCY/
Matched before_slash(Text text, const Opening& opening) {
  const std::size_t close = text.substr(0, opening.stop + 2 + longest_agency).find(U'/', opening.stop + 1);
  if (close == text.npos || close == opening.stop + 1) return std::nullopt;
  const Parts parts = read_parts(opening.words);
  const Text agency = text.substr(opening.stop + 1, close - opening.stop - 1);
  const Ending end = ending(text, close + 1);
  if (!parts.good || parts.stranger) return std::nullopt;
  const bool is_told = !parts.date.empty() || parts.capitals || end.any();
  if (!(is_told && names_agency(agency)) && !is_date_for_sure(parts)) return std::nullopt;
  return Match{close + 1, end.end};
}

// "- РИА Новости." behind place and date, "- باريس:" behind an agency: a few words between two marks.
Matched phrase_between(Text text, std::size_t from) {
  std::size_t at = from, words = 0;
  for (; at < text.size() && words <= 3;) {
    if (is_blank(text[at])) {
      ++at;
    } else if (is_word_character(text[at])) {
      at = word_end(text, at);
      ++words;
    } else {
      break;
    }
  }
  if (words == 0 || words > 3 || at >= text.size()) return std::nullopt;
  const Ending end = ending(text, at);
  if (!end.any()) return std::nullopt;
  return Match{at, end.end};
}

bool goes_on_as_a_sentence(Text text, std::size_t at) {
  const Text rest = text.substr(at, 30);
  return !rest.empty() && is_upper(rest.front()) && std::ranges::any_of(rest, is_lower);
}

// PLACE, DATE - [AGENCY.]   PLACE - AGENCY:   PLACE, AGENCY -   PLACE —
Matched before_dash(Text text, const Opening& opening, bool first_line) {
  const Ending end = ending(text, opening.stop);
  if (end.end >= text.size() || is_digit(text[end.end])) return std::nullopt;
  const Parts parts = read_parts(opening.words);
  if (!parts.good) return std::nullopt;
  const std::size_t stop = opening.words.back().end;
  const Match whole{stop, end.end};
  const Matched phrase = phrase_between(text, end.end);
  const Text said = phrase ? text.substr(end.end, phrase->text - end.end) : Text();
  if (!parts.date.empty()) {
    if (phrase && names_agency(said)) return phrase;
    if (parts.agency) return whole;
    if (!is_date_for_sure(parts)) return std::nullopt;
    if (parts.capitals || (!parts.cased && parts.place_words <= 3)) return whole;
    // "Vancouver, British Columbia, March 17 - Shares"
    const Words words(opening.words);
    const bool has_stop = std::ranges::any_of(words.subspan(1), [](const Word& word) { return word.before != ' '; });
    if (has_stop && is_blank(text[opening.stop - 1]) && goes_on_as_a_sentence(text, end.end)) return whole;
    return std::nullopt;
  }
  if (parts.agency) return whole;
  // "جدة - واس:", and a reporter before them
  if (phrase && parts.place_words <= 3 && !parts.cased) {
    const bool goes_on = ending(text, phrase->text).dash;
    for (const Matched& last : {goes_on ? phrase_between(text, phrase->end) : std::nullopt, phrase}) {
      if (!last) continue;
      const Ending its = ending(text, last->text);
      if ((its.dash || its.colon) && names_agency(text.substr(0, last->text))) return last;
    }
  }
  // A place alone: in large letters, and the dash a long one.
  const bool is_long = text[opening.stop] != '-' || (end.end > opening.stop + 1 && text[opening.stop + 1] == '-');
  const Text place = text_of(opening.words);
  const bool stands_alone = first_line && parts.capitals && is_long && place.size() >= 4 && parts.place_words <= 4;
  if (stands_alone && goes_on_as_a_sentence(text, end.end) && !is_heading(place)) return whole;
  return std::nullopt;
}

// PLACE. DATE. AGENCY.
Matched with_full_stops(Text text, const Opening& opening) {
  for (std::size_t i = 2; i < opening.words.size(); ++i) {
    // With the line, or with a full stop.
    const bool is_last = i + 1 == opening.words.size();
    if (is_last ? opening.words[i].end < text.size() : opening.words[i + 1].before != '.') continue;
    const Parts parts = read_parts(Words(opening.words).first(i + 1));
    if (!parts.good || parts.date.empty() || !parts.agency) continue;
    const std::size_t stop = opening.words[i].end;
    return Match{stop, ending(text, stop).end};
  }
  return std::nullopt;
}

Matched after_opening(Text text, bool first_line) {
  const Opening opening = read_opening(text);
  if (opening.words.empty()) return std::nullopt;
  if (opening.stop != text.npos) {
    const char32_t c = text[opening.stop];
    const Matched found = closing(c) != 0 ? before_bracket(text, opening)
                          : c == '/'      ? before_slash(text, opening)
                          : is_dash(c)    ? before_dash(text, opening, first_line)
                                          : std::nullopt;
    if (found) return found;
  }
  return with_full_stops(text, opening);
}

Matched read_one(Text text, bool first_line) {
  if (const Matched found = in_brackets(text)) return found;
  if (const Matched found = in_han(text)) return found;
  return after_opening(text, first_line);
}

// The characters that a dateline may be of.
class Beginning {
 public:
  explicit Beginning(std::string_view line) {
    for (std::size_t at = 0; at < line.size() && size_ < longest;) characters_[size_++] = next_code_point(line, at);
  }

  Text text() const { return {characters_.data(), size_}; }

 private:
  std::array<char32_t, longest> characters_;
  std::size_t size_ = 0;
};

std::size_t bytes_of(std::string_view line, std::size_t characters) {
  std::size_t at = 0;
  for (; characters > 0; --characters) next_code_point(line, at);
  return at;
}

Dateline in_line(std::string_view line, bool first_line) {
  const Beginning beginning(line);
  const Text text = beginning.text();
  Match whole;
  for (int i = 0; i < most_in_a_row; ++i) {
    const Matched found = read_one(text.substr(whole.end), first_line);
    if (!found || found->end == 0) break;
    whole = {whole.end + found->text, whole.end + found->end};
  }
  if (whole.end == 0) return {};
  return {trim_blanks(line.substr(0, bytes_of(line, whole.text))), 0, bytes_of(line, whole.end)};
}

// Where sanitised HTML, which has one spelling of a tag, begins another line: the first such tag at `from` or later.
std::size_t next_break(std::string_view html, std::size_t from) {
  constexpr std::string_view breaks[] = {"<p",  "</p",         "<br",  "<div",   "</div",       "<li",   "</li",
                                         "<h",  "</h",         "<td",  "</td",   "<figcaption", "</fig", "<figure",
                                         "<ul", "<blockquote", "<pre", "<table", "<tr",         "<dt",   "<dd"};
  for (std::size_t at = html.find('<', from); at != html.npos; at = html.find('<', at + 1)) {
    const std::string_view rest = html.substr(at);
    if (std::ranges::any_of(breaks, [&](std::string_view tag) { return rest.starts_with(tag); })) return at;
  }
  return html.size();
}

// What plain_text() gives of sanitised HTML, where it stands there already: a tag and the text behind it.
std::optional<std::string_view> plain_in_place(std::string_view html) {
  if (html.starts_with('<')) html.remove_prefix(std::min(html.find('>'), html.size() - 1) + 1);
  const bool has_markup = html.find('<') != html.npos || html.find('&') != html.npos;
  const bool is_plain = !has_markup && is_collapsed(html) && trim_blanks(html).size() == html.size();
  return is_plain ? std::optional(html) : std::nullopt;
}

// The first line of HTML that begins with a dateline. Behind a long one no text begins.
std::string find_in_html(std::string_view html) {
  int lines = 0, breaks = 0;
  for (std::size_t at = 0; at < html.size() && lines < most_lines && breaks < most_breaks; ++breaks) {
    const std::size_t end = next_break(html, at + 1);
    const std::string_view markup = html.substr(at, std::min(end - at, longest_markup));
    const std::optional<std::string_view> in_place = plain_in_place(markup);
    const std::string made = in_place ? std::string() : plain_text(markup);
    if (const std::string_view line = in_place ? *in_place : made; !line.empty()) {
      if (const Dateline found = in_line(line, lines++ == 0); !found.text.empty()) return std::string(found.text);
      if (line.size() > longest_caption) break;
    }
    at = end;
  }
  return {};
}

Cut what_leaves_enough(std::string_view text, Cut cut) {
  return text.size() >= cut.size + least_left ? cut : Cut();
}

}  // namespace

Dateline read_dateline(std::string_view text) {
  int lines = 0;
  for (std::size_t at = 0; at < text.size() && lines < most_lines;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (const std::string_view words = trim_blanks(line); !words.empty()) {
      const auto begin = static_cast<std::size_t>(words.data() - text.data());
      const Dateline found = in_line(words, lines++ == 0);
      if (!found.text.empty()) return {found.text, begin, begin + found.end};
      if (words.size() > longest_caption) return {};
    }
    at = end + 1;
  }
  return {};
}

Cut dateline_to_cut(const Entry& entry, std::string_view text) {
  if (const Dateline found = read_dateline(text); !found.text.empty()) {
    return what_leaves_enough(text, {found.begin, found.end - found.begin});
  }
  const std::string said = find_in_html(entry.content_html);
  const std::size_t begin = said.empty() ? text.npos : text.find(said);
  return begin == text.npos ? Cut() : what_leaves_enough(text, {begin, said.size()});
}

std::string dateline_of(const Entry& entry) {
  if (const Boxed<Wire>& wire = entry.extension.wire; wire && !wire->dateline.empty()) return wire->dateline;
  if (!entry.content_html.empty()) return find_in_html(entry.content_html);
  return std::string(read_dateline(entry.content_text.empty() ? entry.summary : entry.content_text).text);
}

}  // namespace datelined::feeds
