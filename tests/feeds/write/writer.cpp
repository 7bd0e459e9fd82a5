#include "tests/feeds/write/stories.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace datelined::feeds;
using namespace datelined::feeds::testing;

TEST_SUITE("feeds/write/writer") {
  TEST_CASE("a format is read by its name, and has a media type and a writer") {
    struct Row {
      std::string_view name;
      Format format;
      std::string_view media_type;
      std::string_view begins;
    };
    constexpr std::array<Row, 6> rows{{
        {"atom", Format::atom, "application/atom+xml; charset=utf-8", "<?xml"},
        {"rss", Format::rss, "application/rss+xml; charset=utf-8", "<?xml"},
        {"json", Format::json, "application/feed+json", "{\"version\""},
        {"ndjson", Format::ndjson, "application/x-ndjson", "{\"id\""},
        {"csv", Format::csv, "text/csv; charset=utf-8", "id,"},
        {"html", Format::html, "text/html; charset=utf-8", "<!doctype"},
    }};
    for (const Row& row : rows) {
      CAPTURE(row.name);
      CHECK(read_format(row.name) == row.format);
      CHECK(media_type(row.format) == row.media_type);
      CHECK(write(row.format, {dispatch()}).starts_with(row.begins));
    }
  }

  TEST_CASE("another name is no format") {
    for (const std::string_view name : {"", "Atom", "xml", "opml"}) CHECK(read_format(name) == std::nullopt);
  }

  TEST_CASE("the caller may take what is written so far between any two calls") {
    for (const Format format : {Format::atom, Format::rss, Format::json, Format::ndjson, Format::csv, Format::html}) {
      const auto writer = make_writer(format);
      std::string piece, whole;
      const auto take = [&] {
        whole += piece;
        piece.clear();
      };
      writer->begin(piece, wire());
      take();
      writer->story(piece, dispatch());
      take();
      writer->story(piece, dispatch());
      take();
      writer->end(piece);
      take();
      CHECK(whole == write(format, {dispatch(), dispatch()}));
    }
  }
}
