// The units, as systemd itself reads them.
#include "tests/program/daemon.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

using namespace datelined::test;

namespace {

const char* const analyze = "/usr/bin/systemd-analyze";

// The installed units name a program that is not installed yet: here they name the one that was built.
std::vector<std::string> units_in(const TempDir& dir) {
  std::vector<std::string> units;
  for (const auto& item : std::filesystem::directory_iterator(SYSTEMD_UNITS)) {
    const std::string name = item.path().filename().string();
    if (!name.starts_with("datelined") || name.ends_with(".toml")) continue;
    std::ostringstream text;
    text << std::ifstream(item.path()).rdbuf();
    units.push_back(dir.write(
        name, std::regex_replace(text.str(), std::regex("=[^ \n]*/bin/datelined "), "=" DATELINED_PROGRAM " ")));
  }
  return units;
}

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// `cmake --install` with this prefix, below a root that is a folder.
void install_below(const TempDir& root, const std::string& prefix) {
  const Outcome outcome = run({.arguments = {"--install", BUILD_TREE, "--prefix", prefix},
                               .environment = {{"DESTDIR", root.path().string()}},
                               .program = CMAKE_PROGRAM});
  CAPTURE(outcome.err);
  REQUIRE(outcome.status == 0);
}

}  // namespace

TEST_SUITE("program/systemd") {
  TEST_CASE("systemd finds no fault with the units") {
    if (!std::filesystem::exists(analyze)) {
      MESSAGE("skipped: no systemd-analyze here");
      return;
    }
    const TempDir dir;
    std::vector<std::string> arguments = units_in(dir);
    CHECK(arguments.size() == 4);
    arguments.insert(arguments.begin(), {"verify", "--man=no"});
    const Outcome outcome = run({.arguments = arguments, .program = analyze});
    CHECK(outcome.err == "");
    CHECK(outcome.status == 0);
  }

  TEST_CASE("what is installed is where the units and the program itself look for it") {
    struct Row {
      std::string prefix, settings;
    };
    const Row rows[] = {
        {"/usr", "/etc/datelined/datelined.toml"},
        {"/usr/local", "/etc/datelined/datelined.toml"},
        {"/opt/wires", "/opt/wires/etc/datelined/datelined.toml"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.prefix);
      const TempDir root;
      install_below(root, row.prefix);
      const std::string below = root.path().string();
      const std::string unit = text_of(below + row.prefix + "/lib/systemd/system/datelined.service");
      CHECK(contains(unit, "\nExecStart=" + row.prefix + "/bin/datelined run -c " + row.settings + "\n"));
      CHECK(std::filesystem::exists(below + row.prefix + "/bin/datelined"));
      CHECK(std::filesystem::exists(below + row.prefix + "/share/man/man1/datelined.1.gz"));
      const Outcome check = run({.arguments = {"check", "-c", below + row.settings}});
      CHECK(contains(check.out, "ok, 0 feeds"));
    }
  }

  TEST_CASE("installing again keeps what an operator wrote") {
    const TempDir root;
    install_below(root, "/usr");
    const std::string settings = root.path().string() + "/etc/datelined/datelined.toml";
    std::ofstream(settings) << "[[feed]]\nname = \"mine\"\nurl = \"https://wire.example/\"\n";
    install_below(root, "/usr");
    CHECK(contains(text_of(settings), "\"mine\""));
    // dpkg keeps what stands here, and asks where a new version brings another.
    CHECK(text_of(SOURCE_TREE "/systemd/debian/conffiles") == "/etc/datelined/datelined.toml\n");
  }

  TEST_CASE("a socket that its unit calls tls serves TLS, beside one that does not") {
    if (std::system("command -v openssl curl >/dev/null") != 0) {
      MESSAGE("skipped: no openssl or curl here");
      return;
    }
    const Desk desk;
    const std::string folder = desk.dir.path().string();
    REQUIRE(
        std::system(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=wire "
                     "-keyout " +
                     folder + "/key.pem -out " + folder + "/chain.pem 2>/dev/null")
                        .c_str()) == 0);
    const Listening plain, secured;
    const std::map<std::string, std::string> names = {{"LISTEN_FDNAMES", "datelined.socket:tls"}};
    {
      // Without a certificate it would be an open door where a locked one was meant.
      Launch launch = desk.launch({"run"});
      launch.environment = names;
      launch.listening = {plain.fd, secured.fd};
      const Outcome outcome = run(launch);
      CHECK(outcome.status == 1);
      CHECK(contains(outcome.err, "cannot listen on descriptor 4: it is for TLS, and http.tls_certificate is not set"));
    }
    desk.dir.write("datelined.toml",
                   "[http]\ntls_certificate = \"chain.pem\"\ntls_key = \"key.pem\"\n" + std::string(two_feeds));
    Daemon daemon(desk, names, {plain.fd, secured.fd});
    CHECK(daemon.port == plain.port);
    CHECK(daemon.get("/healthz").status == 200);
    daemon.process().wait_for("open https://127.0.0.1:" + std::to_string(secured.port) + "/");
    const auto shell = [](const std::string& command) {
      return run({.arguments = {"-c", command}, .program = "/bin/sh"}).out;
    };
    const std::string address = "127.0.0.1:" + std::to_string(secured.port);
    CHECK(shell("curl -sk https://" + address + "/healthz") == "ok\n");
    CHECK(shell("curl -s http://" + address + "/healthz") == "");
    daemon.end();
  }

  TEST_CASE("the services are confined") {
    if (!std::filesystem::exists(analyze)) {
      MESSAGE("skipped: no systemd-analyze here");
      return;
    }
    const TempDir dir;
    for (const std::string& unit : units_in(dir)) {
      if (!unit.ends_with(".service")) continue;
      CAPTURE(unit);
      // 0 is a service that can do nothing, 100 one that can do everything.
      const Outcome outcome =
          run({.arguments = {"security", "--offline=true", "--no-pager", "--threshold=20", unit}, .program = analyze});
      CAPTURE(outcome.err);
      CHECK(outcome.status == 0);
    }
  }
}
