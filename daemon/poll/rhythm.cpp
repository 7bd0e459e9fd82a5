#include "daemon/poll/rhythm.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace datelined {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

constexpr seconds longest_memory = days{56};
constexpr seconds shortest_experience = days{3};
constexpr std::uint64_t fewest_entries = 12;

// Part of the rate that is the same at all hours: what never came at night may come tonight.
constexpr double steady_share = 0.2;

// Silence where so many entries were to be expected has, were they independent, odds of one in 160,000.
constexpr double telling_silence = 12;

constexpr std::uint32_t most_counted = 1u << 24;

std::size_t hour_of(feeds::Time time) {
  return static_cast<std::size_t>((time - std::chrono::floor<days>(time)) / hours{1});
}

std::size_t day_of(feeds::Time time) {
  return std::chrono::weekday(std::chrono::floor<days>(time)).iso_encoding() - 1;
}

double share(std::uint32_t part, std::uint64_t total, std::size_t parts) {
  const double even = static_cast<double>(total) / static_cast<double>(parts);
  return steady_share + (1 - steady_share) * part / even;
}

}  // namespace

Rhythm Rhythm::read(std::string_view text, feeds::Time now) {
  std::array<std::int64_t, 32> numbers{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::int64_t& number : numbers) {
    while (at != end && *at == ' ') ++at;
    if (at == end && &number != &numbers.front()) break;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc{} || number < 0) return Rhythm(now);
    at = next;
  }
  const auto counter = [](std::int64_t number) {
    return static_cast<std::uint32_t>(std::min<std::int64_t>(number, most_counted));
  };
  Rhythm rhythm(std::min(feeds::Time(seconds(numbers[0])), now));
  std::transform(numbers.begin() + 1, numbers.begin() + 25, rhythm.hours_.begin(), counter);
  std::transform(numbers.begin() + 25, numbers.end(), rhythm.days_.begin(), counter);
  return rhythm;
}

std::string Rhythm::write() const {
  std::string text = std::to_string(since_.time_since_epoch().count());
  std::size_t needed = text.size();
  const auto add = [&](std::uint32_t count) {
    text.append(" ").append(std::to_string(count));
    if (count > 0) needed = text.size();
  };
  std::ranges::for_each(hours_, add);
  std::ranges::for_each(days_, add);
  text.resize(needed);
  return text;
}

void Rhythm::learn(feeds::Time when) {
  std::uint32_t& hour = hours_[hour_of(when)];
  hour = std::min(hour + 1, most_counted);
  std::uint32_t& day = days_[day_of(when)];
  day = std::min(day + 1, most_counted);
}

bool Rhythm::age(feeds::Time now) {
  if (now - since_ < longest_memory) return false;
  for (std::uint32_t& count : hours_) count /= 2;
  for (std::uint32_t& count : days_) count /= 2;
  since_ = now - longest_memory / 2;
  return true;
}

bool Rhythm::is_known(feeds::Time now) const {
  return now - since_ >= shortest_experience && total() >= fewest_entries;
}

double Rhythm::a_day(feeds::Time now) const {
  const double span = std::chrono::duration<double, days::period>(now - since_).count();
  return span > 0 ? static_cast<double>(total()) / span : 0;
}

double Rhythm::expected(feeds::Time from, feeds::Time to) const {
  to = std::min(to, from + days{365});
  double entries = 0;
  for (feeds::Time at = from; at < to;) {
    const feeds::Time next = std::min<feeds::Time>(std::chrono::floor<hours>(at) + hours{1}, to);
    entries += a_second(at, from) * static_cast<double>((next - at).count());
    at = next;
  }
  return entries;
}

seconds Rhythm::wait_for(double entries, feeds::Time now, seconds longest) const {
  const feeds::Time last = now + std::min<seconds>(longest, days{365});
  for (feeds::Time at = now; at < last;) {
    const feeds::Time next = std::min<feeds::Time>(std::chrono::floor<hours>(at) + hours{1}, last);
    const double rate = a_second(at, now), in_this_hour = rate * static_cast<double>((next - at).count());
    if (in_this_hour >= entries && rate > 0) {
      return at - now + std::chrono::duration_cast<seconds>(std::chrono::duration<double>(entries / rate));
    }
    entries -= in_this_hour;
    at = next;
  }
  return longest;
}

double Rhythm::a_second(feeds::Time hour, feeds::Time now) const {
  const std::uint64_t all = total();
  if (all == 0 || now <= since_) return 0;
  double rate = static_cast<double>(all) / static_cast<double>((now - since_).count());
  rate *= share(hours_[hour_of(hour)], all, hours_.size());
  // Of the days of a week nothing is known before there were two of each.
  if (now - since_ >= days{14}) rate *= share(days_[day_of(hour)], all, days_.size());
  return rate;
}

std::uint64_t Rhythm::total() const {
  return std::accumulate(hours_.begin(), hours_.end(), std::uint64_t{0});
}

bool is_quiet(const Rhythm& rhythm, feeds::Time last_news, feeds::Time now) {
  return rhythm.is_known(now) && rhythm.expected(last_news, now) >= telling_silence;
}

}  // namespace datelined
