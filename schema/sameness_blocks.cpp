#include "schema/sameness_blocks.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace datelined::schema {

namespace {

// So many entries make a row of a page or two: one that grows is written again with each visit.
constexpr std::size_t entries_a_block = 64;

constexpr std::size_t groups = 5, bits_a_group = 7, bytes_a_fingerprint = sizeof(feeds::Fingerprint);

void put(std::string& out, std::int64_t number) {
  for (std::size_t group = groups; group-- > 0;) {
    out += static_cast<char>(number >> (bits_a_group * group) & 0x7F);
  }
}

std::string encode(std::span<const FingerprintBlocks::Entry> block) {
  std::string out;
  for (const auto& [entry, time, fingerprints] : block) {
    put(out, entry - block.front().entry);
    put(out, std::max<std::int64_t>(0, time.time_since_epoch() / std::chrono::minutes(1)));
    out += static_cast<char>(fingerprints.size());
    out += feeds::encode(fingerprints);
  }
  return out;
}

std::int64_t take_number(std::string_view& bytes) {
  std::int64_t number = 0;
  for (const char byte : bytes.substr(0, groups)) {
    number = number << bits_a_group | (static_cast<unsigned char>(byte) & 0x7F);
  }
  bytes.remove_prefix(groups);
  return number;
}

// As far as it is whole: entries of its row in their order, each with as many fingerprints as it says.
template <class Visit>
void decode(std::int64_t first, std::int64_t last, std::string_view bytes, Visit visit) {
  const std::uint64_t width = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
  // Wider than its numbers reach: what came into it would be lost.
  if (width >> (groups * bits_a_group) != 0) return;
  std::int64_t before = -1;
  while (bytes.size() > 2 * groups) {
    const std::int64_t distance = take_number(bytes);
    const Time time{std::chrono::minutes(take_number(bytes))};
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(bytes.front())) * bytes_a_fingerprint;
    bytes.remove_prefix(1);
    const bool is_next = before < 0 ? distance == 0 : distance > before;
    if (!is_next || static_cast<std::uint64_t>(distance) > width || size > bytes.size()) break;
    visit(FingerprintBlocks::Entry{first + distance, time, feeds::decode_fingerprints(bytes.substr(0, size))});
    bytes.remove_prefix(size);
    before = distance;
  }
}

FingerprintBlocks::Block decode(std::int64_t first, std::int64_t last, std::string_view bytes) {
  FingerprintBlocks::Block block;
  decode(first, last, bytes, [&](FingerprintBlocks::Entry&& entry) { block.push_back(std::move(entry)); });
  return block;
}

}  // namespace

FingerprintBlocks::FingerprintBlocks(Database& database)
    : all_(database, "SELECT first, last, entries FROM fingerprint_block WHERE last >= ?1 ORDER BY first"),
      size_(database, "SELECT coalesce(sum(length(entries)), 0) FROM fingerprint_block"),
      last_(database, "SELECT first, last, entries FROM fingerprint_block ORDER BY first DESC LIMIT 1"),
      block_of_(database,
                "SELECT first, last, entries FROM fingerprint_block WHERE first <= ?1 ORDER BY first DESC LIMIT 1"),
      write_(database, "INSERT OR REPLACE INTO fingerprint_block (first, last, entries) VALUES (?1, ?2, ?3)"),
      forget_(database, "DELETE FROM fingerprint_block WHERE first <= ?1 AND last <= ?1") {}

void FingerprintBlocks::each(std::int64_t first, std::int64_t last, const std::function<void(const Entry&)>& visit) {
  const auto visit_it = [&](const Entry& entry) {
    if (first <= entry.entry && entry.entry <= last) visit(entry);
  };
  std::int64_t from = 0, to = 0;
  Blob bytes;
  for (Rows rows = all_.query(first); rows.next(from, to, bytes);) decode(from, to, bytes.bytes, visit_it);
  std::ranges::for_each(appended_, visit_it);
}

std::size_t FingerprintBlocks::most_fingerprints() {
  std::size_t bytes = 0;
  size_.query().next(bytes);
  return bytes / bytes_a_fingerprint;
}

void FingerprintBlocks::append(Entry entry) {
  appended_.push_back(std::move(entry));
}

void FingerprintBlocks::write(const Block& block) {
  write_.run(block.front().entry, block.back().entry, Blob{encode(block)});
}

void FingerprintBlocks::flush() {
  if (appended_.empty()) return;
  Block block;
  {
    std::int64_t first = 0, last = 0;
    Blob bytes;
    Rows rows = last_.query();
    if (rows.next(first, last, bytes)) block = decode(first, last, bytes.bytes);
  }
  const bool follows = !block.empty() && block.back().entry < appended_.front().entry;
  if (!follows || block.size() >= entries_a_block) block.clear();
  for (Entry& entry : appended_) {
    if (block.size() >= entries_a_block) {
      write(block);
      block.clear();
    }
    block.push_back(std::move(entry));
  }
  write(block);
  appended_.clear();
}

feeds::Fingerprints FingerprintBlocks::replace(const Entry& entry) {
  flush();
  Block block;
  {
    std::int64_t first = 0, last = 0;
    Blob bytes;
    Rows rows = block_of_.query(entry.entry);
    if (rows.next(first, last, bytes)) block = decode(first, last, bytes.bytes);
  }
  const auto place = std::ranges::lower_bound(block, entry.entry, {}, &Entry::entry);
  feeds::Fingerprints before;
  if (place != block.end() && place->entry == entry.entry) {
    before = std::exchange(*place, entry).fingerprints;
  } else {
    block.insert(place, entry);
  }
  // What came late made it grow: in halves there is room for more.
  const auto half = block.begin() + static_cast<std::ptrdiff_t>(block.size() / 2);
  if (block.size() <= 2 * entries_a_block) {
    write(block);
  } else {
    write(Block(block.begin(), half));
    write(Block(half, block.end()));
  }
  return before;
}

void FingerprintBlocks::forget(std::int64_t last) {
  flush();
  forget_.run(last);
}

}  // namespace datelined::schema
