#include "feeds/text/markup.hpp"

#include "feeds/text/escape.hpp"

#include <algorithm>

namespace datelined::feeds::html {
namespace {

// Browsers stop at 512; every tag looks through the open elements, so that this bounds its time.
constexpr std::size_t most_open = 256;
// A tag of a tree takes some 500 bytes: 50 MB at most.
constexpr std::size_t most_tags_in_tree = 100'000;
constexpr std::size_t node_size = 256;
constexpr std::size_t most_reopened = std::size_t{8} << 20;

const Element& paragraph = element("p");
const Element& anchor = element("a");
const Element& table = element("table");
const Element& table_body = element("tbody");
const Element& table_row = element("tr");
const Element& column_group = element("colgroup");
const Element& ruby = element("ruby");
const Element& main_part = element("main");

bool is_cell(const Element& e) {
  return e.is(scope) && e.is(table_part);
}
bool is_block(const Element& e) {
  return e.is(breaks);
}
// One pass gives what libgumbo's tree gives, to which <main> is none of these while it is open.
bool is_special(const Element& e) {
  return is_block(e) && &e != &main_part;
}
bool is_list(const Element& e) {
  return e.name == "ul" || e.name == "ol";
}
bool is_list_item(const Element& e) {
  return e.name == "li" || e.name == "dd" || e.name == "dt";
}
bool is_ruby_text(const Element& e) {
  return e.name == "rt" || e.name == "rp";
}

// How deep in a table a part lives.
int level(const Element& part) {
  if (&part == &table) return 0;
  if (part.name == "td" || part.name == "th") return 3;
  return part.name == "tr" || part.name == "col" ? 2 : 1;
}

}  // namespace

bool MarkupWriter::costly() const {
  return !nested_ && (tags_ > most_tags_in_tree || reopened_size_ > most_reopened + 2 * out_.size());
}

std::string MarkupWriter::finish() {
  while (nested_ && !open_.empty()) close_top();
  return std::move(out_);
}

// A parser drops the line end that comes next after <pre>; behind a tag that it passes over, one stays.
void MarkupWriter::no_text_next() {
  if (after_pre_ == AfterPre::start) after_pre_ = AfterPre::newline;
}

void MarkupWriter::text(std::string_view text) {
  if (text.empty()) return;
  if (static_cast<unsigned char>(text.front()) >= 0x80) {  // nothing combines in ASCII
    may_join_ = true;
    joined_ = joined_ || after_text_;
  }
  if (between_cells() && text.find_first_not_of(" \t\n\f\r") != std::string_view::npos) leave_table();
  after_text_ = true;
  if (after_pre_ == AfterPre::start && text.starts_with('\n')) {
    after_pre_ = AfterPre::newline;
    text.remove_prefix(1);
    if (text.empty()) return;
  }
  // A parser drops the first line end in <pre>; one that is to stay needs another before it.
  if (after_pre_ != AfterPre::no && text.starts_with('\n')) out_ += '\n';
  after_pre_ = AfterPre::no;
  reopened_size_ += detached_size_;
  append_text(out_, text);
}

void MarkupWriter::start(const Element& e, std::string_view attributes) {
  no_text_next();
  const bool has_place = !e.is(table_part) || make_room_in_table(e);
  if (!has_place && nested_) return;
  if (!e.is(table_part)) make_room_for(e);
  if (e.is(no_content) || !has_place) {
    write_start(e, attributes);
  } else if (open_.size() < most_open) {
    push(e, attributes);
  }
}

// Closes what the start tag of an element closes.
void MarkupWriter::make_room_for(const Element& e) {
  if (between_cells()) {
    leave_table();
    if (&e == &table && between_cells()) close_from(*innermost(table));
  }
  if (e.is(closes_p)) close_paragraph();
  if (is_list_item(e)) close_list_item(e);
  if (is_ruby_text(e)) close_ruby_text();
  if (e.is(heading) && !open_.empty() && top().is(heading)) close_top();
  if (&e == &anchor) {
    if (const auto outer = innermost(anchor)) end_formatting(*outer);
  }
}

void MarkupWriter::close_paragraph() {
  if (const auto index = innermost(paragraph)) close_from(*index);
}

void MarkupWriter::close_list_item(const Element& item) {
  for (std::size_t i = open_.size(); i-- > 0;) {
    const Element& e = *open_[i].element;
    if (is_list_item(e) && (e.name == "li") == (item.name == "li")) {
      close_from(i);
      return;
    }
    const bool transparent = e.name == "address" || e.name == "div" || e.name == "p";
    if (is_special(e) && !transparent) return;
  }
}

void MarkupWriter::close_ruby_text() {
  if (!innermost(ruby)) return;
  while (top().is(implied_end)) close_top();
  if (&top() != &ruby) lose_from(*innermost(ruby) + 1);
}

// Closes and opens what lies between the innermost table and a part of one; false when there is no table.
bool MarkupWriter::make_room_in_table(const Element& part) {
  const auto around = innermost(table);
  if (!around) return false;

  std::size_t context = open_.size() - 1;
  while (context > *around && !open_[context].element->is(table_part)) --context;
  if (is_cell(*open_[context].element)) {
    close_from(context);
  } else if (context + 1 < open_.size()) {
    lose_from(context + 1);
    // What is not of the table stands before it.
    if (!nested_) std::rotate(at(*around), at(context + 1), open_.end());
  }

  const bool is_column = part.name == "col";
  while (&top() != &table) {
    const bool holds_part = level(top()) < level(part) && (is_column == (&top() == &column_group)) && !is_cell(top());
    if (holds_part) break;
    close_top();
  }
  if (is_column && &top() == &table) imply(column_group);
  if (!is_column && level(part) >= 2 && &top() == &table) imply(table_body);
  if (level(part) == 3 && level(top()) == 1) imply(table_row);
  return true;
}

void MarkupWriter::end(const Element& e) {
  no_text_next();
  if (e.name == "br") {
    start(e, "");
    return;
  }
  const bool ends_columns = &e != &column_group && e.name != "col";
  if (ends_columns && !open_.empty() && &top() == &column_group) close_top();
  if (nested_ && &e == &paragraph && between_cells()) leave_table();
  if (!nested_) write_end(e);
  auto index = e.is(no_content) ? std::nullopt : innermost(e);
  if (!index && &e == &paragraph && nested_) {
    start(e, "");
    index = innermost(e);
  }
  if (!index) {
    // It ends the text before it all the same: blanks stay in a table, unless they run on into a text.
    if (after_text_ && between_cells()) loosen(e);
    return;
  }
  const Element& closing = *open_[*index].element;
  if (*index + 1 == open_.size()) {
    close_top();
  } else if (closing.is(formatting)) {
    loosen(closing);
    end_formatting(*index);
  } else if (is_block(closing)) {
    if (!closes_by_implication(*index)) loosen(closing);
    close_from(*index);
  } else {
    end_phrase(*index);
  }
}

// From an end tag on, the tree is not the markup any more.
void MarkupWriter::loosen(const Element& at_end_of) {
  if (!nested_ || mode_ == Mode::strict) return;
  write_end(at_end_of);
  nested_ = false;
}

// What comes is moved out of the table that it stands in.
void MarkupWriter::leave_table() {
  if (mode_ == Mode::strict) {
    close_from(*innermost(table));
  } else {
    nested_ = false;
  }
}

// "Adoption agency": what is open inside is closed, and formatting elements opened again.
void MarkupWriter::end_formatting(std::size_t index) {
  if (mode_ == Mode::strict) {
    close_from(index);
    return;
  }
  nested_ = false;
  for (std::size_t i = index; i < open_.size(); ++i) reopened_size_ += 8 * open_[i].size;
  // Above seven blocks a parser gives up before the element is out of all of them: it stays open.
  if (specials_above(index, 6)) return;
  detach_from(index + 1);
  erase(index);
}

// "Any other end tag": passed over when a block is open inside.
void MarkupWriter::end_phrase(std::size_t index) {
  if (specials_above(index, 0)) return;
  const bool formatting_inside =
      std::any_of(at(index), open_.end(), [](const Open& open) { return open.element->is(formatting); });
  if (!formatting_inside) {
    while (open_.size() > index) close_top();
    return;
  }
  loosen(*open_[index].element);
  close_from(index);
}

// Whether every end tag inside an element can be written: nothing there needs more than HTML's implied end tags.
bool MarkupWriter::closes_by_implication(std::size_t index) const {
  const bool closes_cells = open_[index].element->is(table_part) || open_[index].element == &table;
  return std::all_of(open_.begin() + static_cast<std::ptrdiff_t>(index + 1), open_.end(), [&](const Open& open) {
    return open.element->is(implied_end) || (closes_cells && open.element->is(table_part));
  });
}

// Closes an element and all that is open inside it.
void MarkupWriter::close_from(std::size_t index) {
  if (!closes_by_implication(index)) {
    lose_from(index);
    return;
  }
  while (open_.size() > index) close_top();
}

// What is open from an index on is left by the parser without end tags of its own. Formatting elements
// outlive the block around them, but not a cell.
void MarkupWriter::lose_from(std::size_t index) {
  if (mode_ == Mode::strict) {
    while (open_.size() > index) close_top();
    return;
  }
  nested_ = false;
  const auto cell = std::find_if(at(index), open_.end(), [](const Open& open) { return is_cell(*open.element); });
  const auto first_gone = static_cast<std::size_t>(cell - open_.begin());
  for (std::size_t i = open_.size(); i-- > index;) {
    if (i >= first_gone || !open_[i].element->is(formatting)) erase(i);
  }
  detach_from(index);
}

// The formatting elements from an index on have lost their place in the tree.
void MarkupWriter::detach_from(std::size_t index) {
  for (std::size_t i = index; i < open_.size(); ++i) {
    Open& open = open_[i];
    if (open.detached || !open.element->is(formatting)) continue;
    open.detached = true;
    detached_size_ += open.size;
  }
}

void MarkupWriter::erase(std::size_t index) {
  if (open_[index].detached) detached_size_ -= open_[index].size;
  open_.erase(at(index));
}

void MarkupWriter::close_top() {
  if (nested_) write_end(top());
  erase(open_.size() - 1);
}

void MarkupWriter::imply(const Element& e) {
  if (nested_) {
    push(e, "");
  } else {
    open_.push_back({&e, node_size});
  }
}

void MarkupWriter::push(const Element& e, std::string_view attributes) {
  write_start(e, attributes);
  open_.push_back({&e, node_size + attributes.size()});
  if (e.name == "pre") after_pre_ = AfterPre::start;
}

void MarkupWriter::write_start(const Element& e, std::string_view attributes) {
  out_ += '<';
  out_ += e.name;
  out_ += attributes;
  out_ += '>';
  ++tags_;
  after_text_ = false;
  after_pre_ = AfterPre::no;
  reopened_size_ += detached_size_;
}

void MarkupWriter::write_end(const Element& e) {
  out_ += "</";
  out_ += e.name;
  out_ += '>';
  ++tags_;
  after_text_ = false;
  after_pre_ = AfterPre::no;
}

// The open element that an end tag of this name closes, in the scope that HTML gives it.
std::optional<std::size_t> MarkupWriter::innermost(const Element& e) const {
  const bool of_table = e.is(table_part) || &e == &table;
  for (std::size_t i = open_.size(); i-- > 0;) {
    const Element& open = *open_[i].element;
    if (&open == &e || (e.is(heading) && open.is(heading))) return i;
    if (of_table ? &open == &table : open.is(scope)) return std::nullopt;
    if (e.name == "li" && is_list(open)) return std::nullopt;
  }
  return std::nullopt;
}

bool MarkupWriter::specials_above(std::size_t index, std::size_t more_than) const {
  const auto count = std::count_if(open_.begin() + static_cast<std::ptrdiff_t>(index + 1), open_.end(),
                                   [](const Open& open) { return is_special(*open.element); });
  return static_cast<std::size_t>(count) > more_than;
}

// Where a table takes cells and rows only: anything else is moved out of it.
bool MarkupWriter::between_cells() const {
  return !open_.empty() && (&top() == &table || (top().is(table_part) && !is_cell(top())));
}

}  // namespace datelined::feeds::html
