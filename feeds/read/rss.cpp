#include "feeds/read/rss.hpp"

#include "feeds/read/entries.hpp"
#include "feeds/read/foreign.hpp"
#include "feeds/read/head.hpp"

#include <algorithm>
#include <array>

namespace datelined::feeds::read {
namespace {

constexpr std::array<std::string_view, 5> versions = {"0.90", "0.91", "0.92", "0.93", "0.94"};

std::string format_of_rdf(const Element& root) {
  std::string format = "rss";
  for (pugi::xml_attribute attribute : root.node().attributes()) {
    const std::string_view found = format_of_uri(attribute.value());
    if (found.starts_with("rss-")) format = found;
  }
  return format;
}

std::string format_of(const Element& root) {
  if (root.vocabulary() == Vocabulary::rdf) return format_of_rdf(root);
  const std::string version(root.attribute("version"));
  if (version == "2" || version.starts_with("2.")) return "rss-2.0";
  return std::ranges::find(versions, version) == versions.end() ? "rss" : "rss-" + version;
}

void add_item(const Element& element, std::uint64_t context, const Document& document, Parsed& parsed) {
  add_entries(element, context, document, parsed, [](const Element& from, const Entry& entry) {
    if (entry.guid.empty() && entry.url.empty()) from.note("missing-id", "an item without a guid or a link");
  });
}

}  // namespace

// The head may be a channel, or lie bare in the root; RSS 1.0 has the channel's image and form beside it.
void read_rss(Tree& tree, const Document& document, Parsed& parsed) {
  const Element root = tree.root();
  const Children in_root(root);
  const bool is_channel = root.tag() == "channel"_tag;
  Element channel = is_channel ? root : in_root.first("channel"_tag);
  if (!channel) {
    root.note("missing-channel", "no channel in it");
    channel = root;
  }
  Children head(channel);
  if (channel.node() != root.node()) head.add_children_of(root);
  if (tree.base().empty()) tree.set_base(address_in(head));
  tree.set_language(language_in(head));

  parsed.format = format_of(root);
  parsed.feed = read_head(channel, head);
  parsed.is_complete = is_complete(head);
  if (document.keep_foreign) parsed.feed.extension.foreign = foreign_in(channel);
  if (parsed.feed.title.empty()) channel.note("missing-title", "the feed has no title");
  const auto add_items_in = [&](const Element& parent, const Children& children) {
    const std::uint64_t context = context_of(parent);
    children.for_each("item"_tag, [&](const Element& item) { add_item(item, context, document, parsed); });
  };
  if (is_channel) return add_items_in(root, in_root);
  const std::uint64_t context = context_of(root);
  for (const Element& child : in_root.all()) {
    if (child.tag() == "channel"_tag) add_items_in(child, Children(child));
    if (child.tag() == "item"_tag) add_item(child, context, document, parsed);
  }
}

}  // namespace datelined::feeds::read
