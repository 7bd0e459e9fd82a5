// The nouns every room speaks: a feed, its entries, and what they are made of.
//
// The shape is JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), grown by what RSS and Atom
// know beyond it: that stands in `extension`, which JSON calls `_datelined`. Member names are the
// JSON names (a trailing underscore falls away), so that feeds/json.hpp can write and read every
// struct here without knowing one of them.
//
// All text is UTF-8, NFC. An empty string, an empty list, nullopt: the document did not say it.
// HTML is sanitised and safe to stand in a page; URLs are absolute where a base was known.
#pragma once

#include "feeds/boxed.hpp"
#include "feeds/time.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace datelined::feeds {

using Integer = std::optional<std::int64_t>;
using Number = std::optional<double>;
using Flag = std::optional<bool>;
using Date = std::optional<Time>;

struct AuthorExtension {
  std::string email;
  bool operator==(const AuthorExtension&) const = default;
};
BOOST_DESCRIBE_STRUCT(AuthorExtension, (), (email))

struct Author {
  std::string name, url, avatar;
  AuthorExtension extension;
  bool operator==(const Author&) const = default;
};
BOOST_DESCRIBE_STRUCT(Author, (), (name, url, avatar, extension))

struct Hub {
  std::string type, url;
  bool operator==(const Hub&) const = default;
};
BOOST_DESCRIBE_STRUCT(Hub, (), (type, url))

struct Category {
  std::string term, scheme, label;
  bool operator==(const Category&) const = default;
};
BOOST_DESCRIBE_STRUCT(Category, (), (term, scheme, label))

struct Link {
  std::string href, rel, type, hreflang, title;
  Integer length;
  bool operator==(const Link&) const = default;
};
BOOST_DESCRIBE_STRUCT(Link, (), (href, rel, type, hreflang, title, length))

struct Attachment {
  std::string url, mime_type, title;
  Integer size_in_bytes;
  Number duration_in_seconds;
  bool operator==(const Attachment&) const = default;
};
BOOST_DESCRIBE_STRUCT(Attachment, (), (url, mime_type, title, size_in_bytes, duration_in_seconds))

struct Generator {
  std::string name, url, version;
};
BOOST_DESCRIBE_STRUCT(Generator, (), (name, url, version))

struct Image {
  std::string url, title, link, description;
  Integer width, height;
};
BOOST_DESCRIBE_STRUCT(Image, (), (url, title, link, description, width, height))

struct Cloud {
  std::string domain, path, register_procedure, protocol;
  Integer port;
};
BOOST_DESCRIBE_STRUCT(Cloud, (), (domain, port, path, register_procedure, protocol))

struct TextInput {
  std::string title, description, name, link;
};
BOOST_DESCRIBE_STRUCT(TextInput, (), (title, description, name, link))

struct Syndication {
  std::string period;  // hourly, daily, weekly, monthly, yearly
  Integer frequency;
  Date base;
};
BOOST_DESCRIBE_STRUCT(Syndication, (), (period, frequency, base))

struct FeedItunes {
  std::string author, type, subtitle, summary, image, new_feed_url;
  Flag block, explicit_, complete;
  std::vector<std::string> keywords;
};
BOOST_DESCRIBE_STRUCT(FeedItunes, (),
                      (author, block, explicit_, complete, type, subtitle, summary, image, keywords, new_feed_url))

// An element of a namespace that has no meaning here, kept only when the caller asked for such.
struct Foreign {
  std::string namespace_, name;  // the URI, empty for a prefix that nobody declared; the name without prefix
  std::string xml;               // the whole element, well-formed by itself, as the document has it
};
BOOST_DESCRIBE_STRUCT(Foreign, (), (namespace_, name, xml))

// An entry that its publisher took back (RFC 6721, at:deleted-entry).
struct DeletedEntry {
  std::string ref;  // the id of the entry
  Date when;
  std::optional<Author> by;
  std::string comment;
  std::vector<Link> links;
  std::string source;  // the id of the feed it stood in, where that is another
};
BOOST_DESCRIBE_STRUCT(DeletedEntry, (), (ref, when, by, comment, links, source))

