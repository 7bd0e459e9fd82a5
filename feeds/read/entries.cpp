#include "feeds/read/entries.hpp"

#include "feeds/read/attachments.hpp"
#include "feeds/read/categories.hpp"
#include "feeds/read/content.hpp"
#include "feeds/read/distinct.hpp"
#include "feeds/read/foreign.hpp"
#include "feeds/read/geo.hpp"
#include "feeds/read/head.hpp"
#include "feeds/read/itunes.hpp"
#include "feeds/read/links.hpp"
#include "feeds/read/markup.hpp"
#include "feeds/read/media.hpp"
#include "feeds/read/period.hpp"
#include "feeds/read/persons.hpp"
#include "feeds/read/sources.hpp"
#include "feeds/read/values.hpp"
#include "feeds/read/wire.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>

namespace datelined::feeds::read {
namespace {

constexpr Row<Entry, std::string> texts[] = {
    {&Entry::title, {"title"_from, "atom:title"_from, "dc:title"_from, "media:title"_from, "itunes:title"_from}},
};
// Atom's dates are Atom's own, and but one module among others in RSS.
constexpr Row<Entry, Date> atom_dates[] = {
    {&Entry::date_published,
     {"atom:published"_from, "atom:issued"_from, "dcterms:issued"_from, "dc:date"_from, "dcterms:created"_from,
      "pubdate"_from}},
    {&Entry::date_modified, {"atom:updated"_from, "atom:modified"_from, "dcterms:modified"_from}},
};
constexpr Row<Entry, Date> rss_dates[] = {
    {&Entry::date_published,
     {"pubdate"_from, "dcterms:issued"_from, "dc:date"_from, "atom:published"_from, "atom:issued"_from,
      "dcterms:created"_from}},
    {&Entry::date_modified, {"dcterms:modified"_from, "atom:updated"_from, "atom:modified"_from}},
};
constexpr Row<EntryExtension, std::string> extension_urls[] = {
    {&EntryExtension::original_url, {"feedburner:origlink"_from, "pheedo:origlink"_from}},
};

constexpr Source own_ids[] = {"atom:id"_from, "dc:identifier"_from, "dcterms:identifier"_from};

std::string guid_of(const Element& element, const Children& children) {
  static constexpr Source guids[] = {"guid"_from};
  std::string guid = first_token(children, guids);
  if (guid.empty()) guid = element.rdf_attribute("about");
  return guid.empty() ? first_token(children, own_ids) : guid;
}

Flag permalink_flag(const Children& children) {
  const Element guid = children.first("guid"_tag);
  if (!guid) return std::nullopt;
  return flag_value(guid.attribute("isPermaLink")).value_or(true);
}

std::string url_of_entry(const Entry& entry, const Children& children) {
  static constexpr Source links[] = {"link"_from};
  std::string url = first_url(children, links);
  if (!url.empty()) return url;
  if (entry.extension.guid_is_permalink == true && is_http_url(entry.guid)) return entry.guid;
  const Link* link = find_link(entry.extension.links, "alternate");
  return link == nullptr ? "" : link->href;
}

// One kind of source alone: the first that names anybody.
std::vector<Author> authors_of(const Children& children) {
  std::vector<Author> authors = persons_of(children, {"author"_tag, "atom:author"_tag});
  if (const Element source = children.first("atom:source"_tag); authors.empty() && source) {
    authors = persons_of(Children(source), {"atom:author"_tag});
  }
  if (authors.empty()) authors = persons_of(children, {"dc:creator"_tag, "dc:author"_tag});
  if (authors.empty()) authors = persons_of(children, {"itunes:author"_tag});
  if (!authors.empty()) return authors;
  children.for_each("media:credit"_tag, [&](const Element& credit) {
    if (!equal_ignoring_case(credit.attribute("role"), "author")) return;
    if (auto author = person_of(credit)) authors.push_back(std::move(*author));
  });
  return authors;
}

// xml:lang where the content stands, else where the next best text does; dc:language overrules it.
std::string language_of(const Element& element, const Children& children, const Content& content) {
  const Element title = children.first("title"_tag) ? children.first("title"_tag) : children.first("atom:title"_tag);
  std::string language;
  children.for_each("dc:language"_tag, [&](const Element& own) {
    if (language.empty()) language = language_value(own, own.text());
  });
  if (!language.empty()) return language;
  for (const Element& place : {content.from, content.summary_from, title, element}) {
    if (place) return place.language() ? language_value(place, *place.language()) : "";
  }
  return "";
}

std::string image_of(const Element& element, const Entry& entry, const Children& children) {
  std::string url;
  children.for_each("image"_tag, [&](const Element& image) {
    static constexpr Source parts[] = {"url"_from};
    if (url.empty()) url = image.has_markup() ? first_url(Children(image), parts) : url_of(image);
  });
  if (!url.empty()) return url;
  const auto is_image = [](const Attachment& attachment) { return attachment.mime_type.starts_with("image/"); };
  const bool has_enclosure = static_cast<bool>(children.first("enclosure"_tag));
  const auto enclosed = std::ranges::find_if(entry.attachments, is_image);
  if (has_enclosure && enclosed != entry.attachments.end()) return enclosed->url;
  if (entry.extension.media) url = media_image_of(element, children, *entry.extension.media);
  return url.empty() ? itunes_image_of(children) : url;
}

std::optional<Comments> comments_of(const Children& children, const std::vector<Link>& links) {
  static constexpr Row<Comments, std::string> urls[] = {
      {&Comments::url, {"comments"_from}},
      {&Comments::feed_url, {"wfw:commentrss"_from}},
      {&Comments::post_url, {"wfw:comment"_from}},
  };
  static constexpr Row<Comments, Integer> counts[] = {{&Comments::count, {"slash:comments"_from, "thr:total"_from}}};
  Comments comments;
  fill(comments, urls, children, first_url);
  fill(comments, counts, children, first_integer);
  for (const Link& link : links) {
    if (!has_rel(link, "replies")) continue;
    std::string& member = is_feed_type(link.type) ? comments.feed_url : comments.url;
    if (member.empty()) member = link.href;
  }
  const bool is_empty =
      comments.url.empty() && comments.feed_url.empty() && comments.post_url.empty() && !comments.count;
  return is_empty ? std::nullopt : std::optional(std::move(comments));
}

std::vector<InReplyTo> replies_of(const Children& children) {
  Distinct<InReplyTo> replies;
  children.for_each("thr:in-reply-to"_tag, [&](const Element& element) {
    InReplyTo reply{std::string(element.attribute("ref")), url_value(element, element.attribute("href")),
                    std::string(element.attribute("type")), url_value(element, element.attribute("source"))};
    std::string key = key_of({reply.ref, reply.href, reply.type, reply.source});
    replies.add(std::move(reply), std::move(key));
  });
  return replies.take();
}

std::optional<Feed> source_of(const Children& children) {
  if (const Element source = children.first("atom:source"_tag)) return read_head(source, Children(source));
  const Element source = children.first("source"_tag);
  if (!source) return std::nullopt;
  Feed feed;
  feed.title = prose(source);
  feed.feed_url = url_value(source, source.attribute("url"));
  return feed;
}

std::optional<ContentSource> content_source_of(const Children& children) {
  const Element content = children.first("atom:content"_tag);
  if (!content || content.attribute("src").empty()) return std::nullopt;
  return ContentSource{url_value(content, content.attribute("src")), std::string(content.attribute("type"))};
}

Date expiry_of(const Children& children) {
  static constexpr Source sources[] = {"expirationdate"_from};
  if (Date date = first_date(children, sources)) return date;
  const Element valid = children.first("dcterms:valid"_tag);
  if (!valid) return std::nullopt;
  const std::string period = valid.text();
  return date_value(valid, part_of_period(period, "end"));
}

std::optional<Author> publisher_of(const Children& children) {
  const std::vector<Author> publishers = persons_of(children, {"dc:publisher"_tag});
  return publishers.empty() ? std::nullopt : std::optional(publishers.front());
}

void read_extension(EntryExtension& extension, const Element& element, const Children& children) {
  static constexpr Source created[] = {"dcterms:created"_from, "atom:created"_from};
  fill(extension, extension_urls, children, first_url);
  extension.guid_is_permalink = permalink_flag(children);
  extension.content_src = content_source_of(children);
  extension.links = links_of(children);
  extension.rights = rights_of(children);
  extension.license = license_of(element, children, extension.links);
  extension.contributors = persons_of(children, {"atom:contributor"_tag, "dc:contributor"_tag});
  extension.publisher = publisher_of(children);
  extension.categories = categories_of(children);
  extension.date_created = first_date(children, created);
  extension.date_expires = expiry_of(children);
  extension.source = source_of(children);
  extension.comments = comments_of(children, extension.links);
  extension.in_reply_to = replies_of(children);
  extension.geo = geometry_of(children);
  extension.itunes = item_itunes_of(children);
  extension.media = media_of(children);
  extension.wire = wire_of(children, extension.categories);
}

std::vector<std::string> tags_of(const std::vector<Category>& categories) {
  Distinct<std::string> tags;
  for (const Category& category : categories) {
    const std::string& tag = category.label.empty() ? category.term : category.label;
    tags.add(tag, tag);
  }
  return tags.take();
}

}  // namespace

// An empty item takes six bytes in a document and a thousand in memory: what all of them take together is
// to stay in proportion to the document.
bool may_hold_another(Parsed& parsed, std::size_t document_size) {
  constexpr std::size_t always = 50'000, least_size = 512;
  if (parsed.entries.size() < always + document_size / least_size) return true;
  const std::string_view code = "bad-content";
  const bool is_noted = !parsed.notes.empty() && parsed.notes.back().code == code;
  if (!is_noted) parsed.notes.push_back({std::string(code), "too many items for its size: the rest is left out"});
  return false;
}

std::string derived_id(const Entry& entry) {
  if (!entry.url.empty()) return entry.url;
  if (!entry.attachments.empty()) return entry.attachments.front().url;
  const std::string& content = entry.content_html.empty() ? entry.content_text : entry.content_html;
  const std::string date = entry.date_published ? rfc3339(*entry.date_published) : "";
  return "urn:sha256:" + sha256_hex(entry.title + '\n' + content + '\n' + date);
}

namespace {

void read_dates(Entry& entry, const Element& element, const Children& children) {
  fill(entry, element.vocabulary() == Vocabulary::atom ? atom_dates : rss_dates, children, first_date);
}

Entry read_entry(const Element& element) {
  Children children(element);
  add_grouped_media(children);

  Entry entry;
  entry.guid = guid_of(element, children);
  read_extension(entry.extension, element, children);
  entry.url = url_of_entry(entry, children);
  fill(entry, texts, children, first_text);
  read_dates(entry, element, children);

  Content content = content_of(element, children, entry.url);
  entry.language = language_of(element, children, content);
  entry.content_html = std::move(content.html);
  entry.content_text = std::move(content.text);
  entry.summary = std::move(content.summary);

  entry.authors = authors_of(children);
  entry.tags = tags_of(entry.extension.categories);
  entry.attachments = attachments_of(children, entry.extension.itunes ? entry.extension.itunes->duration : Number());
  entry.image = image_of(element, entry, children);
  entry.id = entry.guid.empty() ? derived_id(entry) : entry.guid;
  return entry;
}

// The same of one that is known, which has a guid and a URL.
Entry read_names(const Element& element) {
  Children children(element);
  add_grouped_media(children);

  Entry entry;
  entry.guid = guid_of(element, children);
  entry.extension.guid_is_permalink = permalink_flag(children);
  entry.url = url_of_entry(entry, children);
  if (entry.url.empty()) {
    entry.extension.links = links_of(children);
    entry.url = url_of_entry(entry, children);
  }
  read_dates(entry, element, children);
  entry.id = entry.guid;
  return entry;
}

}  // namespace

std::uint64_t context_of(const Element& parent) {
  std::string all = parent.base();
  all.append(1, '\n').append(parent.language_or_feeds());
  for (pugi::xml_node node = parent.node(); node; node = node.parent()) {
    all.append(1, '\n').append(node.name());
    for (pugi::xml_attribute attribute : node.attributes()) {
      all.append(1, '\n').append(attribute.name()).append(1, '=').append(attribute.value());
    }
  }
  return hash64(all);
}

std::vector<Story> stories_inside(const Story& outer) {
  constexpr std::size_t deepest = 256;  // what an element inherits is looked up through all that it stands in
  std::vector<Story> inside;
  if (outer.depth == deepest) return inside;
  const pugi::xml_node entry = outer.element.node();
  const std::string_view name = entry.name();
  for (pugi::xml_node node = entry.last_child(); node; node = node.previous_sibling()) {
    if (node.name()[0] != name[0] || node.name() != name) continue;
    inside.push_back({outer.element.child(node), outer.depth + 1});
    inside.back().element.note("not-well-formed", "<" + std::string(name) + "> inside <" + std::string(name) + ">");
  }
  return inside;
}

bool add_entry(const Element& element, bool holds_another, std::uint64_t context, const Document& document,
               Parsed& parsed) {
  if (!may_hold_another(parsed, document.bytes.size())) return false;
  const std::string_view source = holds_another ? std::string_view() : element.source();
  Standing& standing = parsed.standings.emplace_back();
  if (!source.empty()) standing.digest = hash64(source) * 31 + context;
  standing.was_known = standing.digest != 0 && document.is_known && document.is_known(standing.digest);

  const std::size_t notes_before = parsed.notes.size();
  Entry& entry = parsed.entries.emplace_back(standing.was_known ? read_names(element) : read_entry(element));
  if (document.keep_foreign) entry.extension.foreign = foreign_in(element);
  const bool has_names = !entry.guid.empty() && !entry.url.empty();
  if (!has_names || parsed.notes.size() > notes_before || element.notes_prefixes()) standing.digest = 0;
  return true;
}

}  // namespace datelined::feeds::read
