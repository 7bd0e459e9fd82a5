#include "daemon/poll/overlap.hpp"

#include <algorithm>
#include <unordered_set>

namespace datelined {
namespace {

constexpr std::size_t size = 4;  // characters of a fingerprint

// Feeds of a thousand entries change at their young end.
constexpr std::size_t most_remembered = 200;

// A page of one entry, the word of the day, shares nothing with yesterday's and lost nothing.
constexpr std::size_t several = 2;

std::string fingerprint(const schema::SignedEntry& entry) {
  static constexpr char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += alphabet[entry.keys.front() >> (6 * i) & 63];
  return text;
}

std::span<const schema::SignedEntry> youngest(std::span<const schema::SignedEntry> entries) {
  return entries.last(std::min(entries.size(), most_remembered));
}

std::string_view last_of(std::string_view shown) {
  return shown.substr(shown.size() - std::min(shown.size(), most_remembered * size));
}

std::unordered_set<std::string_view> taken_apart(std::string_view shown) {
  std::unordered_set<std::string_view> all;
  for (std::size_t at = 0; at + size <= shown.size(); at += size) all.insert(shown.substr(at, size));
  return all;
}

}  // namespace

std::string fingerprints(std::span<const schema::SignedEntry> entries) {
  std::string all;
  for (const schema::SignedEntry& entry : youngest(entries)) all += fingerprint(entry);
  return all;
}

std::size_t count_fingerprints(std::string_view shown) {
  return shown.size() / size;
}

Overlap compare(std::string_view shown, std::span<const schema::SignedEntry> entries) {
  const std::unordered_set<std::string_view> known = taken_apart(shown);
  const auto is_known = [&](const schema::SignedEntry& entry) { return known.contains(fingerprint(entry)); };
  Overlap overlap;
  // Of a long document the remembered ones may all stand behind what is new.
  overlap.shared = static_cast<std::size_t>(std::ranges::count_if(entries, is_known));
  for (const schema::SignedEntry& entry : youngest(entries)) {
    if (!entry.unchanged && !is_known(entry)) overlap.news.push_back(&entry);
  }
  return overlap;
}

std::vector<const schema::SignedEntry*> unknown_to(std::string_view fingerprints,
                                                   const std::vector<const schema::SignedEntry*>& entries) {
  if (fingerprints.empty()) return entries;
  const std::unordered_set<std::string_view> known = taken_apart(fingerprints);
  std::vector<const schema::SignedEntry*> unknown;
  for (const schema::SignedEntry* entry : entries) {
    if (!known.contains(fingerprint(*entry))) unknown.push_back(entry);
  }
  return unknown;
}

bool is_possible_gap(std::string_view shown, std::span<const schema::SignedEntry> entries, const Overlap& overlap) {
  return overlap.shared == 0 && entries.size() >= several && count_fingerprints(shown) >= several;
}

std::string merged(std::string_view shown, std::string_view delta) {
  const std::string both = std::string(shown).append(delta);
  return std::string(last_of(both));
}

}  // namespace datelined
