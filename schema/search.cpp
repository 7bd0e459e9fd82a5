#include "schema/search.hpp"

#include "feeds/text/search_tokens.hpp"

#include <algorithm>

namespace datelined::schema {

namespace {

// All quotation marks as ", all blanks as spaces: one kind of each to look for.
std::string with_plain_marks(std::string_view words) {
  std::string out(words);
  const auto replace = [&out](std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = out.find(from, at)) != std::string::npos; at += to.size()) {
      out.replace(at, from.size(), to);
    }
  };
  for (const char* quote : {"“", "”", "„", "‟", "«", "»", "「", "」", "『", "』", "＂"}) replace(quote, "\"");
  for (const char* blank : {"\u3000", "\u00A0", "\t", "\r", "\n", "\f", "\v"}) replace(blank, " ");
  replace("＊", "*");
  return out;
}

bool stands_in(std::string_view text, std::string_view tokens, bool is_prefix) {
  for (std::size_t at = text.find(tokens); at != text.npos; at = text.find(tokens, at + 1)) {
    const std::size_t end = at + tokens.size();
    const bool begins = at == 0 || text[at - 1] == ' ';
    const bool ends = is_prefix || end == text.size() || text[end] == ' ';
    if (begins && ends) return true;
  }
  return false;
}

std::string quoted(std::string_view tokens, bool is_prefix) {
  return '"' + std::string(tokens) + (is_prefix ? "\"*" : "\"");
}

}  // namespace

feeds::Result<Search> Search::read(std::string_view words) {
  const std::string plain = with_plain_marks(words);
  Search search;
  for (std::size_t at = 0; (at = plain.find_first_not_of(' ', at)) != plain.npos;) {
    const bool without = plain[at] == '-' && at + 1 < plain.size() && plain[at + 1] != ' ' && plain[at + 1] != '-';
    if (without) ++at;
    const bool is_phrase = plain[at] == '"';
    if (is_phrase) ++at;
    const std::size_t end = std::min(plain.find_first_of(is_phrase ? "\"" : " \"", at), plain.size());
    const std::string_view text = std::string_view(plain).substr(at, end - at);
    at = is_phrase ? std::min(end + 1, plain.size()) : end;

    auto [tokens, is_prefix] = feeds::sought_tokens(text);
    if (tokens.empty()) continue;
    is_prefix = is_prefix || text.ends_with('*');
    (without ? search.unwanted_ : search.wanted_).push_back({std::move(tokens), is_prefix});
  }
  if (!search.wanted_.empty()) return search;
  return feeds::Problem{"q", search.unwanted_.empty() ? "expected a word to look for"
                                                      : "expected a word to look for beside what to leave out"};
}

std::string Search::expression() const {
  std::string expression;
  const auto append = [&](const std::vector<Term>& terms, std::string_view between) {
    for (const Term& term : terms) {
      if (&term != terms.data()) expression += between;
      expression += quoted(term.tokens, term.is_prefix);
    }
  };
  expression += '(';
  append(wanted_, " AND ");
  expression += ')';
  if (unwanted_.empty()) return expression;
  expression += " NOT (";
  append(unwanted_, " OR ");
  return expression + ')';
}

bool Search::finds(std::string_view title, std::string_view body) const {
  const auto is_there = [&](const Term& term) {
    return stands_in(title, term.tokens, term.is_prefix) || stands_in(body, term.tokens, term.is_prefix);
  };
  return std::all_of(wanted_.begin(), wanted_.end(), is_there) &&
         std::none_of(unwanted_.begin(), unwanted_.end(), is_there);
}

}  // namespace datelined::schema
