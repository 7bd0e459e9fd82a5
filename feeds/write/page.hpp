// The pages for people: their looks, their one script, and what a browser may do with them. The writer puts the policy
// into the document; whoever serves it sends it as a header too.
//
// See: Content Security Policy Level 3; the WHATWG HTML Standard.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/time.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace datelined::feeds {

std::string_view page_style();
std::string_view page_script();

// Nothing is loaded from anywhere and nothing runs but the script of a live page, which asks its own server; both it
// and the stylesheet are known by their hashes.
std::string page_policy();
std::string live_policy();

// What stands on every page before and behind what it tells.
struct PageFrame {
  std::string title;
  std::string language;  // of the title; empty: English, or not known
  std::string chosen;    // what of the site is shown; may be empty
  std::string subtitle;  // under it; may be empty
  std::string root;      // of the site, as this page's links reach it: "", "../"
  bool is_live = false;
  bool is_file = false;          // an export, which has no other pages beside it
  std::string feeds_url;         // base of /atom.xml and its kind, ending in '/'; may be empty
  std::string feeds_query = {};  // what of them this page shows: "?lang=ur"
  std::string skip_to = "stories", skip_text = "Skip to the stories";
};

void begin_page(std::string& out, const PageFrame& frame);
void end_page(std::string& out, const PageFrame& frame);

// What the pages are made of. All text is escaped here and nowhere else.
void append(std::string& out, std::initializer_list<std::string_view> parts);
void write_linked(std::string& out, std::string_view url, std::string_view text);  // only text where no link may lead
void write_time(std::string& out, Time time);

// The whole text behind a line to open it by, loading nothing; nothing where there is no text.
void write_full_text(std::string& out, const Entry& entry);
std::string page_of_story(std::string_view root, std::string_view atom_id);  // its address

}  // namespace datelined::feeds
