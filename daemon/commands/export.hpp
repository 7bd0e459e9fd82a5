// datelined export: stories from the store to stdout or a file, also while the daemon runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace datelined {

// As given on the command line; empty: not given.
struct ExportOptions {
  std::string config;
  std::string format = "atom";
  std::string since, until;
  std::optional<std::int64_t> after;
  std::vector<std::string> feeds;
  std::string category, language, words, status, sort;
  std::optional<std::int64_t> limit;
  std::string output;
};

int export_stories(const ExportOptions& options);

}  // namespace datelined
