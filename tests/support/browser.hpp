// Headless Chromium, driven by the DevTools protocol over a pipe: what a page does in it, and what can be seen there.
//
// See: https://chromedevtools.github.io/devtools-protocol/. Every wait has a deadline, past which it throws.
#pragma once

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined::test {

struct Look {
  int width = 1280;
  bool is_dark = false;
};

class Browser {
 public:
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  // Opens an address and waits until it is loaded. What was heard of the page before is forgotten.
  void open(const std::string& url, Look look);

  // What an expression gives in that page, as JSON, once its promise is kept.
  boost::json::value ask(std::string_view expression);

  void press(std::string_view key, int code);  // "Tab", 9

  // Of the page that is open: what the console says that is no mere information, what was thrown or asked in a
  // dialog; and every address that was asked for.
  const std::vector<std::string>& complaints() const { return complaints_; }
  const std::vector<std::string>& requests() const { return requests_; }

 private:
  using Clock = std::chrono::steady_clock;
  boost::json::value call(std::string_view method, boost::json::object parameters = {});
  boost::json::object hear(Clock::time_point deadline);  // the next message
  void note(const boost::json::object& event);

  TempDir profile_;
  int to_ = -1, from_ = -1;
  std::optional<Process> process_;
  std::string received_, session_;
  std::int64_t last_call_ = 0;
  bool is_loaded_ = false;
  std::vector<std::string> complaints_, requests_;
};

}  // namespace datelined::test
