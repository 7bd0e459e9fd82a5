#include "feeds/read/repair.hpp"

#include "feeds/read/doctype.hpp"
#include "feeds/read/names.hpp"
#include "feeds/read/references.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/elements.hpp"
#include "feeds/text/entities.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace datelined::feeds::read {
namespace {

constexpr std::size_t max_depth = 256;
constexpr std::size_t max_entity_depth = 8;
constexpr std::size_t max_expansion = 64 * 1024;

constexpr bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}

constexpr bool is_name(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

std::string_view local_of(std::string_view name) {
  return name.substr(name.find(':') + 1);
}

Tag tag_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon != name.npos) return find_tag(vocabulary_of_prefix(name.substr(0, colon)), name.substr(colon + 1));
  const Tag rss = find_tag(Vocabulary::rss, name);
  return rss.known() ? rss : find_tag(Vocabulary::atom, name);
}

bool is_html(std::string_view name) {
  return html::find_element(ascii_lower(name)) != nullptr;
}

// HTML has <link> and <title> too, but nobody writes them into a text.
bool is_html_of_text(std::string_view name) {
  const auto* element = html::find_element(ascii_lower(name));
  return element != nullptr && element->is(html::kept);
}

// Elements that hold elements: a stray end tag in one of them closes nothing.
constexpr std::string_view containers[] = {
    "rss",         "rdf",   "channel",    "feed",      "item",      "entry",      "items",   "source", "author",
    "contributor", "image", "owner",      "textinput", "skiphours", "skipdays",   "group",   "credit", "community",
    "where",       "point", "linestring", "polygon",   "exterior",  "linearring", "category"};

// Elements that hold markup, escaped or not: an HTML name opened in one of them belongs there.
constexpr std::string_view rich[] = {"description", "encoded", "content",  "summary", "subtitle", "tagline",
                                     "body",        "div",     "abstract", "title",   "rights",   "copyright"};

constexpr std::string_view roots[] = {"rss", "rdf", "feed", "entry", "channel"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view one) { return equal_ignoring_case(one, local_of(name)); });
}

// Where a needle next stands. Asked with growing positions it reads the text once.
class Finder {
 public:
  Finder(std::string_view text, std::string_view needle) : text_(text), needle_(needle) {}

  std::size_t from(std::size_t at) {
    if (!known_ || found_ < at) found_ = text_.find(needle_, at);
    known_ = true;
    return found_;
  }

 private:
  std::string_view text_, needle_;
  std::size_t found_ = 0;
  bool known_ = false;
};

class Repairer {
 public:
  Repairer(std::string_view text, std::vector<Note>& notes) : document_(text), notes_(notes) {
    out_.reserve(text.size() + text.size() / 16);
  }

  std::string run() {
    std::size_t at = prologue();
    content(document_, at, 0);
    if (!open_.empty()) fault("the document ends inside <" + std::string(open_.back()) + ">");
    close_to(0);
    return std::move(out_);
  }

 private:
  void note(std::string_view code, std::string message) {
    notes_.push_back({std::string(code), std::move(message), line()});
  }
  void fault(std::string message) { note("not-well-formed", std::move(message)); }

  // The line of the place last reached in the document itself; faults come in its order.
  std::size_t line() {
    for (; counted_ < place_; ++counted_) lines_ += document_[counted_] == '\n';
    return lines_;
  }

  void reach(std::size_t at, std::size_t entity_depth) {
    if (entity_depth == 0) place_ = std::max(place_, std::min(at, document_.size()));
  }

  void keep_line_breaks(std::string_view skipped) {
    out_.append(static_cast<std::size_t>(std::ranges::count(skipped, '\n')), '\n');
  }

  std::size_t prologue();
  void content(std::string_view in, std::size_t at, std::size_t entity_depth);
  std::size_t markup(std::string_view in, std::size_t at, std::size_t entity_depth);
  std::size_t cdata(std::string_view in, std::size_t at);
  std::size_t start_tag(std::string_view in, std::size_t at, std::size_t entity_depth);
  std::size_t end_tag(std::string_view in, std::size_t at);
  std::size_t skip(std::string_view in, std::size_t at, std::string_view end);
  void literal(std::string_view text, bool in_attribute, std::size_t entity_depth);
  std::size_t reference(std::string_view text, std::size_t at, bool in_attribute, std::size_t entity_depth);
  void entity(const std::string& value, bool in_attribute, std::size_t entity_depth);
  void character(char c, bool in_attribute);

  bool take_attributes(std::string_view in, std::size_t& at, std::string& attributes, bool& empty,
                       std::size_t entity_depth);
  void make_room_for(std::string_view name);
  void open(std::string_view name, const std::string& attributes, bool empty);
  void close_to(std::size_t depth);
  std::size_t after_root(std::string_view in, std::size_t at);

