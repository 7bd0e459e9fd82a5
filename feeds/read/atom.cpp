#include "feeds/read/atom.hpp"

#include "feeds/read/entries.hpp"
#include "feeds/read/foreign.hpp"
#include "feeds/read/head.hpp"

namespace datelined::feeds::read {
namespace {

std::string format_of(const Element& root) {
  const std::string_view by_namespace = format_of_uri(root.namespace_uri());
  if (!by_namespace.empty()) return std::string(by_namespace);
  return root.attribute("version") == "0.3" ? "atom-0.3" : "atom";
}

void add_atom_entry(const Element& element, std::uint64_t context, const Document& document, Parsed& parsed) {
  add_entries(element, context, document, parsed, [](const Element& from, const Entry& entry) {
    if (entry.guid.empty()) from.note("missing-id", "an entry without an id");
  });
}

}  // namespace

void read_atom(Tree& tree, const Document& document, Parsed& parsed) {
  const Element root = tree.root();
  const Children children(root);
  if (tree.base().empty()) tree.set_base(address_in(children));
  tree.set_language(language_in(children));
  parsed.format = format_of(root);
  parsed.feed = read_head(root, children);
  parsed.is_complete = is_complete(children);
  if (document.keep_foreign) parsed.feed.extension.foreign = foreign_in(root);
  if (parsed.feed.title.empty()) root.note("missing-title", "the feed has no title");
  const std::uint64_t context = context_of(root);
  for (const Element& child : children.all()) {
    // Old feeds call an entry an item.
    const bool is_entry = child.tag() == "atom:entry"_tag || child.tag() == "atom:item"_tag;
    if (is_entry) add_atom_entry(child, context, document, parsed);
  }
}

void read_atom_entry(Tree& tree, const Document& document, Parsed& parsed) {
  const Element root = tree.root();
  if (tree.base().empty()) tree.set_base(address_in(Children(root)));
  tree.set_language(language_in(Children(root)));
  parsed.format = format_of(root);
  add_atom_entry(root, context_of(root), document, parsed);
}

}  // namespace datelined::feeds::read
