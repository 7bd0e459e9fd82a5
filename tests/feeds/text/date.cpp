#include "feeds/text/date.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace datelined::feeds;

namespace {

std::string in_utc(std::string_view text) {
  const auto time = read_date(text);
  return time ? rfc3339(*time) : "none";
}

}  // namespace

TEST_SUITE("feeds/text/date") {
  TEST_CASE("dates of mail are read with everything that drifted") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"Fri, 24 Nov 2023 18:28:36 GMT", "2023-11-24T18:28:36Z"},
        {"fri, 24 nov 2023 18:28:36 gmt", "2023-11-24T18:28:36Z"},
        {"Fri,24 Nov 2023 18:28:36 -0000", "2023-11-24T18:28:36Z"},
        {"Mon, 24 Nov 2023 18:28:36 GMT", "2023-11-24T18:28:36Z"},  // it was a Friday
        {"24 Nov 2023 18:28 UT", "2023-11-24T18:28:00Z"},
        {"24-Nov-2023 18:28:36 Z", "2023-11-24T18:28:36Z"},
        {"Friday, 24 November, 2023", "2023-11-24T00:00:00Z"},
        {"Sept 4, 2023 7:05:00 +0530", "2023-09-04T01:35:00Z"},
        {"Thu Aug 31 2023 17:26:16 +0200", "2023-08-31T15:26:16Z"},
        {"Thu, 31 Aug 2023 17:26:16 +0200 (CEST)", "2023-08-31T15:26:16Z"},
        {"Thu, 31 Aug 2023 17:26:16.250 +02:00", "2023-08-31T15:26:16Z"},
    };
    for (const auto& [text, utc] : rows) {
      CAPTURE(text);
      CHECK(in_utc(text) == utc);
    }
  }

  TEST_CASE("a year of two digits is the one from 1969 to 2068") {
    CHECK(in_utc("1 Jan 68 00:00 GMT") == "2068-01-01T00:00:00Z");
    CHECK(in_utc("1 Jan 69 00:00 GMT") == "1969-01-01T00:00:00Z");
  }

  TEST_CASE("zones have their names, an unknown one is UTC") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"EST", "15:00"},  {"EDT", "14:00"},   {"ET", "15:00"},        {"PT", "18:00"},
        {"CEST", "08:00"}, {"BST", "09:00"},   {"JST", "01:00"},       {"XYZ", "10:00"},
        {"A", "10:00"},    {"GMT-8", "18:00"}, {"GMT+01:30", "08:30"}, {"Etc/GMT", "10:00"},
    };
    for (const auto& [zone, clock] : rows) {
      CAPTURE(zone);
      CHECK(in_utc("5 Mar 2024 10:00 " + std::string(zone)) == "2024-03-05T" + std::string(clock) + ":00Z");
    }
  }

  TEST_CASE("ISO 8601 is read in every precision and separator") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"2024", "2024-01-01T00:00:00Z"},
        {"2024-05", "2024-05-01T00:00:00Z"},
        {"2024-05-06", "2024-05-06T00:00:00Z"},
        {"2024-05-06T07:08Z", "2024-05-06T07:08:00Z"},
        {"2024-05-06t07:08:09z", "2024-05-06T07:08:09Z"},
        {" 2024-05-06 07:08:09 ", "2024-05-06T07:08:09Z"},
        {"2024-05-06T07:08:09.987654+02:00", "2024-05-06T05:08:09Z"},
        {"2024-05-06T07:08:09,5+0200", "2024-05-06T05:08:09Z"},
        {"2024-05-06T07:08:09-02", "2024-05-06T09:08:09Z"},
        {"2024-05-06 07:08:09 -0020", "2024-05-06T07:28:09Z"},
        {"20240506T070809Z", "2024-05-06T07:08:09Z"},
        {"20240506", "2024-05-06T00:00:00Z"},
        {"Mon, 2024/05/06 07:08:09 EDT", "2024-05-06T11:08:09Z"},
        {"2024-02-29T23:59:59-01:00", "2024-03-01T00:59:59Z"},
    };
    for (const auto& [text, utc] : rows) {
      CAPTURE(text);
      CHECK(in_utc(text) == utc);
    }
  }

  TEST_CASE("the year of asctime stands last") {
    CHECK(in_utc("Sat Jan  6 16:29:06 2024") == "2024-01-06T16:29:06Z");
    CHECK(in_utc("Mon Jul 15 01:16:00 +0100 2024") == "2024-07-15T00:16:00Z");
    CHECK(in_utc("Mon Jul 15 01:16:00 PDT 2024") == "2024-07-15T08:16:00Z");
  }

  TEST_CASE("a leap second is the second after it") {
    CHECK(in_utc("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00Z");
  }

  TEST_CASE("what is no date has no time") {
    for (const std::string_view text : {"",
                                        "   ",
                                        "yesterday",
                                        "2024-02-30",
                                        "Mon, 99 Foo 2024",
                                        "31 Apr 2024 10:00 GMT",
                                        "2024-05-06T24:00:00Z",
                                        "2024-05-06T10:60:00Z",
                                        "2024-05-06T10:00:61Z",
                                        "2024-13-01",
                                        "2024-05-06T10:00:00+99:99",
                                        "5 Mar 2024 10:00 +2",
                                        "2024-05-06T10:00:00Zulu time",
                                        "5 Mar 2024 1:2:3:4 GMT",
                                        "5 Mar 10:00 GMT",
                                        "5 Mar 2024 10:00 PM",
                                        "12024-05-06",
                                        "0000-01-01",
                                        "9999-12-31T23:59:59-01:00",
                                        "2024-05-06T",
                                        "2024-05-06T10",
                                        "13 Feb 112"}) {
      CAPTURE(text);
      CHECK(read_date(text) == std::nullopt);
    }
  }

  TEST_CASE("dates are written as each format wants them") {
    const auto time = read_date("2024-03-05T04:06:07Z");
    REQUIRE(time);
    CHECK(rfc3339(*time) == "2024-03-05T04:06:07Z");
    CHECK(rfc5322(*time) == "Tue, 05 Mar 2024 04:06:07 +0000");
    CHECK(http_date(*time) == "Tue, 05 Mar 2024 04:06:07 GMT");
    CHECK(rfc3339(Time(std::chrono::seconds(-1))) == "1969-12-31T23:59:59Z");
  }
}
