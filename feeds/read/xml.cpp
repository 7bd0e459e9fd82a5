#include "feeds/read/xml.hpp"

#include "feeds/read/clean.hpp"
#include "feeds/read/repair.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>

namespace datelined::feeds::read {
namespace {

constexpr unsigned parse_flags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata |
                                 pugi::parse_wconv_attribute | pugi::parse_fragment;

// Names are looked up one by one: a document may not make that slow.
constexpr std::size_t most_bindings = 100;

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == name.npos ? std::string_view() : name.substr(0, colon);
}

std::string_view local_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

// One root and no text beside it. pugixml would take more.
bool is_one_element(const pugi::xml_document& document) {
  std::size_t elements = 0;
  for (pugi::xml_node node : document.children()) {
    if (node.type() == pugi::node_element) {
      ++elements;
    } else if (!trimmed(node.value()).empty()) {
      return false;
    }
  }
  return elements == 1;
}

bool parse_strictly(pugi::xml_document& document, std::string& text) {
  return document.load_buffer_inplace(text.data(), text.size(), parse_flags, pugi::encoding_utf8) &&
         is_one_element(document);
}

bool has_attributes_to_inherit(pugi::xml_node node) {
  for (pugi::xml_attribute attribute : node.attributes()) {
    if (attribute.name()[0] == 'x') return true;
  }
  return false;
}

// The first attribute that stands twice, which pugixml lets pass. Tags have few: further ones of many are not looked
// at.
const char* repeated_attribute(pugi::xml_node node) {
  if (!node.first_attribute().next_attribute()) return nullptr;
  constexpr std::size_t most = 16;
  std::array<const char*, most> names;
  std::size_t count = 0;
  for (pugi::xml_attribute attribute : node.attributes()) {
    const char* name = attribute.name();
    for (std::size_t i = 0; i < count; ++i) {
      if (name[0] == names[i][0] && std::string_view(name) == names[i]) return name;
    }
    if (count == most) break;
    names[count++] = name;
  }
  return nullptr;
}

}  // namespace

Tree::Tree(std::string_view text, std::string base, std::vector<Note>& notes)
    : text_(text), base_(std::move(base)), notes_(notes) {
  scopes_.emplace_back().bindings.push_back({"xml", "", Vocabulary::xml});
  if (!is_clean(text_) || !parse_strictly(document_, buffer_.assign(text_))) {
    Repaired repaired = repair(text_, notes_);
    is_cut_ = repaired.is_cut;
    repaired_ = std::move(repaired.text);
    text_ = repaired_;
    buffer_.assign(text_);
    is_whole_ = parse_strictly(document_, buffer_);
  }
  settle_root();
}

// What no namespace means, and what the namespace of an `rss` element itself means, is the root's to say.
void Tree::settle_root() {
  const Element element = root();
  if (!element) return;
  const bool of_atom = equal_ignoring_case(element.local(), "feed") || equal_ignoring_case(element.local(), "entry");
  const std::string_view uri = element.namespace_uri();
  if (of_atom) {
    no_namespace_ = uri.empty() ? Vocabulary::atom : Vocabulary::unknown;
  } else if (equal_ignoring_case(element.local(), "rss") && element.vocabulary() != Vocabulary::rss) {
    own_uri_ = uri;
  }
  meanings_ = {};
}

Element Tree::root() {
  for (pugi::xml_node node : document_.children()) {
    if (node.type() == pugi::node_element) return resolve(node, &scopes_.front());
  }
  return {};
}

void Tree::set_base(std::string base) {
  base_ = std::move(base);
}

void Tree::set_language(std::string language) {
  language_ = std::move(language);
}

const Scope* Tree::scope_of(pugi::xml_node node, const Scope* outer) {
  if (const char* name = has_repeated_attribute_ ? nullptr : repeated_attribute(node)) {
    has_repeated_attribute_ = true;
    notes_.push_back({"not-well-formed", "the attribute '" + std::string(name) + "' stands twice", line_of(node)});
  }
  if (!has_attributes_to_inherit(node)) return outer;
  Scope scope;
  scope.outer = outer;
  for (pugi::xml_attribute attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    const std::string_view value = attribute.value();
    if (name == "xmlns" || name.starts_with("xmlns:")) {
      if (scope.bindings.size() == most_bindings) continue;
      const bool own = !own_uri_.empty() && value == own_uri_ && name == "xmlns";
      scope.bindings.push_back(
          {name.size() > 6 ? name.substr(6) : "", value, own ? Vocabulary::rss : vocabulary_of_uri(value)});
    } else if (name == "xml:base") {
      scope.base_reference = trimmed(value);
    } else if (name == "xml:lang") {
      scope.language = trimmed(value);
    }
  }
  if (scope.bindings.empty() && !scope.base_reference && !scope.language) return outer;
  return &scopes_.emplace_back(std::move(scope));
}

