// Which entries of a document are to the letter what they were in the one before: they need no second look.
//
// A document is remembered as a digest an entry, 48 bits in eight characters. That two different texts of one feed
// share one is less probable than a fault of the disk. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>

namespace datelined {

class Unchanged {
 public:
  // `before`: as written after the last document; empty: there was none.
  explicit Unchanged(std::string before);

  // Whether the entry with this digest stood there.
  bool knows(std::uint64_t digest) const;
  // The same; from now on it does.
  bool see(std::uint64_t digest);

  // What has been seen, in front of what was before when that still counts (RFC 3229 brings only what is new).
  std::string write(bool and_before) const;

 private:
  std::string before_;
  std::unordered_set<std::uint64_t> known_;
  std::string seen_;
};

}  // namespace datelined
