#include "tests/feeds/text/dates.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace datelined::feeds;
using namespace datelined::test;

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
        {"Thu, 31 Aug 2023 17:26:16 +0200 CEST", "2023-08-31T15:26:16Z"},
        {"Thu, 31 Aug 2023 17:26:16 +0000 GMT", "2023-08-31T17:26:16Z"},
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

  TEST_CASE("a zone may be named by its place, which knows summer") {
    CHECK(in_utc("Wed, 05 Jun 2024 09:08:07 Europe/Berlin") == "2024-06-05T07:08:07Z");
    CHECK(in_utc("Wed, 06 Mar 2024 09:08:07 Europe/Berlin") == "2024-03-06T08:08:07Z");
    CHECK(in_utc("2024-06-05 09:08 America/New_York") == "2024-06-05T13:08:00Z");
    CHECK(in_utc("05 Jun 2024 09:08:07 Asia/Karachi") == "2024-06-05T04:08:07Z");
    CHECK(in_utc("05 Jun 2024 09:08:07 Nowhere/Land") == "2024-06-05T09:08:07Z");
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
        {"2024-05-06T07:08:09+02:00[Europe/Paris]", "2024-05-06T05:08:09Z"},
        {"2024-05-06T07:08:09Z[Etc/UTC][u-ca=gregory]", "2024-05-06T07:08:09Z"},
        {"2024-05-06 07:08:09.123456 +0000 UTC", "2024-05-06T07:08:09Z"},
        {"2024-05-06 07:08:09 +0800 CST", "2024-05-05T23:08:09Z"},
        {"2024-05-06 07:08:09 -0300 -03", "2024-05-06T10:08:09Z"},
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
                                        "12024-05-06",
                                        "0000-01-01",
                                        "9999-12-31T23:59:59-01:00",
                                        "2024-05-06T",
                                        "2024-05-06T10",
                                        "2024-05-06T10:00:00[Europe/Paris]",
                                        "2024-05-06T10:00:00+02:00Z",
                                        "Wed, 30 Nov -0001 00:00:00 +0000",
                                        "13 Feb 112"}) {
      CAPTURE(text);
      CHECK(read_date(text) == std::nullopt);
    }
  }

  // Ten o'clock there is the row's clock in UTC.
  TEST_CASE("an abbreviation of two zones means the one of the feed's language or region") {
    const std::pair<std::string_view, std::string_view> languages[] = {
        {"", "IST 04:30"},        {"en", "IST 04:30"},    {"hi", "IST 04:30"},    {"en-IN", "IST 04:30"},
        {"he", "IST 08:00"},      {"en-IL", "IST 08:00"}, {"ga", "IST 09:00"},    {"en-IE", "IST 09:00"},
        {"", "CST 16:00"},        {"en-US", "CST 16:00"}, {"zh-CN", "CST 02:00"}, {"zh_TW", "CST 02:00"},
        {"zh-Hant", "CST 02:00"}, {"es-CU", "CST 15:00"}, {"es-MX", "CST 16:00"}, {"", "BST 09:00"},
        {"en-GB", "BST 09:00"},   {"bn", "BST 04:00"},    {"bn-BD", "BST 04:00"}, {"en-BD", "BST 04:00"},
        {"", "AST 14:00"},        {"ar", "AST 07:00"},    {"ar-SA", "AST 07:00"}, {"en-SA", "AST 07:00"},
        {"en-CA", "AST 14:00"},   {"", "PST 18:00"},      {"ur", "PST 05:00"},    {"fil", "PST 02:00"},
        {"en-US", "PST 18:00"},   {"ur-US", "PST 18:00"}, {"", "EST 15:00"},      {"en-AU", "EST 00:00"},
        {"hi", "EST 15:00"},      {"ms", "MST 02:00"},    {"en-US", "MST 17:00"},
    };
    for (const auto& [language, row] : languages) {
      CAPTURE(language);
      CAPTURE(row);
      const std::string date = "Tue, 05 Mar 2024 10:00:00 " + std::string(row.substr(0, 3));
      CHECK(in_utc(date, language) == "2024-03-05T" + std::string(row.substr(4)) + ":00Z");
    }
  }

  TEST_CASE("zones of every continent have their offsets") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"PKT", "05:00"}, {"AFT", "05:30"},  {"NPT", "04:15"},      {"IRST", "06:30"}, {"GST", "06:00"},
        {"WIB", "03:00"}, {"WITA", "02:00"}, {"ICT", "03:00"},      {"SGT", "02:00"},  {"HKT", "02:00"},
        {"KST", "01:00"}, {"UZT", "05:00"},  {"MMT", "03:30"},      {"AEST", "00:00"}, {"ACST", "00:30"},
        {"MSK", "07:00"}, {"TRT", "07:00"},  {"EAT", "07:00"},      {"SAST", "08:00"}, {"WAT", "09:00"},
        {"MEZ", "09:00"}, {"MESZ", "08:00"}, {"BRT", "13:00"},      {"ART", "13:00"},  {"HNE", "15:00"},
        {"HAE", "14:00"}, {"NST", "13:30"},  {"NDT", "12:30"},      {"AT", "14:00"},   {"MT", "17:00"},
        {"Z", "10:00"},   {"utc", "10:00"},  {"gmt+5:30", "04:30"},
    };
    for (const auto& [zone, clock] : rows) {
      CAPTURE(zone);
      CHECK(in_utc("5 Mar 2024 10:00 " + std::string(zone)) == "2024-03-05T" + std::string(clock) + ":00Z");
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