Vocabulary Tree::vocabulary_of(const Scope* scope, std::string_view prefix, pugi::xml_node where) {
  for (; scope != nullptr; scope = scope->outer) {
    for (const Scope::Binding& binding : scope->bindings) {
      if (binding.prefix != prefix) continue;
      // xmlns="" takes the default namespace back.
      return prefix.empty() && binding.uri.empty() ? no_namespace_ : binding.vocabulary;
    }
  }
  if (prefix.empty()) return no_namespace_;
  if (undeclared_.emplace(prefix).second) {
    notes_.push_back({"undeclared-prefix", "the prefix '" + std::string(prefix) + "' is not declared", line_of(where)});
  }
  return vocabulary_of_prefix(prefix);
}

Element Tree::resolve(pugi::xml_node node, const Scope* outer) {
  Element element(node, this, scope_of(node, outer));
  const Meaning& meaning = meaning_of(element.scope_, node);
  element.vocabulary_ = meaning.vocabulary;
  element.tag_ = meaning.tag;
  return element;
}

// A later name takes the place of an earlier one that falls on the same slot.
const Tree::Meaning& Tree::meaning_of(const Scope* scope, pugi::xml_node node) {
  const std::string_view name = node.name();
  const auto letter = [&](std::size_t at) { return at < name.size() ? static_cast<unsigned char>(name[at]) : 0U; };
  const std::size_t slot = name.size() * 7 + letter(0) * 3 + letter(3) * 5 + letter(name.size() - 1);
  Meaning& meaning = meanings_[slot % meanings_.size()];
  if (meaning.scope != scope || meaning.name != name) {
    const Vocabulary vocabulary = vocabulary_of(scope, prefix_of(name), node);
    meaning = {scope, name, vocabulary, find_tag(vocabulary, local_of(name))};
  }
  return meaning;
}

// An xml:base that cannot be followed is as if it were not there.
const std::string& Tree::base_of(const Scope* scope) const {
  if (scope == nullptr) return base_;
  if (!scope->base) {
    const std::string& outer = base_of(scope->outer);
    scope->base = outer;
    if (scope->base_reference && !scope->base_reference->empty()) {
      if (const auto own = resolve_url(outer, *scope->base_reference); own && can_be_base(*own)) scope->base = *own;
    }
  }
  return *scope->base;
}

std::size_t Tree::line_of(pugi::xml_node node) {
  if (line_ends_.empty()) {
    for (std::size_t at = text_.find('\n'); at != text_.npos; at = text_.find('\n', at + 1)) line_ends_.push_back(at);
    line_ends_.push_back(text_.size());
  }
  const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
  return static_cast<std::size_t>(std::ranges::lower_bound(line_ends_, offset) - line_ends_.begin()) + 1;
}

// Up to the last end tag of its name before the next element: there is none of that name behind its own but in
// comments, and none of its own where it is empty.
std::string_view Tree::source_of(pugi::xml_node node) const {
  const std::ptrdiff_t begin = node.offset_debug();
  if (!is_whole_ || begin < 0) return {};
  pugi::xml_node next = node.next_sibling();
  while (next && next.type() != pugi::node_element) next = next.next_sibling();
  std::string_view source = text_.substr(static_cast<std::size_t>(begin));
  if (next) source = source.substr(0, static_cast<std::size_t>(next.offset_debug() - begin));
  const std::size_t end_tag = source.rfind("</" + std::string(node.name()));
  return source.substr(0, end_tag);
}

std::string_view Element::local() const {
  return local_of(node_.name());
}

std::string_view Element::namespace_uri() const {
  return uri_of_prefix(prefix_of(node_.name()));
}

