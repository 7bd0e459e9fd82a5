#include "feeds/read/structure.hpp"

#include "feeds/read/names.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/elements.hpp"

#include <algorithm>
#include <span>

namespace datelined::feeds::read {
namespace {

constexpr std::string_view roots[] = {"rss", "rdf", "feed", "entry", "channel"};

// Elements that hold elements: a stray end tag in one of them closes nothing.
constexpr std::string_view containers[] = {
    "rss", "rdf", "channel", "feed", "item", "entry", "items", "source", "author", "contributor", "image", "owner",
    "textinput", "skiphours", "skipdays", "group", "credit", "community", "where", "point", "linestring", "polygon",
    "exterior", "linearring", "category", "outerboundaryis",
    // What news agencies put around their own.
    "contentmetadata", "newsmanagement", "entityclassification", "subjectclassification", "newsitem", "itemmeta",
    "contentmeta", "rightsinfo", "nitf", "newsarticle", "claimreview", "deleted-entry", "delete-entry", "by"};

// Elements that hold markup, escaped or not: an HTML name opened in one of them belongs there.
constexpr std::string_view rich[] = {"description", "encoded", "content",  "summary", "subtitle", "tagline",
                                     "body",        "div",     "abstract", "title",   "rights",   "copyright"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  const std::string_view local = name.substr(name.find(':') + 1);
  return std::ranges::any_of(names, [&](std::string_view one) { return equal_ignoring_case(one, local); });
}

Tag tag_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon != name.npos) return find_tag(vocabulary_of_prefix(name.substr(0, colon)), name.substr(colon + 1));
  const Tag rss = find_tag(Vocabulary::rss, name);
  return rss.known() ? rss : find_tag(Vocabulary::atom, name);
}

bool is_leaf(std::string_view name) {
  const Tag tag = tag_of(name);
  // Atom's content holds markup, that of Media RSS its title and thumbnails.
  return tag.known() && tag != "media:content"_tag && !is_one_of(containers, name);
}

// HTML has <link> and <title> too, but nobody writes them into a text.
bool is_html_of_text(std::string_view name) {
  const auto* element = html::find_element(ascii_lower(name));
  return element != nullptr && element->is(html::kept);
}

}  // namespace

bool is_feed_root(std::string_view name) {
  return is_one_of(roots, name);
}

bool is_html_name(std::string_view name) {
  return html::find_element(ascii_lower(name)) != nullptr;
}

bool is_story(std::string_view name) {
  return equal_ignoring_case(name, "item") || equal_ignoring_case(name, "entry");
}

bool is_out_of_place(std::string_view opened, std::string_view open) {
  const Tag tag = tag_of(opened);
  if (!is_leaf(open) || !tag.known()) return false;
  if (tag == "xhtml:div"_tag || tag == "xhtml:body"_tag) return false;
  return !(is_one_of(rich, open) && is_html_of_text(opened));
}

bool is_misnamed_end(std::string_view end, std::string_view open) {
  return is_leaf(open) && (tag_of(end).known() || !is_html_name(end));
}

}  // namespace datelined::feeds::read
