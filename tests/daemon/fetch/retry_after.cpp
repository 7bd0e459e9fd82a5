#include "daemon/fetch/retry_after.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace datelined;
using namespace std::chrono_literals;

namespace {

constexpr feeds::Time noon{1'700'481'600s};  // Mon, 20 Nov 2023 12:00:00 GMT

std::optional<std::chrono::seconds> asked(int status, const std::string& value, const std::string& date = "") {
  Fetched answer;
  answer.status = status;
  answer.headers = {{"retry-after", value}, {"date", date}};
  return retry_after(answer, noon);
}

}  // namespace

TEST_SUITE("daemon/fetch/retry_after") {
  TEST_CASE("a wait is given in seconds or as a date, and within thirty days") {
    CHECK(asked(429, "120") == 120s);
    CHECK(asked(503, " 120 ") == 120s);
    CHECK(asked(503, "Mon, 20 Nov 2023 13:00:00 GMT") == 1h);
    CHECK(asked(503, "Mon, 20 Nov 2023 11:00:00 GMT") == 0s);
    CHECK(asked(503, "99999999999999999999") == 30 * 24h);
    CHECK(asked(503, "Wed, 20 Nov 2030 12:00:00 GMT") == 30 * 24h);
  }

  TEST_CASE("a date counts from the origin's own clock") {
    CHECK(asked(503, "Mon, 20 Nov 2023 19:00:00 GMT", "Mon, 20 Nov 2023 18:59:00 GMT") == 1min);
  }

  TEST_CASE("a header's date has a time of day and is ASCII") {
    for (const char* text : {"Mon, 20 Nov 2023 12:00:00 GMT", "Monday, 20-Nov-23 12:00:00 GMT",
                             "Mon Nov 20 12:00:00 2023", "2023-11-20T12:00:00Z"}) {
      CAPTURE(text);
      CHECK(read_header_date(text) == noon);
    }
    for (const char* text : {"", "0", "7200", "2099", "209912", "20991231", "2099-12-31", "12/31/2099", "1700481600",
                             "٣٦٠٠", "2099年", "２０９９-12-31T12:00:00Z", "Mon, 20 Nov 2023"}) {
      CAPTURE(text);
      CHECK_FALSE(read_header_date(text));
    }
  }

  TEST_CASE("nonsense is nothing, and so is a wait that other answers ask for") {
    for (const char* text : {"", "-1", "1.5", "soon", "2099-12-31", "12/31/2099", "٣٦٠٠", "31 Dec 2099"}) {
      CAPTURE(text);
      CHECK_FALSE(asked(503, text));
    }
    CHECK_FALSE(asked(500, "120"));
    CHECK_FALSE(asked(200, "120"));
  }
}
