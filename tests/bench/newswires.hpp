// Thirty days of wires in simulated time: publishers of every temper, visited by the deciders that the
// daemon uses (judge, next_poll, Turns, Network), with nothing waited for and nothing asked.
//
// What must never happen is counted, so that a test can say it did not: see Report.
#pragma once

#include "daemon/fetch/fetched.hpp"
#include "daemon/poll/judge.hpp"
#include "daemon/poll/network.hpp"
#include "daemon/poll/turns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <deque>
#include <iomanip>
#include <ostream>
#include <queue>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace datelined::test {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Report {
  std::int64_t visits = 0, unchanged = 0, failures = 0, entries = 0, seen = 0;
  std::int64_t too_often = 0;                      // requests to a host in a minute, over the limit
  std::int64_t too_early = 0;                      // a publisher's freshness, Retry-After or skipped hour violated
  std::int64_t starved = 0;                        // feeds not asked for longer than their wait and a day
  std::int64_t late = 0;                           // entries seen later than their feed's interval allows
  std::int64_t charged = 0;                        // feeds charged for the network's outage
  std::int64_t shortened = 0;                      // waits that the rhythm or a gap chose
  std::int64_t busiest_minute = 0;                 // most visits begun in one, over all hosts
  std::array<std::int64_t, 10> waits{}, delays{};  // histograms, see `bounds`
};

inline constexpr std::array<int, 9> bounds{1, 5, 10, 15, 20, 30, 60, 240, 1440};  // minutes

class Newswires {
 public:
  static constexpr seconds interval = minutes{30}, min_interval = minutes{5}, max_interval = hours{24};
  static constexpr std::chrono::milliseconds spacing{1000};
  static constexpr std::size_t per_host = 4;

  Newswires(std::size_t count, days length) : end_(begin_ + length) {
    for (std::size_t i = 0; i < count; ++i) wires_.push_back(make(i, count));
    // An hour without a network, in the middle of a day.
    outage_ = begin_ + length / 3 + hours{11};
  }

  Report run() {
    for (std::size_t i = 0; i < wires_.size(); ++i) due_.emplace(begin_, i);
    for (now_ = begin_; now_ < end_;) {
      end_visits();
      enqueue_due();
      while (const auto turn = turns_.next(moment())) start(*turn);
      now_ = std::max(now_ + seconds{1}, std::min(next_event(), end_));
    }
    for (const Wire& wire : wires_) {
      if (!wire.state.gone && wire.waits_since < end_ - max_interval * 2) ++report_.starved;
    }
    return report_;
  }

 private:
  enum class Temper { steady, office, silent, failing, busy_signal, dead, gone, moody };

  struct Wire {
    schema::FeedState state;
    std::string host;
    Temper temper = Temper::steady;
    double a_day = 1;      // entries
    seconds freshness{0};  // max-age
    int ttl = 0;           // minutes, in the document
    std::uint32_t skip_hours = 0;
    std::size_t shows = 10;                              // entries of a document
    std::deque<std::pair<feeds::Time, bool>> published;  // the latest, and whether each was seen
    std::int64_t number = 0;                             // of the last entry
    feeds::Time next_entry{};
    feeds::Time not_before{};  // what the publisher asked for at last
    feeds::Time last_visit{}, waits_since{};
    bool failed_since = false;  // a visit failed since the last good one
  };

  struct UnderWay {
    feeds::Time over;
    std::size_t wire;
    Home home;
    Network::Moment begun;
    bool operator>(const UnderWay& other) const { return over > other.over; }
  };

