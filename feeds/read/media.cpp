#include "feeds/read/media.hpp"

#include "feeds/read/markup.hpp"
#include "feeds/read/sources.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"

#include <algorithm>

namespace datelined::feeds::read {
namespace {

std::string code_attribute(const Element& element, std::string_view name) {
  return std::string(element.attribute(name));
}

Integer integer_attribute(const Element& element, std::string_view name) {
  return integer_value(element, element.attribute(name));
}

Number number_attribute(const Element& element, std::string_view name) {
  return number_value(element, element.attribute(name));
}

void read_content(const Element& element, Media& media) {
  MediaContent content;
  content.url = url_value(element, element.attribute("url"));
  content.type = code_attribute(element, "type");
  content.medium = code_attribute(element, "medium");
  content.lang = language_value(element, element.attribute("lang"));
  content.expression = code_attribute(element, "expression");
  content.width = integer_attribute(element, "width");
  content.height = integer_attribute(element, "height");
  content.size = integer_attribute(element, "fileSize");
  content.duration = duration_value(element, element.attribute("duration"));
  content.bitrate = number_attribute(element, "bitrate");
  content.is_default = flag_value(element.attribute("isDefault"));
  static constexpr Source titles[] = {"media:title"_from};
  static constexpr Source descriptions[] = {"media:description"_from};
  const Children children(element);
  content.title = first_text(children, titles);
  content.description = first_text(children, descriptions);
  if (!content.url.empty()) media.contents.push_back(std::move(content));
}

void read_thumbnail(const Element& element, Media& media) {
  MediaThumbnail thumbnail;
  thumbnail.url = url_value(element, element.has_attribute("url") ? element.attribute("url") : element.text());
  thumbnail.width = integer_attribute(element, "width");
  thumbnail.height = integer_attribute(element, "height");
  thumbnail.time = code_attribute(element, "time");
  if (!thumbnail.url.empty()) media.thumbnails.push_back(std::move(thumbnail));
}

void read_credit(const Element& element, Media& media) {
  MediaCredit credit{prose(element), code_attribute(element, "role"), code_attribute(element, "scheme")};
  if (!credit.name.empty()) media.credits.push_back(std::move(credit));
}

void read_player(const Element& element, Media& media) {
  if (media.player) return;
  MediaPlayer player;
  player.url = url_value(element, element.has_attribute("url") ? element.attribute("url") : element.text());
  player.width = integer_attribute(element, "width");
  player.height = integer_attribute(element, "height");
  if (!player.url.empty()) media.player = std::move(player);
}

void read_rating(const Element& element, Media& media) {
  MediaRating rating{token_of(element), code_attribute(element, "scheme")};
  if (!media.rating && !rating.value.empty()) media.rating = std::move(rating);
}

void read_community(const Element& element, Media& media) {
  if (media.community) return;
  MediaCommunity& community = media.community.emplace();
  const Children children(element);
  static constexpr Row<MediaCommunity, Integer> integers[] = {
      {&MediaCommunity::count, {"media:starrating@count"_from}},
      {&MediaCommunity::min, {"media:starrating@min"_from}},
      {&MediaCommunity::max, {"media:starrating@max"_from}},
      {&MediaCommunity::views, {"media:statistics@views"_from}},
      {&MediaCommunity::favorites, {"media:statistics@favorites"_from}},
  };
  fill(community, integers, children, first_integer);
  if (const Element stars = children.first("media:starrating"_tag)) {
    community.average = number_attribute(stars, "average");
  }
}

void read_copyright(const Element& element, Media& media) {
  MediaCopyright copyright{prose(element), url_value(element, element.attribute("url"))};
  if (!media.copyright && (!copyright.text.empty() || !copyright.url.empty())) media.copyright = std::move(copyright);
}

void read_license(const Element& element, Media& media) {
  // Its type is that of the document behind its address, not of its text.
  MediaLicense license{plain_of_untyped(element.text()), url_value(element, element.attribute("href")),
                       code_attribute(element, "type")};
  if (!media.license && (!license.text.empty() || !license.url.empty())) media.license = std::move(license);
}

void read_rights(const Element& element, Media& media) {
  if (media.rights.empty()) media.rights = element.attribute("status");
}

void read_restriction(const Element& element, Media& media) {
  MediaRestriction restriction{code_attribute(element, "relationship"), code_attribute(element, "type"),
                               collapsed(element.text())};
  const bool is_empty = restriction.relationship.empty() && restriction.value.empty();
  if (!is_empty) media.restrictions.push_back(std::move(restriction));
}

struct Part {
  Tag tag;
  void (*read)(const Element&, Media&);
};

constexpr Part parts[] = {
    {"media:content"_tag, read_content},     {"media:thumbnail"_tag, read_thumbnail},
    {"media:credit"_tag, read_credit},       {"media:player"_tag, read_player},
    {"media:rating"_tag, read_rating},       {"media:community"_tag, read_community},
    {"media:copyright"_tag, read_copyright}, {"media:license"_tag, read_license},
    {"media:rights"_tag, read_rights},       {"media:restriction"_tag, read_restriction},
};

bool is_in(const Element& element, const Element& owner) {
  return element.node().parent() == owner.node();
}

// Outside the template: clang 14 does not evaluate a consteval literal inside one.
constexpr Tag thumbnails = "media:thumbnail"_tag;

template <class Counts>
std::string widest_thumbnail(const Children& children, Counts counts) {
  Media found;
  children.for_each(thumbnails, [&](const Element& element) {
    if (counts(element)) read_thumbnail(element, found);
  });
  const auto width = [](const MediaThumbnail& thumbnail) { return thumbnail.width.value_or(0); };
  const auto widest = std::ranges::max_element(found.thumbnails, {}, width);
  return widest == found.thumbnails.end() ? "" : widest->url;
}

bool is_image(const MediaContent& content) {
  return content.medium == "image" || ascii_lower(content.type).starts_with("image/");
}

}  // namespace

void add_grouped_media(Children& children) {
  if (!children.has(Vocabulary::media)) return;
  for (const Tag holder : {"media:group"_tag, "media:content"_tag}) {
    std::vector<Element> holders;
    children.for_each(holder, [&](const Element& element) { holders.push_back(element); });
    for (const Element& element : holders) children.add_children_of(element);
  }
}

std::optional<Media> media_of(const Children& children) {
  if (!children.has(Vocabulary::media)) return std::nullopt;
  Media media;
  for (const Element& element : children.all()) {
    const auto part = std::ranges::find(parts, element.tag(), &Part::tag);
    if (part != std::end(parts)) part->read(element, media);
  }
  return media;
}

std::string media_image_of(const Element& owner, const Children& children, const Media& media) {
  std::string widest = widest_thumbnail(children, [&](const Element& element) { return is_in(element, owner); });
  if (widest.empty()) widest = widest_thumbnail(children, [](const Element&) { return true; });
  if (!widest.empty()) return widest;
  const auto image = std::ranges::find_if(media.contents, is_image);
  return image == media.contents.end() ? "" : image->url;
}

}  // namespace datelined::feeds::read
