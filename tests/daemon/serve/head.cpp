#include "daemon/serve/head.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace datelined;
using State = HeadScan::State;

namespace {

State scan(std::string_view text) {
  return HeadScan().scan(text);
}

State scan_byte_by_byte(std::string_view text) {
  HeadScan scan;
  State state = State::more;
  for (std::size_t size = 1; state == State::more && size <= text.size(); ++size)
    state = scan.scan(text.substr(0, size));
  return state;
}

}  // namespace

TEST_SUITE("daemon/serve/head") {
  TEST_CASE("a head ends with its empty line, wherever the bytes were cut") {
    const std::string head = "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n";
    for (std::size_t step = 1; step <= head.size(); ++step) {
      CAPTURE(step);
      HeadScan scan;
      State state = State::more;
      for (std::size_t size = step; state == State::more; size += step) {
        state = scan.scan((head + "GET /next").substr(0, size));
      }
      REQUIRE(state == State::complete);
      CHECK(scan.begin() == 2);
      CHECK(scan.end() == head.size());
    }
  }

  TEST_CASE("what others might read otherwise is malformed") {
    using namespace std::string_literals;
    for (const std::string& text :
         {"GET / HTTP/1.1\nHost: x\n\n"s, "GET / HTTP/1.1\r\nHost: x\n\r\n"s, "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"s,
          "GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n"s, "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n"s,
          "GET / HTTP/1.1\r\nA: \0\r\n\r\n"s, "GET / HTTP/1.1\r\nA: \x01\r\n\r\n"s, " GET / HTTP/1.1\r\n\r\n"s,
          "GET / HTTP/1.1\r\nA: \x7F\r\n\r\n"s, "\nGET / HTTP/1.1\r\n\r\n"s, "\x16\x03\x01\x02"s}) {
      CAPTURE(text);
      CHECK(scan(text) == State::malformed);
      CHECK(scan_byte_by_byte(text) == State::malformed);
    }
  }

  TEST_CASE("a head has a limit, and its first line one of its own") {
    const std::string line = "GET / HTTP/1.1\r\n";
    CHECK(scan("GET /" + std::string(HeadScan::most_line_bytes, 'a')) == State::target_too_long);
    CHECK(scan_byte_by_byte("GET /" + std::string(HeadScan::most_line_bytes, 'a')) == State::target_too_long);
    CHECK(scan(line + "A: " + std::string(HeadScan::most_bytes, 'a')) == State::too_large);
    CHECK(scan_byte_by_byte(line + "A: " + std::string(HeadScan::most_bytes, 'a')) == State::too_large);
    CHECK(scan(line + "A: " + std::string(HeadScan::most_bytes - 100, 'a')) == State::more);
    std::string many = line;
    while (many.size() <= HeadScan::most_bytes) many += "A: b\r\n";
    CHECK(scan(many) == State::too_large);
    std::string empty_lines;
    while (empty_lines.size() <= HeadScan::most_bytes) empty_lines += "\r\n";
    CHECK(scan(empty_lines) == State::target_too_long);
  }
}
