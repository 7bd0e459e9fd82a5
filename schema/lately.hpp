// What was asked for lately, kept so that it need not be read again: a bounded number of values by a number.
//
// In two halves that take turns: what is found moves to the younger one, and when that is full the elder is forgotten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace datelined::schema {

template <class Value>
class Lately {
 public:
  explicit Lately(std::size_t most) : half_(most / 2) {}

  // nullptr: it is not here. What is found lives until it is forgotten, put anew, or half as many others as are kept
  // have been found or put since.
  Value* find(std::int64_t number) {
    if (const auto found = young_.find(number); found != young_.end()) return &found->second;
    auto node = old_.extract(number);
    if (node.empty()) return nullptr;
    make_room();
    return &young_.insert(std::move(node)).position->second;
  }

  Value& put(std::int64_t number, Value value) {
    old_.erase(number);
    make_room();
    return young_.insert_or_assign(number, std::move(value)).first->second;
  }

  void forget(std::int64_t number) {
    young_.erase(number);
    old_.erase(number);
  }

  void clear() {
    young_.clear();
    old_.clear();
  }

 private:
  using Half = std::unordered_map<std::int64_t, Value>;

  void make_room() {
    if (young_.size() < half_) return;
    old_ = std::exchange(young_, {});
  }

  std::size_t half_;
  Half young_, old_;
};

}  // namespace datelined::schema
