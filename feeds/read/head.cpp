#include "feeds/read/head.hpp"

#include "feeds/read/categories.hpp"
#include "feeds/read/itunes.hpp"
#include "feeds/read/links.hpp"
#include "feeds/read/markup.hpp"
#include "feeds/read/media.hpp"
#include "feeds/read/persons.hpp"
#include "feeds/read/sources.hpp"
#include "feeds/read/tombstones.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/language.hpp"
#include "feeds/text/url.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace datelined::feeds::read {
namespace {

constexpr Row<Feed, std::string> texts[] = {
    {&Feed::title, {"title"_from, "atom:title"_from, "dc:title"_from, "itunes:title"_from, "media:title"_from}},
    {&Feed::description,
     {"description"_from, "atom:subtitle"_from, "atom:tagline"_from, "dc:description"_from, "itunes:summary"_from,
      "itunes:subtitle"_from, "media:description"_from}},
};
constexpr Row<Feed, std::string> urls[] = {
    {&Feed::icon, {"atom:logo"_from}},
    {&Feed::favicon, {"atom:icon"_from}},
};
// Atom's dates are Atom's own, and but one module among others in RSS.
constexpr Row<FeedExtension, Date> atom_dates[] = {
    {&FeedExtension::date_published, {"dcterms:issued"_from, "pubdate"_from}},
    {&FeedExtension::date_modified,
     {"atom:updated"_from, "atom:modified"_from, "dcterms:modified"_from, "dc:date"_from, "lastbuilddate"_from}},
};
constexpr Row<FeedExtension, Date> rss_dates[] = {
    {&FeedExtension::date_published, {"pubdate"_from, "dcterms:issued"_from}},
    {&FeedExtension::date_modified,
     {"lastbuilddate"_from, "dcterms:modified"_from, "dc:date"_from, "atom:updated"_from, "atom:modified"_from}},
};
constexpr Row<FeedExtension, std::string> extension_urls[] = {{&FeedExtension::docs, {"docs"_from}}};
constexpr Row<FeedExtension, std::string> extension_tokens[] = {{&FeedExtension::id, {"atom:id"_from}}};

constexpr Row<Image, std::string> image_texts[] = {
    {&Image::title, {"title"_from, "dc:title"_from}},
    {&Image::description, {"description"_from}},
};
constexpr Row<Image, std::string> image_urls[] = {{&Image::url, {"url"_from}}, {&Image::link, {"link"_from}}};
constexpr Row<Image, Integer> image_integers[] = {{&Image::width, {"width"_from}}, {&Image::height, {"height"_from}}};

constexpr Row<TextInput, std::string> text_input_texts[] = {
    {&TextInput::title, {"title"_from}},
    {&TextInput::description, {"description"_from}},
    {&TextInput::name, {"name"_from}},
};
constexpr Row<TextInput, std::string> text_input_urls[] = {{&TextInput::link, {"link"_from}}};

constexpr Row<Syndication, std::string> syndication_tokens[] = {{&Syndication::period, {"sy:updateperiod"_from}}};
constexpr Row<Syndication, Date> syndication_dates[] = {{&Syndication::base, {"sy:updatebase"_from}}};

constexpr std::string_view days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

std::optional<Image> image_of(const Children& children, const std::string& itunes_image) {
  std::optional<Image> found;
  children.for_each("image"_tag, [&](const Element& element) {
    if (found && !found->url.empty()) return;
    Image image;
    const Children parts(element);
    fill(image, image_texts, parts, first_text);
    fill(image, image_urls, parts, first_url);
    fill(image, image_integers, parts, first_integer);
    if (!found || !image.url.empty()) found = std::move(image);
  });
  if (found && !found->url.empty()) return found;
  static constexpr Source named[] = {"image@rdf:resource"_from};
  std::string url = first_url(children, named);
  if (url.empty()) url = itunes_image;
  if (url.empty()) return found;
  if (!found) found.emplace();
  found->url = std::move(url);
  return found;
}

std::optional<Generator> generator_of(const Children& children) {
  Generator generator;
  for (const Tag tag : {"generator"_tag, "atom:generator"_tag}) {
    const Element element = children.first(tag);
    if (!element || !generator.name.empty()) continue;
    generator.name = plain_of_untyped(element.text());
    const std::string_view uri = element.attribute("uri");
    generator.url = url_value(element, uri.empty() ? element.attribute("url") : uri);
    generator.version = element.attribute("version");
  }
  static constexpr Source agents[] = {"admin:generatoragent@rdf:resource"_from};
  if (generator.url.empty()) generator.url = first_url(children, agents);
  const bool is_empty = generator.name.empty() && generator.url.empty() && generator.version.empty();
  return is_empty ? std::nullopt : std::optional(std::move(generator));
}

std::optional<Cloud> cloud_of(const Children& children) {
  const Element element = children.first("cloud"_tag);
  if (!element) return std::nullopt;
  Cloud cloud;
  cloud.domain = element.attribute("domain");
  cloud.port = integer_value(element, element.attribute("port"));
  cloud.path = element.attribute("path");
  cloud.register_procedure = element.attribute("registerProcedure");
  cloud.protocol = element.attribute("protocol");
  return cloud;
}

std::optional<TextInput> text_input_of(const Children& children) {
  std::optional<TextInput> found;
  children.for_each("textinput"_tag, [&](const Element& element) {
    const Children parts(element);
    if (found || parts.all().empty()) return;
    fill(found.emplace(), text_input_texts, parts, first_text);
    fill(*found, text_input_urls, parts, first_url);
  });
  return found;
}

// More than can be counted is much all the same: a ttl of that many minutes is long.
Integer amount_of(const Element& element) {
  constexpr std::size_t most_digits = std::numeric_limits<std::int64_t>::digits10;
  const std::string text = element.text();
  const std::string_view digits = trimmed(text);
  const bool is_number = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (is_number && digits.size() > most_digits) return std::numeric_limits<std::int64_t>::max();
  return integer_of(element);
}

std::optional<Syndication> syndication_of(const Children& children) {
  if (!children.has(Vocabulary::sy)) return std::nullopt;
  Syndication syndication;
  fill(syndication, syndication_tokens, children, first_token);
  children.for_each("sy:updatefrequency"_tag, [&](const Element& element) {
    if (!syndication.frequency) syndication.frequency = amount_of(element);
  });
  fill(syndication, syndication_dates, children, first_date);
  return syndication;
}

void read_skip_hours(const Element& element, FeedExtension& extension) {
  Children(element).for_each("hour"_tag, [&](const Element& child) {
    Integer hour = integer_of(child);
    if (hour == 24) hour = 0;
    if (!hour || *hour < 0 || *hour > 23) return;
    if (std::ranges::find(extension.skip_hours, *hour) == extension.skip_hours.end())
      extension.skip_hours.push_back(*hour);
  });
}

void read_skip_days(const Element& element, FeedExtension& extension) {
  Children(element).for_each("day"_tag, [&](const Element& child) {
    const std::string text = token_of(child);
    const auto day = std::ranges::find_if(days, [&](std::string_view name) { return equal_ignoring_case(name, text); });
    if (day == std::end(days)) return;
    if (std::ranges::find(extension.skip_days, *day) == extension.skip_days.end())
      extension.skip_days.emplace_back(*day);
  });
}

// One kind of source alone: the first that names anybody.
std::vector<Author> authors_of(const Children& children) {
  for (const auto& tags : {std::pair{"managingeditor"_tag, "managingeditor"_tag},
                           {"author"_tag, "atom:author"_tag},
                           {"dc:creator"_tag, "dc:author"_tag},
                           {"itunes:author"_tag, "itunes:author"_tag}}) {
    std::vector<Author> authors = persons_of(children, {tags.first, tags.second});
    if (!authors.empty()) return authors;
  }
  return {};
}

std::optional<Author> publisher_of(const Children& children) {
  for (const Tag tag : {"webmaster"_tag, "dc:publisher"_tag, "itunes:owner"_tag}) {
    const std::vector<Author> authors = persons_of(children, {tag});
    if (!authors.empty()) return authors.front();
  }
  return std::nullopt;
}

// Atom says its language by xml:lang; RSS by an element, and by xml:lang where that is missing.
std::string language_of(const Element& owner, const Children& children) {
  const auto inherited = [&] { return owner.language() ? language_value(owner, *owner.language()) : std::string(); };
  std::string language;
  if (owner.vocabulary() == Vocabulary::atom) language = inherited();
  for (const Tag tag : {"language"_tag, "dc:language"_tag}) {
    children.for_each(tag, [&](const Element& element) {
      if (language.empty()) language = language_value(element, element.text());
    });
  }
  return language.empty() ? inherited() : language;
}

std::vector<Hub> hubs_of(const FeedExtension& extension) {
  std::vector<Hub> hubs;
  if (extension.cloud && !extension.cloud->domain.empty()) {
    const Cloud& cloud = *extension.cloud;
    const std::string port = cloud.port ? ":" + std::to_string(*cloud.port) : "";
    hubs.push_back(
        {"rssCloud", "http://" + cloud.domain + port + (cloud.path.starts_with('/') ? "" : "/") + cloud.path});
  }
  for (const Link& link : extension.links) {
    if (has_rel(link, "hub")) hubs.push_back({"WebSub", link.href});
  }
  return hubs;
}

std::string icon_of(const Element& owner, const Children& children, const Feed& feed) {
  if (feed.extension.image && !feed.extension.image->url.empty()) return feed.extension.image->url;
  if (!feed.icon.empty()) return feed.icon;
  const auto media = media_of(children);
  return media ? media_image_of(owner, children, *media) : "";
}

std::string href_of(const Link* link) {
  return link == nullptr ? "" : link->href;
}

}  // namespace

