#include "feeds/read/foreign.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/escape.hpp"
#include "feeds/text/utf8.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <span>

namespace datelined::feeds::read {
namespace {

constexpr std::size_t most_elements = 100;
constexpr std::size_t most_bytes = 256 << 10;
constexpr std::size_t most_bytes_of_one = 64 << 10;

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == name.npos ? std::string_view() : name.substr(0, colon);
}

struct Range {
  char32_t first, last;
};

// XML 1.0 §2.3, NameStartChar but for the colon.
constexpr Range name_starts[] = {{'A', 'Z'},       {'_', '_'},       {'a', 'z'},        {0xC0, 0xD6},
                                 {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},    {0x37F, 0x1FFF},
                                 {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},  {0x3001, 0xD7FF},
                                 {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
// What else may stand in a name.
constexpr Range name_parts[] = {{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

bool is_in(std::span<const Range> ranges, char32_t c) {
  return std::ranges::any_of(ranges, [&](const Range& range) { return c >= range.first && c <= range.last; });
}

bool is_name(std::string_view text) {
  std::size_t at = 0;
  if (text.empty() || !is_in(name_starts, next_code_point(text, at))) return false;
  while (at < text.size()) {
    const char32_t c = next_code_point(text, at);
    if (!is_in(name_starts, c) && !is_in(name_parts, c)) return false;
  }
  return true;
}

// Namespaces in XML 1.0, QName. Damaged documents have names that are none, and pugixml takes any.
bool is_qualified_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == name.npos) return is_name(name);
  return is_name(name.substr(0, colon)) && is_name(name.substr(colon + 1));
}

// One element; walks by sibling and parent, so depth costs nothing.
class Writer {
 public:
  explicit Writer(const Element& element) : top_(element) {}

  // nullopt: it is too large, or has names that XML does not.
  std::optional<std::string> run() {
    const pugi::xml_node top = top_.node();
    write_inside(top);
    if (size() > most_bytes_of_one || !is_sound_) return std::nullopt;
    std::string xml = "<" + std::string(top.name());
    for (const std::string_view prefix : used_) declare(xml, prefix);
    xml += attributes_of_top_;
    xml += top.first_child() ? ">" + body_ + "</" + top.name() + ">" : "/>";
    if (xml.size() > most_bytes_of_one) return std::nullopt;
    return xml;
  }

 private:
  std::size_t size() const { return body_.size() + attributes_of_top_.size(); }

  void write_inside(pugi::xml_node top) {
    write_attributes(top, attributes_of_top_);
    for (pugi::xml_node node = top.first_child(); node && size() <= most_bytes_of_one;) {
      begin(node);
      if (node.first_child()) {
        node = node.first_child();
        continue;
      }
      while (!node.next_sibling() && node.parent() != top) {
        node = node.parent();
        body_ += "</" + std::string(node.name()) + ">";
      }
      node = node.next_sibling();
    }
  }

  void begin(pugi::xml_node node) {
    if (node.type() != pugi::node_element) return html::append_text(body_, clean_text(node.value()));
    body_ += '<';
    body_ += node.name();
    write_attributes(node, body_);
    body_ += node.first_child() ? ">" : "/>";
  }

  void write_attributes(pugi::xml_node node, std::string& out) {
    is_sound_ = is_sound_ && is_qualified_name(node.name());
    used_.insert(prefix_of(node.name()));
    for (pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      is_sound_ = is_sound_ && is_qualified_name(name);
      if (name == "xmlns" || name.starts_with("xmlns:")) {
        (node == top_.node() ? declared_by_top_ : declared_within_).insert(name == "xmlns" ? "" : name.substr(6));
      } else if (!prefix_of(name).empty()) {
        used_.insert(prefix_of(name));
      }
      html::append_attribute(out, name, clean_text(attribute.value()));
    }
  }

  void declare(std::string& xml, std::string_view prefix) {
    if (prefix == "xml" || declared_by_top_.contains(prefix)) return;
    const std::string_view uri = top_.uri_of_prefix(prefix);
    if (!uri.empty()) return html::append_attribute(xml, name_of(prefix), clean_text(std::string(uri)));
    // A prefix that nobody declared has to be, lest no parser take it.
    const bool is_undeclared = !prefix.empty() && !declared_within_.contains(prefix);
    if (is_undeclared) html::append_attribute(xml, name_of(prefix), "urn:undeclared:" + std::string(prefix));
  }

  static std::string name_of(std::string_view prefix) {
    return prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  }

  const Element& top_;
  std::string attributes_of_top_, body_;
  bool is_sound_ = true;
  std::set<std::string_view> used_, declared_by_top_, declared_within_;
};

// What stands in no namespace is the feed's own. Where a document stands among others (fh) is told nowhere else.
bool is_foreign(const Element& element) {
  if (element.vocabulary() != Vocabulary::unknown && element.vocabulary() != Vocabulary::fh) return false;
  return !element.namespace_uri().empty() || !prefix_of(element.node().name()).empty();
}

}  // namespace

std::vector<Foreign> foreign_in(const Element& holder) {
  std::vector<Foreign> kept;
  std::size_t bytes = 0;
  bool is_full = false;
  holder.for_each_child([&](const Element& element) {
    if (is_full || !is_foreign(element)) return;
    auto xml = Writer(element).run();
    is_full = kept.size() == most_elements || bytes > most_bytes;
    if (!xml || is_full)
      return element.note("bad-content", "a foreign element is too large, or has names that XML does not allow");
    bytes += xml->size();
    kept.push_back({clean_text(std::string(element.namespace_uri())), std::string(element.local()), std::move(*xml)});
  });
  return kept;
}

}  // namespace datelined::feeds::read
