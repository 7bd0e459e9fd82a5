// The fingerprints of the window as the store has them: many entries a row, for at start all of them are read.
//
// A block is a run of entries in ascending order, each as eleven bytes (how far it is from the first, its minute
// since 1970, both in five groups of seven bits, highest first; how many fingerprints) and its fingerprints, four
// bytes each, lowest first. Of a block that the disk has changed what is whole is taken; the entries behind that are
// found no more, until they leave the window. Within the store's write transaction.
#pragma once

#include "feeds/sketch_index.hpp"
#include "schema/records.hpp"
#include "schema/sqlite.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::schema {

class FingerprintBlocks {
 public:
  using Entry = feeds::SketchIndex::Entry;  // the time to the minute
  using Block = std::vector<Entry>;

  explicit FingerprintBlocks(Database& database);

  // All entries from `first` to `last`, in their order.
  void each(std::int64_t first, std::int64_t last, const std::function<void(const Entry&)>& visit);

  // As many fingerprints as there are, or some more.
  std::size_t most_fingerprints();

  // Entries that follow all that are there. They are in the store when flush() was called.
  void append(Entry entry);
  void flush();
  // What was appended since flush() is not kept.
  void roll_back() { appended_.clear(); }

  // Gives an entry these; returns those it had. One that had none finds its place among the others.
  feeds::Fingerprints replace(const Entry& entry);

  // Drops blocks that have no entry behind this one.
  void forget(std::int64_t last);

 private:
  void write(const Block& block);

  Statement all_, size_, last_, block_of_, write_, forget_;
  Block appended_;
};

}  // namespace datelined::schema
