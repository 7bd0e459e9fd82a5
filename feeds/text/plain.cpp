#include "feeds/text/html.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/entities.hpp"
#include "feeds/text/tokens.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace datelined::feeds {
namespace {

using namespace html;

std::string without_tags(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  Tokens tokens(html);
  for (Token token; tokens.next(token);) {
    if (token.kind == Token::Kind::text) {
      if (token.literal) {
        out += token.text;
      } else {
        out += decode_references(token.text);
      }
      continue;
    }
    if (token.element == nullptr) continue;
    if (token.element->is(breaks)) out += ' ';
    if (token.kind == Token::Kind::end || !token.element->is(active)) continue;
    if (token.element->is(foreign) && token.self_closing) continue;
    tokens.skip_content(*token.element);
  }
  return out;
}

// A no-break space is white space at the ends, where it separates nothing; inside it stays.
std::string_view without_space_at_ends(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::int32_t begin = 0;
  auto end = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < end; begin = at) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, end, c);
    if (!u_isUWhiteSpace(c)) break;
  }
  for (std::int32_t at = end; at > begin; end = at) {
    UChar32 c = 0;
    U8_PREV(bytes, begin, at, c);
    if (!u_isUWhiteSpace(c)) break;
  }
  return text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

std::string with_single_spaces(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const std::string_view inside = without_space_at_ends(text);
  std::size_t from = 0;
  for (std::size_t at = 0; at < inside.size();) {
    if (!is_ascii_space(inside[at])) {
      ++at;
      continue;
    }
    // A single blank, which is nearly every one, stays part of the run.
    std::size_t end = at + 1;
    while (is_ascii_space(inside[end])) ++end;  // what is at the end is no space
    if (end > at + 1 || inside[at] != ' ') {
      out.append(inside, from, at - from).append(1, ' ');
      from = end;
    }
    at = end;
  }
  return out.append(inside, from);
}

}  // namespace

std::string plain_text(std::string_view html) {
  if (html.find('<') == html.npos && html.find('&') == html.npos) return with_single_spaces(clean_text(html));
  return with_single_spaces(clean_text(without_tags(html)));
}

}  // namespace datelined::feeds
