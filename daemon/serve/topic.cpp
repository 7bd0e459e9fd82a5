#include "daemon/serve/topic.hpp"

#include "daemon/serve/target.hpp"

#include <algorithm>
#include <chrono>

namespace datelined {
namespace {

using feeds::Format;
using feeds::Problem;

std::optional<Format> format_of(std::string_view path) {
  if (path == "/") return Format::html;
  if (path == "/atom.xml") return Format::atom;
  if (path == "/rss.xml") return Format::rss;
  if (path == "/feed.json") return Format::json;
  return std::nullopt;
}

Problem bad(std::string what) {
  return {"hub.topic", std::move(what)};
}

}  // namespace

std::optional<Page> page_at(std::string_view path) {
  Page page;
  if (const auto format = format_of(path)) {
    page.format = *format;
    page.path = path.substr(1);
    return page;
  }
  constexpr std::string_view start = "/feeds/", end = "/atom.xml";
  if (!path.starts_with(start) || !path.ends_with(end) || path.size() <= start.size() + end.size()) return std::nullopt;
  const std::string_view segment = path.substr(start.size(), path.size() - start.size() - end.size());
  const auto name = segment.find('/') == std::string_view::npos ? decode_segment(segment) : std::nullopt;
  if (!name) return std::nullopt;
  page.query.feeds = {*name};
  page.path = "feeds/" + encode_segment(*name) + "/atom.xml";
  page.one_feed = true;
  return page;
}

feeds::Result<Topic> read_topic(std::string_view url, std::string_view base_url, feeds::Time now,
                                const FeedNames& names) {
  if (!url.starts_with(base_url))
    return bad("expected a feed of this site, whose addresses begin with " + shown(base_url));
  return read_topic_path(url.substr(base_url.size()), now, names);
}

feeds::Result<Topic> read_topic_path(std::string_view path, feeds::Time now, const FeedNames& names) {
  const auto target = read_target('/' + std::string(path));
  if (!target) return bad(target.error().what);
  auto page = page_at(target->path);
  if (!page || page->format == Format::html) return bad("no feed is at this address");

  const auto has_token = [](const Param& param) { return param.name == "token"; };
  if (std::any_of(target->params.begin(), target->params.end(), has_token)) {
    return bad("expected an address without a token: it goes with the request");
  }
  auto query = read_query(target->params, now, names);
  if (!query) return bad(shown(query.error().where) + ": " + query.error().what);
  if (!is_topic(*query)) return bad("a page or an order of the feed: expected the feed itself");
  if (page->one_feed && !query->feeds.empty()) return bad("\"feed\": the path names it already");
  const auto a_day_later = read_query(target->params, now + std::chrono::days(1), names);
  if (!a_day_later || write_params(write_query(*query)) != write_params(write_query(*a_day_later))) {
    return bad("expected times that stand for themselves: " + shown("24h") + " is another feed every minute");
  }
  Topic topic;
  topic.path = page->path + write_params(write_query(*query));
  if (page->one_feed) query->feeds = std::move(page->query.feeds);
  page->query = std::move(*query);
  page->query.limit = page->query.limit.value_or(default_limit);
  topic.page = std::move(*page);
  return topic;
}

}  // namespace datelined
