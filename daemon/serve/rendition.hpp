// What the store holds, as the bytes that go to the client. Workers; nothing here knows a socket.
#pragma once

#include "daemon/metrics.hpp"
#include "daemon/serve/access.hpp"
#include "daemon/serve/memory_file.hpp"
#include "feeds/write/writer.hpp"
#include "schema/reader.hpp"

#include <optional>
#include <string>
#include <vector>

namespace datelined {

// One document, never changed once made.
struct Rendition {
  mutable bool asked_again = false;                // since it was kept, or last looked at whether it was; loop thread
  mutable std::shared_ptr<const MemoryFile> file;  // the bytes once more, where many ask; null: not yet; loop thread
  std::string bytes;
  std::string hash;         // of the bytes alone; empty: it has no entity tag
  std::int64_t newest = 0;  // the last change number of what it shows
  std::string media_type;
  std::string policy;                        // Content-Security-Policy
  std::optional<feeds::Time> last_modified;  // nullopt: not by the stories alone
  std::int64_t last_seq = 0;                 // events: what the next question comes after
  bool more = false;                         // events, changes: there is more already
  bool negotiated = false;                   // a browser gets a page at the same address
  std::string links;  // of its header: who tells of its changes, and under which address (RFC 8288)
};

// Which document: a listing in a format, under the address it has.
struct Page {
  feeds::Format format = feeds::Format::atom;
  schema::Query query;
  std::string path;       // encoded, without the first '/': "atom.xml", "feeds/NAME/atom.xml"
  bool one_feed = false;  // the path names the feed of the query: it goes by the feed's own title
  Scope scope = {};       // of who asks: nothing of other feeds is shown
  std::string base_url, title;
  std::string hub_url = {};  // who tells of its changes; empty: nobody
  std::string token = {};    // of a reader that shows it in the address: it follows no link without one
  bool is_feed = false;      // shown as a page to a browser that opened a feed
};

// Whether the query is a feed, rather than a page, a part of its past or an order of it: what one can subscribe to.
bool is_topic(const schema::Query& query);

// Narrows a query to what the scope holds.
void narrow(const Scope& scope, schema::Query& query);

// As many stories as the query asks for, and fewer where they are heavy: the next page begins where it ends.
Rendition render_page(schema::Reader& reader, const Page& page);

// A document that is made already, as the client gets it.
Rendition render_html(std::string html);

// The same document with only what changed behind the change number `base`, withdrawn stories among it: a page's
// worth, newest first. Empty when nothing did, `more` when it was more than that.
Rendition render_changes(schema::Reader& reader, const Page& page, std::int64_t base);

// What changed behind `after` and has not been told, as a document of the feed, newest first, withdrawn stories among
// it: as much as a page holds, and `more` when there is more, which is behind `last_seq`. Empty when there is nothing
// that the format can say.
Rendition render_news(schema::Reader& reader, const Page& page, std::int64_t after);

Rendition render_subscriptions(schema::Reader& reader, const std::string& title, const Scope& scope);

// Server-Sent Events of the changes behind query.after, a bounded number of them.
Rendition render_events(schema::Reader& reader, schema::Query query);

// What stands beside the counters in /metrics.
struct StoreFigures {
  schema::Totals totals;
  std::vector<schema::FeedHealth> feeds;
  std::int64_t healthy = 0, failing = 0, gone = 0, unpolled = 0;  // feeds
  std::int64_t quiet = 0;                                         // feeds that are silent against their own rhythm
  std::int64_t gaps = 0;  // times a feed came back without anything of what it had shown before
};

StoreFigures read_figures(schema::Reader& reader);

}  // namespace datelined
