// The page of one story: all its copies, their revisions with what changed in each, and why they are one.
#pragma once

#include "schema/telling.hpp"

#include <string>

namespace datelined {

// `root` is the site, as the page's links reach it: "../".
std::string write_story_page(const schema::Telling& telling, const std::string& site_title, const std::string& root);

// What the last revision of a feed's copy changed, as HTML; empty when there is one alone.
std::string write_last_change(const schema::Telling& telling, const std::string& feed);

}  // namespace datelined
