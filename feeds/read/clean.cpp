#include "feeds/read/clean.hpp"

#include "feeds/read/references.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/scan.hpp"

namespace datelined::feeds::read {
namespace {

// What may begin a reference, a comment or section, or a forbidden character.
constexpr Byte is_interesting(Byte c) {
  const Byte control = (c < 0x20) & (c != '\t') & (c != '\n') & (c != '\r');
  return static_cast<Byte>(control | (c == '&') | (c == '!') | (c == 0xEF));
}

// Known to XML by itself. "&#X41;" is not, though everybody means it.
bool is_defined(std::string_view text) {
  const Reference reference = read_reference(text);
  if (reference.length == 0 || text.starts_with("&#X")) return false;
  return reference.is_number ? is_xml_character(reference.code) : is_predefined_entity(reference.name);
}

// The place of the root's '<', if only what may stand before a root does; a document type declaration
// with an internal subset is none of the parser's business.
std::size_t root_of(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    std::string_view end;
    if (is_ascii_space(rest[0])) {
      ++at;
      continue;
    }
    if (rest.starts_with("<!--")) {
      end = "-->";
    } else if (rest.starts_with("<?")) {
      if (rest.starts_with("<?xml ") && at != 0) return text.npos;
      end = "?>";
    } else if (rest.starts_with("<!DOCTYPE")) {
      end = ">";
      if (rest.substr(0, rest.find('>')).find('[') != rest.npos) return text.npos;
    } else {
      return rest[0] == '<' ? at : text.npos;
    }
    const std::size_t found = text.find(end, at);
    if (found == text.npos) return text.npos;
    at = found + end.size();
  }
  return text.npos;
}

// Of a comment; npos when it has none, or has a "--" before it.
std::size_t end_of_comment(std::string_view text, std::size_t at) {
  const std::size_t end = text.find("--", at + 4);
  return end != text.npos && text.substr(end).starts_with("-->") ? end : text.npos;
}

// Of the comment or CDATA section that opens at a '<'; npos when it has no end, or is neither.
std::size_t end_of_verbatim(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("<!--")) return end_of_comment(text, at);
  return text.substr(at).starts_with("<![CDATA[") ? text.find("]]>", at + 9) : text.npos;
}

}  // namespace

bool is_clean(std::string_view text) {
  std::size_t at = root_of(text);
  if (at == text.npos) return false;
  std::size_t verbatim_until = 0;  // the end of the CDATA section or comment we are in
  for (at = find_byte<is_interesting>(text, at); at < text.size(); at = find_byte<is_interesting>(text, at + 1)) {
    const char c = text[at];
    if (c == '&') {
      if (at >= verbatim_until && !is_defined(text.substr(at))) return false;
    } else if (c == '!') {
      if (at < verbatim_until || text[at - 1] != '<') continue;
      verbatim_until = end_of_verbatim(text, at - 1);
      if (verbatim_until == text.npos) return false;
    } else if (forbidden_character(text, at) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace datelined::feeds::read
