#include "feeds/read/wire.hpp"

#include "feeds/read/distinct.hpp"
#include "feeds/read/newscodes.hpp"
#include "feeds/read/period.hpp"
#include "feeds/read/sources.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <array>
#include <bitset>

namespace datelined::feeds::read {
namespace {

// An element with what it means here: NITF goes by its names alone, for it comes in any namespace.
struct Found {
  Tag tag;
  Element element;
};

using Finds = std::vector<Found>;

template <class Value>
struct WireRow {
  Value Wire::*member;
  std::array<Source, 12> sources;
};

// ---- the dialects: a member, and where each says it. The first that does wins.

constexpr WireRow<std::string> tokens[] = {
    {&Wire::id, {"apnm:managementid"_from, "nar:newsitem@guid"_from, "nitf:doc-id@id-string"_from}},
    {&Wire::version,
     {"apnm:managementsequencenumber"_from, "nar:newsitem@version"_from, "prism:versionidentifier"_from,
      "schema:version"_from, "version"_from}},
    {&Wire::priority,
     {"apcm:priority@legacy"_from, "apcm:priority"_from, "apcm:priority@numeric"_from, "priority"_from}},
};

constexpr WireRow<std::string> words[] = {
    {&Wire::pub_status,
     {"apnm:publishingstatus"_from, "nar:pubstatus"_from, "schema:creativeworkstatus"_from, "pubstatus"_from}},
    {&Wire::management_type, {"apnm:managementtype"_from}},
};

constexpr WireRow<std::string> texts[] = {
    {&Wire::slug,
     {"apcm:slugline"_from, "nar:slugline"_from, "nitf:slugline"_from, "nitf:du-key@key"_from, "slugline"_from,
      "slug"_from}},
    {&Wire::headline,
     {"apcm:headline"_from, "nar:headline"_from, "nitf:hl1"_from, "schema:headline"_from, "headline"_from,
      "apcm:extendedheadline"_from}},
    {&Wire::byline, {"apcm:byline"_from, "nar:by"_from, "nitf:byline"_from, "prism:byline"_from, "byline"_from}},
    {&Wire::dateline,
     {"apcm:dateline"_from, "nar:dateline"_from, "nitf:dateline"_from, "schema:dateline"_from, "dateline"_from}},
    {&Wire::located,
     {"nar:located"_from, "prism:location"_from, "located"_from, "apcm:datelinelocation@city"_from,
      "apcm:datelinelocation@countryname"_from}},
    {&Wire::ed_note,
     {"apcm:ednote"_from, "nar:ednote"_from, "nitf:ed-msg@info"_from, "nitf:ed-msg"_from, "ednote"_from}},
    {&Wire::provider, {"apcm:provider"_from, "nar:provider"_from, "nitf:distributor"_from, "provider"_from}},
    {&Wire::source, {"apcm:source"_from, "nar:infosource"_from, "dcterms:source"_from, "dc:source"_from}},
    {&Wire::credit, {"nar:creditline"_from, "schema:credittext"_from}},
    {&Wire::copyright_holder,
     {"apcm:copyright@holder"_from, "nar:copyrightholder"_from, "nitf:doc.copyright@holder"_from,
      "schema:copyrightholder"_from, "dcterms:rightsholder"_from, "copyrightholder"_from}},
    {&Wire::copyright_notice,
     {"nar:copyrightnotice"_from, "prism:copyright"_from, "schema:copyrightnotice"_from, "nitf:rights"_from,
      "apcm:copyright"_from}},
    {&Wire::usage_terms, {"nar:usageterms"_from, "apcm:usageterms"_from}},
    {&Wire::genre, {"nar:genre"_from, "prism:genre"_from, "schema:genre"_from, "genre"_from}},
};

constexpr WireRow<Date> dates[] = {
    {&Wire::embargoed,
     {"nar:embargoed"_from, "prism:embargodate"_from, "nitf:date.release@norm"_from, "embargoed"_from,
      "embargodate"_from, "embargo"_from}},
    {&Wire::available, {"dcterms:available"_from}},
    {&Wire::first_created,
     {"apcm:firstcreated"_from, "nar:firstcreated"_from, "nar:contentcreated"_from, "schema:datecreated"_from,
      "prism:publicationdate"_from, "nitf:date.issue@norm"_from}},
    {&Wire::version_created,
     {"nar:versioncreated"_from, "schema:datemodified"_from, "apnm:publishingreleasedatetime"_from}},
};

constexpr WireRow<Integer> integers[] = {
    {&Wire::urgency, {"nar:urgency"_from, "nitf:urgency@ed-urg"_from, "urgency"_from, "apcm:priority@numeric"_from}},
};

constexpr WireRow<Flag> flags[] = {
    {&Wire::consumer_ready, {"apcm:consumerready"_from}},
};

// What holds the rest; `newsitem` and the others also say something themselves.
constexpr Tag containers[] = {
    "apcm:contentmetadata"_tag, "apnm:newsmanagement"_tag, "nar:newsitem"_tag,       "nar:itemmeta"_tag,
    "nar:contentmeta"_tag,      "nar:rightsinfo"_tag,      "nitf:nitf"_tag,          "nitf:head"_tag,
    "nitf:docdata"_tag,         "nitf:tobject"_tag,        "nitf:body"_tag,          "nitf:body.head"_tag,
    "nitf:hedline"_tag,         "schema:newsarticle"_tag,  "schema:claimreview"_tag,
};
constexpr int deepest_container = 6;

using Set = std::bitset<tag_count>;

// ---- what may stand several times

std::string words_in(const Element& element);

void read_property(const Element& element, std::vector<WireProperty>& properties) {
  WireProperty property{plain_of_untyped(element.attribute("Name")), plain_of_untyped(element.attribute("Value")),
                        std::string(element.attribute("Id"))};
  if (property.name.empty()) property.name = plain_of_untyped(element.attribute("tobject.property.type"));
  if (!property.name.empty()) properties.push_back(std::move(property));
}

WireSubject classification(const Element& element, std::string_view kind) {
  WireSubject subject{std::string(kind),
                      plain_of_untyped(element.attribute("Authority")),
                      std::string(element.attribute("Id")),
                      plain_of_untyped(element.attribute("Value")),
                      {}};
  element.for_each_child([&](const Element& child) {
    if (child.tag() == "apcm:property"_tag) read_property(child, subject.properties);
  });
  return subject;
}

WireSubject coded(std::string_view kind, std::string_view term, std::string_view scheme, std::string name) {
  WireSubject subject{std::string(kind), std::string(scheme), std::string(term), std::move(name), {}};
  if (const auto code = news_code(term, scheme)) {
    subject.scheme = code->scheme;
    subject.code = code->code;
  }
  return subject;
}

WireSubject read_subject(const Element& element) {
  const std::string_view qcode = element.attribute("qcode");
  return coded("subject", qcode.empty() ? element.attribute("uri") : qcode, "", words_in(element));
}

WireSubject read_tobject_subject(const Element& element) {
  const std::string_view name = element.attribute("tobject.subject.type");
  return coded("subject", element.attribute("tobject.subject.refnum"), "iptc-subjectcode", plain_of_untyped(name));
}

struct SubjectRow {
  Tag tag;
  WireSubject (*read)(const Element&);
};

constexpr SubjectRow subject_rows[] = {
    {"apcm:subjectclassification"_tag, [](const Element& e) { return classification(e, "subject"); }},
    {"apcm:entityclassification"_tag, [](const Element& e) { return classification(e, "entity"); }},
    {"apcm:audienceclassification"_tag, [](const Element& e) { return classification(e, "audience"); }},
    {"nar:subject"_tag, read_subject},
    {"nitf:tobject.subject"_tag, read_tobject_subject},
};

struct ListRow {
  std::vector<std::string> Wire::*member;
  Source source;
};

constexpr ListRow list_rows[] = {
    {&Wire::editorial_types, "apcm:editorialtype"_from},
    {&Wire::editorial_types, "apcm:editorialrole"_from},
    {&Wire::signals, "nar:signal"_from},
    {&Wire::replaces, "dcterms:replaces"_from},
    {&Wire::replaces, "prism:iscorrectionof"_from},
};

// ---- which elements these tables know

template <class Rows>
void mark(Set& set, const Rows& rows) {
  for (const auto& row : rows) {
    for (const Source& source : row.sources) {
      if (source.tag.known()) set.set(source.tag.index());
    }
  }
}

Set known_tags() {
  Set set;
  mark(set, tokens);
  mark(set, words);
  mark(set, texts);
  mark(set, dates);
  mark(set, integers);
  mark(set, flags);
  for (const SubjectRow& row : subject_rows) set.set(row.tag.index());
  for (const ListRow& row : list_rows) set.set(row.source.tag.index());
  for (const Tag tag : containers) set.set(tag.index());
  for (const Tag tag : {"apcm:property"_tag, "nitf:tobject.property"_tag, "dcterms:valid"_tag}) set.set(tag.index());
  return set;
}

bool is_known(Tag tag) {
  static const Set set = known_tags();
  return tag.known() && set.test(tag.index());
}

bool is_container(Tag tag) {
  return std::ranges::find(containers, tag) != std::end(containers);
}

// Depth is ours, not the document's: a container in a container, six deep at most.
void gather(Tag tag, const Element& element, Finds& finds, bool in_nitf, int depth) {
  if (tag == "nitf"_tag) tag = "nitf:nitf"_tag;
  if (is_known(tag)) finds.push_back({tag, element});
  if (!is_container(tag) || depth == deepest_container) return;
  in_nitf = in_nitf || tag == "nitf:nitf"_tag;
  element.for_each_child([&](const Element& child) {
    const Tag meant = in_nitf ? find_tag(Vocabulary::nitf, child.local()) : child.tag();
    gather(meant, child, finds, in_nitf, depth + 1);
  });
}

// A content that is a news document of its own. Its root is the content's first element.
void gather_from_content(const Element& content, Finds& finds) {
  bool is_first = true;
  content.for_each_child([&](const Element& child) {
    if (!is_first) return;
    is_first = false;
    const bool is_nitf = equal_ignoring_case(child.local(), "nitf");
    if (is_nitf || child.tag() == "nar:newsitem"_tag)
      gather(is_nitf ? "nitf:nitf"_tag : child.tag(), child, finds, is_nitf, 1);
  });
}

Finds finds_in(const Children& children) {
  Finds finds;
  for (const Element& element : children.all()) {
    if (is_known(element.tag()) || element.tag() == "nitf"_tag) gather(element.tag(), element, finds, false, 0);
    if (element.tag() == "atom:content"_tag) gather_from_content(element, finds);
  }
  return finds;
}

// ---- values

// The words of all descendants, those of different elements kept apart: a byline holds a name and a title.
std::string words_in(const Element& element) {
  if (!element.has_markup()) return plain_of_untyped(element.text());
  std::string text;
  const pugi::xml_node top = element.node();
  for (pugi::xml_node node = top.first_child(); node;) {
    text += node.value();
    if (node.type() == pugi::node_element) text += ' ';
    pugi::xml_node next = node.first_child();
    while (!next && node != top) {
      next = node.next_sibling();
      if (!next) node = node.parent();
      if (node.type() == pugi::node_element) text += ' ';
    }
    node = node == top ? pugi::xml_node() : next;
  }
  return clean_text(collapsed(text));
}

// NewsML-G2 says a value as text, as a literal, or as a code of a list.
std::string said(const Found& found, const Source& source) {
  if (!source.attribute.empty()) return plain_of_untyped(found.element.attribute(source.attribute));
  std::string text = words_in(found.element);
  for (const std::string_view attribute : {"literal", "qcode", "uri"}) {
    if (text.empty() && found.element.vocabulary() == Vocabulary::nar) {
      text = plain_of_untyped(found.element.attribute(attribute));
    }
  }
  return text;
}

// "stat:usable", "http://cv.iptc.org/newscodes/pubstatusg2/usable": the last word of it.
std::string code_word(std::string_view text) {
  const std::size_t end = text.find_last_of(":/#");
  return ascii_lower(trimmed(end == text.npos ? text : text.substr(end + 1)));
}

template <class Value, class Rows, class Read>
void fill_from(Wire& wire, const Rows& rows, const Finds& finds, Read read) {
  for (const auto& row : rows) {
    Value& member = wire.*row.member;
    for (const Source& source : row.sources) {
      if (!source.tag.known() || member != Value()) break;
      for (const Found& found : finds) {
        if (found.tag != source.tag) continue;
        member = read(found, source);
        if (member != Value()) break;
      }
    }
  }
}

struct Synonym {
  std::string_view word, meaning;
};

constexpr Synonym statuses[] = {
    {"cancelled", "canceled"}, {"cancel", "canceled"},  {"kill", "canceled"},     {"killed", "canceled"},
    {"withdrawn", "canceled"}, {"deleted", "canceled"}, {"withhold", "withheld"}, {"hold", "withheld"},
    {"embargo", "embargoed"},  {"published", "usable"},
};

void settle_status(Wire& wire) {
  const auto synonym = std::ranges::find(statuses, wire.pub_status, &Synonym::word);
  if (synonym != std::end(statuses)) wire.pub_status = synonym->meaning;
}

// AP's embargo is a status, and its end the time at which that status changes.
void read_ap_embargo(Wire& wire, const Finds& finds) {
  if (wire.embargoed || wire.pub_status != "embargoed") return;
  for (const Found& found : finds) {
    if (found.tag != "apnm:publishingstatus"_tag || wire.embargoed) continue;
    wire.embargoed = date_value(found.element, found.element.attribute("statusChangeOn"));
  }
}

void read_start_of_validity(Wire& wire, const Found& found) {
  if (found.tag != "dcterms:valid"_tag || wire.available) return;
  const std::string period = found.element.text();
  wire.available = date_value(found.element, part_of_period(period, "start"));
}

class Lists {
 public:
  void add(const Found& found) {
    if (found.tag == "apcm:property"_tag || found.tag == "nitf:tobject.property"_tag) {
      read_property(found.element, wire_.properties);
    }
    for (const SubjectRow& row : subject_rows) {
      if (row.tag == found.tag) add(row.read(found.element));
    }
    for (const ListRow& row : list_rows) {
      if (row.source.tag != found.tag) continue;
      std::string text = said(found, row.source);
      if (row.member == &Wire::signals) text = code_word(text);
      auto& list = wire_.*row.member;
      if (!text.empty() && list.size() < most_words && std::ranges::find(list, text) == list.end()) {
        list.push_back(std::move(text));
      }
    }
  }

