#include "feeds/read/markup.hpp"

#include "feeds/read/base64.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/charset.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>

namespace datelined::feeds::read {
namespace {

using Kind = Payload::Kind;

// How text nodes among tags are meant: XHTML means its text literally, escaped HTML does not.
enum class TextNodes { literal, escaped_html };

// Writes an element's children; walks by sibling and parent, so depth costs nothing.
class MarkupWriter {
 public:
  MarkupWriter(const Element& element, TextNodes text_nodes) : top_(element), text_nodes_(text_nodes) {}

  std::string run() {
    const pugi::xml_node top = top_.node();
    enter_base(top);
    for (pugi::xml_node node = top.first_child(); node;) {
      begin(node);
      if (node.first_child()) {
        node = node.first_child();
        continue;
      }
      end(node);
      while (!node.next_sibling() && node.parent() != top) {
        node = node.parent();
        end(node);
      }
      node = node.next_sibling();
    }
    return std::move(out_);
  }

 private:
  // A prefix says XHTML, SVG or MathML; where it says something else the name keeps it and is no HTML.
  static std::string_view html_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const std::size_t colon = name.find(':');
    if (colon == name.npos) return name;
    const std::string declaration = "xmlns:" + std::string(name.substr(0, colon));
    std::size_t climbed = 0;
    for (pugi::xml_node scope = node; scope && climbed < max_climb; scope = scope.parent(), ++climbed) {
      const pugi::xml_attribute uri = scope.attribute(declaration.c_str());
      if (!uri) continue;
      const Vocabulary vocabulary = vocabulary_of_uri(uri.value());
      const bool is_markup =
          vocabulary == Vocabulary::xhtml || vocabulary == Vocabulary::svg || vocabulary == Vocabulary::mathml;
      return is_markup ? name.substr(colon + 1) : name;
    }
    return name;
  }

  void begin(pugi::xml_node node) {
    if (node.type() != pugi::node_element) {
      out_ += text_nodes_ == TextNodes::literal ? escape_html(node.value()) : node.value();
      return;
    }
    enter_base(node);
    out_ += '<';
    out_ += html_name(node);
    for (pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (name.starts_with("xml") && name != "xml:lang") continue;
      out_ += ' ';
      out_ += name == "xml:lang" ? "lang" : name;
      out_ += "=\"" + escape_html(value_of(attribute)) + "\"";
    }
    out_ += '>';
  }

  void end(pugi::xml_node node) {
    if (node.type() != pugi::node_element) return;
    if (!bases_.empty() && bases_.back().holder == node) bases_.pop_back();
    const std::string_view name = html_name(node);
    const bool is_void = std::ranges::find(void_elements, name) != std::end(void_elements);
    if (!is_void) out_ += "</" + std::string(name) + ">";
  }

  // HTML knows no xml:base: what one inside the markup is the base of is resolved here.
  struct Base {
    pugi::xml_node holder;
    std::string address;
  };

  void enter_base(pugi::xml_node node) {
    const std::string_view reference = trimmed(node.attribute("xml:base").value());
    if (reference.empty() || bases_.size() == most_bases) return;
    if (node == top_.node()) return bases_.push_back({node, top_.base()});
    auto address = resolve_url(bases_.empty() ? top_.base() : bases_.back().address, reference);
    if (address && is_absolute_url(*address)) bases_.push_back({node, std::move(*address)});
  }

  std::string value_of(pugi::xml_attribute attribute) const {
    constexpr std::string_view addresses[] = {"href", "src", "cite", "poster"};
    const bool is_address = !bases_.empty() && std::ranges::find(addresses, attribute.name()) != std::end(addresses);
    if (!is_address) return attribute.value();
    return resolve_url(bases_.back().address, attribute.value()).value_or(attribute.value());
  }

  static constexpr std::size_t most_bases = 16;

  // Declarations stand near; a search to the root for every element would be quadratic in a deep document.
  static constexpr std::size_t max_climb = 64;

