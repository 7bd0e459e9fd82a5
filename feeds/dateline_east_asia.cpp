#include "feeds/dateline_east_asia.hpp"

#include "feeds/dateline_agencies.hpp"

#include <algorithm>

namespace datelined::feeds::datelines {
namespace {

// 新华社北京11月25日电, 本报讯, 央视网消息: how many characters it takes; 0: it is none.
struct Filed {
  std::size_t end = 0;
  bool dated = false;
};

Filed filed_in_han(Text text) {
  constexpr std::size_t longest_filed = 32, longest_undated = 12;
  constexpr Text reports = U"电電讯訊", publishers = U"报報网網社台臺刊视視线線";
  std::size_t han = 0;
  for (std::size_t at = 0; at < std::min(text.size(), longest_filed); ++at) {
    const char32_t c = text[at];
    if (is_han(c)) {
      ++han;
    } else if (!is_digit(c) && !is_blank(c) && c != '/' && c != U'、' && c != U'·') {
      return {};
    }
    const bool is_last = at + 1 == text.size() || !is_east_asian(text[at + 1]) || closing(text[at + 1]) != 0;
    if (han < 3 || !is_last) continue;
    const bool is_news = text.substr(0, at + 1).ends_with(U"消息");
    if (reports.find(c) == reports.npos && !is_news) continue;
    const Text before = trim(text.substr(0, at + 1 - (is_news ? 2 : 1)));
    if (before.ends_with(U'日') && std::ranges::any_of(before, is_digit)) return {at + 1, true};
    if (at < longest_undated && publishers.find(before.back()) != publishers.npos) return {at + 1, false};
  }
  return {};
}

}  // namespace

Matched in_han(Text text) {
  const Filed filed = filed_in_han(text);
  if (filed.end == 0) return std::nullopt;
  std::size_t stop = filed.end;
  // （记者李明）
  if (stop < text.size() && closing(text[stop]) != 0) {
    if (const std::size_t close = bracket_end(text, stop); close != text.npos) stop = close + 1;
  }
  const Ending end = ending(text, stop);
  if (!filed.dated && !end.any() && stop == filed.end && end.end == stop) return std::nullopt;
  return Match{stop, end.end};
}

namespace {

// "(서울=연합뉴스) 홍길동 기자 =": the reporter's name behind the bracket.
std::size_t reporter_end(Text text, std::size_t at) {
  constexpr std::size_t longest_name = 24;
  const Text rest = text.substr(at, longest_name);
  const auto stop = std::ranges::find_if(rest, is_equals);
  if (stop == rest.end()) return at;
  const Text name = rest.substr(0, static_cast<std::size_t>(stop - rest.begin()));
  const bool is_name = name.find(U"기자") != name.npos || name.find(U"특파원") != name.npos;
  return is_name ? at + name.size() : at;
}

}  // namespace

// 【ワシントン共同】, (서울=연합뉴스), （中央社台北25日電）, (ANSA) -
Matched in_brackets(Text text) {
  if (text.empty() || closing(text.front()) == 0) return std::nullopt;
  const std::size_t close = bracket_end(text, 0);
  if (close == text.npos) return std::nullopt;
  const Text inside = trim(text.substr(1, close - 1));
  const Ending end = ending(text, close + 1);
  const auto equals = std::ranges::find_if(inside, is_equals);
  if (equals != inside.begin() && equals != inside.end() && is_east_asian(inside.front())) {
    const std::size_t stop = reporter_end(text, close + 1);
    const Ending last = ending(text, stop);
    return Match{stop == close + 1 ? close + 1 : std::size_t(trim(text.substr(0, stop)).size()), last.end};
  }
  if (const Filed filed = filed_in_han(inside); filed.end == inside.size()) return Match{close + 1, end.end};
  const bool is_round = text.front() == '(' || text.front() == U'（';
  if (is_round ? end.dash && is_agency(inside) : names_agency(inside)) return Match{close + 1, end.end};
  return std::nullopt;
}

}  // namespace datelined::feeds::datelines
