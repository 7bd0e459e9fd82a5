// What each step of a visit costs, from bytes to a page of the merged feed: CPU time an entry.
//
// usage: bench_pipeline [FEEDS] [ENTRIES]     default: 200 feeds of 40 entries
// Documents are made here, the same bytes every time. Seconds differ from machine to machine: compare
// two builds in one sitting, by the last column, which is each step over pugixml's parse of the bytes.
#include "feeds/comparable.hpp"
#include "feeds/digest.hpp"
#include "feeds/identity.hpp"
#include "feeds/parse.hpp"
#include "feeds/revision.hpp"
#include "feeds/sketch.hpp"
#include "feeds/story.hpp"
#include "feeds/wire_status.hpp"
#include "feeds/write/writer.hpp"
#include "schema/reader.hpp"
#include "schema/store.hpp"

#include <pugixml.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

using namespace datelined;

const std::vector<std::string> words = {"minister",  "harbour", "talks",  "بیجنگ",    "اجلاس", "经济",  "Москва",
                                        "ceasefire", "budget",  "storm",  "élection", "वार्ता", "交渉",  "market",
                                        "2026",      "47",      "report", "گفتگو",    "数字",  "выборы"};

std::string sentence(std::mt19937& random, int length) {
  std::string text;
  for (int i = 0; i < length; ++i) text += words[random() % words.size()] + (i + 1 < length ? " " : "");
  return text;
}

std::string document(unsigned feed, int entries) {
  std::mt19937 random(feed);
  std::string xml = R"(<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Feed )" +
                    std::to_string(feed) + "</title><link>https://example.org/</link><description>x</description>";
  for (int i = 0; i < entries; ++i) {
    const std::string address = "https://example.org/" + std::to_string(feed) + "/" + std::to_string(i);
    xml += "<item><title>" + sentence(random, 9) + "</title><link>" + address + "</link><guid>" + address +
           "</guid><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;" + sentence(random, 60) +
           "&lt;/p&gt;&lt;p&gt;" + sentence(random, 60) + "&lt;/p&gt;</description></item>";
  }
  return xml + "</channel></rss>";
}

double measure(const char* step, double floor, int entries, const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  const double each = double(std::clock() - start) / CLOCKS_PER_SEC * 1e6 / entries;
  std::printf("%-28s %8.2f us an entry %8.1f x\n", step, each, floor > 0 ? each / floor : 1.0);
  return each;
}

}  // namespace

int main(int argc, char** argv) {
  const int feeds = argc > 1 ? std::atoi(argv[1]) : 200;
  const int entries = argc > 2 ? std::atoi(argv[2]) : 40;
  const int all = feeds * entries;

  std::vector<std::string> documents;
  std::vector<schema::Subscription> subscriptions;
  for (int i = 0; i < feeds; ++i) {
    documents.push_back(document(unsigned(i), entries));
    subscriptions.push_back({"feed-" + std::to_string(i), "https://example.org/" + std::to_string(i), {}, {}, 0});
  }

  const double floor = measure("pugixml alone", 0, all, [&] {
    for (const std::string& bytes : documents) {
      pugi::xml_document tree;
      tree.load_buffer(bytes.data(), bytes.size());
    }
  });

  std::vector<feeds::Parsed> parsed;
  measure("parse", floor, all, [&] {
    for (const std::string& bytes : documents) parsed.push_back(feeds::parse({.bytes = bytes}).value());
  });

  const feeds::Time now{std::chrono::seconds{1'795'000'000}};
  std::vector<std::vector<std::vector<feeds::Key>>> keys;
  measure("identify", floor, all, [&] {
    for (const feeds::Parsed& one : parsed) keys.push_back(feeds::identify(one.entries));
  });

  std::vector<schema::PollRecord> records;
  for (feeds::Parsed& one : parsed) {
    schema::PollRecord& record = records.emplace_back();
    record.at = now;
    record.head = one.feed;
    for (std::size_t i = 0; i < one.entries.size(); ++i) {
      schema::SignedEntry& entry = record.entries.emplace_back();
      entry.keys = keys[records.size() - 1][i];
      entry.entry = std::move(one.entries[i]);
    }
  }
  const auto measure_each = [&](const char* step, const auto& work) {
    measure(step, floor, all, [&] {
      for (schema::PollRecord& record : records) {
        for (schema::SignedEntry& entry : record.entries) work(entry);
      }
    });
  };
  measure_each("digest", [](schema::SignedEntry& entry) { feeds::digest(entry.entry, entry.keys); });
  std::deque<feeds::Comparable> comparable;
  measure_each("make comparable", [&](schema::SignedEntry& entry) { comparable.emplace_back(entry.entry); });
  // One behind the other, as they were made.
  const auto measure_decision = [&](const char* step, const auto& work) {
    auto next = comparable.begin();
    measure_each(step, [&](schema::SignedEntry& entry) { work(entry, *next++); });
  };
  measure_decision("wire status", [&](schema::SignedEntry& entry, const feeds::Comparable& of) {
    entry.status = feeds::read_wire_status(of, now).status;
  });
  measure_decision("revision", [](schema::SignedEntry& entry, const feeds::Comparable& of) {
    entry.revision_hash = feeds::revision_hash(of);
  });
  measure_decision("signature",
                   [](schema::SignedEntry& entry, const feeds::Comparable& of) { entry.signature = feeds::sign(of); });
  measure_decision("sketch",
                   [](schema::SignedEntry& entry, const feeds::Comparable& of) { entry.text = feeds::sketch(of); });
  measure_decision("completeness", [](schema::SignedEntry& entry, const feeds::Comparable& of) {
    entry.completeness = feeds::completeness(of);
  });
  measure_decision("headline", [](schema::SignedEntry& entry, const feeds::Comparable& of) {
    entry.headline = feeds::headline_key(of);
  });

  const auto folder = std::filesystem::temp_directory_path() / ("datelined-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  {
    schema::Store store(folder / "bench.db");
    const auto states = store.sync_feeds(subscriptions);
    for (std::size_t i = 0; i < records.size(); ++i) records[i].state = states[i];
    measure("record, all new", floor, all, [&] { store.record(records); });
    measure("record, nothing changed", floor, all, [&] { store.record(records); });

    schema::Reader reader(folder / "bench.db");
    const auto writer = feeds::make_writer(feeds::Format::atom);
    measure("export as Atom", floor, all, [&] {
      std::string out;
      feeds::Channel channel;
      channel.id = "urn:bench";
      channel.updated = now;
      writer->begin(out, channel);
      reader.stories({}, [&](const feeds::Story& story) {
        writer->story(out, story);
        out.clear();
      });
      writer->end(out);
    });
  }
  std::filesystem::remove_all(folder);
}
