// Any bytes through the one door in: what comes out is clean and harmless, says what was wrong, and is read
// from its own JSON as it was.
#include "tests/fuzz/oracle.hpp"
#include "tests/support/harmless.hpp"

#include "feeds/json.hpp"
#include "feeds/parse.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/html.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>
#include <string>

using namespace datelined;
using namespace datelined::feeds;
using test::must;

namespace {

constexpr const char* address = "https://example.org/dir/feed.xml";

const std::set<std::string_view> codes{"not-well-formed", "undeclared-prefix", "undeclared-entity", "junk-before-root",
                                       "junk-after-root", "bad-encoding",      "encoding-mismatch", "unknown-encoding",
                                       "entity-limit",    "bad-date",          "bad-number",        "bad-url",
                                       "relative-url",    "bad-content",       "bad-language",      "missing-title",
                                       "missing-id",      "duplicate-id",      "missing-channel"};

void check_notes(const Parsed& parsed, std::string_view bytes) {
  // UTF-16 and EBCDIC spell line ends in other bytes.
  const auto lines = static_cast<std::size_t>(std::ranges::count_if(
                         bytes, [](char c) { return c == '\n' || c == '\r' || c == '\x25' || c == '\x15'; })) +
                     1;
  for (const Note& note : parsed.notes) {
    must(codes.contains(note.code), "a note's code is on the list", note.code);
    must(!note.message.empty() && test::is_clean_utf8(note.message), "a note says something", note.message);
    must(note.line <= lines, "a note's line is in the document", note.message);
  }
}

void check_strings(const boost::json::value& value) {
  if (const auto* text = value.if_string()) {
    // An address may have what a text may not.
    must(test::is_xml_text({text->data(), text->size()}), "every string may stand in XML",
         {text->data(), text->size()});
  } else if (const auto* list = value.if_array()) {
    for (const auto& element : *list) check_strings(element);
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) check_strings(member.value());
  }
}

void check_entry(const Entry& entry) {
  must(!entry.id.empty(), "an entry has an id");
  must(entry.content_html.empty() || entry.content_text.empty(), "an entry has one content", entry.content_text);
  const std::string harm = test::harm_in(entry.content_html);
  must(harm.empty(), "content is harmless", harm, entry.content_html);
  const std::string again = sanitize_html(entry.content_html, address).html;
  must(again == entry.content_html, "content is sanitised", again, entry.content_html);
  const auto json = to_json(entry);
  const auto again_json = to_json(entry_from_json(json));
  must(again_json == json, "an entry is what its JSON says", boost::json::serialize(again_json),
       boost::json::serialize(json));
}

// Written as a JSON Feed and read as one.
void check_round_trip(const Parsed& parsed, const std::string& written) {
  const auto again = parse({written, address});
  must(again.has_value(), "the JSON Feed is a feed", written);
  must(again->entries.size() == parsed.entries.size(), "the JSON Feed has every entry", written);
  for (std::size_t i = 0; i < parsed.entries.size(); ++i) {
    const Entry& before = parsed.entries[i];
    const Entry& after = again->entries[i];
    must(after.id == before.id, "an id stays", after.id, before.id);
    must(after.content_html == trimmed(before.content_html), "content stays", after.content_html, before.content_html);
    must(after.date_published == before.date_published, "a date stays");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = test::text_of(data, size);
  const auto parsed = parse({.bytes = bytes, .url = address, .keep_foreign = true});
  if (!parsed) {
    must(!parsed.error().what.empty(), "a problem says what it is");
    return 0;
  }
  check_notes(*parsed, bytes);
  for (const Entry& entry : parsed->entries) check_entry(entry);
  std::string written;
  write_json(*parsed, [&](std::string_view piece) { written += piece; });
  boost::system::error_code error;
  const boost::json::value json = boost::json::parse(written, error);
  must(!error, "what is written is JSON", error.message(), written);
  check_strings(json);
  check_round_trip(*parsed, written);
  return 0;
}
