// The vocabularies a feed may be written in, and the names that have a meaning in them.
//
// A namespace goes by its URI, a name without regard to case. Names are written here as the tables of
// the readers write them: "title" is RSS's own (any version of it), "dc:title" Dublin Core's, with one
// prefix a vocabulary that is ours alone and says nothing about the document's.
// See: RSS 2.0 (RSS Advisory Board), RSS 1.0 and its modules, RFC 4287, Media RSS, GeoRSS, RFC 4685, RFC 6721;
//      what news agencies add: AP's apcm and apnm, NewsML-G2 (nar), NITF, PRISM, schema.org.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace datelined::feeds::read {

enum class Vocabulary : std::uint8_t {
  unknown,
  rss,
  atom,
  rdf,
  dc,
  dcterms,
  content,
  itunes,
  media,
  georss,
  gml,
  geo,
  thr,
  slash,
  wfw,
  sy,
  cc,
  feedburner,
  pheedo,
  admin,
  at,
  fh,
  apcm,
  apnm,
  nar,
  nitf,
  prism,
  schema,
  xhtml,
  svg,
  mathml,
  xml
};

namespace names {

struct Row {
  Vocabulary vocabulary;
  std::string_view prefix;
  std::string_view locals;  // in lower case
};

// clang-format off
inline constexpr Row rows[] = {
    {Vocabulary::rss, "",
     "author byline category channel cloud comments copyright copyrightholder dateline day description docs domain "
     "ednote email embargo embargodate embargoed enclosure expirationdate generator genre guid headline height hour "
     "image item items language lastbuilddate link located managingeditor name nitf priority provider pubdate pubstatus "
     "rating rss skipdays skiphours slug slugline source textinput title ttl uri url urgency version webmaster width"},
    {Vocabulary::atom, "atom",
     "author category content contributor copyright created email entry feed generator homepage icon id info issued "
     "item link logo modified name published rights source subtitle summary tagline title updated uri url"},
    {Vocabulary::rdf, "rdf", "rdf"},
    {Vocabulary::dc, "dc", "author contributor creator date description identifier language publisher rights source subject title"},
    {Vocabulary::dcterms, "dcterms",
     "abstract available created identifier issued modified replaces rights rightsholder source valid"},
    {Vocabulary::content, "content", "encoded"},
    {Vocabulary::itunes, "itunes",
     "author block category complete duration email episode episodetype explicit image isclosedcaptioned keywords link "
     "name new-feed-url order owner season subtitle summary title type"},
    {Vocabulary::media, "media",
     "category community content copyright credit description group keywords license player rating restriction rights "
     "starrating statistics thumbnail title"},
    {Vocabulary::georss, "georss", "box line point polygon where"},
    {Vocabulary::gml, "gml", "coordinates exterior linearring linestring outerboundaryis point polygon pos poslist"},
    {Vocabulary::geo, "geo", "lat long point"},
    {Vocabulary::thr, "thr", "in-reply-to total"},
    {Vocabulary::slash, "slash", "comments"},
    {Vocabulary::wfw, "wfw", "comment commentrss"},
    {Vocabulary::sy, "sy", "updatebase updatefrequency updateperiod"},
    {Vocabulary::cc, "cc", "license"},
    {Vocabulary::feedburner, "feedburner", "origlink"},
    {Vocabulary::pheedo, "pheedo", "origlink"},
    {Vocabulary::admin, "admin", "generatoragent"},
    {Vocabulary::at, "at", "by comment deleted-entry delete-entry"},
    {Vocabulary::fh, "fh", "complete"},
    {Vocabulary::apcm, "apcm",
     "audienceclassification byline consumerready contentmetadata copyright dateline datelinelocation editorialrole "
     "editorialtype ednote entityclassification extendedheadline firstcreated headline priority property provider "
     "slugline source subjectclassification usageterms"},
    {Vocabulary::apnm, "apnm",
     "managementid managementsequencenumber managementtype newsmanagement publishingreleasedatetime publishingstatus"},
    {Vocabulary::nar, "nar",
     "by contentcreated contentmeta copyrightholder copyrightnotice creditline dateline ednote embargoed firstcreated "
     "genre headline infosource itemmeta located newsitem provider pubstatus rightsinfo signal slugline subject urgency "
     "usageterms versioncreated"},
    {Vocabulary::nitf, "nitf",
     "body body.head byline date.issue date.release dateline distributor doc-id doc.copyright docdata du-key ed-msg "
     "head hedline hl1 nitf note rights slugline tobject tobject.property tobject.subject urgency"},
    {Vocabulary::prism, "prism",
     "byline copyright embargodate expirationdate genre iscorrectionof location publicationdate versionidentifier"},
    {Vocabulary::schema, "schema",
     "claimreview copyrightholder copyrightnotice creativeworkstatus credittext datecreated dateline datemodified genre "
     "headline newsarticle version"},
    {Vocabulary::xhtml, "xhtml", "body div"},
};
// clang-format on

consteval std::size_t count() {
  std::size_t words = 0;
  for (const Row& row : rows) words += 1 + static_cast<std::size_t>(std::ranges::count(row.locals, ' '));
  return words;
}

struct Name {
  Vocabulary vocabulary;
  std::string_view prefix, local;
};

consteval auto flatten() {
  std::array<Name, count()> all{};
  std::size_t next = 0;
  for (const Row& row : rows) {
    for (std::string_view left = row.locals; !left.empty();) {
      const std::size_t end = std::min(left.find(' '), left.size());
      all[next++] = {row.vocabulary, row.prefix, left.substr(0, end)};
      left.remove_prefix(std::min(end + 1, left.size()));
    }
  }
  return all;
}

inline constexpr auto all = flatten();
static_assert(all.size() < 65535);

}  // namespace names

// One of the names above, or none of them.
class Tag {
 public:
  constexpr Tag() = default;
  constexpr explicit Tag(std::size_t index) : index_(static_cast<std::uint16_t>(index)) {}

  constexpr std::size_t index() const { return index_; }
  constexpr bool known() const { return index_ < names::all.size(); }
  constexpr bool operator==(const Tag&) const = default;

 private:
  std::uint16_t index_ = 65535;
};

inline constexpr std::size_t tag_count = names::all.size();

// "dc:title"_tag; a name that is not in the list does not compile.
consteval Tag operator""_tag(const char* text, std::size_t size) {
  const std::string_view name(text, size);
  const std::size_t colon = name.find(':');
  const std::string_view prefix = colon == name.npos ? "" : name.substr(0, colon);
  const std::string_view local = colon == name.npos ? name : name.substr(colon + 1);
  for (std::size_t i = 0; i < names::all.size(); ++i) {
    if (names::all[i].prefix == prefix && names::all[i].local == local) return Tag(i);
  }
  throw "no such name";
}

Tag find_tag(Vocabulary vocabulary, std::string_view local);

Vocabulary vocabulary_of_uri(std::string_view uri);

// What an undeclared prefix stands for by custom.
Vocabulary vocabulary_of_prefix(std::string_view prefix);

// Which of the RSS or Atom generations a namespace names: "rss-1.0", "rss-0.90", "atom-1.0", "atom-0.3"; else empty.
std::string_view format_of_uri(std::string_view uri);

}  // namespace datelined::feeds::read
