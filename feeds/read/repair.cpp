#include "feeds/read/repair.hpp"

#include "feeds/read/doctype.hpp"
#include "feeds/read/references.hpp"
#include "feeds/read/structure.hpp"
#include "feeds/read/tags.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/entities.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace datelined::feeds::read {
namespace {

constexpr std::size_t max_depth = 256;
constexpr std::size_t max_entity_depth = 8;
constexpr std::size_t max_expansion = 64 * 1024;

// Bytes that are not written as they stand, or may begin a forbidden character.
constexpr auto special = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = i != '\t' && i != '\n' && i != '\r';
  for (const char c : {'&', '<', '>', '"', '\xEF'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_special(char c) {
  return special[static_cast<unsigned char>(c)];
}

// Where a needle next stands. Asked with growing positions it reads the document once, however often it
// is not there.
class Finder {
 public:
  Finder(std::string_view document, std::string_view needle) : document_(document), needle_(needle) {}

  std::size_t from(std::string_view in, std::size_t at) {
    // The text of an entity is short.
    if (in.data() != document_.data()) return in.find(needle_, at);
    if (!known_ || found_ < at) found_ = document_.find(needle_, at);
    known_ = true;
    return found_;
  }

  std::size_t behind(std::string_view in, std::size_t at) {
    const std::size_t found = from(in, at);
    return found == in.npos ? found : found + needle_.size();
  }

 private:
  std::string_view document_, needle_;
  std::size_t found_ = 0;
  bool known_ = false;
};

class Repairer {
 public:
  Repairer(std::string_view text, std::vector<Note>& notes) : document_(text), notes_(notes) {
    out_.reserve(text.size() + text.size() / 16);
  }

  Repaired run() {
    std::size_t at = prologue();
    content(document_, at, 0);
    const bool is_cut = !open_.empty();
    if (is_cut) fault("the document ends inside <" + std::string(open_.back()) + ">");
    close_to(0);
    return {std::move(out_), is_cut};
  }

 private:
  void note(std::string_view code, std::string message) {
    if (notes_.size() >= most_notes) return;
    Note next{std::string(code), std::move(message), line()};
    if (notes_.empty() || notes_.back() != next) notes_.push_back(std::move(next));
  }
  void fault(std::string message) { note("not-well-formed", std::move(message)); }

  // The line of the place last reached in the document itself; faults come in its order.
  std::size_t line() {
    for (; next_break_ < place_; next_break_ = document_.find('\n', next_break_ + 1)) ++lines_;
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
  bool is_cut_off(std::string_view rest) const;
  std::size_t markup(std::string_view in, std::size_t at, std::size_t entity_depth);
  std::size_t comment(std::string_view in, std::size_t at);
  std::size_t cdata(std::string_view in, std::size_t at);
  std::size_t start_tag(std::string_view in, std::size_t at, std::size_t entity_depth);
  std::size_t end_tag(std::string_view in, std::size_t at);
  std::size_t skip(std::string_view in, std::size_t at, Finder& end);
  std::size_t plain(std::string_view text, std::size_t at, std::size_t end);
  void literal(std::string_view text, bool in_attribute, std::size_t entity_depth);
  std::size_t reference(std::string_view text, std::size_t at, bool in_attribute, std::size_t entity_depth);
  void entity(const std::string& value, bool in_attribute, std::size_t entity_depth);
  void character(char c, bool in_attribute);

  std::string written(const std::vector<RawAttribute>& attributes, std::size_t entity_depth);
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
  std::size_t place_ = 0, next_break_ = document_.find('\n'), lines_ = 1;
  Finder cdata_end_{document_, "]]>"}, cdata_start_{document_, "<![CDATA["}, comment_end_{document_, "-->"},
      instruction_end_{document_, "?>"}, tag_end_{document_, ">"};
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
      const std::string_view name = name_at(document_, at + 1);
      if (is_feed_root(name) || !is_html_name(name) || equal_ignoring_case(name, "html")) return at;
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

// Whether this is the document's end, in the middle of what began with '<' or '&': nothing that anybody wrote.
bool Repairer::is_cut_off(std::string_view rest) const {
  if (rest.data() + rest.size() != document_.data() + document_.size()) return false;
  if (rest.starts_with('&')) {
    return std::ranges::all_of(rest.substr(1), [](char c) {
      return c == '#' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
  }
  return std::string_view("<![CDATA[").starts_with(rest) || std::string_view("<!--").starts_with(rest) || rest == "</";
}

// `in[at]` is '<'. Gives where to go on.
std::size_t Repairer::markup(std::string_view in, std::size_t at, std::size_t entity_depth) {
  const std::string_view rest = in.substr(at);
  if (rest.starts_with("<!--")) return comment(in, at);
  if (rest.starts_with("<![CDATA[")) return cdata(in, at);
  if (rest.starts_with("<?")) return skip(in, at, instruction_end_);
  if (rest.starts_with("<!") && rest.size() > 2 && is_name_start(rest[2])) {
    fault("a declaration inside the document");
    return skip(in, at, tag_end_);
  }
  if (rest.size() > 2 && rest[1] == '/' && is_name_start(rest[2])) return end_tag(in, at);
  if (rest.size() > 1 && is_name_start(rest[1])) return start_tag(in, at, entity_depth);
  if (is_cut_off(rest)) {
    fault("the document ends inside a tag");
    return in.size();
  }
  fault("a '<' that begins no tag");
  if (!open_.empty()) out_ += "&lt;";
  return at + 1;
}

// A comment, instruction or declaration is left out. One without an end goes as far as its first '>'.
std::size_t Repairer::skip(std::string_view in, std::size_t at, Finder& end) {
  std::size_t next = end.behind(in, at + 2);
  if (next == in.npos) {
    fault("a comment, instruction or declaration without an end");
    next = std::min(in.find('>', at), in.size() - 1) + 1;
  }
  keep_line_breaks(in.substr(at, next - at));
  return next;
}

std::size_t Repairer::comment(std::string_view in, std::size_t at) {
  const std::size_t next = skip(in, at, comment_end_);
  const std::string_view whole = in.substr(at, next - at);
  if (whole.ends_with("-->") && whole.find("--", 4) < whole.size() - 3) fault("'--' inside a comment");
  return next;
}

// A section that another one opens in has lost its end: it goes as far as the element it stands in.
std::size_t Repairer::cdata(std::string_view in, std::size_t at) {
  const std::size_t start = at + 9;
  std::size_t end = cdata_end_.from(in, start);
  std::size_t next = end + 3;
  if (const std::size_t other = cdata_start_.from(in, start); end == in.npos || other < end) {
    const std::string closing = open_.empty() ? "<" : "</" + open_.back();
    const std::size_t limit = std::min({in.size(), end, other});
    end = std::min(in.substr(0, limit).find(closing, start), limit);
    next = end;
    fault("a CDATA section without an end");
  }
  if (open_.empty()) return next;
  // Escaped rather than as a section: what is cut off cannot leave half of one.
  const bool in_document = in.data() == document_.data();
  for (std::size_t i = plain(in, start, end); i < end; i = plain(in, i, end)) {
    const std::size_t forbidden = forbidden_character(in, i);
    if (forbidden == 0) {
      character(in[i++], false);
      continue;
    }
    if (in_document) reach(i, 0);
    fault("a character that XML forbids");
    i += forbidden;
  }
  return next;
}

// Writes what needs no look; gives where it ends.
std::size_t Repairer::plain(std::string_view text, std::size_t at, std::size_t end) {
  const auto* stop = std::find_if(text.begin() + at, text.begin() + end, is_special);
  out_.append(text.begin() + at, stop);
  return static_cast<std::size_t>(stop - text.begin());
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
  for (std::size_t at = plain(text, 0, text.size()); at < text.size(); at = plain(text, at, text.size())) {
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
    if (!in_attribute && is_cut_off(text.substr(at))) {
      fault("the document ends inside a reference");
      return text.size();
    }
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
  const RawTag tag = read_start_tag(in, at);
  if (!tag.is_complete) {
    fault("a tag without an end");
    if (tag.end == in.size()) return tag.end;
    if (!open_.empty()) out_ += "&lt;";
    return at + 1;
  }
  const std::string attributes = written(tag.attributes, entity_depth);
  make_room_for(tag.name);
  open(tag.name, attributes, tag.is_empty);
  keep_line_breaks(in.substr(at, tag.end - at));
  return tag.end;
}

std::string Repairer::written(const std::vector<RawAttribute>& attributes, std::size_t entity_depth) {
  std::string outside = std::exchange(out_, {});
  for (const RawAttribute& attribute : attributes) {
    if (!attribute.fault.empty()) fault(std::string(attribute.fault));
    out_ += ' ';
    out_ += attribute.name;
    out_ += "=\"";
    literal(attribute.value, true, entity_depth);
    out_ += '"';
  }
  std::ranges::replace(out_, '\n', ' ');
  return std::exchange(out_, std::move(outside));
}

// What must be closed before `name` may open here.
void Repairer::make_room_for(std::string_view name) {
  std::size_t depth = open_.size();
  if (is_story(name)) {
    // Content may hold a whole feed.
    for (std::size_t i = open_.size(); i-- > 0 && !equal_ignoring_case(open_[i], "content");) {
      if (!equal_ignoring_case(open_[i], name)) continue;
      depth = i;
      break;
    }
  }
  if (depth == open_.size() && depth > 0 && is_out_of_place(name, open_.back())) --depth;
  if (depth == open_.size()) return;
  fault("<" + std::string(name) + "> inside <" + open_[depth] + ">");
  close_to(depth);
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
  const RawTag tag = read_end_tag(in, at);
  if (!tag.is_complete) fault("an end tag without an end");
  keep_line_breaks(in.substr(at, tag.end - at));
  if (!open_.empty() && open_.back() == tag.name) {
    close_to(open_.size() - 1);
    return tag.end;
  }
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (!equal_ignoring_case(open_[i], tag.name)) continue;
    fault("</" + std::string(tag.name) + "> closes <" + open_.back() + ">");
    close_to(i);
    return tag.end;
  }
  fault("</" + std::string(tag.name) + "> closes nothing");
  if (!open_.empty() && is_misnamed_end(tag.name, open_.back())) close_to(open_.size() - 1);
  return tag.end;
}

}  // namespace

Repaired repair(std::string_view text, std::vector<Note>& notes) {
  return Repairer(text, notes).run();
}

}  // namespace datelined::feeds::read
