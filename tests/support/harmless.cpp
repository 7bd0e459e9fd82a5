#include "tests/support/harmless.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/entities.hpp"
#include "feeds/text/escape.hpp"
#include "feeds/text/tokens.hpp"
#include "feeds/text/tree.hpp"

#include <gumbo.h>

#include <cstdlib>

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

namespace datelined::test {
namespace {

using namespace feeds::html;

const std::set<std::string_view> elements{
    "a",      "abbr",       "acronym", "address", "article", "aside", "audio", "b",          "bdi",      "bdo",
    "big",    "blockquote", "br",      "caption", "center",  "cite",  "code",  "col",        "colgroup", "dd",
    "del",    "details",    "dfn",     "div",     "dl",      "dt",    "em",    "figcaption", "figure",   "font",
    "footer", "h1",         "h2",      "h3",      "h4",      "h5",    "h6",    "header",     "hr",       "i",
    "img",    "ins",        "kbd",     "li",      "main",    "mark",  "nav",   "ol",         "p",        "picture",
    "pre",    "q",          "rp",      "rt",      "ruby",    "s",     "samp",  "section",    "small",    "source",
    "span",   "strike",     "strong",  "sub",     "summary", "sup",   "table", "tbody",      "td",       "tfoot",
    "th",     "thead",      "time",    "tr",      "tt",      "u",     "ul",    "var",        "video",    "wbr"};
const std::set<std::string_view> attributes{"href",    "src",      "alt",  "title",    "cite",  "datetime", "colspan",
                                            "rowspan", "dir",      "lang", "poster",   "width", "height",   "start",
                                            "type",    "controls", "open", "reversed", "scope", "span",     "value"};
const std::set<std::string_view> addresses{"href", "src", "cite", "poster"};
const std::set<std::string_view> schemes{"http", "https", "ftp", "mailto", "tel", "magnet", "feed",
                                         "news", "nntp",  "sip", "xmpp",   "tag", "urn"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What a browser takes for the scheme: blanks and control characters around do not count, nor do tabs and line
// ends inside. Empty for a relative reference.
std::string scheme_for_browsers(std::string_view url) {
  while (!url.empty() && static_cast<unsigned char>(url.front()) <= 0x20) url.remove_prefix(1);
  std::string scheme;
  for (const char c : url) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    if (c == ':') return scheme;
    const bool may_stand =
        is_letter(c) || (!scheme.empty() && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
    if (!may_stand) return {};
    scheme += static_cast<char>(c | 0x20);
  }
  return {};
}

std::string name_of(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece name = element.original_tag;
  gumbo_tag_from_original_text(&name);
  return {name.data, name.length};
}

std::string harm_in_element(const GumboElement& element) {
  const std::string name = name_of(element);
  if (element.tag_namespace != GUMBO_NAMESPACE_HTML || !elements.contains(name)) return "element " + name;
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    const std::string_view key = attribute.name;
    if (!attributes.contains(key)) return "attribute " + std::string(key);
    if (!is_clean_utf8(attribute.value)) return "character in " + std::string(key);
    if (!addresses.contains(key)) continue;
    const std::string scheme = scheme_for_browsers(attribute.value);
    if (!scheme.empty() && !schemes.contains(scheme)) return "scheme " + scheme;
    if (scheme != "feed") continue;
    const std::string inner = scheme_for_browsers(std::string_view(attribute.value).substr(5));
    if (!inner.empty() && inner != "http" && inner != "https") return "scheme in feed: " + inner;
  }
  if (name == "img" && gumbo_get_attribute(&element.attributes, "src") == nullptr) return "img without src";
  return {};
}

std::string harm_in_node(const GumboNode& node) {
  switch (node.type) {
    case GUMBO_NODE_ELEMENT:
      return harm_in_element(node.v.element);
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_WHITESPACE:
      return is_clean_utf8(node.v.text.text) ? "" : "character in text";
    default:
      return "a comment or the like";
  }
}

struct Parsed {
  GumboOptions options = kGumboDefaultOptions;
  GumboOutput* output = nullptr;

  explicit Parsed(std::string_view html) {
    // Zeroed, as Gumbo leaves the quirks mode of a fragment's document to chance; zero is no-quirks.
    options.allocator = [](void*, std::size_t size) { return std::calloc(1, size); };
    options.max_errors = 0;
    options.fragment_context = GUMBO_TAG_BODY;
    output = gumbo_parse_with_options(&options, html.data(), html.size());
  }
  ~Parsed() { gumbo_destroy_output(&options, output); }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;
};

}  // namespace

std::string harm_in(std::string_view html) {
  if (!is_clean_utf8(html)) return "character";
  const Parsed parsed(html);
  std::vector<const GumboNode*> ahead;
  const auto add_children = [&](const GumboNode& node) {
    const GumboVector& children = node.v.element.children;
    for (unsigned i = 0; i < children.length; ++i) ahead.push_back(static_cast<const GumboNode*>(children.data[i]));
  };
  add_children(*parsed.output->root);
  while (!ahead.empty()) {
    const GumboNode& node = *ahead.back();
    ahead.pop_back();
    if (std::string harm = harm_in_node(node); !harm.empty()) return harm;
    if (node.type == GUMBO_NODE_ELEMENT) add_children(node);
  }
  return {};
}

std::string bare_markup(std::string_view html) {
  std::string out;
  Tokens tokens(html);
  for (Token token; tokens.next(token);) {
    if (token.kind == Token::Kind::text) {
      append_text(out,
                  feeds::clean_text(token.literal ? std::string(token.text) : feeds::decode_references(token.text)));
      continue;
    }
    if (token.element == nullptr || !token.element->is(kept)) continue;
    out.append(token.kind == Token::Kind::end ? "</" : "<").append(token.element->name);
    if (token.kind == Token::Kind::start && token.element->name == "img") out += " src=\"http://a.example/\"";
    out += '>';
  }
  return out;
}

std::string by_tree(std::string_view bare) {
  // Past the depth that the sanitiser opens elements to it does what no tree does: leave tags away.
  constexpr int deepest = 200;
  int starts = 0;
  for (std::size_t at = bare.find('<'); at != bare.npos; at = bare.find('<', at + 1)) {
    if (at + 1 < bare.size() && bare[at + 1] != '/' && ++starts > deepest) return {};
  }
  // A tree that cannot be written (a link in a link) reads as another, which can.
  std::string out = through_tree(bare);
  for (int tries = 1; tries < 3; ++tries) {
    std::string again = through_tree(out);
    if (again == out) return out;
    out = std::move(again);
  }
  return {};
}

bool is_xml_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    if (size == 0 || at + size > text.size()) return false;
    std::uint32_t c = size == 1 ? first : first & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xC0U) != 0x80) return false;
      c = (c << 6U) | (next & 0x3FU);
    }
    const bool too_long = (size == 3 && c < 0x800) || (size == 4 && c < 0x10000);
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    const bool forbidden = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE || c == 0xFFFF;
    if (too_long || surrogate || c > 0x10FFFF || forbidden) return false;
    at += size;
  }
  return true;
}

bool is_clean_utf8(std::string_view text) {
  if (!is_xml_text(text)) return false;
  for (std::size_t at = text.find('\xC2'); at != text.npos; at = text.find('\xC2', at + 1)) {
    const auto c = static_cast<unsigned char>(text[at + 1]);
    const bool is_no_character_of_windows_1252 = c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D;
    if (c <= 0x9F && !is_no_character_of_windows_1252) return false;
  }
  return true;
}

}  // namespace datelined::test