std::string rights_of(const Children& children) {
  static constexpr Source sources[] = {"copyright"_from, "atom:rights"_from,    "atom:copyright"_from,
                                       "dc:rights"_from, "dcterms:rights"_from, "media:copyright"_from};
  return first_text(children, sources);
}

std::string license_of(const Element& owner, const Children& children, const std::vector<Link>& links) {
  static constexpr Source sources[] = {"cc:license@rdf:resource"_from, "cc:license"_from};
  std::string by_link = href_of(find_link(links, "license"));
  // RFC 4946's link is Atom's own, and but one module among others in RSS.
  if (owner.vocabulary() == Vocabulary::atom && !by_link.empty()) return by_link;
  std::string url = first_url(children, sources);
  return url.empty() ? by_link : url;
}

std::string address_in(const Children& children) {
  std::string home;
  for (const Element& element : children.all()) {
    const bool of_rss = element.tag() == "link"_tag;
    if (!of_rss && element.tag() != "atom:link"_tag) continue;
    const std::string address = of_rss ? token_of(element) : std::string(element.attribute("href"));
    const std::string_view rel = element.attribute("rel");
    if (!is_http_url(address)) continue;
    if (equal_ignoring_case(rel, "self")) return address;
    if (home.empty() && (rel.empty() || equal_ignoring_case(rel, "alternate"))) home = address;
  }
  return home;
}

