// The page for people: an editor's desk. A complete document that asks for nothing over the network.
//
// See: the WHATWG HTML Standard; page.css beside this file.
#include "feeds/text/html.hpp"
#include "feeds/content.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/language.hpp"
#include "feeds/write/formats.hpp"
#include "feeds/write/page.hpp"
#include "feeds/write/published.hpp"

#include <initializer_list>

namespace datelined::feeds {
namespace {

constexpr std::size_t excerpt_characters = 280;
constexpr std::size_t headline_characters = 100;  // of a text that has to stand in for a headline

void append(std::string& out, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) out += part;
}

std::string link_start(std::string_view url) {
  const std::string target = link_target(url);
  if (target.empty()) return {};
  return "<a href=\"" + escape_html(target) + "\" rel=\"noopener noreferrer\">";
}

// Text that leads somewhere, or only text where there is nowhere to go.
void write_linked(std::string& out, std::string_view url, std::string_view text) {
  const std::string link = link_start(url);
  append(out, {link, escape_html(text), link.empty() ? "" : "</a>"});
}

void write_time(std::string& out, Time time) {
  // "Fri, 24 Nov 2023 18:28:36 +0000" without weekday and seconds
  const std::string in_full = rfc5322(time);
  const std::string_view shown = std::string_view(in_full).substr(5, 17);
  append(out, {"<time datetime=\"", rfc3339(time), "\">", shown, " UTC</time>"});
}

std::string day_of(Time time) {
  return rfc5322(time).substr(0, 16);
}

void write_alternate(std::string& out, std::string_view type, std::string_view title, std::string_view base,
                     std::string_view file) {
  append(out, {"<link rel=\"alternate\" type=\"", type, "\" title=\"", title, "\" href=\"", escape_html(base), file,
               "\">\n"});
}

void write_badge(std::string& out, std::string_view kind, std::string_view text) {
  append(out, {"<b class=\"badge ", kind, "\">", escape_html(text), "</b>\n"});
}

void write_badges(std::string& out, const Story& story) {
  if (!story.signal.empty()) write_badge(out, "signal", story.signal);
  if (story.status == Status::corrected && story.signal != "correction") write_badge(out, "signal", "corrected");
  if (story.revision > 1) write_badge(out, "revision", "revision " + std::to_string(story.revision));
}

// Each name runs its own way: the line may be Urdu in English or English in Urdu.
void write_sources(std::string& out, const Story& story) {
  append(out, {"<bdi class=\"source\">", escape_html(source_title(story)), "</bdi>\n"});
  if (!story.origin.category.empty()) append(out, {"<bdi>", escape_html(story.origin.category), "</bdi>\n"});
  append(out, {"<bdi>"});
  write_time(out, published(story));
  append(out, {"</bdi>\n"});
}

void write_others(std::string& out, const Story& story) {
  const auto others = other_sources(story);
  if (others.empty()) return;
  out += "<ul class=\"others\" aria-label=\"Also carried by\" lang=\"en\">\n";
  for (const Source* other : others) {
    append(out, {"<li><bdi class=\"source\">", escape_html(other->feed), "</bdi> <bdi lang=\"\">"});
    write_linked(out, other->url, other->title.empty() ? other->url : other->title);
    append(out, {"</bdi></li>\n"});
  }
  out += "</ul>\n";
}

std::string headline_of(const Story& story, std::string_view text) {
  if (!story.entry.title.empty()) return story.entry.title;
  return text.empty() ? "(no headline)" : excerpt(text, headline_characters);
}

class HtmlWriter final : public Writer {
 public:
  void begin(std::string& out, const Channel& channel) override {
    next_url_ = channel.next_url;
    const std::string title = escape_html(channel.title);
    append(out, {"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"",
                 escape_html(page_policy()),
                 "\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<meta name=\"color-scheme\" content=\"light dark\">\n"
                 "<meta name=\"referrer\" content=\"no-referrer\">\n"
                 "<title>",
                 title, "</title>\n"});
    if (!channel.feeds_url.empty()) {
      write_alternate(out, "application/atom+xml", "Atom", channel.feeds_url, "atom.xml");
      write_alternate(out, "application/rss+xml", "RSS", channel.feeds_url, "rss.xml");
      write_alternate(out, "application/feed+json", "JSON Feed", channel.feeds_url, "feed.json");
    }
    append(out, {"<style>", page_style(),
                 "</style>\n</head>\n<body>\n"
                 "<a class=\"skip\" href=\"#stories\">Skip to the stories</a>\n"
                 "<header>\n<h1 dir=\"auto\">",
                 title, "</h1>\n<p>Last change: "});
    write_time(out, channel.updated);
    out += "</p>\n";
    if (!channel.feeds_url.empty()) write_feed_links(out, escape_html(channel.feeds_url));
    out += "</header>\n<main id=\"stories\">\n";
  }

  void story(std::string& out, const Story& story) override {
    // What was withdrawn is shown nowhere.
    if (story.status == Status::killed) return;
    if (const std::string day = day_of(story.time); day != day_) {
      append(out, {"<h2 class=\"day\">", day, "</h2>\n"});
      day_ = day;
    }
    const std::string text = plain_content(story.entry);
    const std::string_view shown = story.entry.summary.empty() ? text : story.entry.summary;
    append(out, {"<article lang=\"", escape_html(language_of(story)), "\" dir=\"", direction_of(story), "\">\n<h3>"});
    write_linked(out, story.entry.url, headline_of(story, text));
    out += "</h3>\n<p class=\"meta\" lang=\"en\">\n";
    write_badges(out, story);
    write_sources(out, story);
    out += "</p>\n";
    const std::string beginning = excerpt(shown, excerpt_characters);
    if (!beginning.empty()) append(out, {"<p class=\"excerpt\">", escape_html(beginning), "</p>\n"});
    if (beginning != text) write_full_text(out, story, text);
    write_others(out, story);
    out += "</article>\n";
  }

  void end(std::string& out) override {
    if (day_.empty()) out += "<p class=\"empty\">No stories.</p>\n";
    out += "</main>\n";
    if (!next_url_.empty()) {
      append(out, {"<nav aria-label=\"Pages\"><a rel=\"next\" href=\"", escape_html(next_url_),
                   "\">Older stories</a></nav>\n"});
    }
    out += "</body>\n</html>\n";
  }

 private:
  static void write_feed_links(std::string& out, std::string_view base) {
    append(out, {"<nav aria-label=\"Feeds\">\n<a href=\"", base, "atom.xml\">Atom</a>\n<a href=\"", base,
                 "rss.xml\">RSS</a>\n<a href=\"", base, "feed.json\">JSON Feed</a>\n<a href=\"", base,
                 "feeds.opml\">Subscriptions</a>\n</nav>\n"});
  }

  static void write_full_text(std::string& out, const Story& story, std::string_view text) {
    const std::string& html = story.entry.content_html;
    append(out, {"<details><summary lang=\"en\">Full text</summary>\n<div class=\"content",
                 html.empty() ? " plain" : "", "\">", html.empty() ? escape_html(text) : html, "</div>\n</details>\n"});
  }

  std::string next_url_;
  std::string day_;  // of the last story; empty before the first
};

}  // namespace

std::unique_ptr<Writer> make_html_writer() {
  return std::make_unique<HtmlWriter>();
}

}  // namespace datelined::feeds
