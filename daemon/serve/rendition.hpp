// What the store holds, as the bytes that go to the client. Workers; nothing here knows a socket.
#pragma once

#include "daemon/metrics.hpp"
#include "feeds/write/writer.hpp"
#include "schema/reader.hpp"

#include <optional>
#include <string>

namespace datelined {

// One document in both of its codings, never changed once made.
struct Rendition {
  std::string bytes;
  std::string gzip;  // empty: not worth it
  // Of the bytes alone, so that it is strong, outlives a restart, and stays when the store changed elsewhere.
  std::string tag;
  std::string media_type;
  std::string policy;  // Content-Security-Policy
  std::optional<feeds::Time> last_modified;
  std::int64_t last_seq = 0;  // events: what the next question comes after
  bool more = false;          // events: there is more already

  std::size_t size() const { return bytes.size() + gzip.size(); }
};

// Which document: a listing in a format, under the address it has.
struct Page {
  feeds::Format format = feeds::Format::atom;
  schema::Query query;
  std::string path;       // encoded, without the first '/': "atom.xml", "feeds/NAME/atom.xml"
  bool one_feed = false;  // the path names the feed of the query: it goes by the feed's own title
  std::string base_url, title;
  bool is_feed = false;  // shown as a page to a browser that opened a feed
};

Rendition render_page(schema::Reader& reader, const Page& page);
// A document that is made already, as the client gets it.
Rendition render_html(std::string html);

Rendition render_subscriptions(schema::Reader& reader, const std::string& title);

// Server-Sent Events of the changes behind query.after, a bounded number of them.
Rendition render_events(schema::Reader& reader, schema::Query query);

// What stands beside the counters in /metrics.
struct StoreFigures {
  schema::Totals totals;
  std::int64_t healthy = 0, failing = 0, gone = 0, unpolled = 0;  // feeds
};

StoreFigures read_figures(schema::Reader& reader);

}  // namespace datelined
