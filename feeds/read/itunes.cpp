#include "feeds/read/itunes.hpp"

#include "feeds/read/links.hpp"
#include "feeds/read/sources.hpp"
#include "feeds/read/values.hpp"

namespace datelined::feeds::read {
namespace {

constexpr Row<FeedItunes, std::string> feed_texts[] = {
    {&FeedItunes::author, {"itunes:author"_from}},
    {&FeedItunes::subtitle, {"itunes:subtitle"_from}},
    {&FeedItunes::summary, {"itunes:summary"_from}},
};
constexpr Row<FeedItunes, std::string> feed_tokens[] = {{&FeedItunes::type, {"itunes:type"_from}}};
constexpr Row<FeedItunes, std::string> feed_urls[] = {{&FeedItunes::new_feed_url, {"itunes:new-feed-url"_from}}};
constexpr Row<FeedItunes, Flag> feed_flags[] = {
    {&FeedItunes::block, {"itunes:block"_from}},
    {&FeedItunes::explicit_, {"itunes:explicit"_from}},
    {&FeedItunes::complete, {"itunes:complete"_from}},
};

constexpr Row<ItemItunes, std::string> item_texts[] = {
    {&ItemItunes::author, {"itunes:author"_from}},
    {&ItemItunes::title, {"itunes:title"_from}},
    {&ItemItunes::subtitle, {"itunes:subtitle"_from}},
    {&ItemItunes::summary, {"itunes:summary"_from}},
};
constexpr Row<ItemItunes, std::string> item_tokens[] = {{&ItemItunes::episode_type, {"itunes:episodetype"_from}}};
constexpr Row<ItemItunes, Flag> item_flags[] = {
    {&ItemItunes::block, {"itunes:block"_from}},
    {&ItemItunes::explicit_, {"itunes:explicit"_from}},
    {&ItemItunes::closed_captioned, {"itunes:isclosedcaptioned"_from}},
};
constexpr Row<ItemItunes, Integer> item_integers[] = {
    {&ItemItunes::episode, {"itunes:episode"_from}},
    {&ItemItunes::season, {"itunes:season"_from}},
    {&ItemItunes::order, {"itunes:order"_from}},
};
constexpr Row<ItemItunes, Number> item_durations[] = {{&ItemItunes::duration, {"itunes:duration"_from}}};

// Outside the template: clang 14 does not evaluate a consteval literal inside one.
constexpr Tag keywords = "itunes:keywords"_tag;

template <class Itunes>
void fill_common(Itunes& itunes, const Children& children) {
  itunes.image = itunes_image_of(children);
  children.for_each(keywords, [&](const Element& element) {
    if (itunes.keywords.empty()) itunes.keywords = keyword_values(element.text());
  });
}

}  // namespace

// The address is in @href, @url or the text; a `link` of relation image says it too.
std::string itunes_image_of(const Children& children) {
  static constexpr Source images[] = {"itunes:image@href"_from, "itunes:image@url"_from, "itunes:image"_from};
  std::string image = first_url(children, images);
  children.for_each("itunes:link"_tag, [&](const Element& element) {
    if (image.empty() && element.attribute("rel") == "image") image = url_value(element, element.attribute("href"));
  });
  return image;
}

std::optional<FeedItunes> feed_itunes_of(const Children& children) {
  if (!children.has(Vocabulary::itunes)) return std::nullopt;
  FeedItunes itunes;
  fill(itunes, feed_texts, children, first_text);
  fill(itunes, feed_tokens, children, first_token);
  fill(itunes, feed_urls, children, first_url);
  fill(itunes, feed_flags, children, first_flag);
  fill_common(itunes, children);
  return itunes;
}

std::optional<ItemItunes> item_itunes_of(const Children& children) {
  if (!children.has(Vocabulary::itunes)) return std::nullopt;
  ItemItunes itunes;
  fill(itunes, item_texts, children, first_text);
  fill(itunes, item_tokens, children, first_token);
  fill(itunes, item_flags, children, first_flag);
  fill(itunes, item_integers, children, first_integer);
  fill(itunes, item_durations, children, first_duration);
  fill_common(itunes, children);
  return itunes;
}

}  // namespace datelined::feeds::read
