#include "daemon/poll/reading.hpp"

#include "feeds/comparable.hpp"
#include "feeds/digest.hpp"
#include "feeds/revision.hpp"
#include "feeds/sketch.hpp"
#include "feeds/story.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/charset.hpp"
#include "feeds/wire_status.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace datelined {
namespace {

using schema::SignedEntry;

SignedEntry sign_entry(feeds::Entry entry, std::vector<feeds::Key> keys, const feeds::Labels& own, feeds::Time now) {
  SignedEntry signed_entry;
  std::optional<feeds::Comparable> comparable(std::in_place, entry, own);
  feeds::WireStatus wire = feeds::read_wire_status(*comparable, now);
  if (feeds::remove_private_notes(entry)) comparable.emplace(entry, own);
  signed_entry.keys = std::move(keys);
  // Over the headline with its label: an update or a correction that changes nothing else is one all the same.
  signed_entry.revision_hash = feeds::revision_hash(*comparable);
  signed_entry.signature = feeds::sign(*comparable);
  signed_entry.text = feeds::sketch(*comparable);
  signed_entry.completeness = feeds::completeness(*comparable);
  // The title stays as the wire wrote it: the label is taken off for comparing alone.
  signed_entry.headline = feeds::headline_key(*comparable);
  signed_entry.signal = std::move(wire.signal);
  signed_entry.status = wire.status;
  signed_entry.embargoed = wire.embargoed;
  if (const auto& said = entry.extension.wire) {
    for (const std::string& id : said->replaces) {
      for (const feeds::Key key : feeds::keys_of_id(id)) signed_entry.replaces.push_back(key);
    }
  }
  signed_entry.entry = std::move(entry);
  return signed_entry;
}

// What was signed already is known by its names.
SignedEntry name_entry(feeds::Entry entry, std::vector<feeds::Key> keys) {
  SignedEntry named;
  named.entry = std::move(entry);
  named.keys = std::move(keys);
  named.unchanged = true;
  return named;
}

// Whether an entry that has a guid and a link goes by both: then no other entry of its document has a say in its names.
bool goes_by_its_own(const std::vector<feeds::Key>& keys) {
  return keys.size() == 2;
}

const feeds::Labels& labels_of(const Terms& terms) {
  return terms.labels ? *terms.labels : feeds::no_labels();
}

// Whether an XML declaration names an encoding. Wide encodings show theirs by their bytes.
bool declares_encoding(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 1024);
  const std::size_t begin = head.find("<?xml");
  if (begin == head.npos) return false;
  return head.substr(begin, std::min(head.find('>', begin), head.size()) - begin).find("encoding") != head.npos;
}

// The Content-Type, unless the document knows better: many a server puts its default charset on every file,
// and whoever wrote the declaration wrote the text. So it counts first, where the bytes are what it says.
std::string telling_type(std::string_view bytes, std::string_view content_type) {
  const bool has_charset = feeds::ascii_lower(content_type).find("charset") != std::string::npos;
  if (!has_charset || !declares_encoding(bytes)) return std::string(content_type);
  const std::vector<feeds::Note> notes = feeds::decode(bytes, "").notes;
  const bool decodes = std::none_of(notes.begin(), notes.end(), [](const feeds::Note& note) {
    return note.code == "bad-encoding" || note.code == "unknown-encoding";
  });
  return decodes ? "" : std::string(content_type);
}

// Whether an entry of which the names alone were read goes by fewer of them than it has.
bool lacks_text(const Read& read) {
  for (std::size_t i = 0; i < read.keys.size(); ++i) {
    if (read.parsed.standings[i].was_known && !goes_by_its_own(read.keys[i])) return true;
  }
  return false;
}

}  // namespace

feeds::Time moment_of(const feeds::Entry& entry, feeds::Time now) {
  const feeds::Date date = entry.date_modified ? entry.date_modified : entry.date_published;
  return std::min(date.value_or(now), now);
}

// What stood in the document before is read no further than to its names, unless they are another entry's too by now:
// then what it says has to tell which it is.
feeds::Result<Read> read_entries(std::string_view bytes, const Fetched& answer, const Terms& terms,
                                 const Unchanged& unchanged) {
  feeds::Document document{bytes, answer.url, telling_type(bytes, answer.header("content-type"))};
  document.is_known = [&](std::uint64_t digest) { return unchanged.knows(digest); };
  for (;; document.is_known = {}) {
    feeds::Result<feeds::Parsed> parsed = feeds::parse(document);
    if (parsed.has_error()) return parsed.error();
    Read read{std::move(*parsed), {}};
    read.keys = feeds::identify(read.parsed.entries, labels_of(terms));
    if (!lacks_text(read)) return read;
  }
}

// Oldest first. Documents stand newest first, so that where dates do not tell, the last one is the oldest.
std::vector<SignedEntry> sign_all(Read read, const Terms& terms, Unchanged& unchanged, feeds::Time now) {
  const feeds::Labels& own = labels_of(terms);
  std::vector<feeds::Entry>& entries = read.parsed.entries;
  std::vector<std::vector<feeds::Key>>& keys = read.keys;
  std::vector<std::size_t> order(entries.size());
  std::vector<bool> is_known(entries.size());
  for (std::size_t i = entries.size(); i-- > 0;) {
    order[entries.size() - 1 - i] = i;
    const std::uint64_t digest = read.parsed.standings[i].digest;
    is_known[i] = unchanged.see(digest != 0 && goes_by_its_own(keys[i]) ? digest : feeds::digest(entries[i], keys[i]));
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return moment_of(entries[i], now); });
  std::vector<SignedEntry> all;
  all.reserve(entries.size());
  for (const std::size_t i : order) {
    all.push_back(is_known[i] ? name_entry(std::move(entries[i]), std::move(keys[i]))
                              : sign_entry(std::move(entries[i]), std::move(keys[i]), own, now));
  }
  return all;
}

std::vector<SignedEntry> sign_maybe_older(Read read, const Terms& terms, feeds::Time now) {
  Unchanged none("");
  std::vector<SignedEntry> all = sign_all(std::move(read), terms, none, now);
  for (SignedEntry& entry : all) entry.maybe_older = true;
  return all;
}

}  // namespace datelined
