// What it costs to tell which story an entry belongs to, as the window fills.
//
// usage: bench_sameness [ENTRIES]...     default: 10000 100000 1000000
// A line for each number of entries in the window: memory of the index, CPU time of signing a text and of placing an
// entry in the store (medians; less what the same costs without a text), and how long it takes until the index is there
// after a restart. Texts are made here: one in three is a copy of an earlier one, cut and under another headline; words
// follow Zipf's law, as those of people do.
#include "schema/sameness.hpp"
#include "feeds/sketch.hpp"
#include "feeds/sketch_index.hpp"
#include "feeds/text/hash.hpp"
#include "schema/reader.hpp"
#include "schema/store.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

using namespace datelined;

constexpr std::size_t letters_of_a_text = 1400;
constexpr std::size_t a_visit = 100;

double cpu_microseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

// Words whose n-th is about as frequent as 1/(n + 10), the frequent ones short.
class Language {
 public:
  Language() {
    std::mt19937 random(1);
    for (int i = 0; i < 60'000; ++i) {
      std::string word;
      const auto length = (i < 100 ? 2 : 4) + random() % 6;
      for (unsigned n = 0; n < length; ++n) word += static_cast<char>('a' + random() % 26);
      words_.push_back(word);
    }
  }
  std::string text(std::mt19937& random, std::size_t length) const {
    std::string out;
    std::uniform_real_distribution<double> uniform(0, 1);
    const auto count = static_cast<double>(words_.size());
    while (out.size() < length) {
      const double rank = 10 * std::exp(uniform(random) * std::log((count + 10) / 10)) - 10;
      out += words_[std::min(words_.size() - 1, static_cast<std::size_t>(rank))] + ' ';
      if (random() % 40 == 0) out += std::to_string(random() % 2000) + ". ";
    }
    return out;
  }

 private:
  std::vector<std::string> words_;
};

class Wire {
 public:
  schema::SignedEntry next(schema::Time at) {
    const int number = ++last_;
    std::mt19937 random(static_cast<unsigned>(number));
    const bool is_copy = number > 100 && number % 3 == 0;
    // A copy follows the original within a thousand entries.
    const int original = number - 1 - 3 * static_cast<int>(random() % 33);
    std::mt19937 of_text(static_cast<unsigned>(is_copy ? original : number) + 1'000'000'000u);
    schema::SignedEntry made;
    feeds::Entry& entry = made.entry;
    entry.id = "tag:wire," + std::to_string(number);
    entry.url = "https://wire.example/" + std::to_string(number);
    entry.title = language_.text(random, 60);
    entry.content_text = language_.text(of_text, letters_of_a_text);
    if (is_copy && random() % 2 == 0) entry.content_text.resize(400);
    entry.date_published = at;
    made.keys = {static_cast<feeds::Key>(number)};
    made.revision_hash = static_cast<std::uint64_t>(number);
    made.completeness = static_cast<std::int64_t>(entry.content_text.size());
    made.signature.url = feeds::hash64(entry.url);
    return made;
  }

 private:
  Language language_;
  int last_ = 0;
};

schema::Time minute(std::int64_t n) {
  return schema::Time(std::chrono::seconds(1'700'000'000 + 60 * n));
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

void fill(schema::Store& store, const schema::FeedState& state, Wire& wire, std::size_t count, std::size_t& total,
          std::size_t of_all) {
  while (count > 0) {
    schema::PollRecord visit;
    visit.state = state;
    // Spread over three days and a half: all of them are in the window.
    visit.at = minute(static_cast<std::int64_t>(total * 5000 / of_all));
    for (std::size_t i = 0; i < std::min(count, std::size_t{4000}); ++i) {
      visit.entries.push_back(wire.next(visit.at));
      visit.entries.back().text = feeds::sketch(visit.entries.back().entry);
    }
    count -= visit.entries.size();
    total += visit.entries.size();
    store.record(std::vector{visit});
  }
}

struct Costs {
  std::vector<double> signing, with, without;  // CPU, microseconds an entry
};

Costs place(schema::Store& store, const schema::FeedState& state, Wire& wire) {
  Costs costs;
  for (int round = 0; round < 60; ++round) {
    for (const bool has_text : {true, false}) {
      schema::PollRecord visit;
      visit.state = state;
      visit.at = minute(5001);
      for (std::size_t i = 0; i < a_visit; ++i) {
        visit.entries.push_back(wire.next(visit.at));
        if (!has_text) continue;
        const double begin = cpu_microseconds();
        visit.entries.back().text = feeds::sketch(visit.entries.back().entry);
        costs.signing.push_back(cpu_microseconds() - begin);
      }
      const std::vector records = {visit};
      const double start = cpu_microseconds();
      store.record(records);
      (has_text ? costs.with : costs.without).push_back((cpu_microseconds() - start) / a_visit);
    }
  }
  return costs;
}

void measure(std::size_t entries) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("bench_sameness." + std::to_string(getpid()));
  const std::vector<schema::Subscription> feeds = {
      {.name = "wire", .url = "https://wire.example/feed", .category = "", .language = "", .priority = 0}};
  Wire wire;
  std::size_t total = 0;
  Costs costs;
  double bytes = 0;
  {
    schema::Store store(file);
    const auto states = store.sync_feeds(feeds);
    fill(store, states[0], wire, entries, total, entries);
    bytes = static_cast<double>(store.memory_of_sameness()) / static_cast<double>(total);
    costs = place(store, states[0], wire);
    store.checkpoint();
  }
  // After a restart: how soon the store can be read, and when the index is there and the next entry placed.
  const auto started = std::chrono::steady_clock::now();
  schema::Store store(file);
  const auto states = store.sync_feeds(feeds);
  schema::Reader(file).stories({.limit = 100}, [](const feeds::Story&) {});
  const auto readable = std::chrono::steady_clock::now();
  fill(store, states[0], wire, 1, total, entries);
  const auto indexed = std::chrono::steady_clock::now();

  const auto ms = [](auto from, auto to) { return std::chrono::duration<double, std::milli>(to - from).count(); };
  const double signing = median(costs.signing), placing = median(costs.with) - median(costs.without);
  std::printf("%9zu %8.0f %8.1f %8.1f %8.1f %12.0f %12.0f\n", entries, bytes, signing, placing, signing + placing,
              ms(started, readable), ms(readable, indexed));
  std::fflush(stdout);
  for (const char* ending : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(file.string() + ending);
}

}  // namespace

int main(int argc, char** argv) {
  std::printf("%9s %8s %8s %8s %8s %12s %12s\n", "entries", "bytes", "sign us", "place us", "both us", "readable ms",
              "indexed ms");
  std::vector<std::size_t> sizes;
  for (int i = 1; i < argc; ++i) sizes.push_back(std::strtoul(argv[i], nullptr, 10));
  if (sizes.empty()) sizes = {10'000, 100'000, 1'000'000};
  for (const std::size_t size : sizes) measure(size);
}
