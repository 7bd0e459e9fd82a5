#include "feeds/write/difference.hpp"

#include "feeds/text/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace datelined::feeds {
namespace {

using Words = std::vector<std::string_view>;
using Kind = Difference::Kind;

// Bounds the table that is filled in: a million cells are some milliseconds.
constexpr std::size_t most_cells = 1u << 21;

// Thai and its neighbours, and all that stands behind the radicals of Chinese.
bool stands_alone(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
         (c >= 0x2E80 && c != ill_formed);
}

// Each with the blanks behind it.
Words words_of(std::string_view text) {
  Words words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    bool alone = stands_alone(next_code_point(text, at));
    while (!alone && at < text.size() && text[at - 1] != ' ' && text[at - 1] != '\n') {
      std::size_t next = at;
      if (stands_alone(next_code_point(text, next))) break;
      at = next;
    }
    while (at < text.size() && (text[at] == ' ' || text[at] == '\n')) ++at;
    words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

// The last word of a text has no blank behind it and is the same word all the same.
bool same(std::string_view one, std::string_view other) {
  const auto bare = [](std::string_view word) { return word.substr(0, word.find_last_not_of(" \n") + 1); };
  return bare(one) == bare(other);
}

void add(std::vector<Difference>& out, Kind kind, std::string_view text) {
  if (text.empty()) return;
  if (out.empty() || out.back().kind != kind) out.push_back({kind, {}});
  out.back().text += text;
}

// The longest common subsequence, by its lengths from each place to the ends.
void compare(std::vector<Difference>& out, const Words& before, const Words& after) {
  const std::size_t rows = before.size(), columns = after.size();
  if ((rows + 1) * (columns + 1) > most_cells) {
    for (const std::string_view word : before) add(out, Kind::removed, word);
    for (const std::string_view word : after) add(out, Kind::added, word);
    return;
  }
  std::vector<std::uint32_t> lengths((rows + 1) * (columns + 1));
  const auto length = [&](std::size_t row, std::size_t column) -> std::uint32_t& {
    return lengths[row * (columns + 1) + column];
  };
  for (std::size_t row = rows; row-- > 0;) {
    for (std::size_t column = columns; column-- > 0;) {
      length(row, column) = same(before[row], after[column])
                                ? length(row + 1, column + 1) + 1
                                : std::max(length(row + 1, column), length(row, column + 1));
    }
  }
  for (std::size_t row = 0, column = 0; row < rows || column < columns;) {
    if (row < rows && column < columns && same(before[row], after[column])) {
      add(out, Kind::kept, after[column]);
      ++row, ++column;
    } else if (row < rows && (column == columns || length(row + 1, column) >= length(row, column + 1))) {
      add(out, Kind::removed, before[row++]);
    } else {
      add(out, Kind::added, after[column++]);
    }
  }
}

}  // namespace

std::vector<Difference> differences(std::string_view before, std::string_view after) {
  Words old = words_of(before), fresh = words_of(after);
  const auto [old_begin, fresh_begin] = std::mismatch(old.begin(), old.end(), fresh.begin(), fresh.end(), same);
  const auto [old_end, fresh_end] = std::mismatch(old.rbegin(), std::make_reverse_iterator(old_begin), fresh.rbegin(),
                                                  std::make_reverse_iterator(fresh_begin), same);
  std::vector<Difference> out;
  for (auto word = fresh.begin(); word != fresh_begin; ++word) add(out, Kind::kept, *word);
  compare(out, Words(old_begin, old_end.base()), Words(fresh_begin, fresh_end.base()));
  for (auto word = fresh_end.base(); word != fresh.end(); ++word) add(out, Kind::kept, *word);
  return out;
}

}  // namespace datelined::feeds
