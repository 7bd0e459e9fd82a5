// HTML from strangers: made safe, or made plain.
//
// sanitize_html parses as a browser would (HTML5, by Gumbo) and writes the tree anew by allow-list with
// everything escaped; what it writes parses back to the same tree. Active content is gone with its
// text, unknown elements leave their text, URLs are absolute and of a safe scheme; dir, lang, bdi, bdo
// and ruby stay. Deep nesting is flattened before it can hurt. Linear time.
// See: the WHATWG HTML Standard, "Parsing HTML documents" and "Serializing HTML fragments".
#pragma once

#include <string>
#include <string_view>

namespace datelined::feeds {

struct Sanitized {
  std::string html;
  bool relative_url = false;  // a reference stayed relative: no base was known
  bool bad_url = false;       // a reference was dropped for its scheme
};

Sanitized sanitize_html(std::string_view html, std::string_view base);

// Markup to text: active content and comments dropped, block elements and br are a space, references
// decoded, runs of white space one space, trimmed.
std::string plain_text(std::string_view html);

// Untyped text that is HTML: it holds a tag of an HTML element that is closed or void, or a reference.
bool looks_like_html(std::string_view text);

// Text into HTML or XML: & < > and both quotes escaped.
std::string escape_html(std::string_view text);

}  // namespace datelined::feeds
