// The one door in: a document's bytes become a feed and its entries.
//
// In:  the bytes as they came off the wire (content coding undone), at most as many as the caller
//      will hold; where they came from; the Content-Type that came with them.
// Out: the feed's head, its entries in document order, and a note for every fault lived with.
// Bad: a Problem when no feed is recognised in it: empty, HTML, other XML or JSON, binary.
//      Never throws for what the bytes are.
// See: RFC 4287, RSS 2.0 (RSS Advisory Board), RSS 1.0, JSON Feed 1.1.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/problem.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds {

struct Document {
  std::string_view bytes;         // alive as long as the call
  std::string url = {};           // base of relative references, fallback for feed_url; may be empty
  std::string content_type = {};  // the HTTP header's value; only its charset counts
  bool keep_foreign = false;      // elements of unknown namespaces become `foreign` of feed and entry
  // Whether an entry of this digest is known: then no more of it is read than what names and dates it.
  std::function<bool(std::uint64_t digest)> is_known = {};
};

// How an entry stands in its document.
struct Standing {
  // Of its element to the letter, and of all else that reading it depends on: equal means that the same is read. 0: it
  // cannot be known by that, for there is more to read in it, or a fault to note each time.
  std::uint64_t digest = 0;
  bool was_known = false;  // guid, id, url, date_published and date_modified alone were read
};

struct Parsed {
  Feed feed;
  std::vector<Entry> entries;
  std::vector<Standing> standings;  // of each
  std::string format;               // rss-2.0, atom-1.0, json-1.1 …
  std::string encoding;             // WHATWG name, lower case
  std::vector<Note> notes;
  bool is_cut = false;       // it ends before its root does: there is more to it
  bool is_complete = false;  // it says that it has all entries of its feed (RFC 5005 §2)
};

Result<Parsed> parse(const Document& document);

}  // namespace datelined::feeds