bool is_complete(const Children& children) {
  return bool(children.first("fh:complete"_tag));
}

std::string language_in(const Children& children) {
  std::string language;
  for (const Tag tag : {"language"_tag, "dc:language"_tag}) {
    children.for_each(tag, [&](const Element& element) {
      if (language.empty()) language = language_tag(token_of(element));
    });
  }
  return language;
}

Feed read_head(const Element& owner, const Children& children) {
  Feed feed;
  FeedExtension& extension = feed.extension;
  fill(feed, texts, children, first_text);
  fill(feed, urls, children, first_url);
  fill(extension, owner.vocabulary() == Vocabulary::atom ? atom_dates : rss_dates, children, first_date);
  fill(extension, extension_urls, children, first_url);
  fill(extension, extension_tokens, children, first_token);

  extension.links = links_of(children);
  extension.rights = rights_of(children);
  extension.license = license_of(owner, children, extension.links);
  extension.generator = generator_of(children);
  extension.contributors = persons_of(children, {"atom:contributor"_tag, "dc:contributor"_tag});
  extension.publisher = publisher_of(children);
  extension.categories = categories_of(children);
  extension.image = image_of(children, itunes_image_of(children));
  extension.cloud = cloud_of(children);
  extension.text_input = text_input_of(children);
  extension.syndication = syndication_of(children);
  extension.itunes = feed_itunes_of(children);
  extension.deleted_entries = deleted_entries_of(children);
  children.for_each("skiphours"_tag, [&](const Element& element) { read_skip_hours(element, extension); });
  children.for_each("skipdays"_tag, [&](const Element& element) { read_skip_days(element, extension); });
  children.for_each("ttl"_tag, [&](const Element& element) {
    if (extension.ttl) return;
    const Integer minutes = amount_of(element);
    if (minutes && *minutes > 0) extension.ttl = minutes;
  });
  if (const std::string_view about = owner.rdf_attribute("about"); !about.empty()) extension.id = about;

  static constexpr Source home[] = {"link"_from};
  feed.home_page_url = first_url(children, home);
  if (feed.home_page_url.empty()) feed.home_page_url = href_of(find_link(extension.links, "alternate"));
  feed.feed_url = href_of(find_link(extension.links, "self"));
  feed.next_url = href_of(find_link(extension.links, "next"));
  feed.authors = authors_of(children);
  feed.language = language_of(owner, children);
  feed.hubs = hubs_of(extension);
  feed.icon = icon_of(owner, children, feed);
  return feed;
}

}  // namespace datelined::feeds::read
