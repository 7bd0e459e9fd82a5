// Names that came up lately. Bounded: of what came up once and no more, a few hundred others push it out.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>

namespace datelined {

class Familiar {
 public:
  bool knows(const std::string& name) const { return now_.contains(name) || before_.contains(name); }

  void meet(const std::string& name) {
    if (now_.contains(name)) return;
    if (now_.size() >= most_) before_ = std::exchange(now_, {});
    now_.insert(name);
  }

 private:
  static constexpr std::size_t most_ = 256;  // and as many that came before them
  std::unordered_set<std::string> now_, before_;
};

}  // namespace datelined
