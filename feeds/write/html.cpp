// The river of stories: an editor's desk. A complete document that asks for nothing over the network but, when it is
// live, its own server for what is new.
//
// See: the WHATWG HTML Standard; page.css beside this file.
#include "feeds/text/html.hpp"
#include "feeds/content.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/language.hpp"
#include "feeds/text/percent.hpp"
#include "feeds/write/formats.hpp"
#include "feeds/write/page.hpp"
#include "feeds/write/published.hpp"

#include <algorithm>

namespace datelined::feeds {
namespace {

constexpr std::size_t excerpt_characters = 280;
constexpr std::size_t headline_characters = 100;  // of a text that has to stand in for a headline

std::string day_of(Time time) {
  return rfc5322(time).substr(0, 16);
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

void write_option(std::string& out, std::string_view value, std::string_view chosen) {
  append(out, {"<option value=\"", escape_html(value), "\"", value == chosen ? " selected" : "", ">",
               value.empty() ? "any" : escape_html(value), "</option>\n"});
}

void write_choice(std::string& out, const Desk& desk, std::string_view name, std::string_view label,
                  const std::vector<std::string>& values) {
  append(out, {"<label>", label, " <select name=\"", name, "\">\n"});
  const std::string chosen = desk.value(name);
  const bool is_listed = std::find(values.begin(), values.end(), chosen) != values.end();
  write_option(out, "", chosen);
  if (!chosen.empty() && !is_listed) write_option(out, chosen, chosen);
  for (const std::string& value : values) write_option(out, value, chosen);
  out += "</select></label>\n";
}

std::string_view site_of(const Desk& desk) {
  return desk.root.empty() ? std::string_view("./") : std::string_view(desk.root);
}

// What tells this page from another of the site, for who has several open.
std::string chosen(const Desk& desk) {
  std::string words;
  for (const std::string_view name : {"q", "feed", "category", "lang"}) {
    const std::string value = desk.value(name);
    if (!value.empty()) append(words, {words.empty() ? "" : ", ", value});
  }
  return words;
}

std::string query_of(const Desk& desk) {
  std::string query;
  for (const auto& [name, value] : desk.values) {
    append(query, {query.empty() ? "?" : "&", name, "=", percent_encoded(value)});
  }
  return query;
}

void write_form(std::string& out, const Desk& desk) {
  const auto input = [&](std::string_view name, std::string_view label, std::string_view example) {
    append(out, {"<label>", label, " <input name=\"", name, "\" value=\"", escape_html(desk.value(name)),
                 "\" placeholder=\"", example, "\"></label>\n"});
  };
  append(out, {"<search><form action=\"", site_of(desk),
               "\" method=\"get\" class=\"filters\" aria-label=\"Search and filters\">\n"});
  append(out, {"<label class=\"words\">Search <input type=\"search\" name=\"q\" dir=\"auto\" value=\"",
               escape_html(desk.value("q")),
               "\" aria-describedby=\"how\"></label>\n<button>Find</button>\n"
               "<p id=\"how\">“words in a row”, begin*, -without</p>\n"
               "<details",
               desk.values.empty() ? "" : " open", "><summary>Filters</summary>\n<div class=\"choices\">\n"});
  write_choice(out, desk, "feed", "Feed", desk.feeds);
  write_choice(out, desk, "category", "Category", desk.categories);
  input("lang", "Language", "ur");
  write_choice(out, desk, "status", "Status", {"usable", "corrected"});
  input("since", "Since", "24h");
  input("until", "Until", "2026-11-27");
  append(out, {"<label>Order <select name=\"sort\">\n<option value=\"\">newest first</option>\n<option value=\"rank\"",
               desk.value("sort") == "rank" ? " selected" : "",
               ">best match first</option>\n</select></label>\n"
               "</div></details>\n</form></search>\n"});
}

class HtmlWriter final : public Writer {
 public:
  void begin(std::string& out, const Channel& channel) override {
    next_url_ = channel.next_url;
    desk_ = channel.desk;
    frame_.title = channel.title;
    frame_.feeds_url = channel.feeds_url;
    frame_.is_file = !desk_;
    frame_.is_live = desk_ && !desk_->events_url.empty();
    if (desk_) {
      frame_.root = desk_->root;
      frame_.chosen = chosen(*desk_);
      // Under the name the reader has this server by, whatever it is configured to be; and as narrow as the page.
      if (next_url_.starts_with(channel.home_url)) next_url_.replace(0, channel.home_url.size(), site_of(*desk_));
      frame_.feeds_url = site_of(*desk_);
      frame_.feeds_query = query_of(*desk_);
    }
    frame_.subtitle = "<p>Last change: ";
    write_time(frame_.subtitle, channel.updated);
    frame_.subtitle += "</p>\n";
    begin_page(out, frame_);
    if (desk_ && !desk_->feed_url.empty()) {
      append(out, {"<aside class=\"note\" aria-label=\"Subscribing\">This is a feed, shown for reading. To subscribe, "
                   "give your feed reader this "
                   "address: <code>",
                   escape_html(desk_->feed_url), "</code></aside>\n"});
    }
    if (desk_) write_form(out, *desk_);
    if (frame_.is_live) {
      out +=
          "<p class=\"live\" role=\"status\"><button id=\"news\" type=\"button\" hidden>Show what is "
          "new</button></p>\n";
    }
    out += "<main id=\"stories\"";
    if (frame_.is_live) append(out, {" data-events=\"", escape_html(desk_->events_url), "\""});
    out += ">\n";
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
    if (desk_) write_story_link(out, story);
    out += "</p>\n";
    const std::string beginning = excerpt(shown, excerpt_characters);
    if (!beginning.empty()) append(out, {"<p class=\"excerpt\">", escape_html(beginning), "</p>\n"});
    if (beginning != text) write_full_text(out, story.entry);
    if (desk_) write_changes(out, story);
    write_others(out, story);
    out += "</article>\n";
  }

  void end(std::string& out) override {
    if (day_.empty()) write_emptiness(out);
    out += "</main>\n";
    if (!next_url_.empty()) {
      append(out, {"<nav aria-label=\"Older\"><a rel=\"next\" href=\"", escape_html(next_url_),
                   "\">Older stories</a></nav>\n"});
    }
    end_page(out, frame_);
  }

 private:
  void write_emptiness(std::string& out) const {
    out += "<p class=\"empty\">No stories.";
    if (desk_ && !desk_->values.empty()) append(out, {" <a href=\"", site_of(*desk_), "\">Show all</a>"});
    out += "</p>\n";
  }

  void write_story_link(std::string& out, const Story& story) const {
    const std::string page = escape_html(page_of_story(desk_->root, story.id));
    const std::string copies = std::to_string(story.sources.size());
    append(out, {"<a href=\"", page, "\"><bdi>", copies, story.sources.size() == 1 ? " source" : " sources",
                 "</bdi></a>\n"});
    if (story.revision > 1) append(out, {"<a href=\"", page, "#changes\">what changed</a>\n"});
  }

  void write_changes(std::string& out, const Story& story) const {
    const auto change = desk_->changes.find(story.id);
    if (change == desk_->changes.end()) return;
    append(out, {"<details><summary lang=\"en\">What changed</summary>\n", change->second, "</details>\n"});
  }

  PageFrame frame_;
  std::optional<Desk> desk_;
  std::string next_url_;
  std::string day_;  // of the last story; empty before the first
};

}  // namespace

std::unique_ptr<Writer> make_html_writer() {
  return std::make_unique<HtmlWriter>();
}

}  // namespace datelined::feeds
