// Which room may include what: ARCHITECTURE.md's arrows, read off the #include lines.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Paths = std::vector<std::string>;

struct Room {
  std::string folder;
  Paths may;  // folders whose headers it may include, beside its own
};

// The longest folder that a path starts with is its room.
const std::vector<Room> rooms = {
    {"feeds/text/", {"feeds/time.hpp", "feeds/problem.hpp"}},
    {"feeds/", {"feeds/"}},
    {"schema/", {"feeds/"}},
    {"daemon/", {"feeds/"}},
    {"daemon/websub/", {"feeds/"}},
    {"daemon/config/", {"feeds/", "daemon/*"}},
    {"daemon/fetch/", {"feeds/", "daemon/*"}},
    {"daemon/poll/", {"feeds/", "daemon/*", "schema/", "daemon/config/", "daemon/fetch/"}},
    {"daemon/hub/", {"feeds/", "daemon/*", "schema/", "daemon/config/", "daemon/fetch/", "daemon/websub/"}},
    {"daemon/push/",
     {"feeds/", "daemon/*", "schema/", "daemon/config/", "daemon/poll/", "daemon/fetch/", "daemon/websub/",
      "daemon/serve/inbox.hpp"}},
    {"daemon/serve/", {"feeds/", "daemon/*", "schema/", "daemon/config/"}},
    {"daemon/commands/", {"feeds/", "schema/", "daemon/"}},
    {"daemon/main.cpp", {"daemon/commands/"}},
};

struct Library {
  std::string header;  // how its #include begins
  Paths only_in;
};

const std::vector<Library> libraries = {
    {"curl/", {"daemon/fetch/"}},
    {"sqlite3.h", {"schema/sqlite."}},
    {"pugixml.hpp", {"feeds/read/"}},
    {"boost/beast", {"daemon/serve/"}},
    {"boost/asio", {"daemon/"}},
    {"toml++", {"daemon/config/"}},
    {"CLI/", {"daemon/commands/"}},
    {"unicode/", {"feeds/text/"}},
    {"gumbo.h", {"feeds/text/"}},
    {"systemd/", {"daemon/notify.cpp"}},
    {"openssl/", {"feeds/text/hash.cpp", "daemon/serve/tls.cpp", "daemon/websub/"}},
    // feeds/ is pure: no files, threads or streams of its own.
    {"filesystem", {"schema/", "daemon/"}},
    {"fstream", {"schema/", "daemon/"}},
    {"thread", {"schema/", "daemon/"}},
    {"iostream", {"daemon/"}},
};

bool starts_with_any(const std::string& text, const Paths& beginnings) {
  for (const std::string& beginning : beginnings) {
    if (text.starts_with(beginning)) return true;
  }
  return false;
}

std::string parent(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);
}

const Room& room_of(const std::string& path) {
  const Room* best = nullptr;
  for (const Room& room : rooms) {
    if (path.starts_with(room.folder) && (best == nullptr || room.folder.size() > best->folder.size())) best = &room;
  }
  REQUIRE_MESSAGE(best != nullptr, path << " stands in no room");
  return *best;
}

bool may_include(const std::string& file, const std::string& header) {
  const Room& room = room_of(file);
  if (room_of(header).folder == room.folder) return true;
  for (const std::string& allowed : room.may) {
    // "daemon/*" is what stands in daemon/ itself, none of its rooms.
    if (allowed == "daemon/*" ? parent(header) == "daemon/" : header.starts_with(allowed)) return true;
  }
  return false;
}

// What a file includes: "ours" as paths from the root, <theirs> as written.
struct Includes {
  Paths ours, theirs;
};

std::map<std::string, Includes> read_tree() {
  std::map<std::string, Includes> tree;
  const fs::path root = SOURCE_TREE;
  for (const char* top : {"feeds", "schema", "daemon"}) {
    for (const auto& item : fs::recursive_directory_iterator(root / top)) {
      if (item.path().extension() != ".cpp" && item.path().extension() != ".hpp") continue;
      Includes& includes = tree[fs::relative(item.path(), root).generic_string()];
      std::ifstream file(item.path());
      for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("#include ")) continue;
        const char close = line[9] == '"' ? '"' : '>';
        const std::string name = line.substr(10, line.find(close, 10) - 10);
        (close == '"' ? includes.ours : includes.theirs).push_back(name);
      }
    }
  }
  return tree;
}

