#include "feeds/read/newscodes.hpp"

#include "feeds/text/characters.hpp"

#include <algorithm>
#include <string>

namespace datelined::feeds::read {
namespace {

struct Scheme {
  std::string_view alias;  // as the IPTC catalog abbreviates it
  std::string_view uri;
  std::string_view word;  // what a scheme of this list says somewhere in its name
  bool of_digits;
};

constexpr Scheme schemes[] = {
    {"medtop", "http://cv.iptc.org/newscodes/mediatopic/", "mediatopic", true},
    {"subj", "http://cv.iptc.org/newscodes/subjectcode/", "subjectcode", true},
    {"scene", "http://cv.iptc.org/newscodes/scene/", "newscodes/scene", true},
    {"genre", "http://cv.iptc.org/newscodes/genre/", "newscodes/genre", false},
    {"ninat", "http://cv.iptc.org/newscodes/ninature/", "newscodes/ninature", false},
};

bool is_digits(std::string_view text) {
  return text.size() >= 6 && text.size() <= 8 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_code(std::string_view code, const Scheme& scheme) {
  if (scheme.of_digits) return is_digits(code);
  return !code.empty() && code.find_first_of(" \t\n/:") == code.npos;
}

std::string_view without_web_scheme(std::string_view uri) {
  const std::size_t start = uri.find("://");
  return start == uri.npos ? uri : uri.substr(start + 3);
}

// In lower case and without the dashes: "IPTC-SubjectCode" and "iptc:subjectcode" are in use as well as URLs.
std::string normal(std::string_view scheme) {
  std::string text = ascii_lower(trimmed(scheme));
  std::erase_if(text, [](char c) { return c == '-' || c == '_'; });
  return text;
}

bool names(std::string_view normal_scheme, const Scheme& row) {
  if (normal_scheme == row.alias) return true;
  return normal_scheme.find("iptc") != normal_scheme.npos && normal_scheme.find(row.word) != normal_scheme.npos;
}

std::optional<NewsCode> qualified(std::string_view term, const Scheme& scheme) {
  const std::string_view path = without_web_scheme(term);
  const std::string_view uri = without_web_scheme(scheme.uri);
  std::string_view code;
  if (equal_ignoring_case(path.substr(0, uri.size()), uri)) {
    code = path.substr(uri.size());
  } else if (const std::size_t colon = term.find(':'); equal_ignoring_case(term.substr(0, colon), scheme.alias)) {
    code = colon == term.npos ? std::string_view() : term.substr(colon + 1);
  }
  return is_code(code, scheme) ? std::optional(NewsCode{scheme.uri, code}) : std::nullopt;
}

}  // namespace

std::optional<NewsCode> news_code(std::string_view term, std::string_view scheme) {
  term = trimmed(term);
  if (term.find(':') != term.npos) {
    for (const Scheme& row : schemes) {
      if (const auto code = qualified(term, row)) return code;
    }
  }
  if (scheme.empty()) return std::nullopt;
  const std::string given = normal(scheme);
  for (const Scheme& row : schemes) {
    if (names(given, row) && is_code(term, row)) return NewsCode{row.uri, term};
  }
  return std::nullopt;
}

}  // namespace datelined::feeds::read
