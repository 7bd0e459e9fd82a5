#include "daemon/log.hpp"

#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <string>

using namespace datelined;

namespace {

// What is written to stderr goes into a file for as long as this lives.
class Stderr {
 public:
  explicit Stderr(const std::filesystem::path& file) : before_(::dup(STDERR_FILENO)) {
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(::dup2(fd, STDERR_FILENO) == STDERR_FILENO);
    ::close(fd);
  }
  Stderr(const Stderr&) = delete;
  Stderr& operator=(const Stderr&) = delete;
  ~Stderr() {
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
  }

 private:
  int before_;
};

}  // namespace

TEST_SUITE("daemon/log") {
  TEST_CASE("a line stays one, and no control character reaches the terminal") {
    const test::TempDir folder;
    {
      const Stderr into(folder / "log");
      log::warning("city: \x1b]0;owned\x07\x1b[31mred\r\n2030-01-01T00:00:00Z all well\x7f,\u009b2J شِنہوا");
    }
    const std::string text = folder.read("log");
    CHECK(text.find("warning: city:  ]0;owned  [31mred  2030-01-01T00:00:00Z all well , 2J شِنہوا\n") !=
          std::string::npos);
    CHECK(text.find('\n') == text.size() - 1);
  }
}
