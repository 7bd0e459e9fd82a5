#include "feeds/text/tree.hpp"

#include "feeds/text/elements.hpp"
#include "feeds/text/escape.hpp"
#include "feeds/text/utf8.hpp"

#include <gumbo.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory_resource>

namespace datelined::feeds::html {
namespace {

// The parser's memory, let go as a whole: Gumbo's own way of freeing a tree recurses into it.
using Arena = std::pmr::monotonic_buffer_resource;

GumboOptions options_for(Arena& arena) {
  GumboOptions options = kGumboDefaultOptions;
  // Zeroed: for a fragment Gumbo never says whether its document is in quirks mode, and reads it all the same.
  // Zero is no-quirks, the mode of every page that shows a story.
  options.allocator = [](void* memory, std::size_t size) {
    return std::memset(static_cast<Arena*>(memory)->allocate(size), 0, size);
  };
  options.deallocator = [](void*, void*) {};
  options.userdata = &arena;
  options.max_errors = 0;
  options.fragment_context = GUMBO_TAG_BODY;
  return options;
}

std::string_view name_of(const GumboElement& node) {
  if (node.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(node.tag);
  GumboStringPiece name = node.original_tag;
  gumbo_tag_from_original_text(&name);
  return {name.data, name.length};
}

bool is_element(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT;
}

const GumboNode* child(const GumboNode& node, std::size_t index) {
  const GumboVector& children = node.v.element.children;
  return index < children.length ? static_cast<const GumboNode*>(children.data[index]) : nullptr;
}

// The element to write for a node; nullptr for what is no part of the fragment.
const Element* kept_element(const GumboNode& node) {
  const Element* found = is_element(node) ? find_element(name_of(node.v.element)) : nullptr;
  return found != nullptr && found->is(kept) ? found : nullptr;
}

void write_start(std::string& out, const GumboNode& node) {
  const Element* element = kept_element(node);
  if (element == nullptr) return;
  out += '<';
  out += element->name;
  const GumboVector& attributes = node.v.element.attributes;
  for (unsigned i = 0; i < attributes.length; ++i) {
    const auto* attribute = static_cast<const GumboAttribute*>(attributes.data[i]);
    append_attribute(out, attribute->name, attribute->value);
  }
  out += '>';
}

void write_end(std::string& out, const GumboNode& node) {
  const Element* element = kept_element(node);
  if (element == nullptr || element->is(no_content)) return;
  out += "</";
  out += element->name;
  out += '>';
}

void write_text(std::string& out, const GumboNode& node) {
  if (node.type != GUMBO_NODE_TEXT && node.type != GUMBO_NODE_WHITESPACE) return;
  const std::string_view text = node.v.text.text;
  // A parser drops the first line end in <pre>: one that is in the tree needs another before it.
  const bool first_in_pre = node.index_within_parent == 0 && node.parent->v.element.tag == GUMBO_TAG_PRE;
  if (first_in_pre && text.starts_with('\n')) out += '\n';
  append_text(out, text);
}

// Gumbo reads these as U+FFFD, where browsers keep them; written as a reference it keeps them too.
bool is_refused(char32_t c) {
  const bool is_control = c >= 0x7F && c <= 0x9F;
  const bool is_noncharacter = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFE;
  return (is_control || is_noncharacter) && c != ill_formed;
}

std::string with_refused_as_references(std::string_view markup) {
  std::string out;
  out.reserve(markup.size());
  for (std::size_t at = 0; at < markup.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(markup, at);
    if (is_refused(c)) {
      out += "&#" + std::to_string(static_cast<std::uint32_t>(c)) + ';';
    } else {
      out += markup.substr(begin, at - begin);
    }
  }
  return out;
}

}  // namespace

std::string through_tree(std::string_view given) {
  const std::string markup = with_refused_as_references(given);
  Arena arena(16 * 1024 + 8 * markup.size());
  const GumboOptions options = options_for(arena);
  const GumboOutput* parsed = gumbo_parse_with_options(&options, markup.data(), markup.size());

  std::string out;
  out.reserve(markup.size() + markup.size() / 8);
  const GumboNode* const root = parsed->root;
  const GumboNode* node = root;
  for (std::size_t next = 0;;) {
    if (const GumboNode* down = child(*node, next)) {
      if (is_element(*down)) {
        write_start(out, *down);
        node = down;
        next = 0;
      } else {
        write_text(out, *down);
        ++next;
      }
      continue;
    }
    if (node == root) return out;
    write_end(out, *node);
    next = node->index_within_parent + 1;
    node = node->parent;
  }
}

}  // namespace datelined::feeds::html
