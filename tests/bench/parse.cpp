// How fast documents become entries: MB per CPU second of feeds::parse, sanitising included.
//
// usage: bench_parse [--only NAME] FILE|FOLDER...
// Beside it, over the same bytes in the same run: pugixml's parse in place, what nobody who makes a tree
// can beat; and, where they are installed, libmrss, sfeed, feedsmith (found by NODE_PATH) and feedparser.
// Seconds differ from machine to machine: compare the last column, each one's speed over pugixml's.
#include "feeds/parse.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>

#ifdef HAVE_LIBMRSS
#include <mrss.h>
#endif

namespace {

using namespace datelined;
namespace fs = std::filesystem;

constexpr int rounds = 5;

struct Corpus {
  std::vector<std::string> documents;
  std::vector<std::string> paths;
  std::size_t bytes = 0;

  void add(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    documents.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    paths.push_back(path.string());
    bytes += documents.back().size();
  }
};

Corpus read_corpus(const std::vector<std::string>& places) {
  Corpus corpus;
  for (const std::string& place : places) {
    if (!fs::is_directory(place)) {
      corpus.add(place);
      continue;
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(place)) {
      if (entry.is_regular_file() && entry.path().extension() != ".gz") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) corpus.add(file);
  }
  return corpus;
}

double cpu_seconds(int whose) {
  rusage used{};
  ::getrusage(whose, &used);
  const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// The best of some rounds: what disturbs a run only ever makes it longer.
double best_of(int whose, int times, const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < times; ++i) {
    const double start = cpu_seconds(whose);
    work();
    best = std::min(best, cpu_seconds(whose) - start);
  }
  return best;
}

void parse_in_place(const Corpus& corpus) {
  static std::string copy;
  for (const std::string& document : corpus.documents) {
    copy.assign(document);
    pugi::xml_document tree;
    tree.load_buffer_inplace(copy.data(), copy.size());
  }
}

void copy_only(const Corpus& corpus) {
  static std::string copy;
  for (const std::string& document : corpus.documents) copy.assign(document);
}

#ifdef HAVE_LIBMRSS
// It reads XML alone, as UTF-8 or as the declaration has it, and cleans no HTML.
void parse_with_libmrss(const Corpus& corpus) {
  static std::string copy;
  for (const std::string& document : corpus.documents) {
    copy.assign(document);
    mrss_t* feed = nullptr;
    if (mrss_parse_buffer(copy.data(), copy.size(), &feed) == MRSS_OK) mrss_free(feed);
  }
}
#endif

std::size_t entries_in(const Corpus& corpus) {
  std::size_t entries = 0;
  for (const std::string& document : corpus.documents) {
    const auto parsed = feeds::parse({.bytes = document, .url = "https://example.org/feed.xml"});
    if (parsed) entries += parsed->entries.size();
  }
  return entries;
}

// One process for every document, as their users run them.
void run_each(const Corpus& corpus, const std::string& command) {
  for (const std::string& path : corpus.paths) {
    const std::string line = command + " < '" + path + "' > /dev/null 2>&1";
    if (std::system(line.c_str()) == -1) return;
  }
}

// They read the names of files from their input.
const char feedparser_loop[] =
    "/usr/bin/python3 -c 'import sys, feedparser\nfor p in sys.stdin.read().splitlines(): feedparser.parse(open(p, "
    "\"rb\").read())'";
const char feedsmith_loop[] =
    "node -e 'const fs = require(\"fs\"), {parseFeed} = require(\"feedsmith\"); for (const p of fs.readFileSync(0, "
    "\"utf8\").trim().split(\"\\n\")) { try { parseFeed(fs.readFileSync(p, \"utf8\")); } catch {} }'";

bool is_installed(const std::string& probe) {
  return std::system((probe + " > /dev/null 2>&1").c_str()) == 0;
}

// What one process takes for every nth document; what it takes for none is not its parser's fault.
struct Share {
  double seconds = 0, of_all = 0;
};

Share run_once(const Corpus& corpus, const std::string& command, std::size_t nth) {
  const fs::path list = fs::temp_directory_path() / ("datelined-bench-" + std::to_string(std::clock()));
  std::size_t bytes = 0;
  {
    std::ofstream out(list);
    for (std::size_t i = 0; i < corpus.paths.size(); i += nth) {
      out << fs::absolute(corpus.paths[i]).string() << '\n';
      bytes += corpus.documents[i].size();
    }
  }
  const auto cost_of = [&](const std::string& input) {
    const std::string line = command + " < " + input + " > /dev/null 2>&1";
    return best_of(RUSAGE_CHILDREN, 1, [&] { (void)!std::system(line.c_str()); });
  };
  const double seconds = cost_of(list.string()) - cost_of("/dev/null");
  fs::remove(list);
  return {std::max(seconds, 1e-3), double(bytes) / double(corpus.bytes)};
}

class Table {
 public:
  Table(const Corpus& corpus, std::string only) : corpus_(corpus), only_(std::move(only)) {}

