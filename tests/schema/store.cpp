#include "schema/store.hpp"

#include "schema/editor.hpp"
#include "schema/sqlite.hpp"
#include "tests/schema/newsroom.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

namespace datelined::schema {

TEST_SUITE_BEGIN("schema/store");

namespace {

// What opening says: empty when it goes well.
template <class Door, class... More>
std::string refusal(const std::filesystem::path& file, More... more) {
  try {
    Door door(file, more...);
    return "";
  } catch (const StoreError& error) {
    return error.what();
  }
}

void change(const std::filesystem::path& file, const char* sql) {
  Database(file, Access::write).run(sql);
}

bool says(const std::string& message, std::string_view words) {
  return message.find(words) != std::string::npos;
}

// Runs in a process of its own and returns its exit status; what the child must show it returns.
template <class F>
int in_child(F&& work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int status = 99;
    try {
      status = work();
    } catch (...) {
    }
    _exit(status);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Root may do anything: the rights of a file bind only when we are somebody else.
bool become_nobody() {
  return geteuid() != 0 || (setegid(65534) == 0 && seteuid(65534) == 0);
}

std::vector<Piece> pieces_of(int visit) {
  std::vector<Piece> pieces;
  for (int n = 0; n < 20; ++n) {
    const std::string name = std::to_string(visit) + '-' + std::to_string(n);
    pieces.push_back({.guid = name, .title = "Story " + name, .text = std::string(2000, 'x')});
  }
  return pieces;
}

}  // namespace

TEST_CASE("a store is there again after a restart") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}});
  room.restart();
  CHECK(room.titles() == Titles{"Rain"});
}

TEST_CASE("a database of another program is refused and left byte for byte as it is") {
  const Folder folder;
  const std::filesystem::path file = folder / "other.db";
  SUBCASE("without a name of its own") {
    change(file, "CREATE TABLE mine (a); INSERT INTO mine VALUES (1)");
  }
  SUBCASE("in WAL mode") {
    change(file, "PRAGMA journal_mode = WAL; CREATE TABLE mine (a)");
  }
  SUBCASE("with a name of its own") {
    change(file, "PRAGMA application_id = 7; CREATE TABLE mine (a)");
  }
  SUBCASE("no database at all") {
    std::ofstream(file) << "Dear diary,\n";
  }
  SUBCASE("a long text") {
    std::ofstream(file) << std::string(10'000, 'a');
  }
  const std::string before = bytes_of(file);
  for (const std::string& message : {refusal<Store>(file), refusal<Reader>(file)}) {
    CAPTURE(message);
    CHECK(says(message, file.string()));
  }
  CHECK(bytes_of(file) == before);
  for (const auto& left : std::filesystem::directory_iterator(folder.path())) CHECK(left.path() == file);
}

TEST_CASE("a newer database is refused, with both versions, and left byte for byte as it is") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}});
  room.store.reset();
  change(room.file, "PRAGMA user_version = 4711");
  const std::string before = bytes_of(room.file);
  for (const std::string& message : {refusal<Store>(room.file), refusal<Reader>(room.file)}) {
    CAPTURE(message);
    CHECK(says(message, room.file.string()));
    CHECK(says(message, "version 4711"));
    CHECK(says(message, "knows versions up to "));
  }
  CHECK(bytes_of(room.file) == before);
}

TEST_CASE("a newer version that stands in the log alone is seen too") {
  Newsroom room({feed("agency")});
  room.store.reset();
  const std::string before = bytes_of(room.file);
  REQUIRE(in_child([&] {
            Database database(room.file, Access::write);
            database.run("PRAGMA user_version = 4711");
            _exit(7);
            return 0;
          }) == 7);
  REQUIRE(bytes_of(room.file) == before);
  CHECK(says(refusal<Store>(room.file), "version 4711"));
  CHECK(bytes_of(room.file) == before);
  CHECK(Database(room.file, Access::read).number("PRAGMA user_version") == 4711);
}

TEST_CASE("an empty file is a new store, a missing one is a new store but nothing to read") {
  const Folder folder;
  const std::filesystem::path empty = folder / "empty.db";
  std::ofstream(empty).close();
  CHECK(refusal<Store>(empty) == "");
  const std::filesystem::path missing = folder / "missing.db";
  CHECK(says(refusal<Reader>(missing), missing.string() + ": there is no such database"));
  CHECK_FALSE(std::filesystem::exists(missing));
  CHECK(refusal<Store>(missing) == "");
  CHECK(says(refusal<Store>(folder / "no" / "such" / "folder.db"), "folder.db"));
}

