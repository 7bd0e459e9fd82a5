// Which entry of its feed is this: the first of the three levels of sameness.
//
// Each entry of a document gets its keys, strongest first: guid (trimmed), link, and where there is
// neither, title and text. The store looks them up in that order within the feed; the first key it
// knows names the entry, and every key is kept, so that a guid that appears late or changes under an
// unchanged link is still the same entry. A guid that stands on several links in one document tells
// nothing apart and is dropped in favour of the link; a link that stands under several guids is
// dropped likewise. Where an entry lacks the other of the two, its headline tells in its place.
// Equal guids in two feeds are strangers: a key says nothing outside its feed.
#pragma once

#include "feeds/comparable.hpp"
#include "feeds/entry.hpp"
#include "feeds/signal.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace datelined::feeds {

using Key = std::uint64_t;

// One list an entry, in the order of `entries`; none is empty.
std::vector<std::vector<Key>> identify(std::span<const Entry> entries, const Labels& own = no_labels());

// The keys that an entry of this id has, where somebody else names it: a tombstone, a text that replaces it.
std::vector<Key> keys_of_id(std::string_view id);

// The headline without its label, folded: what an entry is looked for by when its guid and its link are new, or
// when a kill or a correction comes under a name of its own. 0: it has none.
Key headline_key(const Comparable& entry);
Key headline_key(std::string_view title, const Labels& own = no_labels());

// Whether a name that was one text's has been given to another, with which it shares nothing: no publisher edits
// so. Texts too short to tell are taken for one.
bool tells_another(const Entry& before, const Entry& after);

}  // namespace datelined::feeds
