#include "feeds/read/links.hpp"

#include "feeds/read/distinct.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"

namespace datelined::feeds::read {
namespace {

// Registered relations may be written as URIs.
constexpr std::string_view relation_uri = "http://www.iana.org/assignments/relation/";

std::string rel_of(const Element& element) {
  std::string_view rel = element.attribute("rel");
  if (rel.starts_with(relation_uri)) rel.remove_prefix(relation_uri.size());
  return rel.empty() ? "alternate" : std::string(rel);
}

Link link_of(const Element& element) {
  Link link;
  const std::string_view href = element.attribute("href");
  // href="" is the base itself.
  const bool is_base = element.has_attribute("href") && href.empty();
  link.href = is_base ? element.base() : url_value(element, element.has_attribute("href") ? href : element.text());
  link.rel = rel_of(element);
  link.type = element.attribute("type");
  link.hreflang = language_value(element, element.attribute("hreflang"));
  link.title = plain_of_untyped(element.attribute("title"));
  link.length = integer_value(element, element.attribute("length"));
  return link;
}

}  // namespace

std::vector<Link> links_of(const Children& children) {
  Distinct<Link> links;
  for (const Element& element : children.all()) {
    if (element.tag() != "link"_tag && element.tag() != "atom:link"_tag) continue;
    Link link = link_of(element);
    if (link.href.empty()) continue;
    const std::string length = link.length ? std::to_string(*link.length) : "";
    std::string key = key_of({link.href, link.rel, link.type, link.hreflang, link.title, length});
    links.add(std::move(link), std::move(key));
  }
  return links.take();
}

bool has_rel(const Link& link, std::string_view rel) {
  return equal_ignoring_case(link.rel, rel);
}

bool is_html_type(std::string_view media_type) {
  const std::string type = ascii_lower(media_type);
  return type.starts_with("text/html") || type.starts_with("application/xhtml+xml");
}

bool is_feed_type(std::string_view media_type) {
  const std::string type = ascii_lower(media_type);
  return type.starts_with("application/atom+xml") || type.starts_with("application/rss+xml");
}

const Link* find_link(const std::vector<Link>& links, std::string_view rel) {
  const Link* first = nullptr;
  for (const Link& link : links) {
    if (!has_rel(link, rel)) continue;
    if (rel != "alternate" || is_html_type(link.type)) return &link;
    if (first == nullptr || (!first->type.empty() && link.type.empty())) first = &link;
  }
  return first;
}

}  // namespace datelined::feeds::read