TEST_CASE("a new store is read by its owner and a group, and by nobody else") {
  const Folder dir;
  const std::filesystem::path file = dir / "store.db";
  const mode_t mask = ::umask(0);
  const Store store(file);
  ::umask(mask);
  for (const char* beside : {"", "-wal", "-shm"}) {
    CAPTURE(beside);
    CHECK((std::filesystem::status(file.string() + beside).permissions() & std::filesystem::perms::mask) ==
          std::filesystem::perms(0640));
  }
}

TEST_CASE("a name that means something to SQLite is a file like any other") {
  const Folder folder;
  for (const char* name : {":memory:", "file:x?mode=memory", "a#b%41?c"}) {
    CAPTURE(name);
    Store(folder / name).sync_feeds(std::vector{feed("agency")});
    CHECK(std::filesystem::exists(folder / name));
    CHECK(refusal<Store>(folder / name) == "");
    CHECK(Reader(folder / name).feeds().size() == 1);
  }
}

TEST_CASE("a second writer is told who has the store, readers are welcome") {
  Newsroom room({feed("agency")});
  CHECK_THROWS_AS(Store(room.file), StoreBusy);
  const std::string message = refusal<Store>(room.file);
  CAPTURE(message);
  CHECK(
      says(message, room.file.string() + ": another datelined (process " + std::to_string(getpid()) + ") is using it"));
  CHECK(refusal<Reader>(room.file) == "");
  room.store.reset();
  CHECK(refusal<Store>(room.file) == "");
}

TEST_CASE("a store that may not be written to is refused by name, and still read") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}});
  room.store.reset();
  REQUIRE_FALSE(std::filesystem::exists(room.file.string() + "-wal"));
  REQUIRE(chmod(room.file.c_str(), 0444) == 0);
  SUBCASE("the file") {
    REQUIRE(chmod(room.folder.path().c_str(), 0777) == 0);
  }
  SUBCASE("the folder") {
    REQUIRE(chmod(room.folder.path().c_str(), 0555) == 0);
  }
  std::filesystem::remove(room.file.string() + ".lock");
  const std::string before = bytes_of(room.file);
  CHECK(in_child([&] {
          if (!become_nobody()) return 1;
          const std::string message = refusal<Store>(room.file);
          if (!says(message, room.file.string())) return 2;
          if (room.titles() != Titles{"Rain"}) return 3;
          if (Editor(room.file, Editor::May::ask).find("1").text.title != "Rain") return 4;
          const std::string refused = refusal<Editor>(room.file, Editor::May::change);
          return says(refused, room.file.string() + ": the file may not be written to") ? 0 : 5;
        }) == 0);
  CHECK(bytes_of(room.file) == before);
  REQUIRE(chmod(room.folder.path().c_str(), 0755) == 0);
}

TEST_CASE("a full disk changes nothing, and the store goes on when there is room again") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}}, minute(0));
  room.store->checkpoint();
  room.store.reset();
  // The limit is a process's own, and so is the store that meets it.
  const int result = in_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    room.restart();
    room.sync({feed("agency")});
    rlimit room_for{};
    getrlimit(RLIMIT_FSIZE, &room_for);
    room_for.rlim_cur = 64 * 1024;
    setrlimit(RLIMIT_FSIZE, &room_for);
    const std::int64_t before = Reader(room.file).last_change();
    std::string message;
    std::vector<Piece> many;
    for (int n = 0; n < 20; ++n) {
      for (const Piece& piece : pieces_of(n)) many.push_back(piece);
    }
    for (int attempt = 0; attempt < 3; ++attempt) {
      try {
        room.poll("agency", many, minute(1));
        return 1;
      } catch (const StoreError& error) {
        message = error.what();
      }
    }
    if (!says(message, room.file.string() + ": ")) return 2;
    if (room.titles() != Titles{"Rain"} || Reader(room.file).last_change() != before) return 3;

    room_for.rlim_cur = room_for.rlim_max;
    setrlimit(RLIMIT_FSIZE, &room_for);
    const Changes changes = room.poll("agency", many, minute(1));
    return changes.created == static_cast<int>(many.size()) && changes.seq == before + changes.created ? 0 : 4;
  });
  CHECK(result == 0);
  room.restart();
  CHECK(room.stories().size() == 401);
}