  void add(WireSubject subject) {
    if (subject.code.empty() && subject.name.empty()) return;
    std::string key = key_of({subject.kind, subject.scheme, subject.code, subject.name});
    subjects_.add(std::move(subject), std::move(key));
  }

  bool empty() const { return subjects_.empty(); }

  // With its lists filled, and no more.
  Wire take() {
    wire_.subjects = subjects_.take();
    return std::move(wire_);
  }

 private:
  static constexpr std::size_t most_words = 64;  // each is compared with all before it
  Distinct<WireSubject> subjects_;
  Wire wire_;
};

bool says_nothing(const Wire& wire) {
  bool is_empty = true;
  boost::mp11::mp_for_each<boost::describe::describe_members<Wire, boost::describe::mod_public>>([&](auto member) {
    const auto& value = wire.*member.pointer;
    if constexpr (requires { value.empty(); }) {
      is_empty = is_empty && value.empty();
    } else {
      is_empty = is_empty && !value;
    }
  });
  return is_empty;
}

void fill_members(Wire& wire, const Finds& finds) {
  const auto as_word = [](const Found& found, const Source& source) { return code_word(said(found, source)); };
  const auto as_date = [](const Found& found, const Source& source) {
    return date_value(found.element, said(found, source));
  };
  const auto as_integer = [](const Found& found, const Source& source) { return parse_integer(said(found, source)); };
  const auto as_flag = [](const Found& found, const Source& source) { return flag_value(said(found, source)); };
  fill_from<std::string>(wire, tokens, finds, said);
  fill_from<std::string>(wire, texts, finds, said);
  fill_from<std::string>(wire, words, finds, as_word);
  fill_from<Date>(wire, dates, finds, as_date);
  fill_from<Integer>(wire, integers, finds, as_integer);
  fill_from<Flag>(wire, flags, finds, as_flag);
  settle_status(wire);
  read_ap_embargo(wire, finds);
  for (const Found& found : finds) read_start_of_validity(wire, found);
}

}  // namespace

Boxed<Wire> wire_of(const Children& children, const std::vector<Category>& categories) {
  Lists lists;
  for (const Category& category : categories) {
    const auto code = news_code(category.term, category.scheme);
    if (code) lists.add({"", std::string(code->scheme), std::string(code->code), category.label, {}});
  }
  const Finds finds = finds_in(children);
  if (finds.empty() && lists.empty()) return {};
  for (const Found& found : finds) lists.add(found);
  Wire wire = lists.take();
  if (!finds.empty()) fill_members(wire, finds);
  return says_nothing(wire) ? Boxed<Wire>() : Boxed<Wire>(std::move(wire));
}

}  // namespace datelined::feeds::read
