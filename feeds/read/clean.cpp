#include "feeds/read/clean.hpp"

#include "feeds/read/references.hpp"
#include "feeds/text/characters.hpp"

#include <algorithm>
#include <array>

namespace datelined::feeds::read {
namespace {

// Bytes that need a look.
constexpr auto interesting = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = i != '\t' && i != '\n' && i != '\r';
  table['&'] = table['<'] = table[0xEF] = true;
  return table;
}();

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

}  // namespace

bool is_clean(std::string_view text) {
  std::size_t at = root_of(text);
  if (at == text.npos) return false;
  std::size_t verbatim_until = 0;  // the end of the CDATA section or comment we are in
  for (; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (!interesting[byte]) continue;
    if (byte == '&') {
      if (at >= verbatim_until && !is_defined(text.substr(at))) return false;
    } else if (byte == '<') {
      const std::string_view rest = text.substr(at);
      if (at < verbatim_until || rest.size() < 2 || rest[1] != '!') continue;
      const std::string_view end = rest.starts_with("<!--") ? "-->" : "]]>";
      verbatim_until = std::min(text.find(end, at), text.size());
    } else if (forbidden_character(text, at) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace datelined::feeds::read