std::string_view Element::uri_of_prefix(std::string_view prefix) const {
  for (const Scope* scope = scope_; scope != nullptr; scope = scope->outer) {
    for (const Scope::Binding& binding : scope->bindings) {
      if (binding.prefix == prefix) return binding.uri;
    }
  }
  return {};
}

bool Element::declares(Vocabulary vocabulary) const {
  for (const Scope* scope = scope_; scope != nullptr; scope = scope->outer) {
    for (const Scope::Binding& binding : scope->bindings) {
      if (binding.vocabulary == vocabulary) return true;
    }
  }
  return false;
}

std::string_view Element::source() const {
  return tree_->source_of(node_);
}

bool Element::notes_prefixes() const {
  return !tree_->undeclared_.empty();
}

std::size_t Element::line() const {
  return tree_->line_of(node_);
}

std::string_view Element::attribute(std::string_view name) const {
  for (pugi::xml_attribute attribute : node_.attributes()) {
    if (equal_ignoring_case(attribute.name(), name)) return trimmed(attribute.value());
  }
  return {};
}

bool Element::has_attribute(std::string_view name) const {
  return std::ranges::any_of(
      node_.attributes(), [&](pugi::xml_attribute attribute) { return equal_ignoring_case(attribute.name(), name); });
}

std::string_view Element::rdf_attribute(std::string_view name) const {
  for (pugi::xml_attribute attribute : node_.attributes()) {
    const std::string_view full = attribute.name();
    if (!equal_ignoring_case(local_of(full), name) || prefix_of(full).empty()) continue;
    if (tree_->vocabulary_of(scope_, prefix_of(full), node_) == Vocabulary::rdf) return trimmed(attribute.value());
  }
  return {};
}

bool Element::has_markup() const {
  return std::ranges::any_of(node_.children(), [](pugi::xml_node node) { return node.type() == pugi::node_element; });
}

// By sibling and parent, not by recursion: the depth is the document's to choose.
std::string Element::text() const {
  const pugi::xml_node first = node_.first_child();
  if (!first) return {};
  if (!first.next_sibling() && first.type() != pugi::node_element) return first.value();
  std::string text;
  for (pugi::xml_node node = first; node;) {
    text += node.value();
    pugi::xml_node next = node.first_child();
    while (!next && node != node_) {
      next = node.next_sibling();
      if (!next) node = node.parent();
    }
    node = node == node_ ? pugi::xml_node() : next;
  }
  return text;
}

const std::string& Element::base() const {
  return tree_->base_of(scope_);
}

bool Element::has_xml_base() const {
  for (const Scope* scope = scope_; scope != nullptr; scope = scope->outer) {
    if (scope->base_reference && !scope->base_reference->empty()) return true;
  }
  return false;
}

std::optional<std::string_view> Element::language() const {
  for (const Scope* scope = scope_; scope != nullptr; scope = scope->outer) {
    if (scope->language) return scope->language;
  }
  return std::nullopt;
}

std::string_view Element::language_or_feeds() const {
  return language().value_or(tree_->language_);
}

Element Element::child(pugi::xml_node node) const {
  return tree_->resolve(node, scope_);
}

void Element::note(std::string_view code, std::string message) const {
  tree_->notes_.push_back({std::string(code), std::move(message), line()});
}

void Children::add_children_of(const Element& parent) {
  parent.for_each_child([&](const Element& element) {
    if (element.tag().known()) add(element);
  });
}

void Children::add(const Element& element) {
  if (elements_.empty()) {
    constexpr std::size_t usual = 16;  // children of an entry
    elements_.reserve(usual);
    next_.reserve(usual);
    first_.fill(none);
  }
  const auto index = static_cast<std::uint32_t>(elements_.size());
  const std::size_t tag = element.tag().index();
  elements_.push_back(element);
  next_.push_back(none);
  (first_[tag] == none ? first_[tag] : next_[last_[tag]]) = index;
  last_[tag] = index;
}

Element Children::first(Tag tag) const {
  return elements_.empty() || first_[tag.index()] == none ? Element() : elements_[first_[tag.index()]];
}

bool Children::has(Vocabulary vocabulary) const {
  return std::ranges::any_of(elements_, [&](const Element& element) { return element.vocabulary() == vocabulary; });
}

}  // namespace datelined::feeds::read
