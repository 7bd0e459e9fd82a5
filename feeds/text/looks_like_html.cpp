#include "feeds/text/html.hpp"

#include "feeds/text/entities.hpp"
#include "feeds/text/tokens.hpp"

#include <unordered_set>

namespace datelined::feeds {
namespace {

using namespace html;

bool holds_reference(std::string_view text) {
  std::string ignored;
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const std::size_t length = append_reference(ignored, text.substr(at));
    if (length != 0 && text[at + length - 1] == ';') return true;
    ignored.clear();
  }
  return false;
}

bool holds_whole_element(std::string_view text) {
  std::unordered_set<const Element*> open;
  Tokens tokens(text);
  for (Token token; tokens.next(token);) {
    if (token.kind == Token::Kind::text || token.element == nullptr) continue;
    if (token.kind == Token::Kind::end) {
      if (open.contains(token.element)) return true;
    } else if (token.element->is(no_content) || token.self_closing) {
      return true;
    } else {
      open.insert(token.element);
    }
  }
  return false;
}

}  // namespace

bool looks_like_html(std::string_view text) {
  return holds_reference(text) || holds_whole_element(text);
}

}  // namespace datelined::feeds