  Turns::Moment moment() const { return Turns::Moment(now_.time_since_epoch()); }
  double chance() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  Wire make(std::size_t i, std::size_t count) {
    Wire wire;
    wire.state.id = static_cast<schema::FeedId>(i);
    wire.state.subscription.name = std::to_string(i);
    // One host in a hundred has a hundred feeds, as agencies and blog farms do; most have one or two.
    wire.host = i % 10 == 0 ? "agency" + std::to_string(i % 1000) : "paper" + std::to_string(i / 2);
    wire.state.subscription.url = "http://" + wire.host + ".example/" + std::to_string(i);
    const double kind = static_cast<double>(i * 7919 % count) / static_cast<double>(count);
    wire.temper = kind < 0.60   ? Temper::steady
                  : kind < 0.80 ? Temper::office
                  : kind < 0.88 ? Temper::silent
                  : kind < 0.93 ? Temper::moody
                  : kind < 0.95 ? Temper::failing
                  : kind < 0.97 ? Temper::busy_signal
                  : kind < 0.99 ? Temper::dead
                                : Temper::gone;
    wire.a_day = std::exp(chance() * 5 - 3.5);  // from one a month to four a day
    if (i % 997 == 1) wire.a_day = 400;         // a wire
    if (i % 3 == 0) wire.freshness = seconds{static_cast<int>(60 * std::exp(chance() * 6))};
    if (i % 7 == 0) wire.ttl = 60;
    if (i % 41 == 0) wire.skip_hours = 0x3f;
    wire.next_entry = begin_ + next_gap(wire);
    return wire;
  }

