#include "feeds/read/xml_feed.hpp"

#include "feeds/read/atom.hpp"
#include "feeds/read/rss.hpp"
#include "feeds/read/xml.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>

namespace datelined::feeds::read {
namespace {

struct Dialect {
  std::string_view root;
  bool (*is_it)(const Element&);
  void (*read)(Tree&, const Document&, Parsed&);
};

bool any_namespace(const Element&) {
  return true;
}
bool of_rss(const Element& root) {
  return root.vocabulary() == Vocabulary::rss;
}
bool of_atom(const Element& root) {
  return root.vocabulary() == Vocabulary::atom;
}
bool declares_rss(const Element& root) {
  return root.vocabulary() == Vocabulary::rdf && root.declares(Vocabulary::rss);
}

constexpr Dialect dialects[] = {
    {"rss", any_namespace, read_rss}, {"rdf", declares_rss, read_rss},     {"channel", of_rss, read_rss},
    {"feed", of_atom, read_atom},     {"entry", of_atom, read_atom_entry},
};

}  // namespace

Result<Parsed> read_xml_feed(std::string_view text, const Document& document, Parsed parsed) {
  // A local file's address is no base: what its document says of itself may be one.
  Tree tree(text, can_be_base(trimmed(document.url)) ? document.url : "", parsed.notes);
  const Element root = tree.root();
  if (!root) return Problem{document.url, "no feed: no XML element in it"};
  const auto is_root = [&](const Dialect& dialect) {
    return equal_ignoring_case(dialect.root, root.local()) && dialect.is_it(root);
  };
  const auto dialect = std::ranges::find_if(dialects, is_root);
  if (dialect == std::end(dialects)) {
    return Problem{document.url, "no feed: its root is <" + clean_text(std::string(root.local().substr(0, 64))) + ">"};
  }
  parsed.is_cut = tree.is_cut();
  dialect->read(tree, document, parsed);
  return parsed;
}

}  // namespace datelined::feeds::read
