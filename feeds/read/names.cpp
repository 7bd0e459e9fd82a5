#include "feeds/read/names.hpp"

#include "feeds/text/characters.hpp"

#include <string>
#include <tuple>

namespace datelined::feeds::read {
namespace {

enum class Match { whole, beginning, end };

struct Namespace {
  std::string_view uri;  // as normal() leaves it
  Vocabulary vocabulary;
  Match match = Match::whole;
  std::string_view format = {};
};

constexpr Namespace namespaces[] = {
    {"purl.org/rss/1.0", Vocabulary::rss, Match::whole, "rss-1.0"},
    {"my.netscape.com/rdf/simple/0.9", Vocabulary::rss, Match::whole, "rss-0.90"},
    {"channel.netscape.com/rdf/simple/0.9", Vocabulary::rss, Match::whole, "rss-0.90"},
    {"backend.userland.com/rss", Vocabulary::rss, Match::beginning},
    {"blogs.law.harvard.edu/tech/rss", Vocabulary::rss},
    {"cyber.law.harvard.edu/rss/rss.html", Vocabulary::rss},
    {"www.rssboard.org/rss-specification", Vocabulary::rss},
    {"www.w3.org/2005/atom", Vocabulary::atom, Match::whole, "atom-1.0"},
    {"purl.org/atom/ns", Vocabulary::atom, Match::whole, "atom-0.3"},
    {"www.w3.org/1999/02/22-rdf-syntax-ns", Vocabulary::rdf},
    {"purl.org/dc/elements/1.1", Vocabulary::dc},
    {"purl.org/dc/elements/1.0", Vocabulary::dc},
    {"purl.org/dc/terms", Vocabulary::dcterms},
    {"purl.org/rss/1.0/modules/content", Vocabulary::content},
    {"/dtds/podcast-1.0.dtd", Vocabulary::itunes, Match::end},
    {"search.yahoo.com/mrss", Vocabulary::media},
    {"www.georss.org/georss", Vocabulary::georss},
    {"www.opengis.net/gml", Vocabulary::gml},
    {"www.w3.org/2003/01/geo/wgs84_pos", Vocabulary::geo},
    {"purl.org/syndication/thread/1.0", Vocabulary::thr},
    {"purl.org/rss/1.0/modules/slash", Vocabulary::slash},
    {"wellformedweb.org/commentapi", Vocabulary::wfw},
    {"purl.org/rss/1.0/modules/syndication", Vocabulary::sy},
    {"backend.userland.com/creativecommonsrssmodule", Vocabulary::cc},
    {"web.resource.org/cc", Vocabulary::cc},
    {"cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", Vocabulary::cc},
    {"rssnamespace.org/feedburner/ext/1.0", Vocabulary::feedburner},
    {"www.pheedo.com/namespace/pheedo", Vocabulary::pheedo},
    {"webns.net/mvcb", Vocabulary::admin},
    {"purl.org/atompub/tombstones/1.0", Vocabulary::at},
    {"purl.org/syndication/history/1.0", Vocabulary::fh},
    {"ap.org/schemas/03/2005/apcm", Vocabulary::apcm},
    {"ap.org/schemas/03/2005/apnm", Vocabulary::apnm},
    {"iptc.org/std/nar/", Vocabulary::nar, Match::beginning},
    {"iptc.org/std/newsml-g2", Vocabulary::nar, Match::beginning},
    {"iptc.org/std/nitf", Vocabulary::nitf, Match::beginning},
    {"www.nitf.org", Vocabulary::nitf, Match::beginning},
    {"prismstandard.org/namespaces/", Vocabulary::prism, Match::beginning},
    {"schema.org", Vocabulary::schema},
    {"www.w3.org/1999/xhtml", Vocabulary::xhtml},
    {"www.w3.org/2000/svg", Vocabulary::svg},
    {"www.w3.org/1998/math/mathml", Vocabulary::mathml},
    {"www.w3.org/xml/1998/namespace", Vocabulary::xml},
};

struct Prefix {
  std::string_view prefix;
  Vocabulary vocabulary;
};

// Customary prefixes beside those of names::rows.
constexpr Prefix prefixes[] = {
    {"atom10", Vocabulary::atom}, {"a10", Vocabulary::atom},
    {"dct", Vocabulary::dcterms}, {"creativecommons", Vocabulary::cc},
    {"svg", Vocabulary::svg},     {"xml", Vocabulary::xml},
    {"rss", Vocabulary::rss},     {"newsml", Vocabulary::nar},
    {"g2", Vocabulary::nar},
};

// People write a namespace's URI with any case, either scheme, and a final '/' or '#' or neither.
std::string normal(std::string_view uri) {
  std::string text = ascii_lower(trimmed(uri));
  for (std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) text.erase(0, scheme.size());
  }
  if (text.ends_with('/') || text.ends_with('#')) text.pop_back();
  return text;
}

const Namespace* find_namespace(std::string_view uri) {
  const std::string text = normal(uri);
  const auto fits = [&](const Namespace& row) {
    switch (row.match) {
      case Match::beginning:
        return text.starts_with(row.uri);
      case Match::end:
        return text.ends_with(row.uri);
      case Match::whole:
        break;
    }
    return text == row.uri;
  };
  const auto row = std::ranges::find_if(namespaces, fits);
  return row == std::end(namespaces) ? nullptr : row;
}

// A hash table of the names, less than half full.
using Slots = std::array<Tag, 1024>;

constexpr std::size_t slot_of(Vocabulary vocabulary, std::string_view local) {
  std::size_t hash = static_cast<std::size_t>(vocabulary) * 131;
  for (const char c : local) hash = hash * 33 + static_cast<unsigned char>(ascii_lower(c));
  return hash % std::tuple_size_v<Slots>;
}

constexpr Slots slots = [] {
  static_assert(names::all.size() * 2 < std::tuple_size_v<Slots>);
  Slots table{};
  for (std::size_t i = 0; i < names::all.size(); ++i) {
    std::size_t slot = slot_of(names::all[i].vocabulary, names::all[i].local);
    while (table[slot].known()) slot = (slot + 1) % table.size();
    table[slot] = Tag(i);
  }
  return table;
}();

}  // namespace

Tag find_tag(Vocabulary vocabulary, std::string_view local) {
  for (std::size_t slot = slot_of(vocabulary, local); slots[slot].known(); slot = (slot + 1) % slots.size()) {
    const names::Name& name = names::all[slots[slot].index()];
    if (name.vocabulary == vocabulary && equal_ignoring_case(name.local, local)) return slots[slot];
  }
  return {};
}

Vocabulary vocabulary_of_uri(std::string_view uri) {
  const Namespace* row = find_namespace(uri);
  return row == nullptr ? Vocabulary::unknown : row->vocabulary;
}

std::string_view format_of_uri(std::string_view uri) {
  const Namespace* row = find_namespace(uri);
  return row == nullptr ? std::string_view() : row->format;
}

Vocabulary vocabulary_of_prefix(std::string_view prefix) {
  for (const names::Row& row : names::rows) {
    if (!row.prefix.empty() && equal_ignoring_case(row.prefix, prefix)) return row.vocabulary;
  }
  for (const Prefix& row : prefixes) {
    if (equal_ignoring_case(row.prefix, prefix)) return row.vocabulary;
  }
  return Vocabulary::unknown;
}

}  // namespace datelined::feeds::read
