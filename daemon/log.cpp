#include "daemon/log.hpp"

#include "feeds/text/date.hpp"

#include <unistd.h>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>

namespace datelined::log {
namespace {

std::atomic<Level> least{Level::info};

// journald says so itself: systemd.exec(5), JOURNAL_STREAM.
bool under_journal() {
  static const bool is = std::getenv("JOURNAL_STREAM") != nullptr;
  return is;
}

std::string_view word(Level level) {
  switch (level) {
    case Level::error:
      return "error: ";
    case Level::warning:
      return "warning: ";
    default:
      return "";
  }
}

// A line stays a line, and a terminal as it is, whatever a feed put into an error text. The control characters of
// ISO 6429 beyond ASCII have two bytes in UTF-8.
void append_harmless(std::string& line, std::string_view text) {
  const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const auto next = static_cast<unsigned char>(at + 1 < text.size() ? text[at + 1] : 0);
    const bool is_wide = c == 0xC2 && next >= 0x80 && next < 0xA0;
    line += is_wide || is_control(c) ? ' ' : text[at];
    at += is_wide ? 1 : 0;
  }
}

}  // namespace

void set_level(Level level) {
  least = level;
}

bool is_written(Level level) {
  return level <= least;
}

void write(Level level, std::string_view text) {
  if (level > least) return;
  std::string line;
  if (under_journal()) {
    line = "<" + std::to_string(static_cast<int>(level)) + ">";
  } else {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    line = feeds::rfc3339(now) + " " + std::string(word(level));
  }
  append_harmless(line, text);
  line += '\n';
  // One write(2): lines of several threads do not mix. There is nobody to tell when it fails.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace datelined::log
