// Markup written tag by tag while keeping the books a tree builder keeps.
//
// In:  the start tags, end tags and texts of kept elements, in document order.
// Out: markup an HTML5 parser can take without harm, of bounded depth. nested() says that its tree is the
//      markup as it stands, so that none need be built: no tag is in it that would be passed over, and
//      those that HTML implies are written out. From the first tag on of which that cannot be said, tags
//      are written as they come, for a parser to make sense of. costly() says that its tree would take
//      memory or time out of all proportion, because formatting elements left open are opened again in
//      every block.
// See: the WHATWG HTML Standard, "The rules for parsing tokens in HTML content".
#pragma once

#include "feeds/text/elements.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds::html {

// What to do where HTML's rules for misnested tags would move or repeat elements: leave it to a parser, or
// close what stands in the way, so that the markup stays nested whatever comes.
enum class Mode { lenient, strict };

class MarkupWriter {
 public:
  explicit MarkupWriter(Mode mode = Mode::lenient) : mode_(mode) {}

  void reserve(std::size_t bytes) { out_.reserve(bytes); }  // of markup to come

  void text(std::string_view text);
  void start(const Element& element, std::string_view attributes);  // attributes: as append_attribute writes them
  void end(const Element& element);

  std::string finish();  // closes what is open
  bool nested() const { return nested_; }
  bool costly() const;
  // Texts have met that were apart in what came in, and may not be in NFC as one.
  bool joined() const { return joined_ || (!nested_ && may_join_); }

 private:
  struct Open {
    const Element* element;
    std::size_t size;       // of its start tag: what opening it again costs
    bool detached = false;  // a formatting element whose place in the tree was closed, but not itself
  };

  void no_text_next();
  void push(const Element& element, std::string_view attributes);
  void imply(const Element& element);
  void write_start(const Element& element, std::string_view attributes);
  void write_end(const Element& element);
  void close_top();
  bool closes_by_implication(std::size_t index) const;
  void close_from(std::size_t index);
  void lose_from(std::size_t index);
  void detach_from(std::size_t index);
  void erase(std::size_t index);

  void make_room_for(const Element& element);
  bool make_room_in_table(const Element& part);
  void close_paragraph();
  void close_list_item(const Element& item);
  void close_ruby_text();
  void loosen(const Element& at_end_of);
  void leave_table();
  void end_formatting(std::size_t index);
  void end_phrase(std::size_t index);

  std::optional<std::size_t> innermost(const Element& element) const;
  bool specials_above(std::size_t index, std::size_t more_than) const;
  bool between_cells() const;
  std::vector<Open>::iterator at(std::size_t index) { return open_.begin() + static_cast<std::ptrdiff_t>(index); }
  const Element& top() const { return *open_.back().element; }

  Mode mode_;
  std::string out_;
  std::vector<Open> open_;
  bool nested_ = true;
  bool after_text_ = false;
  bool may_join_ = false;  // a text that begins with what may combine: it may be moved to another
  bool joined_ = false;
  enum class AfterPre { no, start, newline } after_pre_ = AfterPre::no;
  std::size_t tags_ = 0;
  std::size_t detached_size_ = 0;
  std::size_t reopened_size_ = 0;
};

}  // namespace datelined::feeds::html
