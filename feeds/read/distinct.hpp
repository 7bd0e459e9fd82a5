// A list in the order of arrival, without what was there already. Linear, whatever the document repeats.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace datelined::feeds::read {

// One key of several parts that cannot be mistaken for another's.
inline std::string key_of(std::initializer_list<std::string_view> parts) {
  std::string key;
  std::size_t size = parts.size();
  for (const std::string_view part : parts) size += part.size();
  key.reserve(size);
  for (const std::string_view part : parts) {
    key += part;
    key += '\0';
  }
  return key;
}

template <class Value>
class Distinct {
 public:
  void add(Value value, std::string key) {
    if (is_new(std::move(key))) values_.push_back(std::move(value));
  }

  bool empty() const { return values_.empty(); }
  std::vector<Value> take() { return std::move(values_); }

 private:
  // Most lists are short: looking through them is less than hashing.
  static constexpr std::size_t few = 16;

  bool is_new(std::string key) {
    if (std::ranges::find(first_, key) != first_.end()) return false;
    if (first_.size() == few) return more_.insert(std::move(key)).second;
    first_.push_back(std::move(key));
    return true;
  }

  std::vector<Value> values_;
  std::vector<std::string> first_;
  std::unordered_set<std::string> more_;
};

}  // namespace datelined::feeds::read
