// Lines to stderr, for people and for journald. Thread-safe; a line is written whole.
//
// Under systemd a line starts with its syslog priority ("<4>", sd-daemon(3)); elsewhere with the time.
#pragma once

#include <string_view>

namespace datelined::log {

enum class Level { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

void set_level(Level least);  // default: info; set once, before threads start
void write(Level level, std::string_view text);

// Whether it would be written: for lines that cost something to make.
bool is_written(Level level);

inline void error(std::string_view text) {
  write(Level::error, text);
}
inline void warning(std::string_view text) {
  write(Level::warning, text);
}
inline void info(std::string_view text) {
  write(Level::info, text);
}
inline void debug(std::string_view text) {
  write(Level::debug, text);
}

}  // namespace datelined::log
