#include "daemon/config/faults.hpp"

#include "daemon/config/load.hpp"

#include <algorithm>

namespace datelined {

void Faults::add(Place place, const std::string& key, const std::string& what) {
  std::string line = file_ + ':' + std::to_string(place.line) + ':' + std::to_string(place.column) + ": ";
  if (!key.empty()) line += key + ": ";
  faults_.emplace_back(place, line + what);
}

void Faults::throw_if_any() {
  if (faults_.empty()) return;
  std::stable_sort(faults_.begin(), faults_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string lines;
  for (const auto& [place, line] : faults_) lines += (lines.empty() ? "" : "\n") + line;
  throw ConfigError(lines);
}

}  // namespace datelined
