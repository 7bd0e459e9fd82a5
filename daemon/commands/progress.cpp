#include "daemon/commands/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace datelined {
namespace {

constexpr std::size_t bar_cells = 24;

constexpr std::chrono::milliseconds between_writes{100};
constexpr std::size_t most_held = 16'384;  // bytes

std::size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// "0.3 s", "12.0 s"
std::string seconds(std::chrono::milliseconds duration) {
  const auto tenths = duration.count() / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

// With its line break.
std::string line_of(const Visit& visit) {
  constexpr std::size_t all_but_the_name = 64;
  std::string line;
  line.reserve(visit.feed.size() + visit.error.size() + all_but_the_name);
  line.append(visit.feed).append(": ");
  if (!visit.error.empty()) return line.append("failed: ").append(visit.error).append("\n");
  if (visit.unchanged) {
    line.append("unchanged");
  } else {
    line.append(std::to_string(visit.created)).append(" new, ");
    line.append(std::to_string(visit.revised)).append(" revised");
  }
  line.append(" (");
  if (visit.status != 0) line.append(std::to_string(visit.status)).append(", ");
  return line.append(std::to_string(visit.bytes)).append(" bytes, ").append(seconds(visit.duration)).append(")\n");
}

// What is cut to a number of cells may not end within a character.
std::string cut(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

Progress::Progress() : terminal_(::isatty(STDOUT_FILENO) == 1) {}

Progress::~Progress() {
  erase();
  flush();
}

void Progress::begin(std::size_t feeds) {
  feeds_ = feeds;
  draw("");
}

void Progress::visited(const Visit& visit) {
  ++done_;
  if (!visit.error.empty()) {
    ++failed_;
  } else if (visit.unchanged) {
    ++unchanged_;
  }
  created_ += visit.created;
  revised_ += visit.revised;
  // On a terminal the bar tells of what goes well.
  if (!terminal_ || !visit.error.empty()) {
    erase();
    say(line_of(visit));
  }
  draw(visit.feed);
}

void Progress::summarize() {
  erase();
  if (feeds_ == 0) say("no feed is due (--force polls all the same)\n");
  if (feeds_ == 0) return flush();
  const auto took = std::chrono::steady_clock::now() - start_;
  say(std::to_string(feeds_) + " feeds: " + std::to_string(done_ - failed_ - unchanged_) + " changed, " +
      std::to_string(unchanged_) + " unchanged, " + std::to_string(failed_) + " failed; " + std::to_string(created_) +
      " new entries, " + std::to_string(revised_) + " revised; " +
      seconds(std::chrono::floor<std::chrono::milliseconds>(took)) + "\n");
  flush();
}

void Progress::draw(const std::string& feed) {
  if (!terminal_ || feeds_ == 0) return;
  const std::size_t full = std::min(bar_cells, bar_cells * done_ / feeds_);
  const std::string bar = "[" + std::string(full, '#') + std::string(bar_cells - full, '.') + "] " +
                          std::to_string(done_) + "/" + std::to_string(feeds_) + " " + feed;
  say("\r\033[K" + cut(bar, terminal_columns() - 1));
  drawn_ = true;
}

void Progress::erase() {
  if (drawn_) say("\r\033[K");
  drawn_ = false;
}

// A person sees each step; a file or a pipe gets what was said a few times a second.
void Progress::say(const std::string& text) {
  said_ += text;
  const auto now = std::chrono::steady_clock::now();
  if (terminal_ || now - written_ >= between_writes || said_.size() >= most_held) flush();
}

// A sweep goes on when nobody reads of it any more.
void Progress::flush() {
  [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, said_.data(), said_.size());
  said_.clear();
  written_ = std::chrono::steady_clock::now();
}

}  // namespace datelined
