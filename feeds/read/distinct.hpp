// A list in the order of arrival, without what was there already. Linear, whatever the document repeats.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace datelined::feeds::read {

// One key of several parts that cannot be mistaken for another's.
inline std::string key_of(std::initializer_list<std::string_view> parts) {
  std::string key;
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
    if (seen_.insert(std::move(key)).second) values_.push_back(std::move(value));
  }

  std::vector<Value> take() { return std::move(values_); }

 private:
  std::vector<Value> values_;
  std::unordered_set<std::string> seen_;
};

}  // namespace datelined::feeds::read