  static constexpr std::string_view void_elements[] = {"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                                       "input", "link", "meta", "param", "source", "track", "wbr"};

  const Element& top_;
  TextNodes text_nodes_;
  std::vector<Base> bases_;
  std::string out_;
};

std::string write_markup(const Element& element, TextNodes text_nodes) {
  return element.has_markup() ? MarkupWriter(element, text_nodes).run() : element.text();
}

// How the content stands in the XML: as its character data, as markup, or as base64.
enum class Coding { escaped, markup, base64 };

// What a media type says the content is.
enum class Type { text, html, xhtml, xml, other };

Type type_of(const Element& element) {
  const std::string_view full = element.attribute("type");
  const std::string type = ascii_lower(trimmed(full.substr(0, full.find(';'))));
  // Before RFC 4287 markup needed no type to be meant.
  const bool is_older =
      element.vocabulary() == Vocabulary::atom && format_of_uri(element.namespace_uri()) != "atom-1.0";
  if (type.empty()) return is_older && element.has_markup() ? Type::xhtml : Type::text;
  if (type == "html" || type == "text/html") return Type::html;
  if (type == "xhtml" || type == "application/xhtml+xml") return Type::xhtml;
  if (type.ends_with("+xml") || type.ends_with("/xml")) return Type::xml;
  const bool is_media_type = type.find('/') != type.npos;
  return is_media_type && !type.starts_with("text/") ? Type::other : Type::text;
}

Coding coding_of(const Element& element, Type type) {
  const std::string mode = ascii_lower(element.attribute("mode"));
  if (mode == "base64") return Coding::base64;
  if (mode == "escaped") return Coding::escaped;
  if (mode == "xml" || element.has_markup()) return Coding::markup;
  return type == Type::other ? Coding::base64 : Coding::escaped;
}

// The `div` that RFC 4287 puts around XHTML is no part of it.
Element without_wrapper(const Element& element) {
  Element only;
  std::size_t elements = 0;
  element.for_each_child([&](const Element& child) {
    only = child;
    ++elements;
  });
  return elements == 1 && equal_ignoring_case(only.local(), "div") ? only : element;
}

Payload decoded(const Element& element, Type type) {
  const auto bytes = decode_base64(element.text());
  if (!bytes || !is_utf8_text(*bytes)) {
    element.note("bad-content", "content of type " + quoted(element.attribute("type")) + " is no text");
    return {};
  }
  return {type == Type::text ? Kind::text : Kind::html, *bytes};
}

}  // namespace

Payload typed(const Element& element) {
  const Type type = type_of(element);
  switch (coding_of(element, type)) {
    case Coding::base64:
      return decoded(element, type);
    case Coding::escaped:
      return {type == Type::text ? Kind::text : Kind::html, element.text()};
    case Coding::markup:
      break;
  }
  switch (type) {
    case Type::text:
      return {Kind::text, element.text()};
    case Type::html:
      return as_html(element);
    case Type::xhtml:
      return {Kind::html, markup_in(without_wrapper(element))};
    case Type::xml:
    case Type::other:
      break;
  }
  return {Kind::html, markup_in(element)};
}

Payload as_html(const Element& element) {
  return {Kind::html, write_markup(element, TextNodes::escaped_html)};
}

std::string markup_in(const Element& element) {
  return MarkupWriter(element, TextNodes::literal).run();
}

std::string prose(const Element& element) {
  const bool has_type = element.vocabulary() == Vocabulary::atom || element.has_attribute("type");
  if (!has_type) return plain_of_untyped(write_markup(element, TextNodes::escaped_html));
  Payload payload = typed(element);
  return payload.kind == Kind::html ? plain_text(payload.value) : clean_text(collapsed(std::move(payload.value)));
}

std::string safe_html(const Element& where, std::string_view html, std::string_view base) {
  Sanitized safe = sanitize_html(trimmed(html), base);
  if (safe.bad_url) where.note("bad-url", "an address in the markup is none to follow");
  if (safe.relative_url) where.note("relative-url", "an address in the markup is relative to an unknown address");
  return std::move(safe.html);
}

}  // namespace datelined::feeds::read
