#include "feeds/wire_status.hpp"

#include "feeds/blanks.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/scan.hpp"
#include "feeds/wire_lines.hpp"

#include <algorithm>
#include <bitset>
#include <chrono>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds {
namespace {

// A notice is short: a long text that begins like one is news about it. Bytes.
constexpr std::size_t longest_notice = 1500;
// Where in a text a notice of an embargo may stand.
constexpr std::size_t opening = 400;
// No date with its words is longer.
constexpr std::size_t longest_date = 90;

bool ends_word(std::string_view text, std::size_t at) {
  return at >= text.size() || text[at] == ' ';
}

// Han, kana and Hangul, which folding has taken apart, put no blanks between words or write endings onto them.
bool needs_no_blank(char32_t c) {
  constexpr char32_t first_jamo = 0x1100, last_jamo = 0x11FF, first_han = 0x2E80;
  return c >= first_han || (c >= first_jamo && c <= last_jamo);
}

bool ends_line(std::string_view text, std::size_t at) {
  if (ends_word(text, at)) return true;
  std::size_t last = at - 1;
  while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
  return needs_no_blank(next_code_point(text, last));
}

// Whole characters from the beginning of a text.
std::string_view cut(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Lines that open a notice, folded.
class Lines {
 public:
  explicit Lines(std::initializer_list<std::span<const std::string_view>> tables) {
    for (const auto& rows : tables) {
      for (const std::string_view row : rows) pairs_.set(pair_of(all_.emplace_back(fold(row))));
    }
    std::ranges::stable_sort(all_, std::greater<>(), &std::string::size);  // the most that is understood first
  }

  const std::vector<std::string>& all() const { return all_; }

  // A look at a few letters, which is enough for nearly every text: what folds a character at a time folds a text's
  // beginning to the beginning of the whole.
  bool may_open(std::string_view text) const {
    if (text.size() >= 2 && is_ascii_letter(text[0]) && is_ascii_letter(text[1])) {
      const char folded[] = {ascii_lower(text[0]), ascii_lower(text[1])};
      if (!pairs_.test(pair_of({folded, 2}))) return false;
    }
    constexpr std::size_t a_few_letters = 24;  // bytes
    const std::string beginning = fold(cut(text, a_few_letters));
    if (beginning.size() < 2) return true;
    if (!pairs_.test(pair_of(beginning))) return false;
    return std::ranges::any_of(all_, [&](const std::string& line) {
      const std::size_t size = std::min(line.size(), beginning.size());
      return line.front() == beginning.front() && line.compare(0, size, beginning, 0, size) == 0;
    });
  }

  // `ends`: whether a line may end there.
  bool open(std::string_view folded_text, bool (*ends)(std::string_view text, std::size_t at) = ends_word) const {
    return std::ranges::any_of(
        all_, [&](const std::string& line) { return folded_text.starts_with(line) && ends(folded_text, line.size()); });
  }

 private:
  // The first two bytes; a line has more.
  static std::size_t pair_of(std::string_view folded) {
    return std::size_t{static_cast<unsigned char>(folded[0])} << 8 | static_cast<unsigned char>(folded[1]);
  }

  std::vector<std::string> all_;
  std::bitset<0x10000> pairs_;
};

bool opens_kill(std::string_view text) {
  static const Lines lines({kill_lines}), headings({kill_headings}), both({kill_lines, kill_headings});
  if (text.empty() || text.size() > longest_notice || !both.may_open(text)) return false;
  const std::string words = fold(text);
  return lines.open(words, ends_line) || headings.open(words);
}

bool advises_kill(std::string_view text) {
  static const Lines lines({advised_kills});
  if (text.size() > longest_notice) return false;
  const std::string words = ' ' + fold(text) + ' ';
  return std::ranges::any_of(lines.all(),
                             [&](const std::string& line) { return words.find(' ' + line + ' ') != words.npos; });
}

bool is_killed(const Comparable& entry, std::string_view text) {
  if (const Boxed<Wire>& wire = entry.entry.extension.wire) {
    if (wire->pub_status == "canceled" || wire->pub_status == "withheld") return true;
    if (wire->management_type == "delete") return true;
    if (opens_kill(wire->ed_note)) return true;
  }
  const Headline& headline = entry.headline;
  const std::string& title = entry.entry.title;
  if (headline.signal == "kill" || label_of(title, entry.own) == "kill") return true;
  if (opens_kill(title) || opens_kill(text)) return true;
  return headline.signal == "advisory" && (advises_kill(headline.text) || advises_kill(text));
}

Date with_a_year(std::string_view text, std::string_view language, Time now) {
  if (const Date date = read_date(text, language)) return date;
  // The year that is left out is the one which brings it closest.
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
  Date closest;
  for (const int year :
       {static_cast<int>(today.year()) - 1, static_cast<int>(today.year()), static_cast<int>(today.year()) + 1}) {
    const Date date = read_date(std::string(text) + ' ' + std::to_string(year), language);
    if (date && (!closest || std::chrono::abs(*date - now) < std::chrono::abs(*closest - now))) closest = date;
  }
  return closest;
}

// "10:00 GMT 5 March": dates are written day first or with their clock behind; try both ways round.
Date clock_behind(std::string_view text, std::string_view language, Time now) {
  const std::size_t colon = text.find_first_of(":.");
  if (colon == text.npos || colon == 0 || colon > 2) return std::nullopt;
  std::size_t end = std::min(text.find_first_of(" ,", colon), text.size());
  std::string clock(text.substr(0, end));
  std::ranges::replace(clock, '.', ':');
  std::string_view rest = text.substr(std::min(end + 1, text.size()));
  // A zone belongs to its clock: "GMT", "CET", "+0100", "(0900 GMT)" is beside it.
  rest = trim_blanks(rest);
  const std::size_t zone_end = std::min(rest.find_first_of(" ,"), rest.size());
  const std::string_view zone = rest.substr(0, zone_end);
  const bool is_zone =
      zone.size() >= 2 && zone.size() <= 5 &&
      std::ranges::all_of(
          zone, [](char c) { return (c >= 'A' && c <= 'Z') || c == '+' || c == '-' || (c >= '0' && c <= '9'); }) &&
      !(zone.front() >= '0' && zone.front() <= '9');
  if (is_zone) {
    clock += ' ' + std::string(zone);
    rest = trim_blanks(rest.substr(std::min(zone_end + 1, rest.size())));
  }
  for (const std::string_view small : {"on ", "am ", "del ", "le ", "le", "of ", ", "}) {
    if (rest.starts_with(small)) rest.remove_prefix(small.size());
  }
  if (const Date date = read_date(std::string(rest) + ' ' + clock, language)) return date;
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
  Date closest;
  for (const int off : {-1, 0, 1}) {
    const std::string year = std::to_string(static_cast<int>(today.year()) + off);
    const Date date = read_date(std::string(rest) + ' ' + year + ' ' + clock, language);
    if (date && (!closest || std::chrono::abs(*date - now) < std::chrono::abs(*closest - now))) closest = date;
  }
  return closest;
}

// The longest beginning of the text that is a date.
Date read_moment(std::string_view text, std::string_view language, Time now) {
  text = cut(text, longest_date);
  while (!text.empty() && (text.front() == ':' || text.front() == ' ' || text.front() == '-')) text.remove_prefix(1);
  for (const std::string_view colon : {"：", "–", "—"}) {
    if (text.starts_with(colon)) text.remove_prefix(colon.size());
  }
  text = trim_blanks(text);
  // Ends are tried where a word ends, from the last to the first: 90 bytes have few.
  for (std::size_t end = text.size(); end > 3; end = text.find_last_of(" \n.,;)", end - 1)) {
    if (end == text.npos) break;
    std::string_view part = trim_blanks(text.substr(0, end));
    while (!part.empty() && std::string_view(".,;)]").find(part.back()) != std::string_view::npos)
      part.remove_suffix(1);
    if (const Date date = with_a_year(part, language, now)) return date;
    if (const Date date = clock_behind(part, language, now)) return date;
  }
  return std::nullopt;
}

// Where the original text goes on behind a line that it begins with, folded; npos: it does not.
std::size_t behind(std::string_view text, const std::string& line) {
  std::string seen;
  for (std::size_t end = 0; end < text.size();) {
    next_code_point(text, end);
    seen = fold(text.substr(0, end));
    if (seen == line) return end;
    if (seen.size() > line.size()) return text.npos;
  }
  return text.npos;
}

Date embargo_line(std::string_view text, std::string_view language, Time now) {
  static const Lines lines({embargo_lines});
  // In front of the line an opening bracket or stars may stand.
  std::size_t start = 0;
  while (start < text.size() && std::string_view("([*-—– \t\n\r").find(text[start]) != std::string_view::npos) ++start;
  text = cut(text.substr(start), opening);
  if (!lines.may_open(text)) return std::nullopt;
  const std::string words = fold(text);
  for (const std::string& line : lines.all()) {
    if (!words.starts_with(line) || !ends_line(words, line.size())) continue;
    const std::size_t at = behind(text, line);
    if (at == text.npos) continue;
    if (const Date date = read_moment(text.substr(at), language, now)) return date;
  }
  return std::nullopt;
}

Date embargo_of(const Entry& entry, std::string_view text, Time now) {
  if (const Boxed<Wire>& wire = entry.extension.wire) {
    if (wire->embargoed) return wire->embargoed;
    if (wire->pub_status == "embargoed") return wire->available ? wire->available : Date(no_known_end);
    if (const Date date = embargo_line(wire->ed_note, entry.language, now)) return date;
  }
  if (const Date date = embargo_line(entry.title, entry.language, now)) return date;
  return embargo_line(text, entry.language, now);
}

const Lines& private_ones() {
  static const Lines lines({private_lines});
  return lines;
}

bool is_private(std::string_view text) {
  return !text.empty() && private_ones().may_open(text) && private_ones().open(fold(cut(text, opening)));
}

constexpr Byte is_markup(Byte c) {
  return static_cast<Byte>((c == '<') | (c == '&'));
}

// What stands first in sanitised HTML, up to the next tag or reference; of many words the first.
std::string_view first_words(std::string_view html) {
  constexpr std::size_t enough = 64;  // bytes
  while (html.starts_with('<')) html.remove_prefix(std::min(html.find('>'), html.size() - 1) + 1);
  html = cut(html, enough);
  return html.substr(0, find_byte<is_markup>(html, 0));
}

bool is_private_in_html(std::string_view html) {
  return private_ones().may_open(trim_blanks(first_words(html))) && is_private(plain_text(html));
}

// Sanitised HTML has one spelling of a tag; a paragraph holds no other one.
bool remove_private_paragraphs(std::string& html) {
  const std::size_t before = html.size();
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"<p", "</p>"},
                                    std::pair<std::string_view, std::string_view>{"<aside", "</aside>"}}) {
    std::string kept;
    std::size_t from = 0;
    for (std::size_t at = html.find(open); at != html.npos; at = html.find(open, at + 1)) {
      const char next = at + open.size() < html.size() ? html[at + open.size()] : '\0';
      if (at < from || (next != '>' && next != ' ')) continue;
      std::size_t end = html.find(close, at);
      if (end == html.npos) break;
      end += close.size();
      if (!is_private_in_html(std::string_view(html).substr(at, end - at))) continue;
      kept.append(html, from, at - from);
      from = end;
    }
    if (from > 0) html = kept.append(html, from);
  }
  return html.size() < before;
}