  std::string_view document_;
  std::vector<Note>& notes_;
  std::string out_;
  std::vector<std::string> open_;
  Entities entities_;
  std::size_t expanded_ = 0;
  bool rooted_ = false;
  std::size_t place_ = 0, counted_ = 0, lines_ = 1;
  Finder cdata_end_{document_, "]]>"}, cdata_start_{document_, "<![CDATA["};
};

// Up to the root: everything in front of it but comments and instructions is junk, also a declaration that
// does not stand first.
std::size_t Repairer::prologue() {
  bool junk = false;
  const auto junk_at = [&](std::size_t at) {
    reach(at, 0);
    if (!junk) note("junk-before-root", "something stands before the root element");
    junk = true;
  };
  std::size_t at = 0;
  while (at < document_.size()) {
    const std::size_t start = at;
    const std::string_view rest = document_.substr(at);
    if (is_ascii_space(rest[0])) {
      ++at;
    } else if (rest.starts_with("<!--")) {
      at = std::min(document_.find("-->", at), document_.size() - 3) + 3;
    } else if (rest.starts_with("<?")) {
      if (rest.starts_with("<?xml") && rest.size() > 5 && is_ascii_space(rest[5]) && at != 0) junk_at(at);
      at = std::min(document_.find('>', at), document_.size() - 1) + 1;
    } else if (rest.starts_with("<!")) {
      at = read_doctype(document_, at, entities_);
    } else if (rest[0] == '<' && rest.size() > 1 && is_name_start(rest[1])) {
      const std::string_view name =
          rest.substr(1, std::ranges::find_if_not(rest.substr(1), is_name) - rest.begin() - 1);
      if (is_one_of(roots, name) || !is_html(name) || equal_ignoring_case(name, "html")) return at;
      junk_at(at);
      at += 1 + name.size();
    } else {
      junk_at(at);
      at = std::min(document_.find('<', at + 1), document_.size());
    }
    keep_line_breaks(document_.substr(start, at - start));
  }
  return at;
}

void Repairer::content(std::string_view in, std::size_t at, std::size_t entity_depth) {
  while (at < in.size()) {
    reach(at, entity_depth);
    if (rooted_ && open_.empty()) {
      at = after_root(in, at);
      continue;
    }
    const std::size_t next = std::min(in.find('<', at), in.size());
    if (next > at && !open_.empty()) literal(in.substr(at, next - at), false, entity_depth);
    reach(next, entity_depth);
    at = next < in.size() ? markup(in, next, entity_depth) : next;
  }
}

std::size_t Repairer::after_root(std::string_view in, std::size_t at) {
  while (at < in.size()) {
    const std::string_view rest = in.substr(at);
    if (is_ascii_space(rest[0]) || rest[0] == '\0') {
      ++at;
    } else if (rest.starts_with("<!--")) {
      at = std::min(in.find("-->", at), in.size() - 3) + 3;
    } else if (rest.starts_with("<?")) {
      at = std::min(in.find("?>", at), in.size() - 2) + 2;
    } else {
      reach(at, 0);
      note("junk-after-root", "something stands after the root element");
      return in.size();
    }
  }
  return at;
}

// `in[at]` is '<'. Gives where to go on.
std::size_t Repairer::markup(std::string_view in, std::size_t at, std::size_t entity_depth) {
  const std::string_view rest = in.substr(at);
  if (rest.starts_with("<!--")) return skip(in, at, "-->");
  if (rest.starts_with("<![CDATA[")) return cdata(in, at);
  if (rest.starts_with("<?")) return skip(in, at, "?>");
  if (rest.starts_with("<!") && rest.size() > 2 && is_name_start(rest[2])) {
    fault("a declaration inside the document");
    return skip(in, at, ">");
  }
  if (rest.size() > 2 && rest[1] == '/' && is_name_start(rest[2])) return end_tag(in, at);
  if (rest.size() > 1 && is_name_start(rest[1])) return start_tag(in, at, entity_depth);
  fault("a '<' that begins no tag");
  if (!open_.empty()) out_ += "&lt;";
  return at + 1;
}

// A comment or instruction is left out. One without an end goes as far as its first '>'.
std::size_t Repairer::skip(std::string_view in, std::size_t at, std::string_view end) {
  std::size_t found = in.find(end, at + 2);
  std::size_t next = found == in.npos ? in.size() : found + end.size();
  if (found == in.npos) fault("a comment or instruction without an end");
  keep_line_breaks(in.substr(at, next - at));
  return next;
}

