// An entry or a head as the store keeps it: JSON with a hash of it, so that a bit that turned on the disk
// is told and not published.
#pragma once

#include "feeds/entry.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace datelined::schema {

struct Document {
  std::string text;
  std::uint64_t checksum = 0;
};

Document write_document(const feeds::Entry& entry);
Document write_document(const feeds::Feed& head);

// Throws StoreError, which names `what` it is, when the text is not the one that was written.
feeds::Entry read_entry(std::string_view text, std::uint64_t checksum, const std::string& what);
feeds::Feed read_head(std::string_view text, std::uint64_t checksum, const std::string& what);

}  // namespace datelined::schema