bool remove_private_lines(std::string& text) {
  std::string kept;
  std::size_t from = 0;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
    end = std::min(text.find('\n', at), text.size() - 1) + 1;
    if (!is_private(std::string_view(text).substr(at, end - at))) continue;
    kept.append(text, from, at - from);
    from = end;
  }
  if (from > 0) text = kept.append(text, from);
  return from > 0;
}

bool remove_private_summary(std::string& summary) {
  if (!is_private(summary)) return false;
  summary.clear();
  return true;
}

}  // namespace

WireStatus read_wire_status(const Comparable& entry, Time now) {
  WireStatus status;
  status.signal = entry.headline.signal;
  const std::string_view text = trim_blanks(entry.text);
  if (is_killed(entry, text)) {
    status.status = Status::killed;
    status.signal = "kill";
  } else if (status.signal == "correction") {
    status.status = Status::corrected;
  }
  if (status.signal.empty()) {
    if (const Boxed<Wire>& wire = entry.entry.extension.wire) {
      for (const std::string& said : wire->signals) {
        if (said != "update" && said != "correction") continue;
        status.signal = said;
        if (said == "correction") status.status = Status::corrected;
      }
    }
  }
  status.embargoed = embargo_of(entry.entry, text, now);
  return status;
}

bool remove_private_notes(Entry& entry) {
  if (Boxed<Wire>& wire = entry.extension.wire) wire->ed_note.clear();
  const bool of_html = remove_private_paragraphs(entry.content_html);
  const bool of_text = remove_private_lines(entry.content_text);
  const bool of_summary = remove_private_summary(entry.summary);
  return of_html || of_text || of_summary;
}

}  // namespace datelined::feeds