// Every header of theirs that a file sees through ours.
void collect(const std::map<std::string, Includes>& tree, const std::string& file, std::set<std::string>& seen,
             std::set<std::string>& theirs) {
  const auto place = tree.find(file);
  if (place == tree.end() || !seen.insert(file).second) return;
  theirs.insert(place->second.theirs.begin(), place->second.theirs.end());
  for (const std::string& header : place->second.ours) collect(tree, header, seen, theirs);
}

}  // namespace

TEST_SUITE("house/arrows") {
  TEST_CASE("no room includes against the arrows") {
    const auto tree = read_tree();
    REQUIRE(tree.size() > 50);
    for (const auto& [file, includes] : tree) {
      for (const std::string& header : includes.ours) {
        if (!header.starts_with("feeds/") && !header.starts_with("schema/") && !header.starts_with("daemon/")) continue;
        CHECK_MESSAGE(may_include(file, header), file << " must not include " << header);
      }
    }
  }

  TEST_CASE("each library is seen in its own place alone") {
    for (const auto& [file, includes] : read_tree()) {
      for (const std::string& header : includes.theirs) {
        for (const Library& library : libraries) {
          if (!header.starts_with(library.header)) continue;
          CHECK_MESSAGE(starts_with_any(file, library.only_in), file << " must not include <" << header << ">");
        }
      }
    }
  }

  TEST_CASE("the deciders know nothing of Asio, not even through a header") {
    const auto tree = read_tree();
    for (const std::string file :
         {"daemon/poll/schedule.cpp", "daemon/poll/judge.cpp", "daemon/poll/advert.cpp", "daemon/push/subscription.cpp",
          "daemon/hub/ledger.cpp", "daemon/hub/line.cpp", "daemon/hub/delivery.cpp", "daemon/hub/request.cpp",
          "feeds/story.cpp", "feeds/identity.cpp", "feeds/revision.cpp"}) {
      REQUIRE_MESSAGE(tree.contains(file), file << " is gone: name what took its place");
      std::set<std::string> seen, theirs;
      collect(tree, file, seen, theirs);
      for (const std::string& header : theirs) {
        CHECK_MESSAGE(!header.starts_with("boost/asio"), file << " sees <" << header << ">");
      }
    }
  }

  TEST_CASE("no two rooms of daemon/ give one name to two types") {
    // They share a namespace: the linker would take the one's destructor for the other's, and say nothing.
    std::map<std::string, std::string> known;
    const fs::path root = SOURCE_TREE;
    for (const auto& item : fs::recursive_directory_iterator(root / "daemon")) {
      if (item.path().extension() != ".hpp") continue;
      const std::string path = fs::relative(item.path(), root).generic_string();
      std::ifstream file(item.path());
      for (std::string line; std::getline(file, line);) {
        const std::size_t name = line.starts_with("struct ") ? 7 : line.starts_with("class ") ? 6 : 0;
        if (name == 0 || line.find('{') == std::string::npos) continue;
        const auto [place, is_new] = known.emplace(line.substr(name, line.find_first_of(" {", name) - name), path);
        CHECK_MESSAGE(is_new, place->first << " stands in " << place->second << " and in " << path);
      }
    }
    CHECK(known.size() > 50);
  }

  TEST_CASE("no test has a name that ctest takes for two") {
    // CMake's lists end an element there: ctest would ask doctest for each half, and pass where nothing has that name.
    for (const auto& item : fs::recursive_directory_iterator(fs::path(SOURCE_TREE) / "tests")) {
      if (item.path().extension() != ".cpp") continue;
      std::ifstream file(item.path());
      for (std::string line; std::getline(file, line);) {
        const std::size_t name = line.find("\"", std::min(line.find("TEST_CASE"), line.size()));
        if (name == std::string::npos) continue;
        const bool is_one = line.substr(name, line.rfind('"') - name).find(';') == std::string::npos;
        CHECK_MESSAGE(is_one, item.path() << ": " << line);
      }
    }
  }

  TEST_CASE("every path in the tree is one of the house") {
    // A file that builds need and nobody looks for is a sign of a second way to do a thing.
    const std::set<std::string> top = {
        "CMakeLists.txt", "CMakePresets.json", "README.md", "ARCHITECTURE.md", "LICENSE", "dev", "daemon", "feeds",
        "schema",         "systemd",           "tests",     "examples",        "build"};
    for (const auto& item : fs::directory_iterator(SOURCE_TREE)) {
      const std::string name = item.path().filename().string();
      CHECK_MESSAGE((name.starts_with('.') || top.contains(name)), name << " at the top is none of the house");
    }
  }
}
