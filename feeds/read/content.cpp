#include "feeds/read/content.hpp"

#include "feeds/read/markup.hpp"
#include "feeds/read/news_document.hpp"
#include "feeds/read/sources.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"

namespace datelined::feeds::read {
namespace {

Payload read_xhtml(const Element& element) {
  return {Payload::Kind::html, markup_in(element)};
}

Payload read_content(const Element& element) {
  const Element story = story_in(element);
  return story ? read_xhtml(story) : typed(element);
}

struct ContentSource {
  Tag tag;
  Payload (*read)(const Element&);
  bool is_full;  // else it stands in for a content that is missing
};

constexpr ContentSource sources[] = {
    {"content:encoded"_tag, as_html, true},  {"atom:content"_tag, read_content, true},
    {"xhtml:body"_tag, read_xhtml, true},    {"xhtml:div"_tag, read_xhtml, true},
    {"description"_tag, as_html, false},     {"atom:summary"_tag, typed, false},
    {"dc:description"_tag, as_html, false},  {"dcterms:abstract"_tag, as_html, false},
    {"media:description"_tag, typed, false}, {"itunes:summary"_tag, as_html, false},
    {"itunes:subtitle"_tag, as_html, false},
};

constexpr Source summaries[] = {"description"_from,      "atom:summary"_from,      "dc:description"_from,
                                "dcterms:abstract"_from, "media:description"_from, "itunes:summary"_from,
                                "itunes:subtitle"_from};

// References in an RSS item are relative to what the item is about, unless XML says otherwise.
std::string base_of_html(const Element& entry, const Element& element, std::string_view item_url) {
  const bool by_item = entry.vocabulary() != Vocabulary::atom && !element.has_xml_base() && !item_url.empty();
  return by_item ? std::string(item_url) : element.base();
}

struct Found {
  const ContentSource* source = nullptr;
  Element element;
};

Found find_content(const Element& entry, const Children& children, std::string_view item_url, Content& content) {
  Found found;
  for (const ContentSource& source : sources) {
    children.for_each(source.tag, [&](const Element& element) {
      if (found.source != nullptr) return;
      const Payload payload = source.read(element);
      if (payload.kind == Payload::Kind::none || trimmed(payload.value).empty()) return;
      if (payload.kind == Payload::Kind::html) {
        content.html = safe_html(element, payload.value, base_of_html(entry, element, item_url));
        if (content.html.empty()) return;  // a script and nothing else says nothing
      } else {
        content.text = clean_text(std::string(trimmed(payload.value)));
      }
      found = {&source, element};
    });
    if (found.source != nullptr) break;
  }
  return found;
}

}  // namespace

Content content_of(const Element& entry, const Children& children, std::string_view item_url) {
  Content content;
  const Found found = find_content(entry, children, item_url, content);
  if (found.source == nullptr) return content;
  content.from = found.element;
  // A stand-in is not said twice, but an Atom summary is a summary whatever else it serves as.
  if (found.source->is_full) {
    content.summary = first_text(children, summaries);
    content.summary_from = children.first("atom:summary"_tag);
  } else if (found.source->tag == "atom:summary"_tag) {
    content.summary = prose(found.element);
    content.summary_from = found.element;
  }
  return content;
}

}  // namespace datelined::feeds::read
