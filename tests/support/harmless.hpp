// What HTML may be shown to people, judged by an HTML5 parser of its own and lists of its own: the sanitiser's
// judge in tests and fuzzers, which shares nothing with it but Gumbo.
#pragma once

#include <string>
#include <string_view>

namespace datelined::test {

// The first thing in a fragment that should not be there: an element, attribute or scheme that is on no list, a
// comment, a character that XML forbids. Empty when there is none.
std::string harm_in(std::string_view html);

// Markup without attributes of the same tags and texts that the sanitiser sees in `html`: one tag after the other
// as they come, nothing closed or moved.
std::string bare_markup(std::string_view html);

// What the tree of such markup is written as: the slow way to what the sanitiser does in one pass. Empty
// when the markup is nested too deeply to compare, or its tree reads as another and that as another again.
std::string by_tree(std::string_view bare);

bool is_xml_text(std::string_view text);    // UTF-8 without a character that XML forbids
bool is_clean_utf8(std::string_view text);  // nor a C1 control that windows-1252 has a character for

}  // namespace datelined::test
