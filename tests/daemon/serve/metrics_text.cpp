#include "daemon/serve/metrics_text.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
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
        CHECK((line.ends_with(" counter") || line.ends_with(" gauge") || line.ends_with(" histogram")));
      } else {
        const bool is_sample = line.starts_with(current + " ") || line.starts_with(current + "{") ||
                               line.starts_with(current + "_bucket{") || line.starts_with(current + "_sum ") ||
                               line.starts_with(current + "_count ");
        CHECK(is_sample);
      }
    }
    CHECK(told.contains("datelined_entries"));
  }

  TEST_CASE("a histogram counts upwards") {
    Metrics metrics;
    for (const double seconds : {0.00005, 0.2, 0.25, 100.0})
      metrics.http_seconds.observe(std::chrono::duration<double>(seconds));
    const std::string text = metrics_text(metrics, std::nullopt);
    const std::string name = "datelined_http_request_duration_seconds";
    for (const std::string sample :
         {"_bucket{le=\"0.0001\"} 1\n", "_bucket{le=\"0.1\"} 1\n", "_bucket{le=\"0.3\"} 3\n", "_bucket{le=\"30\"} 3\n",
          "_bucket{le=\"+Inf\"} 4\n", "_sum 100.45005\n", "_count 4\n"}) {
      CAPTURE(sample);
      CHECK(text.find(name + sample) != std::string::npos);
    }
  }

  TEST_CASE("gaps, quiet feeds and what waits for the writer are told") {
    Metrics metrics;
    metrics.visits_unwritten = 7;
    StoreFigures figures;
    figures.quiet = 2;
    figures.gaps = 3;
    figures.feeds.emplace_back().gaps = 3;
    figures.feeds.back().quiet = true;
    figures.feeds.back().subscription.name = "a";
    const std::string text = metrics_text(metrics, figures, true);
    for (const std::string_view sample :
         {"\ndatelined_write_queue 7\n", "\ndatelined_quiet_feeds 2\n", "\ndatelined_gaps 3\n",
          "\ndatelined_feed_gaps{feed=\"a\"} 3\n", "\ndatelined_feed_quiet{feed=\"a\"} 1\n"}) {
      CAPTURE(sample);
      CHECK(text.find(sample) != std::string::npos);
    }
  }

  TEST_CASE("feeds have series of their own where that is asked for") {
    StoreFigures figures;
    figures.feeds.emplace_back().subscription.name = "a\"b";
    CHECK(metrics_text({}, figures).find("datelined_feed_") == std::string::npos);
    CHECK(metrics_text({}, figures, true).find("datelined_feed_errors{feed=\"a\\\"b\"} 0\n") != std::string::npos);
  }

  TEST_CASE("promtool finds nothing to say") {
    if (std::system("command -v promtool >/dev/null") != 0) {
      MESSAGE("promtool is not installed (Debian: prometheus): /metrics was not checked with it");
      return;
    }
    StoreFigures figures;
    figures.feeds.emplace_back().subscription.name = "alpha";
    Metrics metrics;
    metrics.polls = {{"changed", 3}};
    metrics.http_responses = {{200, 5}};
    FILE* promtool = ::popen("promtool check metrics", "w");
    REQUIRE(promtool != nullptr);
    const std::string text = metrics_text(metrics, figures, true);
    std::fwrite(text.data(), 1, text.size(), promtool);
    CHECK(::pclose(promtool) == 0);
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
