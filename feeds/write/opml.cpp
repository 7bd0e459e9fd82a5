#include "feeds/write/opml.hpp"

#include "feeds/text/date.hpp"
#include "feeds/text/url.hpp"
#include "feeds/write/xml.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace datelined::feeds {
namespace {

using Path = std::vector<std::string_view>;

Path split(std::string_view category) {
  Path path;
  while (!category.empty()) {
    const std::size_t end = std::min(category.find('/'), category.size());
    if (end > 0) path.push_back(category.substr(0, end));
    category.remove_prefix(std::min(end + 1, category.size()));
  }
  return path;
}

struct Place {
  Path path;
  const Outline* outline;
};

// Ends the categories that `next` is not in, begins those it is.
void walk(std::string& out, const Path& from, const Path& next) {
  const auto [left, right] = std::mismatch(from.begin(), from.end(), next.begin(), next.end());
  for (auto level = left; level != from.end(); ++level) xml::close(out, "outline");
  for (auto level = right; level != next.end(); ++level) {
    xml::open(out, "outline", {{"text", *level}, {"title", *level}});
  }
}

void write_outline(std::string& out, const Outline& feed) {
  xml::element(out, "outline",
               {{"type", "rss"},
                {"text", feed.name},
                {"title", feed.title.empty() ? feed.name : feed.title},
                {"xmlUrl", without_credentials(feed.url)},
                {"htmlUrl", feed.home_url},
                {"language", feed.language}});
}

}  // namespace

std::string write_opml(std::string_view title, Time now, std::span<const Outline> outlines) {
  std::vector<Place> places;
  for (const Outline& outline : outlines) places.push_back({split(outline.category), &outline});
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.path < b.path; });

  std::string out(xml::declaration);
  xml::open(out, "opml", {{"version", "2.0"}});
  xml::open(out, "head");
  xml::element(out, "title", {}, title);
  xml::element(out, "dateCreated", {}, rfc5322(now));
  xml::close(out, "head");
  xml::open(out, "body");
  Path path;
  for (const Place& place : places) {
    walk(out, path, place.path);
    write_outline(out, *place.outline);
    path = place.path;
  }
  walk(out, path, {});
  xml::close(out, "body");
  xml::close(out, "opml");
  return out;
}

}  // namespace datelined::feeds
