// Atom out. See: RFC 4287; RFC 5005 §3 (pages) and §4 (archives); RFC 6721 (tombstones).
#include "feeds/text/date.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/url.hpp"
#include "feeds/write/formats.hpp"
#include "feeds/write/published.hpp"
#include "feeds/write/xml.hpp"

namespace datelined::feeds {
namespace {

constexpr std::string_view atom_type = "application/atom+xml";
constexpr std::string_view html_type = "text/html";

void write_link(std::string& out, std::string_view rel, std::string_view type, std::string_view url,
                std::string_view title = {}) {
  if (const std::string href = link_target(url); !href.empty()) {
    xml::element(out, "link",
                 {{"rel", rel}, {"type", type}, {"href", href}, {"title", says_something(title) ? title : ""}});
  }
}

void write_person(std::string& out, std::string_view role, const Author& person) {
  xml::open(out, role);
  xml::element(out, "name", {}, person.name);
  xml::optional_element(out, "uri", link_target(person.url));
  if (is_mail_address(person.extension.email)) xml::element(out, "email", {}, person.extension.email);
  xml::close(out, role);
}

void write_authors(std::string& out, const Story& story) {
  for (const Author& author : authors_of(story)) write_person(out, "author", author);
  for (const Author& contributor : story.entry.extension.contributors) {
    if (says_something(contributor.name)) write_person(out, "contributor", contributor);
  }
}

void write_links(std::string& out, const Story& story) {
  const Entry& entry = story.entry;
  write_link(out, "alternate", {}, entry.url);
  for (const Attachment& attachment : entry.attachments) {
    const std::string href = link_target(attachment.url);
    if (href.empty()) continue;
    const std::int64_t size = attachment.size_in_bytes.value_or(-1);
    const std::string length = size >= 0 ? std::to_string(size) : "";
    xml::element(out, "link",
                 {{"rel", "enclosure"},
                  {"type", media_type_or_none(attachment.mime_type)},
                  {"length", length},
                  {"href", href},
                  {"title", says_something(attachment.title) ? attachment.title : ""}});
  }
  write_link(out, "related", {}, entry.external_url);
  for (const Source* other : other_sources(story)) write_link(out, "related", {}, other->url, other->title);
}

void write_content(std::string& out, const Story& story) {
  const Entry& entry = story.entry;
  xml::optional_element(out, "summary", entry.summary);
  if (!entry.content_html.empty()) {
    xml::element(out, "content", {{"type", "html"}}, content_as_html(story));
  } else if (!entry.content_text.empty() || link_target(entry.url).empty()) {
    // An entry without an alternate link has content, be it empty (RFC 4287 §4.1.2).
    xml::element(out, "content", {{"type", "text"}}, entry.content_text);
  }
}

// The source feed's atom:id, which has to be an IRI; a local file's gets one made from its address.
std::string source_id(const Story& story) {
  if (is_uri(story.origin.feed.extension.id)) return story.origin.feed.extension.id;
  const std::string url = source_url(story);
  return url.empty() ? uuid_urn(story.origin.url, "") : url;
}

void write_source(std::string& out, const Story& story) {
  const Feed& feed = story.origin.feed;
  const bool speaks_otherwise = feed.language != language_of(story);
  xml::open(out, "source", {{"xml:lang", speaks_otherwise ? std::string_view(feed.language) : ""}});
  xml::element(out, "id", {}, source_id(story));
  xml::element(out, "title", {{"type", "text"}}, source_title(story));
  const Date modified = feed.extension.date_modified ? feed.extension.date_modified : feed.extension.date_published;
  xml::element(out, "updated", {}, rfc3339(modified.value_or(story.updated)));
  write_link(out, "self", {}, source_url(story));
  write_link(out, "alternate", html_type, feed.home_page_url);
  xml::optional_element(out, "icon", link_target(feed.favicon));
  xml::optional_element(out, "logo", link_target(feed.icon));
  xml::optional_element(out, "rights", feed.extension.rights);
  xml::close(out, "source");
}

class AtomWriter final : public Writer {
 public:
  void begin(std::string& out, const Channel& channel) override {
    out += xml::declaration;
    xml::open(out, "feed",
              {{"xmlns", "http://www.w3.org/2005/Atom"},
               {"xmlns:at", "http://purl.org/atompub/tombstones/1.0"},
               {"xmlns:fh", "http://purl.org/syndication/history/1.0"},
               {"xml:lang", channel.language}});
    xml::element(out, "id", {}, channel.id);
    xml::element(out, "title", {{"type", "text"}}, channel.title);
    xml::element(out, "updated", {}, rfc3339(channel.updated));
    Author house;
    house.name = channel.title.empty() ? "datelined" : channel.title;
    house.url = channel.home_url;
    write_person(out, "author", house);
    xml::element(out, "generator", {}, "datelined");
    write_link(out, "self", atom_type, channel.self_url);
    write_link(out, "hub", {}, channel.hub_url);
    write_link(out, "alternate", html_type, channel.home_url);
    write_link(out, "first", atom_type, channel.first_url);
    write_link(out, "next", atom_type, channel.next_url);
    write_link(out, "current", atom_type, channel.current_url);
    write_link(out, "prev-archive", atom_type, channel.prev_archive_url);
    write_link(out, "next-archive", atom_type, channel.next_archive_url);
    if (channel.is_archive) xml::element(out, "fh:archive", {});
  }

  void story(std::string& out, const Story& story) override {
    if (story.status == Status::killed) {
      xml::element(out, "at:deleted-entry", {{"ref", story.id}, {"when", rfc3339(story.updated)}});
      return;
    }
    xml::open(out, "entry", {{"xml:lang", language_of(story)}});
    xml::element(out, "id", {}, story.id);
    xml::element(out, "title", {{"type", "text"}}, story.entry.title);
    xml::element(out, "updated", {}, rfc3339(story.updated));
    xml::element(out, "published", {}, rfc3339(published(story)));
    write_authors(out, story);
    for (const Category& category : categories_of(story)) {
      xml::element(out, "category", {{"term", category.term}, {"scheme", category.scheme}, {"label", category.label}});
    }
    write_links(out, story);
    write_content(out, story);
    xml::optional_element(out, "rights", story.entry.extension.rights);
    write_source(out, story);
    xml::close(out, "entry");
  }

  void end(std::string& out) override { xml::close(out, "feed"); }
};

}  // namespace

std::unique_ptr<Writer> make_atom_writer() {
  return std::make_unique<AtomWriter>();
}

}  // namespace datelined::feeds