// A section that another one opens in has lost its end: it goes as far as the element it stands in.
std::size_t Repairer::cdata(std::string_view in, std::size_t at) {
  const std::size_t start = at + 9;
  const bool in_document = in.data() == document_.data();
  std::size_t end = in_document ? cdata_end_.from(start) : in.find("]]>", start);
  std::size_t next = end + 3;
  if (end == in.npos || (in_document && cdata_start_.from(start) < end)) {
    const std::string closing = open_.empty() ? "<" : "</" + open_.back();
    const std::size_t limit = std::min({in.size(), end, in_document ? cdata_start_.from(start) : in.npos});
    end = std::min(in.substr(0, limit).find(closing, start), limit);
    next = end;
    fault("a CDATA section without an end");
  }
  if (open_.empty()) return next;
  for (std::size_t i = start; i < end; ++i) {
    // Escaped rather than as a section: what is cut off cannot leave half of one.
    const std::size_t forbidden = forbidden_character(in, i);
    if (forbidden == 0) {
      character(in[i], false);
      continue;
    }
    reach(i, in_document ? 0 : 1);
    fault("a character that XML forbids");
    i += forbidden - 1;
  }
  return next;
}

void Repairer::character(char c, bool in_attribute) {
  switch (c) {
    case '<':
      out_ += "&lt;";
      break;
    case '>':
      out_ += "&gt;";
      break;
    case '&':
      out_ += "&amp;";
      break;
    case '"':
      out_ += in_attribute ? "&quot;" : "\"";
      break;
    default:
      out_ += c;
  }
}

// Character data: references are resolved, strays are themselves.
void Repairer::literal(std::string_view text, bool in_attribute, std::size_t entity_depth) {
  const std::size_t base = place_;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&') {
      if (!in_attribute) reach(base + at, entity_depth);
      at = reference(text, at, in_attribute, entity_depth);
    } else if (const std::size_t forbidden = forbidden_character(text, at); forbidden != 0) {
      if (!in_attribute) reach(base + at, entity_depth);
      fault("a character that XML forbids");
      at += forbidden;
    } else {
      character(text[at++], in_attribute);
    }
  }
}

std::size_t Repairer::reference(std::string_view text, std::size_t at, bool in_attribute, std::size_t entity_depth) {
  const Reference found = read_reference(text.substr(at));
  if (found.length == 0) {
    fault("a '&' that begins no reference");
    out_ += "&amp;";
    return at + 1;
  }
  const std::size_t next = at + found.length;
  if (found.is_number) {
    if (is_xml_character(found.code)) {
      out_ += "&#" + std::to_string(static_cast<std::uint32_t>(found.code)) + ";";
    } else {
      fault("a reference to a character that XML forbids");
    }
    return next;
  }
  if (is_predefined_entity(found.name)) {
    out_ += text.substr(at, found.length);
  } else if (const auto declared = entities_.find(found.name); declared != entities_.end()) {
    entity(declared->second, in_attribute, entity_depth);
  } else if (const auto html = named_reference(found.name); !html.empty()) {
    note("undeclared-entity", "the entity '" + std::string(found.name) + "' is HTML's and not declared");
    for (const char c : html) character(c, in_attribute);
  } else {
    fault("the entity '" + std::string(found.name) + "' is not defined");
    out_ += "&amp;";
    return at + 1;
  }
  return next;
}

void Repairer::entity(const std::string& value, bool in_attribute, std::size_t entity_depth) {
  if (entity_depth >= max_entity_depth || expanded_ + value.size() > max_expansion) {
    if (expanded_ <= max_expansion) note("entity-limit", "entities are nested too deep or grow too large");
    expanded_ = max_expansion + 1;
    return;
  }
  expanded_ += value.size();
  if (in_attribute) {
    literal(value, true, entity_depth + 1);
  } else {
    content(value, 0, entity_depth + 1);
  }
}

// `in[at]` is the '<' of a start tag. One that another tag begins in was none.
std::size_t Repairer::start_tag(std::string_view in, std::size_t at, std::size_t entity_depth) {
  const std::size_t name_end =
      static_cast<std::size_t>(std::ranges::find_if_not(in.substr(at + 1), is_name) - in.begin());
  const std::string_view name = in.substr(at + 1, name_end - at - 1);
  std::string attributes;
  bool empty = false;
  std::size_t next = name_end;
  if (!take_attributes(in, next, attributes, empty, entity_depth)) {
    fault("a tag without an end");
    if (next == in.size()) return next;
    if (!open_.empty()) out_ += "&lt;";
    return at + 1;
  }
  make_room_for(name);
  open(name, attributes, empty);
  keep_line_breaks(in.substr(at, next - at));
  return next;
}

