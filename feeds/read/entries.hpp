// An item of RSS or an entry of Atom, with whatever modules stand in it.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/parse.hpp"
#include "feeds/read/xml.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace datelined::feeds::read {

// What reading an element's entries depends on beside theirs, as a hash.
std::uint64_t context_of(const Element& parent);

// Reads one into `parsed`; false where the document has given as many as it may. One that holds another is known by
// no digest.
bool add_entry(const Element& element, bool holds_another, std::uint64_t context, const Document& document,
               Parsed& parsed);

// An entry, and how many others it stands in.
struct Story {
  Element element;
  std::size_t depth = 0;
};

// The entries that open right in one, the last of them first; noted. Few documents have any.
std::vector<Story> stories_inside(const Story& outer);

// Reads it and, as entries of their own, those that open in it before it is closed; `check` looks at each that was
// read. In document order; not by recursion, for the depth is the document's to choose.
template <class Check>
void add_entries(const Element& element, std::uint64_t context, const Document& document, Parsed& parsed, Check check) {
  std::vector<Story> waiting;
  for (Story next = {element}; next.element;) {
    const std::vector<Story> inside = stories_inside(next);
    if (add_entry(next.element, !inside.empty(), context, document, parsed)) check(next.element, parsed.entries.back());
    waiting.insert(waiting.end(), inside.begin(), inside.end());
    next = waiting.empty() ? Story() : waiting.back();
    if (next.element) waiting.pop_back();
  }
}

// What every format does for an entry whose document gave it no id: its URL, its first attachment's, or a
// hash of what it says.
std::string derived_id(const Entry& entry);

// False when the document has given as many entries as one of its size may; that is noted once.
bool may_hold_another(Parsed& parsed, std::size_t document_size);

}  // namespace datelined::feeds::read
