#include "feeds/dateline_agencies.hpp"

#include "feeds/dateline_words.hpp"
#include "feeds/signal.hpp"
#include "feeds/text/fold.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace datelined::feeds::datelines {
namespace {

std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = std::min(folded.find(' ', at), folded.size());
    words.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

// Phrases of a table, folded. East Asian ones have no blanks round them.
class Phrases {
 public:
  explicit Phrases(std::span<const std::string_view> rows) {
    for (const std::string_view row : rows) {
      std::string phrase = fold(row);
      if (is_bare(phrase)) bare_.push_back(phrase);
      all_.insert(std::move(phrase));
    }
  }

  bool in(Text text) const {
    const std::string folded = fold(utf8(text));
    const std::vector<std::string_view> words = words_of(folded);
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (std::size_t n = 1; n <= most_words && i + n <= words.size(); ++n) {
        const char* end = words[i + n - 1].data() + words[i + n - 1].size();
        if (all_.contains(std::string(words[i].data(), end))) return true;
      }
    }
    return std::ranges::any_of(bare_, [&](const std::string& phrase) { return folded.find(phrase) != folded.npos; });
  }

  bool is(Text text) const { return all_.contains(fold(utf8(text))); }

 private:
  static constexpr std::size_t most_words = 4;
  static bool is_bare(std::string_view phrase) {
    std::size_t at = 0;
    return !phrase.empty() && is_east_asian(next_code_point(phrase, at));
  }
  std::unordered_set<std::string> all_;
  std::vector<std::string> bare_;
};

// "KOMPAS.com", "INTERFAX.RU"
bool is_site(Text word) {
  const std::size_t dot = word.rfind(U'.');
  return dot != word.npos && dot > 2 && word.size() - dot >= 3 && word.size() - dot <= 5 &&
         std::ranges::all_of(word.substr(dot + 1), [](char32_t c) { return c < 0x80 && is_letter(c); });
}

const Phrases& agency_phrases() {
  static const Phrases phrases(agencies);
  return phrases;
}

}  // namespace

bool names_agency(Text text) {
  return !text.empty() && (is_site(text) || agency_phrases().in(text));
}

bool is_agency(Text text) {
  return agency_phrases().is(text);
}

bool names_kind_of_agency(Text text) {
  static const Phrases phrases(kinds_of_agency);
  return phrases.in(text);
}

bool is_heading(Text text) {
  static const Phrases phrases(headings);
  return phrases.in(text) || !label_of(utf8(text)).empty();
}

}  // namespace datelined::feeds::datelines
