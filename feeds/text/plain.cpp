#include "feeds/text/html.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/entities.hpp"
#include "feeds/text/tokens.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <utility>

namespace datelined::feeds {
namespace {

using namespace html;

std::string without_tags(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  Tokens tokens(html);
  for (Token token; tokens.next(token);) {
    if (token.kind == Token::Kind::text) {
      token.literal ? void(out += token.text) : append_decoded(out, token.text);
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
std::string without_space_at_ends(std::string text) {
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
  text.resize(static_cast<std::size_t>(end));
  text.erase(0, static_cast<std::size_t>(begin));
  return text;
}

}  // namespace

std::string plain_text(std::string_view html) {
  const bool has_markup = html.find('<') != html.npos || html.find('&') != html.npos;
  std::string text = clean_text(has_markup ? without_tags(html) : std::string(html));
  return collapsed(without_space_at_ends(std::move(text)));
}

}  // namespace datelined::feeds
