#include "feeds/json_text.hpp"
#include "feeds/json_tree.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

#include <limits>

using namespace datelined::feeds;

namespace {

std::string text_of(auto write) {
  JsonText text;
  write(text);
  return std::move(text).take();
}

std::string tree_of(auto write) {
  JsonTree tree;
  write(tree);
  return boost::json::serialize(std::move(tree).take());
}

}  // namespace

TEST_SUITE("feeds/json_text") {
  TEST_CASE("text of any bytes, anywhere in it, is written as Boost.JSON writes it") {
    for (int byte = 0; byte < 256; ++byte) {
      for (std::size_t before : {0, 1, 15, 16, 17, 40}) {
        std::string text(before, 'x');
        text += static_cast<char>(byte);
        text += "y\xD9\x82";
        CAPTURE(text);
        const auto write = [&](auto& out) { out.string(text); };
        CHECK(text_of(write) == tree_of(write));
      }
    }
  }

  TEST_CASE("so are numbers") {
    for (const std::int64_t number :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{90}, std::numeric_limits<std::int64_t>::min(),
          std::numeric_limits<std::int64_t>::max()}) {
      const auto write = [&](auto& out) { out.number(number); };
      CHECK(text_of(write) == tree_of(write));
    }
    for (const double number : {1.5, -0.1, 1e300, 5e-324, 151.2093}) {
      const auto write = [&](auto& out) { out.number(number); };
      CHECK(text_of(write) == tree_of(write));
    }
  }

  TEST_CASE("values and members stand between commas, whatever the one before ends in") {
    const auto write = [](auto& out) {
      out.begin_object();
      out.key("a{");
      out.string("{");
      out.key("b[");
      out.begin_array();
      out.string("[");
      out.string(":");
      out.begin_array();
      out.end_array();
      out.begin_object();
      out.end_object();
      out.flag(true);
      out.flag(false);
      out.number(std::int64_t{1});
      out.end_array();
      out.key("c:");
      out.begin_object();
      out.key("d,");
      out.string("");
      out.end_object();
      out.end_object();
    };
    CHECK(text_of(write) == R"({"a{":"{","b[":["[",":",[],{},true,false,1],"c:":{"d,":""}})");
    CHECK(text_of(write) == tree_of(write));
  }
}
