#include "daemon/serve/rendition.hpp"

#include "daemon/serve/params.hpp"
#include "daemon/serve/story_page.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/write/opml.hpp"
#include "feeds/write/page.hpp"
#include "feeds/write/published.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace datelined {
namespace {

using feeds::Channel;
using feeds::Format;
using feeds::Story;

// Nothing in a feed is to be run, framed or loaded by who opens it in a browser.
constexpr std::string_view feed_policy = "default-src 'none'; frame-ancestors 'none'";

// frame-ancestors counts in a header alone.
std::string policy(Format format, bool is_live) {
  if (format != Format::html) return std::string(feed_policy);
  return (is_live ? feeds::live_policy() : feeds::page_policy()) + "; frame-ancestors 'none'";
}

void sign(Rendition& made) {
  constexpr std::size_t tag_digits = 32;  // 128 bits
  made.bytes.shrink_to_fit();             // it is kept, and grew by doubling
  made.hash = feeds::sha256_hex(made.bytes).substr(0, tag_digits);
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

std::string url_of(const Page& page, schema::Query query, const std::string& token = {}) {
  if (page.one_feed) query.feeds.clear();
  Params params = write_query(query);
  if (!token.empty()) params.push_back({"token", token});
  return page.base_url + page.path + write_params(params);
}

// Where a reader goes on. Not the address that the feed goes by: that is the same for all who read it, at the hub too.
std::string link_to(const Page& page, schema::Query query) {
  return url_of(page, std::move(query), page.token);
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
  return link_to(page, next);
}

// RFC 5005 §4. The past of a feed is cut at multiples of this many change numbers, so that an archive is the same for
// everybody and for good, but for what has changed since: that is in a later one.
constexpr std::int64_t archive_changes = 500;

bool is_archive(const schema::Query& query) {
  return query.after && query.through;
}

schema::Query archive(schema::Query query, std::int64_t after, std::int64_t through) {
  query.after = after;
  query.through = through;
  query.limit = archive_changes;
  query.before.clear();
  return query;
}

// The last archive that holds a change up to this number; what holds none is passed over. The one that is not full
// yet ends at its last change: when there are more it is another, under another address.
std::string archive_up_to(schema::Reader& reader, const Page& page, std::int64_t through) {
  const std::int64_t last = through > 0 ? reader.last_change(archive(page.query, 0, through)) : 0;
  if (last == 0) return {};
  const std::int64_t after = (last - 1) / archive_changes * archive_changes;
  const std::int64_t full = after + archive_changes;
  return link_to(page, archive(page.query, after, full <= reader.last_change() ? full : last));
}

void describe_archives(schema::Reader& reader, const Page& page, Channel& channel) {
  if (page.format != Format::atom && page.format != Format::rss) return;
  const schema::Query& query = page.query;
  const std::int64_t last = reader.last_change();
  if (is_archive(query)) {
    channel.is_archive = true;
    schema::Query current = query;
    current.after.reset();
    current.through.reset();
    current.limit.reset();
    channel.current_url = link_to(page, current);
    channel.prev_archive_url = archive_up_to(reader, page, *query.after);
    if (*query.through < last) {
      const std::int64_t through = std::min(*query.through + archive_changes, last);
      channel.next_archive_url = link_to(page, archive(query, *query.through, through));
    }
  } else if (!query.after && query.before.empty() && !query.by_rank) {
    channel.prev_archive_url = archive_up_to(reader, page, last);
  }
}

Channel describe(const Page& page, const std::vector<Story>& stories, const std::string& cursor) {
  schema::Query query = page.query;
  if (page.one_feed) query.feeds.clear();
  Channel channel;
  // One id for all pages and formats of a selection: RFC 4287 §4.2.6, RFC 5005 §3.
  channel.id = page.base_url + (page.one_feed ? page.path : "atom.xml") + write_params(write_filter(query));
  channel.title = page_title(page, stories);
  channel.self_url = url_of(page, query);
  channel.home_url = page.base_url;
  channel.feeds_url = page.base_url;
  channel.next_url = next_url(page, cursor);
  if (!query.before.empty()) {
    query.before.clear();
    channel.first_url = link_to(page, query);
  }
  channel.language = common_language(stories);
  if (page.format != Format::html && is_topic(page.query)) channel.hub_url = page.hub_url;
  return channel;
}

// The newest page of a list is live: it hears of what the list would take, from what it shows on. To be asked before
// the stories are read: what changes meanwhile is heard of once too often rather than never.
std::optional<schema::Query> news_of(schema::Reader& reader, const Page& page) {
  schema::Query news = page.query;
  if (page.format != Format::html || !news.before.empty() || news.after || news.until || news.by_rank)
    return std::nullopt;
  news.limit.reset();
  news.since.reset();
  schema::Query shown = news;
  narrow(page.scope, shown);
  news.after = reader.last_change(shown);
  return news;
}

feeds::Desk desk_of(schema::Reader& reader, const Page& page, const std::vector<Story>& stories,
                    const std::optional<schema::Query>& news) {
  const schema::Query& query = page.query;
  feeds::Desk desk;
  for (const char c : page.path) {
    if (c == '/') desk.root += "../";
  }
  if (page.is_feed) desk.feed_url = url_of(page, query);
  schema::Choices choices = reader.choices();
  if (page.scope) {
    // What others read is not told, not even by name.
    std::erase_if(choices.feeds, [&](const std::string& name) { return !holds(page.scope, name); });
    choices.categories.clear();
  }
  desk.feeds = std::move(choices.feeds);
  desk.categories = std::move(choices.categories);
  for (Param& param : write_query(query)) {
    if (param.name != "before") desk.values.emplace_back(std::move(param.name), std::move(param.value));
  }
  if (news) desk.events_url = desk.root + "events" + write_params(write_query(*news));
  constexpr std::size_t most_changes = 50;
  for (const Story& story : stories) {
    if (story.revision < 2 || desk.changes.size() == most_changes) continue;
    const auto telling = reader.telling(story.id);
    if (!telling) continue;
    if (std::string change = write_last_change(*telling, story.origin.name); !change.empty()) {
      desk.changes.emplace(story.id, std::move(change));
    }
  }
  return desk;
}

// Where a page's stories stand, those that were withdrawn leave tombstones: a reader that has them drops them.
void add_tombstones(schema::Reader& reader, const Page& page, bool has_older, std::vector<Story>& stories) {
  constexpr std::int64_t most_tombstones = 100;
  if (page.format != Format::atom || page.query.after || page.query.status || page.query.by_rank) return;
  schema::Query killed = page.query;
  narrow(page.scope, killed);
  killed.status = feeds::Status::killed;
  killed.limit = most_tombstones;
  if (has_older && !stories.empty()) killed.since = std::max(killed.since.value_or(feeds::Time{}), stories.back().time);
  reader.stories(killed, [&](const Story& story) { stories.push_back(story); });
}

struct Stories {
  std::vector<Story> all;
  std::string cursor;  // of the page behind them; empty: none
};

// What a story takes in memory, near enough.
std::size_t weight(const Story& story) {
  const feeds::Entry& entry = story.entry;
  return 2048 + entry.content_html.size() + entry.content_text.size() + entry.summary.size();
}

// A story that is heavier than a page stands on one alone.
Stories read_stories(schema::Reader& reader, schema::Query query) {
  constexpr std::size_t most_bytes = 8u << 20;  // what one question may hold of memory, twice: read and written
  struct PageIsFull {};
  for (;;) {
    Stories stories;
    std::size_t bytes = 0;
    const auto take = [&](const Story& story) {
      bytes += weight(story);
      if (bytes > most_bytes && !stories.all.empty()) throw PageIsFull();
      stories.all.push_back(story);
    };
    try {
      stories.cursor = reader.stories(query, take);
      return stories;
    } catch (const PageIsFull&) {
      query.limit = static_cast<std::int64_t>(stories.all.size());  // asked again, it says where it ends
    }
  }
}

std::string links_of(const Channel& channel) {
  const std::string hub = feeds::link_target(channel.hub_url), self = feeds::link_target(channel.self_url);
  return hub.empty() || self.empty() ? std::string() : '<' + hub + ">; rel=\"hub\", <" + self + ">; rel=\"self\"";
}

// `channel` but for its time, which is that of the story changed last.
void write_document(Rendition& made, const Page& page, Channel channel, const std::vector<Story>& stories) {
  made.links = links_of(channel);
  channel.updated = made.last_modified.value_or(feeds::Time{});
  if (!stories.empty()) {
    const auto by_update = [](const Story& a, const Story& b) { return a.updated < b.updated; };
    channel.updated = std::max_element(stories.begin(), stories.end(), by_update)->updated;
  }
  const auto writer = feeds::make_writer(page.format);
  writer->begin(made.bytes, channel);
  for (const Story& story : stories) {
    writer->story(made.bytes, story);
    made.newest = std::max(made.newest, story.seq);
  }
  writer->end(made.bytes);
  made.media_type = feeds::media_type(page.format);
  made.policy = policy(page.format, channel.desk && !channel.desk->events_url.empty());
  made.negotiated = page.format != Format::html || page.is_feed;
}

// In the order of their changes.
Stories read_changes(schema::Reader& reader, const Page& page, std::int64_t after) {
  schema::Query query = page.query;
  query.after = after;
  narrow(page.scope, query);
  return read_stories(reader, std::move(query));
}

void write_changes(Rendition& made, const Page& page, std::vector<Story> changed) {
  std::stable_sort(changed.begin(), changed.end(), [](const Story& a, const Story& b) { return a.time > b.time; });
  write_document(made, page, describe(page, changed, {}), changed);
}

}  // namespace

bool is_topic(const schema::Query& query) {
  return !query.after && !query.through && query.before.empty() && !query.by_rank;
}

void narrow(const Scope& scope, schema::Query& query) {
  if (!scope) return;
  query.within_feeds = true;
  if (query.feeds.empty()) query.feeds = *scope;
  // A scope without a feed has nothing, not everything; no feed has an empty name.
  if (query.feeds.empty()) query.feeds = {""};
}

Rendition render_html(std::string html) {
  Rendition made;
  made.bytes = std::move(html);
  made.media_type = feeds::media_type(Format::html);
  made.policy = policy(Format::html, false);
  sign(made);
  return made;
}

Rendition render_page(schema::Reader& reader, const Page& page) {
  Rendition made;
  // Read first: a commit between the two makes the answer newer than it says, never older.
  made.last_modified = reader.last_update();
  const std::optional<schema::Query> news = news_of(reader, page);
  schema::Query query = page.query;
  narrow(page.scope, query);
  Stories stories = read_stories(reader, std::move(query));
  Channel channel = describe(page, stories.all, stories.cursor);
  describe_archives(reader, page, channel);
  if (page.format == Format::html) channel.desk = desk_of(reader, page, stories.all, news);
  add_tombstones(reader, page, !stories.cursor.empty(), stories.all);
  write_document(made, page, std::move(channel), stories.all);
  // A story may come into such a page, or leave it, by time alone.
  if (page.query.since || page.query.until) made.last_modified.reset();
  sign(made);
  return made;
}

Rendition render_changes(schema::Reader& reader, const Page& page, std::int64_t base) {
  Stories changed = read_changes(reader, page, base);
  Rendition made;
  made.more = !changed.cursor.empty();
  if (made.more || changed.all.empty()) return made;
  write_changes(made, page, std::move(changed.all));
  return made;
}

Rendition render_news(schema::Reader& reader, const Page& page, std::int64_t after) {
  // Looked up before the stories: all that it covers is among them.
  const std::int64_t covered = reader.last_change();
  Stories changed = read_changes(reader, page, after);
  Rendition made;
  made.more = !changed.cursor.empty();
  made.last_seq = changed.all.empty() ? after : changed.all.back().seq;
  if (!made.more) made.last_seq = std::max(made.last_seq, covered);
  // RSS has no word for a story that was withdrawn.
  if (page.format == Format::rss) {
    std::erase_if(changed.all, [](const Story& story) { return story.status == feeds::Status::killed; });
  }
  if (!changed.all.empty()) write_changes(made, page, std::move(changed.all));
  return made;
}

Rendition render_subscriptions(schema::Reader& reader, const std::string& title, const Scope& scope) {
  Rendition made;
  std::vector<feeds::Outline> outlines;
  for (const schema::FeedHealth& feed : reader.feeds()) {
    const schema::Subscription& asked = feed.subscription;
    if (!holds(scope, asked.name)) continue;
    outlines.push_back({asked.name, feed.title, asked.url, feed.home_url, asked.category, asked.language});
  }
  made.bytes = feeds::write_opml(title, reader.last_update().value_or(feeds::Time{}), outlines);
  made.media_type = "text/x-opml; charset=utf-8";
  made.policy = feed_policy;
  sign(made);
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
    figures.feeds.push_back(feed);
    figures.quiet += feed.quiet ? 1 : 0;
    figures.gaps += feed.gaps;
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
