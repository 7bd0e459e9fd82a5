#include "feeds/text/html.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/entities.hpp"
#include "feeds/text/escape.hpp"
#include "feeds/text/markup.hpp"
#include "feeds/text/tokens.hpp"
#include "feeds/text/tree.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>
#include <bitset>
#include <iterator>
#include <optional>

namespace datelined::feeds {
namespace {

using namespace html;

const Element& img = element("img");

struct KeptAttribute {
  std::string_view name;
  bool is_url = false;
};

// Neither name nor id: they can shadow what scripts of the page around expect to find.
constexpr KeptAttribute kept_attributes[] = {
    {"alt"},        {"cite", true}, {"colspan"}, {"controls"},     {"datetime"}, {"dir"},     {"height"},
    {"href", true}, {"lang"},       {"open"},    {"poster", true}, {"reversed"}, {"rowspan"}, {"scope"},
    {"span"},       {"src", true},  {"start"},   {"title"},        {"type"},     {"value"},   {"width"},
};

std::optional<std::size_t> find_attribute(std::string_view name) {
  if (equal_ignoring_case(name, "xml:lang")) name = "lang";
  const auto* found = std::find_if(std::begin(kept_attributes), std::end(kept_attributes),
                                   [&](const KeptAttribute& kept) { return equal_ignoring_case(name, kept.name); });
  if (found == std::end(kept_attributes)) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(kept_attributes));
}

// Canonical markup through a writer.
MarkupWriter rewritten(std::string_view markup, Mode mode) {
  MarkupWriter writer(mode);
  Tokens tokens(markup);
  for (Token token; tokens.next(token);) {
    if (token.kind == Token::Kind::text) {
      writer.text(decode_references(token.text));
    } else if (token.kind == Token::Kind::end) {
      writer.end(*token.element);
    } else {
      writer.start(*token.element, token.attributes_text);
    }
  }
  return writer;
}

// Canonical markup through a tree. Some trees cannot be written, a link in a link that a table pushed out:
// their markup reads as another tree, which can, or so do they in turn.
std::string settled(std::string markup) {
  for (int tries = 0; tries < 3; ++tries) {
    std::string tree = through_tree(markup);
    if (tree == markup) return tree;
    markup = std::move(tree);
    MarkupWriter writer = rewritten(markup, Mode::lenient);
    if (writer.nested()) return writer.finish();
    if (writer.costly()) break;
  }
  return rewritten(markup, Mode::strict).finish();
}

class Sanitizer {
 public:
  Sanitizer(std::string_view html, std::string_view base, Mode mode) : tokens_(html), base_(base), markup_(mode) {
    markup_.reserve(html.size());
  }

  bool run();  // false: the markup is more than a tree should be built of
  bool joined() const { return markup_.joined(); }
  Sanitized result() { return std::move(result_); }

 private:
  void take(const Token& token);
  void take_start(const Element& element, const Token& token);
  bool read_attributes(const Token& token);
  std::optional<std::string> read_url(std::string_view reference);

  Tokens tokens_;
  std::string_view base_;
  MarkupWriter markup_;
  std::string attributes_;
  Sanitized result_;
};

bool Sanitizer::run() {
  for (Token token; tokens_.next(token);) take(token);
  if (markup_.costly()) return false;
  const bool nested = markup_.nested();
  result_.html = markup_.finish();
  if (!nested) result_.html = settled(std::move(result_.html));
  return true;
}

void Sanitizer::take(const Token& token) {
  if (token.kind == Token::Kind::text) {
    const bool as_it_is = token.literal || token.text.find('&') == std::string_view::npos;
    if (as_it_is && is_clean_text(token.text)) {
      markup_.text(token.text);
    } else {
      markup_.text(clean_text(as_it_is ? std::string(token.text) : decode_references(token.text)));
    }
    return;
  }
  if (token.element == nullptr) return;
  const Element& element = token.element->name == "image" ? img : *token.element;
  if (token.kind == Token::Kind::start) {
    take_start(element, token);
  } else if (element.is(kept)) {
    markup_.end(element);
  }
}

void Sanitizer::take_start(const Element& element, const Token& token) {
  if (element.is(dropped)) {
    const bool empty = element.is(no_content) || (element.is(foreign) && token.self_closing);
    if (!empty) tokens_.skip_content(element);
    return;
  }
  if (!element.is(kept)) return;
  const bool has_source = read_attributes(token);
  if (&element != &img || has_source) markup_.start(element, attributes_);
}

// True when a src is among them. Of two with one name the first counts.
bool Sanitizer::read_attributes(const Token& token) {
  attributes_.clear();
  bool has_source = false;
  std::bitset<std::size(kept_attributes)> seen;
  for (const Attribute& attribute : token.attributes) {
    const auto index = find_attribute(attribute.name);
    if (!index || seen.test(*index)) continue;
    seen.set(*index);
    const auto& [name, is_url] = kept_attributes[*index];
    std::optional<std::string> value = clean_text(decode_references(attribute.value));
    if (name == "src" && trimmed(*value).empty()) continue;
    if (is_url) value = read_url(*value);
    if (!value) continue;
    has_source = has_source || name == "src";
    append_attribute(attributes_, name, *value);
  }
  return has_source;
}

// nullopt: not to be followed.
std::optional<std::string> Sanitizer::read_url(std::string_view reference) {
  std::optional<std::string> url = resolve_url(base_, reference);
  if (!url) {
    result_.bad_url = true;
  } else if (!is_absolute_url(*url)) {
    result_.relative_url = true;
  }
  return url;
}

// Each text was brought to NFC as it came. Where a tag between two is gone, they are one text now.
Sanitized with_joined_text_in_nfc(Sanitized sanitized, bool joined) {
  if (!joined) return sanitized;
  Sanitizer again(sanitized.html, "", Mode::lenient);
  if (again.run()) sanitized.html = again.result().html;
  return sanitized;
}

}  // namespace

Sanitized sanitize_html(std::string_view html, std::string_view base) {
  Sanitizer sanitizer(html, base, Mode::lenient);
  if (!sanitizer.run()) {
    Sanitizer strict(html, base, Mode::strict);
    strict.run();
    return with_joined_text_in_nfc(strict.result(), strict.joined());
  }
  return with_joined_text_in_nfc(sanitizer.result(), sanitizer.joined());
}

}  // namespace datelined::feeds