// From behind the name to behind the '>'. Values without quotes or without an end are taken as HTML takes them.
bool Repairer::take_attributes(std::string_view in, std::size_t& at, std::string& attributes, bool& empty,
                               std::size_t entity_depth) {
  const auto skip_blanks = [&] {
    while (at < in.size() && is_ascii_space(in[at])) ++at;
  };
  for (;;) {
    skip_blanks();
    if (at >= in.size() || in[at] == '<') return false;
    if (in[at] == '>') {
      ++at;
      return true;
    }
    if (!is_name_start(in[at])) {
      empty = in[at] == '/';
      ++at;
      continue;
    }
    empty = false;
    const std::size_t start = at;
    while (at < in.size() && is_name(in[at])) ++at;
    const std::string_view name = in.substr(start, at - start);
    skip_blanks();
    std::string_view value = name;
    if (at < in.size() && in[at] == '=') {
      ++at;
      skip_blanks();
      if (at >= in.size()) return false;
      const char quote = in[at];
      if (quote == '"' || quote == '\'') {
        const std::size_t first = ++at;
        // A '<' that could begin a tag says that the closing quote is missing.
        while (at < in.size() && in[at] != quote &&
               !(in[at] == '<' && at + 1 < in.size() && (is_name_start(in[at + 1]) || in[at + 1] == '/'))) {
          ++at;
        }
        if (at < in.size() && in[at] == quote) {
          value = in.substr(first, at++ - first);
        } else {
          at = std::min(in.substr(0, at).find('>', first), at);
          value = in.substr(first, at - first);
        }
      } else {
        const std::size_t first = at;
        while (at < in.size() && !is_ascii_space(in[at]) && in[at] != '>' && in[at] != '<') ++at;
        value = in.substr(first, at - first);
        fault("an attribute without quotes");
      }
    } else {
      fault("an attribute without a value");
    }
    std::string outside = std::exchange(out_, {});
    literal(value, true, entity_depth);
    std::erase(out_, '\n');
    attributes += " " + std::string(name) + "=\"" + out_ + "\"";
    out_ = std::move(outside);
  }
}

// What must be closed before `name` may open here.
void Repairer::make_room_for(std::string_view name) {
  if (equal_ignoring_case(name, "item") || equal_ignoring_case(name, "entry")) {
    for (std::size_t i = open_.size(); i-- > 0;) {
      if (equal_ignoring_case(open_[i], "content")) return;
      if (!equal_ignoring_case(open_[i], name)) continue;
      fault("<" + std::string(name) + "> inside <" + open_[i] + ">");
      return close_to(i);
    }
  }
  if (open_.empty() || is_one_of(containers, open_.back()) || !tag_of(open_.back()).known()) return;
  if (!tag_of(name).known() || (is_one_of(rich, open_.back()) && is_html_of_text(name))) return;
  if (tag_of(name) == "xhtml:div"_tag || tag_of(name) == "xhtml:body"_tag) return;
  fault("<" + std::string(name) + "> inside <" + open_.back() + ">");
  close_to(open_.size() - 1);
}

void Repairer::open(std::string_view name, const std::string& attributes, bool empty) {
  rooted_ = true;
  if (open_.size() >= max_depth) return;
  out_ += '<';
  out_ += name;
  out_ += attributes;
  out_ += empty ? "/>" : ">";
  if (!empty) open_.emplace_back(name);
}

void Repairer::close_to(std::size_t depth) {
  while (open_.size() > depth) {
    out_ += "</" + open_.back() + ">";
    open_.pop_back();
  }
}

std::size_t Repairer::end_tag(std::string_view in, std::size_t at) {
  const std::size_t name_end =
      static_cast<std::size_t>(std::ranges::find_if_not(in.substr(at + 2), is_name) - in.begin());
  const std::string_view name = in.substr(at + 2, name_end - at - 2);
  std::size_t next = name_end;
  while (next < in.size() && in[next] != '>' && in[next] != '<') ++next;
  if (next < in.size() && in[next] == '>') {
    ++next;
  } else {
    fault("an end tag without an end");
  }
  keep_line_breaks(in.substr(at, next - at));

  if (!open_.empty() && open_.back() == name) {
    close_to(open_.size() - 1);
    return next;
  }
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (!equal_ignoring_case(open_[i], name)) continue;
    fault("</" + std::string(name) + "> closes <" + open_.back() + ">");
    close_to(i);
    return next;
  }
  fault("</" + std::string(name) + "> closes nothing");
  const bool in_text_element = !open_.empty() && tag_of(open_.back()).known() && !is_one_of(containers, open_.back());
  if (in_text_element && (tag_of(name).known() || !is_html(name))) close_to(open_.size() - 1);
  return next;
}

}  // namespace

std::string repair(std::string_view text, std::vector<Note>& notes) {
  return Repairer(text, notes).run();
}

}  // namespace datelined::feeds::read
