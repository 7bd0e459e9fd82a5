#include "feeds/text/elements.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <iterator>

namespace datelined::feeds::html {
namespace {

// Sorted by name. "image" is what HTML parsers take for img.
constexpr Element elements[] = {
    {"a", kept | formatting},
    {"abbr", kept},
    {"acronym", kept},
    {"address", kept | breaks | closes_p},
    {"applet", dropped},
    {"area", no_content},
    {"article", kept | breaks | closes_p},
    {"aside", kept | breaks | closes_p},
    {"audio", kept},
    {"b", kept | formatting | leaves_foreign},
    {"base", no_content},
    {"basefont", no_content},
    {"bdi", kept},
    {"bdo", kept},
    {"bgsound", no_content},
    {"big", kept | formatting | leaves_foreign},
    {"blink", 0},
    {"blockquote", kept | breaks | closes_p | leaves_foreign},
    {"body", leaves_foreign},
    {"br", kept | no_content | breaks | leaves_foreign},
    {"button", 0},
    {"canvas", 0},
    {"caption", kept | breaks | table_part | scope},
    {"center", kept | breaks | closes_p | leaves_foreign},
    {"cite", kept},
    {"code", kept | formatting | leaves_foreign},
    {"col", kept | no_content | breaks | table_part},
    {"colgroup", kept | breaks | table_part},
    {"command", no_content},
    {"data", 0},
    {"datalist", 0},
    {"dd", kept | breaks | closes_p | implied_end | leaves_foreign},
    {"del", kept},
    {"details", kept | breaks | closes_p},
    {"dfn", kept},
    {"dialog", breaks | closes_p},
    {"dir", breaks | closes_p},
    {"div", kept | breaks | closes_p | leaves_foreign},
    {"dl", kept | breaks | closes_p | leaves_foreign},
    {"dt", kept | breaks | closes_p | implied_end | leaves_foreign},
    {"em", kept | formatting | leaves_foreign},
    {"embed", dropped | no_content | leaves_foreign},
    {"fieldset", breaks | closes_p},
    {"figcaption", kept | breaks | closes_p},
    {"figure", kept | breaks | closes_p},
    {"font", kept | formatting},
    {"footer", kept | breaks | closes_p},
    {"form", breaks | closes_p},
    {"frame", dropped | no_content},
    {"frameset", dropped},
    {"h1", kept | breaks | closes_p | heading | leaves_foreign},
    {"h2", kept | breaks | closes_p | heading | leaves_foreign},
    {"h3", kept | breaks | closes_p | heading | leaves_foreign},
    {"h4", kept | breaks | closes_p | heading | leaves_foreign},
    {"h5", kept | breaks | closes_p | heading | leaves_foreign},
    {"h6", kept | breaks | closes_p | heading | leaves_foreign},
    {"head", leaves_foreign},
    {"header", kept | breaks | closes_p},
    {"hgroup", breaks | closes_p},
    {"hr", kept | no_content | breaks | closes_p | leaves_foreign},
    {"html", 0},
    {"i", kept | formatting | leaves_foreign},
    {"iframe", dropped | active | raw_text},
    {"image", no_content},
    {"img", kept | no_content | leaves_foreign},
    {"input", no_content},
    {"ins", kept},
    {"isindex", 0},
    {"kbd", kept},
    {"keygen", no_content},
    {"label", 0},
    {"legend", 0},
    {"li", kept | breaks | closes_p | implied_end | leaves_foreign},
    {"link", no_content},
    {"listing", breaks | closes_p | leaves_foreign},
    {"main", kept | breaks | closes_p},
    {"map", 0},
    {"mark", kept},
    {"marquee", 0},
    {"math", dropped | active | foreign},
    {"menu", breaks | closes_p | leaves_foreign},
    {"meta", no_content | leaves_foreign},
    {"meter", 0},
    {"nav", kept | breaks | closes_p},
    {"nobr", formatting | leaves_foreign},
    {"noembed", dropped | raw_text},
    {"noframes", dropped | raw_text},
    {"noscript", 0},
    {"object", dropped | active},
    {"ol", kept | breaks | closes_p | leaves_foreign},
    {"optgroup", implied_end},
    {"option", implied_end},
    {"output", 0},
    {"p", kept | breaks | closes_p | implied_end | leaves_foreign},
    {"param", no_content},
    {"picture", kept},
    {"plaintext", raw_text | breaks | closes_p},
    {"portal", 0},
    {"pre", kept | breaks | closes_p | leaves_foreign},
    {"progress", 0},
    {"q", kept},
    {"rb", implied_end},
    {"rp", kept | implied_end},
    {"rt", kept | implied_end},
    {"rtc", implied_end},
    {"ruby", kept | leaves_foreign},
    {"s", kept | formatting | leaves_foreign},
    {"samp", kept},
    {"script", dropped | active | raw_text},
    {"search", breaks | closes_p},
    {"section", kept | breaks | closes_p},
    {"select", 0},
    {"selectedcontent", 0},
    {"slot", 0},
    {"small", kept | formatting | leaves_foreign},
    {"source", kept | no_content},
    {"span", kept | leaves_foreign},
    {"strike", kept | formatting | leaves_foreign},
    {"strong", kept | formatting | leaves_foreign},
    {"style", dropped | active | raw_text},
    {"sub", kept | leaves_foreign},
    {"summary", kept | breaks | closes_p},
    {"sup", kept | leaves_foreign},
    {"svg", dropped | active | foreign},
    {"table", kept | breaks | closes_p | scope | leaves_foreign},
    {"tbody", kept | breaks | table_part},
    {"td", kept | breaks | table_part | scope},
    {"template", dropped | active},
    {"textarea", raw_text | references},
    {"tfoot", kept | breaks | table_part},
    {"th", kept | breaks | table_part | scope},
    {"thead", kept | breaks | table_part},
    {"time", kept},
    {"title", dropped | raw_text | references},
    {"tr", kept | breaks | table_part},
    {"track", no_content},
    {"tt", kept | formatting | leaves_foreign},
    {"u", kept | formatting | leaves_foreign},
    {"ul", kept | breaks | closes_p | leaves_foreign},
    {"var", kept | leaves_foreign},
    {"video", kept},
    {"wbr", kept | no_content},
    {"xmp", raw_text | breaks | closes_p},
};

static_assert(std::is_sorted(std::begin(elements), std::end(elements),
                             [](const Element& a, const Element& b) { return a.name < b.name; }));

// Where the names with each first letter begin; one more for the end.
constexpr auto first_with = [] {
  std::array<std::uint8_t, 27> first{};
  for (std::size_t letter = 0; letter < first.size(); ++letter) {
    while (first[letter] < std::size(elements) &&
           elements[first[letter]].name.front() < static_cast<char>('a' + letter)) {
      ++first[letter];
    }
  }
  return first;
}();

}  // namespace

const Element* find_element(std::string_view name) {
  if (name.empty() || name.front() < 'a' || name.front() > 'z') return nullptr;
  const auto letter = static_cast<std::size_t>(name.front() - 'a');
  for (std::size_t i = first_with[letter]; i < first_with[letter + 1]; ++i) {
    if (elements[i].name == name) return &elements[i];
  }
  return nullptr;
}

const Element& element(std::string_view name) {
  const Element* found = find_element(name);
  assert(found != nullptr);
  return *found;
}

}  // namespace datelined::feeds::html
