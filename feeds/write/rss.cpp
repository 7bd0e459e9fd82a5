// RSS out. See: RSS 2.0 and its Best Practices Profile (RSS Advisory Board); content and dc modules; RFC 4287 and
// RFC 5005 for atom:link.
//
// RSS knows no tombstones: a withdrawn story is not there.
#include "feeds/content.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/url.hpp"
#include "feeds/write/formats.hpp"
#include "feeds/write/published.hpp"
#include "feeds/write/xml.hpp"

#include <algorithm>

namespace datelined::feeds {
namespace {

constexpr std::string_view unknown_type = "application/octet-stream";  // an enclosure has a type, and a length
constexpr std::size_t description_characters = 300;

void write_atom_link(std::string& out, std::string_view rel, std::string_view url) {
  if (url.empty()) return;
  xml::element(out, "atom:link", {{"rel", rel}, {"type", "application/rss+xml"}, {"href", url}});
}

// An item has one enclosure and it is of the web, or readers differ in which they take; what is more is linked.
void write_enclosures(std::string& out, const Story& story) {
  bool has_one = false;
  for (const Attachment& attachment : story.entry.attachments) {
    const std::string url = link_target(attachment.url);
    if (url.empty()) continue;
    const std::string length = std::to_string(std::max<std::int64_t>(attachment.size_in_bytes.value_or(0), 0));
    const std::string_view known = media_type_or_none(attachment.mime_type);
    const std::string_view type = known.empty() ? unknown_type : known;
    if (!has_one && is_http_url(url)) {
      xml::element(out, "enclosure", {{"url", url}, {"length", length}, {"type", type}});
      has_one = true;
    } else {
      xml::element(out, "atom:link", {{"rel", "enclosure"}, {"type", type}, {"length", length}, {"href", url}});
    }
  }
}

// All text is HTML in RSS: plain text is escaped twice. The description comes first, for a reader that knows the
// content takes what it met last; one that does not has the story's beginning.
void write_content(std::string& out, const Story& story) {
  const std::string& summary = story.entry.summary;
  const std::string text = summary.empty() ? excerpt(plain_content(story.entry), description_characters) : summary;
  const std::string html = content_as_html(story);
  // An item has a title or a description, and content only beside a description.
  if (!text.empty() || !html.empty() || !says_something(story.entry.title)) {
    xml::element(out, "description", {}, in_its_direction(story, escape_html(text)));
  }
  xml::optional_element(out, "content:encoded", html);
}

class RssWriter final : public Writer {
 public:
  void begin(std::string& out, const Channel& channel) override {
    out += xml::declaration;
    xml::open(out, "rss",
              {{"version", "2.0"},
               {"xmlns:atom", "http://www.w3.org/2005/Atom"},
               {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
               {"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
               {"xmlns:fh", "http://purl.org/syndication/history/1.0"}});
    xml::open(out, "channel");
    xml::element(out, "title", {}, channel.title);
    // The channel's link is required; a file that belongs to no page has its id alone.
    xml::element(out, "link", {}, channel.home_url.empty() ? channel.id : channel.home_url);
    xml::element(out, "description", {}, channel.title);
    xml::optional_element(out, "language", channel.language);
    xml::element(out, "lastBuildDate", {}, rfc5322(channel.updated));
    xml::element(out, "generator", {}, "datelined");
    write_atom_link(out, "self", channel.self_url);
    if (const std::string hub = link_target(channel.hub_url); !hub.empty()) {
      xml::element(out, "atom:link", {{"rel", "hub"}, {"href", hub}});
    }
    write_atom_link(out, "first", channel.first_url);
    write_atom_link(out, "next", channel.next_url);
    write_atom_link(out, "current", channel.current_url);
    write_atom_link(out, "prev-archive", channel.prev_archive_url);
    write_atom_link(out, "next-archive", channel.next_archive_url);
    if (channel.is_archive) xml::element(out, "fh:archive", {});
  }

  void story(std::string& out, const Story& story) override {
    if (story.status == Status::killed) return;
    xml::open(out, "item");
    if (says_something(story.entry.title)) xml::element(out, "title", {}, story.entry.title);
    xml::optional_element(out, "link", link_target(story.entry.url));
    xml::element(out, "guid", {{"isPermaLink", "false"}}, story.id);
    xml::element(out, "pubDate", {}, rfc5322(published(story)));
    xml::element(out, "atom:updated", {}, rfc3339(story.updated));
    for (const Author& author : authors_of(story)) xml::element(out, "dc:creator", {}, author.name);
    xml::optional_element(out, "dc:language", language_of(story));
    for (const Category& category : categories_of(story)) {
      xml::element(out, "category", {{"domain", category.scheme}}, category.term);
    }
    write_enclosures(out, story);
    write_content(out, story);
    if (const std::string url = source_url(story); !url.empty()) {
      xml::element(out, "source", {{"url", url}}, source_title(story));
    }
    xml::close(out, "item");
  }

  void end(std::string& out) override {
    xml::close(out, "channel");
    xml::close(out, "rss");
  }
};

}  // namespace

std::unique_ptr<Writer> make_rss_writer() {
  return std::make_unique<RssWriter>();
}

}  // namespace datelined::feeds
