#include "feeds/read/clean.hpp"

#include "feeds/read/references.hpp"
#include "feeds/text/characters.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace datelined::feeds::read {
namespace {

// Bytes that need a look: what may begin a reference, a comment or section, or a forbidden character.
constexpr auto interesting = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = i != '\t' && i != '\n' && i != '\r';
  table['&'] = table['!'] = table[0xEF] = true;
  return table;
}();

// Where the next interesting byte is, or near before it: eight at once that hold none are passed over.
std::size_t skip_dull(std::string_view text, std::size_t at) {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101u, high_bits = 0x8080'8080'8080'8080u;
  const auto below = [](std::uint64_t word, std::uint64_t limit) { return (word - ones * limit) & ~word & high_bits; };
  const auto holds = [&](std::uint64_t word, std::uint64_t byte) { return below(word ^ (ones * byte), 1); };
  std::uint64_t word = 0;
  for (; text.size() - at >= sizeof word; at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((below(word, 0x20) | holds(word, '&') | holds(word, '!') | holds(word, 0xEF)) != 0) break;
  }
  return at;
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

// Of the comment or CDATA section that opens at a '<'; npos when it has no end, or is neither.
std::size_t end_of_verbatim(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("<!--")) return text.find("-->", at + 4);
  return text.substr(at).starts_with("<![CDATA[") ? text.find("]]>", at + 9) : text.npos;
}

}  // namespace

bool is_clean(std::string_view text) {
  std::size_t at = root_of(text);
  if (at == text.npos) return false;
  std::size_t verbatim_until = 0;  // the end of the CDATA section or comment we are in
  while (at < text.size()) {
    at = skip_dull(text, at);
    const std::size_t stop = std::min(at + sizeof(std::uint64_t), text.size());
    for (; at < stop; ++at) {
      const auto byte = static_cast<unsigned char>(text[at]);
      if (!interesting[byte]) continue;
      if (byte == '&') {
        if (at >= verbatim_until && !is_defined(text.substr(at))) return false;
      } else if (byte == '!') {
        if (at < verbatim_until || text[at - 1] != '<') continue;
        verbatim_until = end_of_verbatim(text, at - 1);
        if (verbatim_until == text.npos) return false;
      } else if (forbidden_character(text, at) != 0) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace datelined::feeds::read
