// An XML document as the readers see it: elements with a meaning, not nodes with prefixes.
//
// pugixml makes the tree; what it refuses or would let pass is mended before it (read/repair). Names
// are resolved by namespace URI as the tree is walked, xml:base and xml:lang inherit, every element knows
// its line. Nothing here recurses with the document's depth.
// Owns: a Tree owns what it was made of; Elements are light values that point into it and live no longer.
// See: XML 1.0; Namespaces in XML 1.0; XML Base; BCP 47 in xml:lang.
#pragma once

#include "feeds/problem.hpp"
#include "feeds/read/names.hpp"

#include <pugixml.hpp>

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds::read {

class Tree;

// What an element hands down to those in it. A new one stands where an attribute says something new.
struct Scope {
  struct Binding {
    std::string_view prefix, uri;
    Vocabulary vocabulary;
  };

  const Scope* outer = nullptr;
  std::vector<Binding> bindings;
  std::optional<std::string_view> base_reference, language;
  mutable std::optional<std::string> base = {};  // resolved when first asked for
};

class Element {
 public:
  Element() = default;

  explicit operator bool() const { return !node_.empty(); }
  Tag tag() const { return tag_; }
  Vocabulary vocabulary() const { return vocabulary_; }
  std::string_view local() const;
  std::string_view namespace_uri() const;
  std::string_view uri_of_prefix(std::string_view prefix) const;  // empty when it is not bound here
  std::size_t line() const;
  // The document from its name to its end, and maybe some of what is between it and the next element. Equal where one
  // parent has it: so is the element. Empty where that cannot be told.
  std::string_view source() const;

  // An attribute without prefix, its name without regard to case; trimmed. Empty when it is missing.
  std::string_view attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const;
  std::string_view rdf_attribute(std::string_view name) const;

  // The character data of all descendants.
  std::string text() const;
  bool has_markup() const;  // has elements in it
  bool declares(Vocabulary vocabulary) const;

  // The address that references in it are relative to; empty when none is known.
  const std::string& base() const;
  bool has_xml_base() const;
  // xml:lang in scope; nullopt when nobody said one.
  std::optional<std::string_view> language() const;
  std::string_view language_or_feeds() const;  // where nobody said one: what the feed says of itself

  // Visits the child elements in document order; also those without a known name.
  template <class Visit>
  void for_each_child(Visit visit) const;

  void note(std::string_view code, std::string message) const;
  // Whether its document has prefixes that nobody declared: that is noted where the first of them stands.
  bool notes_prefixes() const;

  pugi::xml_node node() const { return node_; }
  Element child(pugi::xml_node node) const;  // `node` is a child of this element

 private:
  friend class Tree;
  Element(pugi::xml_node node, Tree* tree, const Scope* scope) : node_(node), tree_(tree), scope_(scope) {}

  pugi::xml_node node_;
  Tree* tree_ = nullptr;
  const Scope* scope_ = nullptr;
  Vocabulary vocabulary_ = Vocabulary::unknown;
  Tag tag_;
};

template <class Visit>
void Element::for_each_child(Visit visit) const {
  for (pugi::xml_node node : node_.children()) {
    if (node.type() == pugi::node_element) visit(child(node));
  }
}

// An element's children with a known name, by name and in document order.
class Children {
 public:
  Children() = default;
  explicit Children(const Element& parent) { add_children_of(parent); }

  // Behind those that are there already.
  void add_children_of(const Element& parent);

  const std::vector<Element>& all() const { return elements_; }
  Element first(Tag tag) const;
  bool has(Vocabulary vocabulary) const;
  template <class Visit>
  void for_each(Tag tag, Visit visit) const;

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  void add(const Element& element);

  std::vector<Element> elements_;
  std::vector<std::uint32_t> next_;  // the next element of the same name
  std::array<std::uint32_t, tag_count> first_, last_;
};

template <class Visit>
void Children::for_each(Tag tag, Visit visit) const {
  if (elements_.empty()) return;
  for (std::uint32_t i = first_[tag.index()]; i != none; i = next_[i]) visit(elements_[i]);
}

class Tree {
 public:
  // `text` is UTF-8 and outlives the tree. `base` is where the document came from, or empty.
  Tree(std::string_view text, std::string base, std::vector<Note>& notes);
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  Element root();                          // false when there is no element at all
  bool is_cut() const { return is_cut_; }  // the document ends inside its root

  // The address to fall back on when neither xml:base nor the document's own address is known.
  void set_base(std::string base);
  const std::string& base() const { return base_; }

  // The language of what no xml:lang is in scope of: RSS says it by an element.
  void set_language(std::string language);

 private:
  friend class Element;

  const Scope* scope_of(pugi::xml_node node, const Scope* outer);
  Element resolve(pugi::xml_node node, const Scope* outer);
  Vocabulary vocabulary_of(const Scope* scope, std::string_view prefix, pugi::xml_node where);
  const std::string& base_of(const Scope* scope) const;
  std::size_t line_of(pugi::xml_node node);
  std::string_view source_of(pugi::xml_node node) const;
  void settle_root();

  // What a name means in a scope.
  struct Meaning {
    const Scope* scope = nullptr;
    std::string_view name;
    Vocabulary vocabulary = Vocabulary::unknown;
    Tag tag;
  };
  const Meaning& meaning_of(const Scope* scope, pugi::xml_node node);

  std::string_view text_;  // what the tree was made from; its lines are the document's
  std::string repaired_;   // where that is not the document itself
  bool is_cut_ = false;
  std::string buffer_;  // what pugixml parsed in place
  std::string base_;
  std::string language_;
  std::vector<Note>& notes_;
  pugi::xml_document document_;
  bool is_whole_ = true;  // all of the text is in it
  std::deque<Scope> scopes_;
  Vocabulary no_namespace_ = Vocabulary::rss;
  std::string_view own_uri_;  // an RSS document's own namespace, whatever it names
  std::set<std::string, std::less<>> undeclared_;
  bool has_repeated_attribute_ = false;  // noted where the first of them stands
  std::vector<std::size_t> line_ends_;
  std::array<Meaning, 64> meanings_;  // the same few names come again with every entry
};

}  // namespace datelined::feeds::read
