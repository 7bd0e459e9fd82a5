#include "feeds/read/opml.hpp"

#include "feeds/read/values.hpp"
#include "feeds/read/xml.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/charset.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>

namespace datelined::feeds {
namespace {

using read::Element;

// An outline nested deeper keeps the category of the last level counted.
constexpr int deepest_category = 16;

std::string_view host_of(std::string_view url) {
  const std::size_t start = url.find("://");
  if (start == url.npos) return url;
  url.remove_prefix(start + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

// Where the feed is: xmlUrl, in any case; some write `url` as if it were a link. A link to a page and an
// included list are no feeds (OPML 2.0, "link" and "include").
std::string_view address_of(const Element& outline) {
  const std::string_view address = outline.attribute("xmlUrl");
  if (!address.empty()) return address;
  constexpr std::string_view kinds[] = {"rss", "atom", "feed", "rdf", "jsonfeed"};
  const std::string_view type = outline.attribute("type");
  const bool is_feed =
      std::ranges::any_of(kinds, [&](std::string_view kind) { return equal_ignoring_case(kind, type); });
  return is_feed ? outline.attribute("url") : std::string_view();
}

// Commented out, with all that is in it (OPML 2.0, "isComment").
bool is_comment(const Element& outline) {
  return equal_ignoring_case(outline.attribute("isComment"), "true");
}

std::string label_of(const Element& outline) {
  std::string label = read::plain_of_untyped(outline.attribute("text"));
  return label.empty() ? read::plain_of_untyped(outline.attribute("title")) : label;
}

class Reader {
 public:
  explicit Reader(Subscriptions& into) : into_(into) {}

  // Walked with a list of what is open rather than by recursion: the depth is the document's to choose.
  void read(const Element& root) {
    std::vector<Level> levels{{root, root.node().first_child(), ""}};
    while (!levels.empty()) {
      Level& level = levels.back();
      const pugi::xml_node node = level.next;
      if (!node) {
        levels.pop_back();
        continue;
      }
      level.next = node.next_sibling();
      if (node.type() != pugi::node_element) continue;
      const Element outline = level.parent.child(node);
      if (!equal_ignoring_case(outline.local(), "outline")) {
        // A head that was never closed holds the body.
        levels.push_back({outline, node.first_child(), level.category});
        continue;
      }
      if (is_comment(outline)) continue;
      const bool is_feed = !address_of(outline).empty();
      if (is_feed) add(outline, level.category);
      std::string category = is_feed ? level.category : below(level.category, outline, levels.size() - 1);
      levels.push_back({outline, node.first_child(), std::move(category)});
    }
  }

 private:
  struct Level {
    Element parent;
    pugi::xml_node next;
    std::string category;
  };

  static std::string below(const std::string& category, const Element& outline, std::size_t depth) {
    const std::string label = label_of(outline);
    if (label.empty() || depth > deepest_category) return category;
    return category.empty() ? label : category + "/" + label;
  }

  void add(const Element& element, const std::string& category) {
    Outline outline;
    // As it stands: a list is configuration, where file: is an address too. Whoever subscribes judges it.
    outline.url = clean_text(std::string(address_of(element)));
    if (outline.url.empty()) return;
    outline.name = label_of(element);
    outline.title = read::plain_of_untyped(element.attribute("title"));
    if (outline.name.empty()) outline.name = host_of(without_credentials(outline.url));
    outline.home_url = read::url_value(element, element.attribute("htmlUrl"));
    outline.language = read::language_value(element, element.attribute("language"));
    outline.category = category.empty() ? category_attribute(element) : category;
    into_.outlines.push_back(std::move(outline));
  }

  // "/Asia/South,/Politics": the first of several.
  static std::string category_attribute(const Element& element) {
    std::string_view categories = element.attribute("category");
    categories = trimmed(categories.substr(0, categories.find(',')));
    while (categories.starts_with('/')) categories.remove_prefix(1);
    return read::plain_of_untyped(categories);
  }

  Subscriptions& into_;
};

}  // namespace

Result<Subscriptions> read_opml(const Document& document) {
  Subscriptions subscriptions;
  Decoded decoded = decode(document.bytes, document.content_type);
  subscriptions.notes = std::move(decoded.notes);
  read::Tree tree(decoded.text, document.url, subscriptions.notes);
  const Element root = tree.root();
  if (!root) return Problem{document.url, "no OPML: no XML element in it"};
  // A list that lost its beginning is one all the same.
  if (!equal_ignoring_case(root.local(), "opml") && !equal_ignoring_case(root.local(), "body")) {
    return Problem{document.url, "no OPML: its root is <" + clean_text(std::string(root.local().substr(0, 64))) + ">"};
  }
  Reader(subscriptions).read(root);
  root.for_each_child([&](const Element& part) {
    if (!equal_ignoring_case(part.local(), "head")) return;
    part.for_each_child([&](const Element& child) {
      if (equal_ignoring_case(child.local(), "title")) subscriptions.title = read::plain_of_untyped(child.text());
    });
  });
  return subscriptions;
}

}  // namespace datelined::feeds
