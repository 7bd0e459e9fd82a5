#include "daemon/serve/story_page.hpp"

#include "feeds/content.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/language.hpp"
#include "feeds/write/difference.hpp"
#include "feeds/write/page.hpp"

#include <algorithm>

namespace datelined {
namespace {

using feeds::append;
using feeds::escape_html;
using schema::Copy;
using schema::Revision;
using schema::Telling;

// A hundred kilobytes of a wire's text are read by nobody as a difference.
constexpr std::size_t most_compared = 100'000;

std::string_view direction_of(const Copy& copy, const feeds::Entry& entry) {
  const std::string_view direction = feeds::language_direction(copy.language);
  return direction.empty() ? feeds::text_direction(entry.title) : direction;
}

std::string headline_of(const feeds::Entry& entry) {
  return entry.title.empty() ? "(no headline)" : entry.title;
}

void write_fact(std::string& out, std::string_view name, std::string_view html) {
  append(out, {"<dt>", name, "</dt><dd>", html, "</dd>\n"});
}

std::string time_html(feeds::Time time) {
  std::string html;
  feeds::write_time(html, time);
  return html;
}

// What the store knows of why a copy belongs to the others.
std::string reason_of(const Telling& telling, const Copy& copy) {
  const auto shares = [&](std::uint64_t Copy::*signature) {
    return copy.*signature != 0 && std::ranges::any_of(telling.copies, [&](const Copy& other) {
             return other.id != copy.id && other.*signature == copy.*signature;
           });
  };
  const bool address = shares(&Copy::url_signature), text = shares(&Copy::text_signature);
  if (address && text) return "the same address, headline and text as another copy";
  if (address) return "the same address as another copy";
  if (text) return "the same headline and text as another copy";
  return telling.copies.size() == 1 ? "the only copy" : "its text resembles that of another copy";
}

void write_difference(std::string& out, std::string_view before, std::string_view after) {
  for (const feeds::Difference& piece : feeds::differences(before, after)) {
    const std::string_view tag = piece.kind == feeds::Difference::Kind::added     ? "ins"
                                 : piece.kind == feeds::Difference::Kind::removed ? "del"
                                                                                  : "";
    const std::string text = escape_html(piece.text);
    if (tag.empty()) {
      out += text;
    } else {
      append(out, {"<", tag, ">", text, "</", tag, ">"});
    }
  }
}

void write_words(std::string& out, const Copy& copy, const Revision& before, const Revision& after) {
  append(out, {"<div lang=\"", escape_html(copy.language), "\" dir=\"", direction_of(copy, after.entry), "\">\n"});
  bool is_seen = false;
  const auto write = [&](std::string_view old, std::string_view fresh) {
    if (old == fresh) return;
    out += "<p class=\"change\">";
    write_difference(out, old.substr(0, most_compared), fresh.substr(0, most_compared));
    out += "</p>\n";
    is_seen = true;
  };
  write(before.entry.title, after.entry.title);
  write(before.entry.summary, after.entry.summary);
  write(feeds::plain_content(before.entry), feeds::plain_content(after.entry));
  out += "</div>\n";
  if (!is_seen) {
    out += "<p lang=\"en\" dir=\"ltr\">Its words stayed; links, pictures, people or subjects changed.</p>\n";
  }
}

void write_change(std::string& out, const Copy& copy, const Revision& before, const Revision& after) {
  append(out, {"<h4>Revision ", std::to_string(after.number), ", "});
  feeds::write_time(out, after.seen);
  out += "</h4>\n";
  write_words(out, copy, before, after);
}

void write_copy(std::string& out, const Telling& telling, const Copy& copy) {
  const feeds::Entry& entry = copy.revisions.front().entry;
  append(out, {"<article lang=\"", escape_html(copy.language), "\" dir=\"", direction_of(copy, entry), "\">\n<h3>"});
  feeds::write_linked(out, entry.url, headline_of(entry));
  out += "</h3>\n<dl class=\"facts\" lang=\"en\" dir=\"ltr\">\n";
  const std::string title = copy.feed_title.empty() ? "" : " (<bdi>" + escape_html(copy.feed_title) + "</bdi>)";
  write_fact(out, "Feed",
             "<bdi>" + escape_html(copy.feed) + "</bdi>" + title + (copy.leads ? ", leads the story" : ""));
  write_fact(out, "First seen", time_html(copy.first_seen));
  if (entry.date_published) write_fact(out, "Published", time_html(*entry.date_published));
  write_fact(out, "Status", to_string(copy.status));
  write_fact(out, "Id", "<bdi>" + escape_html(entry.id) + "</bdi>");
  write_fact(out, "In this story for", reason_of(telling, copy));
  out += "</dl>\n";
  feeds::write_full_text(out, entry);
  out += "</article>\n";
}

void write_changes(std::string& out, const Copy& copy) {
  append(out, {"<section lang=\"en\">\n<h3>In <bdi>", escape_html(copy.feed), "</bdi></h3>\n"});
  for (std::size_t i = 0; i + 1 < copy.revisions.size(); ++i) {
    write_change(out, copy, copy.revisions[i + 1], copy.revisions[i]);
  }
  out += "</section>\n";
}

}  // namespace

std::string write_last_change(const Telling& telling, const std::string& feed) {
  std::string out;
  for (const Copy& copy : telling.copies) {
    if (copy.feed != feed || copy.status == feeds::Status::killed || copy.revisions.size() < 2) continue;
    write_words(out, copy, copy.revisions[1], copy.revisions[0]);
    break;
  }
  return out;
}

std::string write_story_page(const Telling& telling, const std::string& site_title, const std::string& root) {
  const bool is_killed = telling.status == feeds::Status::killed;
  const bool has_copies = !telling.copies.empty() && !telling.copies.front().revisions.empty();
  feeds::PageFrame frame;
  frame.root = root;
  if (is_killed || !has_copies) {
    frame.title = "A withdrawn story";
  } else {
    frame.title = headline_of(telling.copies.front().revisions.front().entry);
    frame.language = telling.copies.front().language;
  }
  frame.subtitle = "<p><bdi>" + escape_html(site_title) + "</bdi>, changed ";
  feeds::write_time(frame.subtitle, telling.updated);
  frame.subtitle += "</p>\n";
  frame.skip_to = "story";
  frame.skip_text = "Skip to the story";
  std::string out;
  feeds::begin_page(out, frame);
  out += "<main id=\"story\">\n<dl class=\"facts\">\n";
  write_fact(out, "Story", "<bdi>" + escape_html(telling.id) + "</bdi>");
  write_fact(out, "Status", to_string(telling.status));
  write_fact(out, "Change number", std::to_string(telling.seq));
  write_fact(out, "Copies", std::to_string(telling.copies.size()));
  out += "</dl>\n";
  if (is_killed) {
    out += "<p class=\"note\">This story was withdrawn by its source.</p>\n";
  } else {
    out += "<h2 class=\"day\">Copies</h2>\n";
    const auto is_told = [](const Copy& copy) {
      return !copy.revisions.empty() && copy.status != feeds::Status::killed;
    };
    for (const Copy& copy : telling.copies) {
      if (is_told(copy)) {
        write_copy(out, telling, copy);
      } else {
        append(out, {"<p class=\"note\">The copy of <bdi>", escape_html(copy.feed), "</bdi> was withdrawn.</p>\n"});
      }
    }
    const auto has_changed = [&](const Copy& copy) { return is_told(copy) && copy.revisions.size() > 1; };
    if (std::ranges::any_of(telling.copies, has_changed)) {
      out += "<h2 class=\"day\" id=\"changes\">What changed</h2>\n";
      for (const Copy& copy : telling.copies) {
        if (has_changed(copy)) write_changes(out, copy);
      }
    }
  }
  out += "</main>\n";
  feeds::end_page(out, frame);
  return out;
}

}  // namespace datelined
