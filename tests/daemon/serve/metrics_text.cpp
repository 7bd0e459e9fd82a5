#include "daemon/serve/metrics_text.hpp"

#include <doctest/doctest.h>

#include <set>
#include <sstream>

using namespace datelined;

TEST_SUITE("daemon/serve/metrics_text") {
  TEST_CASE("every sample stands under its own metric, each told once") {
    Metrics metrics;
    metrics.polls = {{"changed", 3}, {"fa\"il\\ed\n", 1}};
    metrics.http_responses = {{200, 5}, {404, 1}};
    StoreFigures figures;
    figures.failing = 2;
    figures.totals.entries = 17;
    std::istringstream lines(metrics_text(metrics, figures));
    std::set<std::string> told;
    std::string current;
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      if (line.starts_with("# HELP ")) {
        current = line.substr(7, line.find(' ', 7) - 7);
        CHECK(told.insert(current).second);
      } else if (line.starts_with("# TYPE ")) {
        CHECK(line.substr(7, current.size() + 1) == current + " ");
        CHECK((line.ends_with(" counter") || line.ends_with(" gauge")));
      } else {
        const bool is_sample = line.starts_with(current + " ") || line.starts_with(current + "{");
        CHECK(is_sample);
      }
    }
    CHECK(told.contains("datelined_entries"));
  }

  TEST_CASE("labels are escaped") {
    Metrics metrics;
    metrics.polls = {{"a\"b\\c\nd", 1}};
    CHECK(metrics_text(metrics, std::nullopt).find("{outcome=\"a\\\"b\\\\c\\nd\"} 1\n") != std::string::npos);
  }

  TEST_CASE("a store that cannot be read is a metric") {
    CHECK(metrics_text({}, std::nullopt).find("datelined_store_up 0\n") != std::string::npos);
    CHECK(metrics_text({}, StoreFigures{}).find("datelined_store_up 1\n") != std::string::npos);
  }
}
