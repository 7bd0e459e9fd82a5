// Stories out: one door for every format, made to stream.
//
// A writer appends to a string that the caller may send and empty between calls; nothing of a story is
// kept after its call, so an export of a million stories needs the memory of one. What it appends is
// valid whatever the story carries: characters that XML 1.0 forbids are left out.
// See: RFC 4287 (Atom), RFC 5005 (paging), RFC 6721 (tombstones), RSS 2.0, JSON Feed 1.1, RFC 4180 (CSV).
#pragma once

#include "feeds/story.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace datelined::feeds {

enum class Format { atom, rss, json, ndjson, csv, html };

std::optional<Format> read_format(std::string_view name);
std::string_view media_type(Format format);  // with charset where the format has one

// What a page has beside its stories when it is one of a site: a form, other pages, news.
struct Desk {
  std::string root;                            // of the site, as the page's links reach it: "", "../../"
  std::string feed_url;                        // of the feed that the page shows; empty: the page stands for itself
  std::string events_url;                      // where its news come from; empty: it is not live
  std::vector<std::string> feeds, categories;  // to choose from
  std::vector<std::pair<std::string, std::string>> values = {};  // what was chosen, by parameter
  std::map<std::string, std::string> changes = {};               // what changed last in a story, by its id, as HTML

  std::string value(std::string_view name) const {
    for (const auto& [key, text] : values) {
      if (key == name) return text;
    }
    return {};
  }
};

// What a merged feed says of itself.
struct Channel {
  std::string id;  // atom:id, an IRI that is the same for every page and restart
  std::string title;
  std::string self_url;   // of this very document; empty when it is a file
  std::string home_url;   // of the page for people; may be empty
  std::string feeds_url;  // base of /atom.xml and its kind, ending in '/'; may be empty
  std::string first_url;  // the newest page; empty on that page itself
  std::string next_url;   // the older page; empty when there is none
  // RFC 5005 §4: the archive documents before and behind this one, and the feed that they are the past of.
  std::string prev_archive_url, next_archive_url, current_url;
  bool is_archive = false;
  std::string hub_url;   // who tells of its changes (W3C WebSub); empty: nobody does
  std::string language;  // when all of it is one language
  Time updated;
  std::optional<Desk> desk = {};  // of a served page
};

class Writer {
 public:
  virtual ~Writer() = default;
  virtual void begin(std::string& out, const Channel& channel) = 0;
  virtual void story(std::string& out, const Story& story) = 0;
  virtual void end(std::string& out) = 0;
};

std::unique_ptr<Writer> make_writer(Format format);

}  // namespace datelined::feeds
