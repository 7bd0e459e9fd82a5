#include "daemon/serve/rendition.hpp"

#include "daemon/serve/compress.hpp"
#include "daemon/serve/params.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/write/opml.hpp"
#include "feeds/write/page.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace datelined {
namespace {

using feeds::Channel;
using feeds::Format;
using feeds::Story;

// Nothing in a feed is to be run, framed or loaded by who opens it in a browser.
constexpr std::string_view feed_policy = "default-src 'none'; frame-ancestors 'none'";

// frame-ancestors counts in a header alone.
std::string policy(Format format) {
  return format == Format::html ? feeds::page_policy() + "; frame-ancestors 'none'" : std::string(feed_policy);
}

void finish(Rendition& made) {
  constexpr std::size_t tag_digits = 32;  // 128 bits
  made.tag = feeds::sha256_hex(made.bytes).substr(0, tag_digits);
  made.gzip = gzip(made.bytes);
}

// The language that all of the stories are in; empty when there are several.
std::string common_language(const std::vector<Story>& stories) {
  if (stories.empty()) return {};
  const std::string& first = stories.front().entry.language;
  const bool same =
      std::all_of(stories.begin(), stories.end(), [&](const Story& s) { return s.entry.language == first; });
  return same ? first : std::string();
}

std::string page_title(const Page& page, const std::vector<Story>& stories) {
  if (!page.one_feed) return page.title;
  if (!stories.empty() && !stories.front().origin.feed.title.empty()) return stories.front().origin.feed.title;
  return page.query.feeds.front();
}

// The older page, or with `after` the next one.
std::string next_url(const Page& page, const std::string& cursor) {
  if (cursor.empty()) return {};
  schema::Query next = page.query;
  if (next.after) {
    std::int64_t seq = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), seq);
    next.after = seq;
  } else {
    next.before = cursor;
  }
  if (page.one_feed) next.feeds.clear();
  return page.base_url + page.path + write_params(write_query(next));
}

Channel describe(const Page& page, const std::vector<Story>& stories, const std::string& cursor) {
  schema::Query query = page.query;
  if (page.one_feed) query.feeds.clear();
  Channel channel;
  // One id for all pages and formats of a selection: RFC 4287 §4.2.6, RFC 5005 §3.
  channel.id = page.base_url + (page.one_feed ? page.path : "atom.xml") + write_params(write_filter(query));
  channel.title = page_title(page, stories);
  channel.self_url = page.base_url + page.path + write_params(write_query(query));
  channel.home_url = page.base_url;
  channel.feeds_url = page.base_url;
  channel.next_url = next_url(page, cursor);
  channel.language = common_language(stories);
  return channel;
}

}  // namespace

Rendition render_page(schema::Reader& reader, const Page& page) {
  Rendition made;
  // Read first: a commit between the two makes the answer newer than it says, never older.
  made.last_modified = reader.last_update();
  std::vector<Story> stories;
  const std::string cursor = reader.stories(page.query, [&](const Story& story) { stories.push_back(story); });

  Channel channel = describe(page, stories, cursor);
  channel.updated = made.last_modified.value_or(feeds::Time{});
  if (!stories.empty()) {
    const auto by_update = [](const Story& a, const Story& b) { return a.updated < b.updated; };
    channel.updated = std::max_element(stories.begin(), stories.end(), by_update)->updated;
  }
  const auto writer = feeds::make_writer(page.format);
  writer->begin(made.bytes, channel);
  for (const Story& story : stories) writer->story(made.bytes, story);
  writer->end(made.bytes);

  made.media_type = feeds::media_type(page.format);
  made.policy = policy(page.format);
  finish(made);
  return made;
}

Rendition render_subscriptions(schema::Reader& reader, const std::string& title) {
  Rendition made;
  made.last_modified = reader.last_update();
  std::vector<feeds::Outline> outlines;
  for (const schema::FeedHealth& feed : reader.feeds()) {
    const schema::Subscription& asked = feed.subscription;
    outlines.push_back({asked.name, feed.title, asked.url, feed.home_url, asked.category, asked.language});
  }
  made.bytes = feeds::write_opml(title, made.last_modified.value_or(feeds::Time{}), outlines);
  made.media_type = "text/x-opml; charset=utf-8";
  made.policy = feed_policy;
  finish(made);
  return made;
}

Rendition render_events(schema::Reader& reader, schema::Query query) {
  constexpr std::int64_t batch = 100;  // what one client may hold of memory: it reads before it gets more
  query.limit = batch;
  Rendition made;
  // Looked up before the stories: all that it covers is among them.
  const std::int64_t covered = reader.last_change();
  const auto writer = feeds::make_writer(Format::ndjson);
  std::string line;
  writer->begin(line, {});
  made.last_seq = query.after.value_or(0);
  made.more = !reader
                   .stories(query,
                            [&](const Story& story) {
                              line.clear();
                              writer->story(line, story);
                              made.bytes += "id: " + std::to_string(story.seq) + "\ndata: " + line + "\n";
                              made.last_seq = story.seq;
                            })
                   .empty();
  if (!made.more) made.last_seq = std::max(made.last_seq, covered);
  return made;
}

StoreFigures read_figures(schema::Reader& reader) {
  StoreFigures figures;
  figures.totals = reader.totals();
  for (const schema::FeedHealth& feed : reader.feeds()) {
    if (feed.gone) {
      ++figures.gone;
    } else if (feed.errors > 0) {
      ++figures.failing;
    } else if (!feed.last_poll) {
      ++figures.unpolled;
    } else {
      ++figures.healthy;
    }
  }
  return figures;
}

}  // namespace datelined