TEST_CASE("a killed daemon leaves all of a visit or none of it") {
  Newsroom room({feed("agency")});
  room.store.reset();
  constexpr int rounds = 10;
  int visits = 0;
  for (int round = 0; round < rounds; ++round) {
    int told[2];
    REQUIRE(pipe(told) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      Store store(room.file);
      FeedState state = store.sync_feeds(std::vector{feed("agency")}).front();
      for (int n = visits;; ++n) {
        PollRecord record = visit(state, pieces_of(n), minute(n));
        record.state.validators.etag = std::to_string(n);
        store.record(std::vector{record});
        if (write(told[1], "x", 1) != 1) _exit(1);
      }
    }
    // Killed wherever the next visit happens to be, after a few were said to be kept.
    close(told[1]);
    char x = 0;
    for (int n = 0; n < 3 + round % 4; ++n) {
      REQUIRE(read(told[0], &x, 1) == 1);
      ++visits;
    }
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    while (read(told[0], &x, 1) == 1) ++visits;
    close(told[0]);

    // What a reader sees before anybody has repaired anything.
    std::map<std::string, int> times;
    Reader(room.file).stories({}, [&](const feeds::Story& story) { ++times[story.entry.title]; });
    const int kept = static_cast<int>(times.size());
    CHECK(kept % 20 == 0);
    CHECK(kept >= visits * 20);
    for (const auto& [title, count] : times) CHECK(count == 1);

    room.store.emplace(room.file);
    room.sync({feed("agency")});
    CHECK(room.state("agency").validators.etag == std::to_string(kept / 20 - 1));
    room.store.reset();
    Database database(room.file, Access::read);
    std::string verdict;
    Statement(database, "PRAGMA integrity_check").query().next(verdict);
    CHECK(verdict == "ok");
    CHECK(database.number("SELECT count(*) FROM pragma_foreign_key_check") == 0);
    visits = kept / 20;
  }
}

TEST_CASE("a text that changed on the disk is told with its entry, not published") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}});
  room.store.reset();
  change(room.file, "UPDATE revision SET document = replace(document, 'Rain', 'Ruin')");
  room.store.emplace(room.file);
  std::string message;
  try {
    room.stories();
  } catch (const StoreError& error) {
    message = error.what();
  }
  CAPTURE(message);
  CHECK(says(message, room.file.string() + ": entry 1 of feed agency"));
  CHECK(says(message, "checksum"));

  // The next text of the same entry is whole.
  room.sync({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Sun"}});
  CHECK(room.titles() == Titles{"Sun"});
}

TEST_CASE("a text of any bytes comes back as it was") {
  Newsroom room({feed("agency")});
  const std::string odd =
      "quote ' \" \\ %s ?1 \xe2\x80\xaf\xd8\xb4\xd9\x90\xd9\x86\xdb\x81\xd9\x88\xd8\xa7 \xf0\x9f\x8c\xa7";
  room.poll("agency", {{.guid = "1", .title = odd, .text = std::string(1 << 20, 'y')}});
  CHECK(room.story().entry.title == odd);
  CHECK(room.story().entry.content_text.size() == 1 << 20);
}

TEST_CASE("times of visits alone leave the database file as it is, and are known all the same") {
  Newsroom room({feed("agency")});
  room.poll("agency", {{.guid = "1", .title = "Rain"}}, minute(0));
  room.store->checkpoint();
  room.restart();
  room.sync({feed("agency")});
  const std::string before = bytes_of(room.file);
  Confirmed times;
  times.id = room.state("agency").id;
  times.last_poll = minute(5);
  room.store->record({}, std::vector{times});
  room.store->checkpoint();
  room.store.reset();
  CHECK(bytes_of(room.file) == before);
  CHECK(Reader(room.file).feeds().front().last_poll == minute(5));

  room.restart();
  room.sync({feed("agency")});
  CHECK(room.state("agency").last_poll == minute(5));
  room.poll("agency", {{.guid = "2", .title = "Snow"}}, minute(6));
  room.store.reset();
  CHECK_FALSE(std::filesystem::exists(room.file.string() + "-wal"));
}

TEST_CASE("a checkpoint moves the log into the file and loses nothing") {
  Newsroom room({feed("agency")});
  for (int n = 0; n < 5; ++n) room.poll("agency", pieces_of(n), minute(n));
  const auto before = std::filesystem::file_size(room.file);
  room.store->checkpoint();
  CHECK(std::filesystem::file_size(room.file) > before);
  CHECK(room.stories().size() == 100);
}

TEST_SUITE_END();

}  // namespace datelined::schema
