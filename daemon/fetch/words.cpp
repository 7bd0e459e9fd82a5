#include "daemon/fetch/words.hpp"

#include <utility>

namespace datelined {

std::string in_words(std::size_t bytes) {
  for (const auto& [factor, unit] : {std::pair{1u << 30, " GiB"}, {1u << 20, " MiB"}, {1u << 10, " KiB"}}) {
    if (bytes >= factor && bytes % factor == 0) return std::to_string(bytes / factor) + unit;
  }
  return std::to_string(bytes) + " bytes";
}

std::string in_words(std::chrono::milliseconds time) {
  if (time.count() % 1000 == 0) return std::to_string(time.count() / 1000) + " s";
  return std::to_string(time.count()) + " ms";
}

std::string larger_than(std::size_t max_body) {
  return "larger than max_body (" + in_words(max_body) + ")";
}

}  // namespace datelined
