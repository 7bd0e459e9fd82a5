// RSS out. See: RSS 2.0 (RSS Advisory Board); content and dc modules; RFC 4287 for atom:link.
//
// RSS knows no tombstones: a withdrawn story is not there.
#include "feeds/text/date.hpp"
#include "feeds/text/html.hpp"
#include "feeds/write/formats.hpp"
#include "feeds/write/published.hpp"
#include "feeds/write/xml.hpp"

namespace datelined::feeds {
namespace {

constexpr std::string_view unknown_type = "application/octet-stream";  // an enclosure has a type, and a length

void write_atom_link(std::string& out, std::string_view rel, std::string_view url) {
  if (url.empty()) return;
  xml::element(out, "atom:link", {{"rel", rel}, {"type", "application/rss+xml"}, {"href", url}});
}

void write_enclosures(std::string& out, const Story& story) {
  for (const Attachment& attachment : story.entry.attachments) {
    const std::string url = link_target(attachment.url);
    if (url.empty()) continue;
    const std::string length = std::to_string(attachment.size_in_bytes.value_or(0));
    const std::string_view type = attachment.mime_type.empty() ? unknown_type : std::string_view(attachment.mime_type);
    xml::element(out, "enclosure", {{"url", url}, {"length", length}, {"type", type}});
  }
}

// All text is HTML in RSS: plain text is escaped twice.
void write_content(std::string& out, const Story& story) {
  const std::string html = content_as_html(story);
  xml::optional_element(out, "description", escape_html(story.entry.summary));
  xml::optional_element(out, "content:encoded", html);
  // An item has a title or a description.
  if (story.entry.title.empty() && story.entry.summary.empty()) xml::element(out, "description", {}, html);
}

class RssWriter final : public Writer {
 public:
  void begin(std::string& out, const Channel& channel) override {
    out += xml::declaration;
    xml::open(out, "rss",
              {{"version", "2.0"},
               {"xmlns:atom", "http://www.w3.org/2005/Atom"},
               {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
               {"xmlns:dc", "http://purl.org/dc/elements/1.1/"}});
    xml::open(out, "channel");
    xml::element(out, "title", {}, channel.title);
    // The channel's link is required; a file that belongs to no page has its id alone.
    xml::element(out, "link", {}, channel.home_url.empty() ? channel.id : channel.home_url);
    xml::element(out, "description", {}, channel.title);
    xml::optional_element(out, "language", channel.language);
    xml::element(out, "lastBuildDate", {}, rfc5322(channel.updated));
    xml::element(out, "generator", {}, "datelined");
    write_atom_link(out, "self", channel.self_url);
    write_atom_link(out, "next", channel.next_url);
  }

  void story(std::string& out, const Story& story) override {
    if (story.status == Status::killed) return;
    xml::open(out, "item");
    xml::optional_element(out, "title", story.entry.title);
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