  seconds next_gap(const Wire& wire) {
    return seconds{1 + static_cast<std::int64_t>(-std::log(1 - chance()) * 86'400 / wire.a_day)};
  }

  void publish(Wire& wire) {
    while (wire.next_entry <= now_) {
      const auto hour = (wire.next_entry - std::chrono::floor<days>(wire.next_entry)) / hours{1};
      if (wire.temper != Temper::office || (hour >= 8 && hour < 18)) {
        wire.published.emplace_back(wire.next_entry, false);
        ++wire.number;
        ++report_.entries;
        if (wire.published.size() > 4 * wire.shows) wire.published.pop_front();
      }
      wire.next_entry += next_gap(wire);
    }
  }

  feeds::Time next_event() const {
    feeds::Time next = end_;
    if (!due_.empty()) next = std::min(next, due_.begin()->first);
    if (network_.is_down()) next = std::max(next, next_probe_);
    if (!under_way_.empty()) next = std::min(next, under_way_.top().over);
    if (const auto soonest = turns_.soonest()) {
      next = std::min(next, feeds::Time(std::chrono::ceil<seconds>(soonest->time_since_epoch())));
    }
    return next;
  }

  void enqueue_due() {
    if (network_.is_down()) {
      if (now_ < next_probe_ || due_.empty() || turns_.visiting() > 0) return;
      next_probe_ = now_ + minutes{1};
      const auto place =
          std::next(due_.begin(), static_cast<std::ptrdiff_t>(probe_++ % std::min<std::size_t>(due_.size(), 50)));
      if (place->first <= now_) enqueue(place);
      return;
    }
    while (!due_.empty() && due_.begin()->first <= now_) {
      const auto place = due_.begin();
      const Wire& wire = wires_[place->second];
      const auto pause = pauses_.find(wire.host);
      if (pause != pauses_.end() && pause->second > now_) {
        const std::size_t i = place->second;
        due_.erase(place);
        due_.emplace(pause->second, i);
      } else {
        enqueue(place);
      }
    }
  }

  void enqueue(std::set<std::pair<feeds::Time, std::size_t>>::iterator place) {
    const std::size_t i = place->second;
    due_.erase(place);
    turns_.wait(static_cast<schema::FeedId>(i), {wires_[i].host, "", true});
  }

  void start(const Turns::Turn& turn) {
    const auto i = static_cast<std::size_t>(turn.feed);
    Wire& wire = wires_[i];
    const std::int64_t minute = now_.time_since_epoch() / minutes{1};
    count_minute(minute, wire.host);
    if (now_ < wire.not_before) ++report_.too_early;
    under_way_.push({now_ + seconds{chance() < 0.01 ? 30 : 1}, i, turn.home, network_.now()});
  }

  void count_minute(std::int64_t minute, const std::string& host) {
    if (minute != minute_) {
      minute_ = minute;
      in_minute_.clear();
      all_in_minute_ = 0;
    }
    report_.busiest_minute = std::max(report_.busiest_minute, ++all_in_minute_);
    if (++in_minute_[host] > minutes{1} / spacing) ++report_.too_often;
  }

  void end_visits() {
    while (!under_way_.empty() && under_way_.top().over <= now_) {
      const UnderWay visit = under_way_.top();
      under_way_.pop();
      turns_.leave(visit.home);
      end_visit(visit.wire, visit.begun);
    }
  }

  void end_visit(std::size_t i, Network::Moment begun) {
    Wire& wire = wires_[i];
    const bool no_network = now_ >= outage_ && now_ < outage_ + hours{1};
    const bool reached = !no_network && wire.temper != Temper::dead;
    const bool misses = !reached && network_.missed(wire.host, wire.state, begun);
    if (network_.conclude(under_way_.size()) && misses) {
      for (const schema::FeedId id : turns_.withdraw_all()) due_.emplace(now_, static_cast<std::size_t>(id));
      for (schema::FeedState& state : network_.excused()) {
        const auto other = static_cast<std::size_t>(state.id);
        if (other != i) due_.erase({wires_[other].state.next_poll.value_or(feeds::Time{}), other});
        if (wires_[other].temper == Temper::steady && wires_[other].state.errors > state.errors) --report_.charged;
        wires_[other].state = std::move(state);
        due_.emplace(wires_[other].state.next_poll.value_or(now_), other);
      }
      next_probe_ = now_ + minutes{1};
      return;
    }
    if (reached) network_.heard(wire.state.id);
    publish(wire);
    ++report_.visits;
    const auto answer = reached ? answer_of(wire) : feeds::Result<Fetched>(feeds::Problem{"", "timed out"});
    const Judged judged = judge(wire.state, terms_, answer, now_, chance());
    keep(wire, i, judged, answer, no_network);
  }

  void keep(Wire& wire, std::size_t i, const Judged& judged, const feeds::Result<Fetched>& answer, bool no_network) {
    const schema::FeedState& after = judged.record.state;
    const bool good = judged.record.error.empty();
    if (no_network && after.errors > wire.state.errors && wire.temper == Temper::steady) ++report_.charged;
    if (good) see(wire);
    good ? (judged.record.head ? 0 : ++report_.unchanged) : ++report_.failures;
    if (after.why == "rhythm" || after.why == "gap") ++report_.shortened;
    wire.failed_since = !good;
    wire.state = after;
    wire.last_visit = wire.waits_since = now_;
    if (after.host_pause) pauses_[wire.host] = std::max(pauses_[wire.host], *after.host_pause);
    // What the publisher asked for, reckoned anew and not by the decider's own hand.
    wire.not_before = feeds::Time{};
    if (good)
      wire.not_before = now_ + std::min<seconds>(std::max<seconds>(wire.freshness, minutes{wire.ttl}), max_interval);
    if (answer.has_value() && answer->status == 429) wire.not_before = now_ + hours{1};
    if (!after.next_poll) return;
    count(report_.waits, *after.next_poll - now_);
    due_.emplace(*after.next_poll, i);
  }

  // The entries that this document shows are seen. Late is what was published before the last visit could have
  // been followed by this one.
  void see(Wire& wire) {
    const std::size_t first = wire.published.size() - std::min(wire.published.size(), wire.shows);
    const seconds pace = std::max({interval, wire.freshness, seconds{minutes{wire.ttl}}});
    seconds allowed = std::min(pace, max_interval) * 5 / 4 + minutes{15};
    if (wire.skip_hours != 0) allowed += hours{6};
    for (std::size_t k = first; k < wire.published.size(); ++k) {
      auto& [time, seen] = wire.published[k];
      if (std::exchange(seen, true)) continue;
      ++report_.seen;
      const seconds delay = now_ - time;
      count(report_.delays, delay);
      const auto pause = pauses_.find(wire.host);
      const bool excused = wire.failed_since || (pause != pauses_.end() && pause->second + hours{1} > time) ||
                           (time < outage_ + hours{3} && now_ > outage_);
      if (delay > allowed && !excused && wire.last_visit != feeds::Time{}) ++report_.late;
    }
  }

  feeds::Result<Fetched> answer_of(Wire& wire) {
    Fetched answer;
    answer.url = wire.state.subscription.url;
    answer.duration = std::chrono::milliseconds{100};
    if (wire.temper == Temper::gone && now_ > begin_ + days{3}) answer.status = 410;
    if (wire.temper == Temper::failing) answer.status = 500;
    if (wire.temper == Temper::moody && chance() < 0.3) answer.status = 503;
    if (wire.temper == Temper::busy_signal && chance() < 0.05) {
      answer.status = 429;
      answer.headers.push_back({"retry-after", "3600"});
    }
    if (answer.status != 0) return answer;
    if (wire.freshness > seconds{0}) {
      answer.headers.push_back({"cache-control", "max-age=" + std::to_string(wire.freshness.count())});
    }
    const std::string etag = "\"" + std::to_string(wire.number) + "\"";
    answer.headers.push_back({"etag", etag});
    answer.status = etag == wire.state.validators.etag ? 304 : 200;
    if (answer.status == 200) answer.body = document(wire);
    return answer;
  }

  std::string document(const Wire& wire) const {
    std::string text = "<rss version='2.0'><channel><title>w</title>";
    if (wire.ttl != 0) text += "<ttl>" + std::to_string(wire.ttl) + "</ttl>";
    if (wire.skip_hours != 0) text += "<skipHours>";
    for (int hour = 0; hour < 24; ++hour) {
      if ((wire.skip_hours >> hour & 1u) != 0) text += "<hour>" + std::to_string(hour) + "</hour>";
    }
    if (wire.skip_hours != 0) text += "</skipHours>";
    const auto shown = static_cast<std::int64_t>(std::min(wire.shows, wire.published.size()));
    for (std::int64_t k = 0; k < shown; ++k) {
      text += "<item><guid>urn:" + std::to_string(wire.number - k) + "</guid></item>";
    }
    return text + "</channel></rss>";
  }

  static void count(std::array<std::int64_t, 10>& histogram, seconds time) {
    std::size_t k = 0;
    while (k < bounds.size() && time > minutes{bounds[k]}) ++k;
    ++histogram[k];
  }

  const feeds::Time begin_{seconds{1'700'438'400}};  // a Monday
  const feeds::Time end_;
  feeds::Time now_ = begin_, outage_{}, next_probe_{};
  std::size_t probe_ = 0;
  const Terms terms_{interval, min_interval, max_interval};
  std::vector<Wire> wires_;
  std::set<std::pair<feeds::Time, std::size_t>> due_;
  std::priority_queue<UnderWay, std::vector<UnderWay>, std::greater<>> under_way_;
  Turns turns_{{256, per_host, spacing}};
  Network network_;
  std::unordered_map<std::string, feeds::Time> pauses_;
  std::int64_t minute_ = 0, all_in_minute_ = 0;
  std::unordered_map<std::string, std::int64_t> in_minute_;
  Report report_;
  std::mt19937 random_{20'261'124};
};

inline std::ostream& operator<<(std::ostream& out, const Report& report) {
  const auto histogram = [&](const char* name, const std::array<std::int64_t, 10>& counts) {
    std::int64_t most = 1;
    for (const std::int64_t count : counts) most = std::max(most, count);
    out << name << "\n";
    for (std::size_t k = 0; k < counts.size(); ++k) {
      out << (k < bounds.size() ? "  to " : "past ") << std::setw(5) << bounds[std::min(k, bounds.size() - 1)]
          << " min " << std::setw(9) << counts[k] << " "
          << std::string(static_cast<std::size_t>(counts[k] * 50 / most), '#') << "\n";
    }
  };
  out << report.visits << " visits, " << report.unchanged << " unchanged, " << report.failures << " failed; "
      << report.entries << " entries, " << report.seen << " seen; at most " << report.busiest_minute
      << " visits a minute; " << report.shortened << " waits shortened by rhythm or gap\n"
      << "too often " << report.too_often << ", too early " << report.too_early << ", starved " << report.starved
      << ", late " << report.late << ", charged for the network " << report.charged << "\n";
  histogram("waits between visits", report.waits);
  histogram("from an entry's publication until it was seen", report.delays);
  return out;
}

}  // namespace datelined::test
