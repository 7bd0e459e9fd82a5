#include "schema/history.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace datelined::schema {

namespace {

// Little endian: day since 1970, visits, failures: two bytes each; milliseconds of all answers: four.
constexpr std::size_t record_size = 10;

std::uint32_t get(std::string_view record, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(record[at + i]);
  return value;
}

void put(std::string& history, std::size_t at, std::size_t size, std::uint32_t value) {
  for (std::size_t i = 0; i < size; ++i, value >>= 8) history[at + i] = static_cast<char>(value & 0xff);
}

void add(std::string& history, std::size_t at, std::size_t size, std::uint32_t more) {
  const std::uint32_t most =
      size == 2 ? std::numeric_limits<std::uint16_t>::max() : std::numeric_limits<std::uint32_t>::max();
  const std::uint32_t is = get(history, at, size);
  put(history, at, size, is + std::min(more, most - is));
}

}  // namespace

void note_visit(std::string& history, feeds::Time at, bool failed, std::chrono::milliseconds took) {
  history.resize(history.size() / record_size * record_size);
  const auto today = static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(std::chrono::floor<std::chrono::days>(at).time_since_epoch().count(), 0,
                               std::numeric_limits<std::uint16_t>::max()));
  if (history.empty() || get(history, history.size() - record_size, 2) < today) {
    history.append(record_size, '\0');
    put(history, history.size() - record_size, 2, today);
  }
  const std::size_t last = history.size() - record_size;
  // A sum and its count stop together.
  const bool is_full = get(history, last + 2, 2) == std::numeric_limits<std::uint16_t>::max();
  if (!is_full) {
    add(history, last + 2, 2, 1);
    add(history, last + 4, 2, failed ? 1 : 0);
    const auto milliseconds = std::clamp<std::int64_t>(took.count(), 0, 60'000);
    add(history, last + 6, 4, failed ? 0 : static_cast<std::uint32_t>(milliseconds));
  }
  constexpr std::size_t most = most_days_of_visits * record_size;
  if (history.size() > most) history.erase(0, history.size() - most);
}

std::vector<DayOfVisits> read_history(std::string_view history) {
  std::vector<DayOfVisits> days;
  for (; history.size() >= record_size; history.remove_prefix(record_size)) {
    DayOfVisits is;
    is.day = std::chrono::sys_days(std::chrono::days(get(history, 0, 2)));
    is.visits = static_cast<int>(get(history, 2, 2));
    is.failures = static_cast<int>(get(history, 4, 2));
    const int answers = is.visits - is.failures;
    if (answers > 0) is.answer = std::chrono::milliseconds(get(history, 6, 4) / static_cast<std::uint32_t>(answers));
    const bool is_sound = is.visits > 0 && answers >= 0 && (days.empty() || days.back().day < is.day);
    if (is_sound) days.push_back(is);
  }
  return days;
}

}  // namespace datelined::schema
