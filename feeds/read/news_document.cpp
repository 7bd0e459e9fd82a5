#include "feeds/read/news_document.hpp"

#include "feeds/text/characters.hpp"

#include <initializer_list>

namespace datelined::feeds::read {
namespace {

Element first_child(const Element& element) {
  for (pugi::xml_node node : element.node().children()) {
    if (node.type() == pugi::node_element) return element.child(node);
  }
  return {};
}

// By local names: these documents come with their namespace, without one, and in that of the feed.
Element descendant(Element element, std::initializer_list<std::string_view> path) {
  for (const std::string_view name : path) {
    Element found;
    element.for_each_child([&](const Element& child) {
      if (!found && equal_ignoring_case(child.local(), name)) found = child;
    });
    if (!found) return {};
    element = found;
  }
  return element;
}

}  // namespace

Element story_in(const Element& content) {
  Element root = first_child(content);
  Element around;
  if (root && equal_ignoring_case(root.local(), "newsItem")) {
    around = descendant(root, {"contentSet", "inlineXML"});
    root = around ? first_child(around) : Element();
  }
  if (!root) return around;
  if (equal_ignoring_case(root.local(), "nitf")) return descendant(root, {"body", "body.content"});
  if (around && equal_ignoring_case(root.local(), "html")) return descendant(root, {"body"});
  return around;
}

}  // namespace datelined::feeds::read
