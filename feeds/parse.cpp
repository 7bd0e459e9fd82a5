#include "feeds/parse.hpp"

#include "feeds/read/json_document.hpp"
#include "feeds/read/json_feed.hpp"
#include "feeds/read/xml_feed.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/charset.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

namespace datelined::feeds {
namespace {

void drop_repeated(std::vector<Note>& notes) {
  if (notes.size() < 2) return;
  std::set<std::tuple<std::string, std::string, std::size_t>> seen;
  std::erase_if(notes, [&](const Note& note) {
    return seen.size() >= most_notes || !seen.emplace(note.code, note.message, note.line).second;
  });
}

void note_duplicate_ids(Parsed& parsed) {
  std::unordered_set<std::string_view> seen;
  for (const Entry& entry : parsed.entries) {
    if (!seen.insert(entry.id).second) parsed.notes.push_back({"duplicate-id", "two items have the id " + entry.id});
  }
}

// Notes quote the document, and are lines on a terminal.
std::string on_one_line(std::string_view message) {
  std::string line = clean_text(std::string(message));
  std::erase_if(line, [](char c) { return c == '\x7F'; });
  std::ranges::replace_if(line, is_ascii_space, ' ');
  return line;
}

Result<Parsed> read_feed(const Document& document) {
  Decoded decoded = decode(document.bytes, document.content_type);
  const std::string_view text = trimmed(decoded.text);
  if (text.empty()) return Problem{document.url, "no feed: the document is empty"};
  Parsed parsed;
  parsed.encoding = std::move(decoded.encoding);
  parsed.notes = std::move(decoded.notes);
  if (read::find_json_root(text)) {
    Result<Parsed> result = read::read_json_feed(text, document, parsed);
    if (result || text.starts_with('{')) return result;
  }
  if (text.find('<') == text.npos) return Problem{document.url, "no feed: neither XML nor JSON"};
  return read::read_xml_feed(decoded.text, document, std::move(parsed));
}

}  // namespace

Result<Parsed> parse(const Document& document) {
  Result<Parsed> result = read_feed(document);
  if (!result) return Problem{result.error().where, on_one_line(result.error().what)};
  if (result->feed.feed_url.empty()) result->feed.feed_url = document.url;
  result->standings.resize(result->entries.size());
  note_duplicate_ids(*result);
  for (Note& note : result->notes) note.message = on_one_line(note.message);
  drop_repeated(result->notes);
  std::ranges::stable_sort(result->notes, {}, &Note::line);
  return result;
}

}  // namespace datelined::feeds
