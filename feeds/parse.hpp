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

#include <string>
#include <string_view>
#include <vector>

namespace datelined::feeds {

struct Document {
  std::string_view bytes;         // alive as long as the call
  std::string url = {};           // base of relative references, fallback for feed_url; may be empty
  std::string content_type = {};  // the HTTP header's value; only its charset counts
  bool keep_foreign = false;      // elements of unknown namespaces become `foreign` of feed and entry
};

struct Parsed {
  Feed feed;
  std::vector<Entry> entries;
  std::string format;    // rss-2.0, atom-1.0, json-1.1 …
  std::string encoding;  // WHATWG name, lower case
  std::vector<Note> notes;
};

Result<Parsed> parse(const Document& document);

}  // namespace datelined::feeds