struct FeedExtension {
  std::string id;
  Date date_published, date_modified;
  std::string rights, license;
  std::optional<Generator> generator;
  std::vector<Author> contributors;
  std::optional<Author> publisher;
  std::vector<Category> categories;
  std::vector<Link> links;
  std::optional<Image> image;
  std::string docs;
  Integer ttl;  // minutes
  std::optional<Cloud> cloud;
  std::optional<TextInput> text_input;
  std::vector<std::int64_t> skip_hours;  // 0–23, GMT
  std::vector<std::string> skip_days;    // Monday … Sunday
  std::optional<Syndication> syndication;
  std::optional<FeedItunes> itunes;
  std::vector<DeletedEntry> deleted_entries;
  std::vector<Foreign> foreign;
};
BOOST_DESCRIBE_STRUCT(FeedExtension, (),
                      (id, date_published, date_modified, rights, license, generator, contributors, publisher,
                       categories, links, image, docs, ttl, cloud, text_input, skip_hours, skip_days, syndication,
                       itunes, deleted_entries, foreign))

// A feed's own head: what the document says of itself.
struct Feed {
  std::string title, home_page_url, feed_url, description, icon, favicon;
  std::vector<Author> authors;
  std::string language;
  std::vector<Hub> hubs;
  std::string user_comment, next_url;
  Flag expired;
  FeedExtension extension;
};
BOOST_DESCRIBE_STRUCT(Feed, (),
                      (title, home_page_url, feed_url, description, icon, favicon, authors, language, hubs,
                       user_comment, next_url, expired, extension))

struct ContentSource {
  std::string url, type;
};
BOOST_DESCRIBE_STRUCT(ContentSource, (), (url, type))

struct Comments {
  std::string url, feed_url, post_url;
  Integer count;
};
BOOST_DESCRIBE_STRUCT(Comments, (), (url, feed_url, post_url, count))

struct InReplyTo {
  std::string ref, href, type, source;
  bool operator==(const InReplyTo&) const = default;
};
BOOST_DESCRIBE_STRUCT(InReplyTo, (), (ref, href, type, source))

using Position = std::vector<double>;  // longitude, latitude and, where it is given, altitude

// A GeoJSON geometry (RFC 7946): Point, LineString or Polygon with one ring.
struct Geometry {
  std::string type;
  std::vector<Position> positions;
};

struct ItemItunes {
  std::string author, episode_type, title, subtitle, summary, image;
  Flag block, explicit_, closed_captioned;
  Number duration;  // seconds
  Integer episode, season, order;
  std::vector<std::string> keywords;
};
BOOST_DESCRIBE_STRUCT(ItemItunes, (),
                      (author, block, explicit_, duration, episode, season, episode_type, order, title, subtitle,
                       summary, image, keywords, closed_captioned))

struct MediaContent {
  std::string url, type, medium, lang, expression, title, description;
  Integer width, height, size;
  Number duration, bitrate;
  Flag is_default;
};
BOOST_DESCRIBE_STRUCT(MediaContent, (),
                      (url, type, medium, width, height, duration, size, bitrate, lang, is_default, expression, title,
                       description))

struct MediaThumbnail {
  std::string url;
  Integer width, height;
  std::string time;
};
BOOST_DESCRIBE_STRUCT(MediaThumbnail, (), (url, width, height, time))

struct MediaCredit {
  std::string name, role, scheme;
};
BOOST_DESCRIBE_STRUCT(MediaCredit, (), (name, role, scheme))

struct MediaPlayer {
  std::string url;
  Integer width, height;
};
BOOST_DESCRIBE_STRUCT(MediaPlayer, (), (url, width, height))

struct MediaRating {
  std::string value, scheme;
};
BOOST_DESCRIBE_STRUCT(MediaRating, (), (value, scheme))

struct MediaCommunity {
  Number average;
  Integer count, min, max, views, favorites;
};
BOOST_DESCRIBE_STRUCT(MediaCommunity, (), (average, count, min, max, views, favorites))

struct MediaCopyright {
  std::string text, url;
};
BOOST_DESCRIBE_STRUCT(MediaCopyright, (), (text, url))

struct MediaLicense {
  std::string text, url, type;
};
BOOST_DESCRIBE_STRUCT(MediaLicense, (), (text, url, type))

// Where it may be shown: `type` says what `value` lists (country, uri, sharing).
struct MediaRestriction {
  std::string relationship, type, value;
};
BOOST_DESCRIBE_STRUCT(MediaRestriction, (), (relationship, type, value))