  bool wants(std::string_view name) const { return only_.empty() || only_ == name; }

  void row(const char* name, double seconds, double share = 1) {
    const double speed = double(corpus_.bytes) * share / 1e6 / seconds;
    if (floor_ == 0) floor_ = speed;
    std::printf("%-24s %10.1f MB/s %10.3f of pugixml\n", name, speed, speed / floor_);
    std::fflush(stdout);
  }

 private:
  const Corpus& corpus_;
  std::string only_;
  double floor_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> places(argv + 1, argv + argc);
  std::string only;
  if (places.size() > 1 && places[0] == "--only") {
    only = places[1];
    places.erase(places.begin(), places.begin() + 2);
  }
  if (places.empty()) {
    std::fprintf(stderr, "usage: bench_parse [--only NAME] FILE|FOLDER...\n");
    return 2;
  }
  const Corpus corpus = read_corpus(places);
  std::printf("%zu documents, %.1f MB\n", corpus.documents.size(), double(corpus.bytes) / 1e6);

  Table table(corpus, only);
  const double copying = best_of(RUSAGE_SELF, rounds, [&] { copy_only(corpus); });
  table.row("pugixml in place", best_of(RUSAGE_SELF, rounds, [&] { parse_in_place(corpus); }) - copying);
  std::size_t entries = 0;
  if (table.wants("datelined")) {
    table.row("feeds::parse", best_of(RUSAGE_SELF, rounds, [&] { entries = entries_in(corpus); }));
    std::printf("%-24s %10zu\n", "  entries", entries);
  }
#ifdef HAVE_LIBMRSS
  if (table.wants("libmrss")) table.row("libmrss", best_of(RUSAGE_SELF, rounds, [&] { parse_with_libmrss(corpus); }));
#endif
  if (table.wants("sfeed") && is_installed("command -v sfeed")) {
    // What starting a process costs is not sfeed's fault.
    const double start = best_of(RUSAGE_CHILDREN, 1, [&] { run_each(corpus, "sfeed < /dev/null; true"); });
    const double seconds = best_of(RUSAGE_CHILDREN, 1, [&] { run_each(corpus, "sfeed"); }) - start;
    if (seconds > start / 10) {
      table.row("sfeed", seconds);
    } else {
      std::printf("%-24s lost in what starting it takes: the documents are too small\n", "sfeed");
    }
  }
  if (table.wants("feedsmith") && is_installed("node -e 'require(\"feedsmith\")'")) {
    const Share share = run_once(corpus, feedsmith_loop, 1);
    table.row("feedsmith", share.seconds, share.of_all);
  }
  if (table.wants("feedparser") && is_installed("/usr/bin/python3 -c 'import feedparser'")) {
    const Share share = run_once(corpus, feedparser_loop, 20);  // it is slow
    table.row("python3-feedparser", share.seconds, share.of_all);
  }
}