struct Media {
  std::vector<MediaContent> contents;
  std::vector<MediaThumbnail> thumbnails;
  std::vector<MediaCredit> credits;
  std::optional<MediaPlayer> player;
  std::optional<MediaRating> rating;
  std::optional<MediaCommunity> community;
  std::optional<MediaCopyright> copyright;
  std::optional<MediaLicense> license;
  std::string rights;  // media:rights@status: userCreated, official
  std::vector<MediaRestriction> restrictions;
};
BOOST_DESCRIBE_STRUCT(Media, (),
                      (contents, thumbnails, credits, player, rating, community, copyright, license, rights,
                       restrictions))

struct WireProperty {
  std::string name, value, id;
};
BOOST_DESCRIBE_STRUCT(WireProperty, (), (name, value, id))

// What a story is about, as its wire has it classified.
struct WireSubject {
  std::string kind;    // subject, entity, audience, genre …; empty for a category that is an IPTC code
  std::string scheme;  // a URI for IPTC's codes, else the name the wire gives its list ("AP Company")
  std::string code, name;
  std::vector<WireProperty> properties;
};
BOOST_DESCRIBE_STRUCT(WireSubject, (), (kind, scheme, code, name, properties))

// What a news agency tells the desk beside the story: AP's apcm and apnm, NewsML-G2, NITF, PRISM, DCMI
// terms, schema.org, and the same names without a namespace in an RSS item.
struct Wire {
  std::string id;       // of all versions of the story: apnm:ManagementId, newsItem@guid, doc-id
  std::string version;  // as written: "3", "1.2"
  // usable, embargoed, withheld, canceled (kills too); any other word as it stands, in lower case.
  std::string pub_status;
  std::string management_type;  // what this version does, in lower case: change, delete
  Date embargoed;               // not to be published before
  Date available;               // dcterms:available, the start of dcterms:valid
  Date first_created, version_created;
  Integer urgency;       // 1, the highest, to 9
  std::string priority;  // as written: "r", "b", "3"
  Flag consumer_ready;   // false: an editor has to see it first
  std::string slug, headline, byline, dateline, located;
  std::string ed_note;  // for editors, not for publication
  std::string provider, source, credit, copyright_holder, copyright_notice, usage_terms;
  std::string genre;
  std::vector<std::string> editorial_types, signals;  // signals: NewsML-G2's, "update", "correction"
  std::vector<std::string> replaces;                  // ids of what this stands instead of
  std::vector<WireSubject> subjects;
  std::vector<WireProperty> properties;
};
BOOST_DESCRIBE_STRUCT(Wire, (),
                      (id, version, pub_status, management_type, embargoed, available, first_created, version_created,
                       urgency, priority, consumer_ready, slug, headline, byline, dateline, located, ed_note, provider,
                       source, credit, copyright_holder, copyright_notice, usage_terms, genre, editorial_types, signals,
                       replaces, subjects, properties))

struct EntryExtension {
  std::string original_url;
  Flag guid_is_permalink;
  std::optional<ContentSource> content_src;
  std::string rights, license;
  std::vector<Author> contributors;
  std::optional<Author> publisher;
  std::vector<Category> categories;
  std::vector<Link> links;
  Date date_created, date_expires;
  Boxed<Feed> source;  // the feed it was taken from (atom:source, RSS source)
  std::optional<Comments> comments;
  std::vector<InReplyTo> in_reply_to;
  std::optional<Geometry> geo;
  Boxed<ItemItunes> itunes;
  Boxed<Media> media;
  Boxed<Wire> wire;
  std::vector<Foreign> foreign;
};
BOOST_DESCRIBE_STRUCT(EntryExtension, (),
                      (original_url, guid_is_permalink, content_src, rights, license, contributors, publisher,
                       categories, links, date_created, date_expires, source, comments, in_reply_to, geo, itunes, media,
                       wire, foreign))

// One piece in a document.
struct Entry {
  std::string id;  // never empty: guid, else url, else made from the content
  std::string url, external_url, title;
  std::string content_html;  // sanitised; when empty, content_text is the content, be it empty too
  std::string content_text;
  std::string summary, image, banner_image;
  Date date_published, date_modified;
  std::vector<Author> authors;
  std::vector<std::string> tags;
  std::string language;
  std::vector<Attachment> attachments;
  EntryExtension extension;

  std::string guid;  // as the document gave it, trimmed; empty when `id` was derived. Not in JSON
};
BOOST_DESCRIBE_STRUCT(Entry, (),
                      (id, url, external_url, title, content_html, content_text, summary, image, banner_image,
                       date_published, date_modified, authors, tags, language, attachments, extension))

}  // namespace datelined::feeds
