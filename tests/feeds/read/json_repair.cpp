#include "feeds/read/json_repair.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>

using namespace datelined::feeds::read;
namespace json = boost::json;

namespace {

struct Row {
  std::string_view text, repaired;
};

std::string repaired(std::string_view text) {
  const std::string mended = repair_json(text).text;
  CAPTURE(mended);
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = max_json_depth;
  const json::value value = json::parse(mended, error, {}, options);
  CHECK_FALSE(error.failed());
  return json::serialize(value);
}

void check_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(repaired(row.text) == row.repaired);
  }
}

}  // namespace

TEST_SUITE("feeds/read/json_repair") {
  TEST_CASE("commas that are missing or too many do not matter") {
    check_rows({
        {R"({"a":1,,"b":2,})", R"({"a":1,"b":2})"},
        {R"({"a":"1" "b":"2"})", R"({"a":"1","b":"2"})"},
        {R"({"a":[1 2,,3,]})", R"({"a":[1,2,3]})"},
        {R"({"a":[{"b":"c"}{"b":"d"}]})", R"({"a":[{"b":"c"},{"b":"d"}]})"},
    });
  }

  TEST_CASE("a quote inside a string does not end it") {
    check_rows({
        {R"({"a":"He said "no" today","b":1})", R"({"a":"He said \"no\" today","b":1})"},
        {R"({"a":"He said "no", "yes" and left","b":1})", R"({"a":"He said \"no\", \"yes\" and left","b":1})"},
        {R"({"a":"<p class="x">y</p>"})", R"({"a":"<p class=\"x\">y</p>"})"},
        {R"({"a":["say "b"","c"]})", R"({"a":["say \"b\"","c"]})"},
    });
  }

  TEST_CASE("a string that has lost its end ends with a later one, and no further") {
    check_rows({
        {R"({"a":[{"b":"x, "c":"y"},{"b":"z"}]})", R"({"a":[{"b":"x, \"c\":\"y"},{"b":"z"}]})"},
        {R"({"a":"x" y "z)", R"({"a":"x"})"},
    });
  }

  TEST_CASE("escapes that JSON does not know mean what they mean in JavaScript") {
    check_rows({
        {R"({"a":"It\'s \x"})", R"({"a":"It's x"})"},
        {R"({"a":"\u12 \"b\" \\ \/"})", R"({"a":"\\u12 \"b\" \\ /"})"},
        {"{\"a\":\"b\\\nc\td\ne\"}", R"({"a":"bc d\ne"})"},
    });
  }

  TEST_CASE("half a surrogate pair is dropped, a whole one stays") {
    check_rows({
        {R"({"a":"x\ud83dy","b":"\udc00","c":"\ud83d\ude00\ud83d"})",
         "{\"a\":\"xy\",\"b\":\"\",\"c\":\"\xF0\x9F\x98\x80\"}"},
        {R"({"a":"\ud83d\u0041"})", R"({"a":"A"})"},
    });
  }

  TEST_CASE("names and values may be written as in Python and JavaScript") {
    check_rows({
        {R"({a:'b', 'c':'it is "d"',})", R"({"a":"b","c":"it is \"d\""})"},
        {R"({"a":None,"b":True,"c":undefined,"d":NaN,"e":-Infinity})",
         R"({"a":null,"b":true,"c":null,"d":null,"e":null})"},
        {R"({"a":007,"b":.5,"c":+1,"d":-12.5e3,"e":0})", R"({"a":"007","b":".5","c":"+1","d":-1.25E4,"e":0})"},
        {R"({"a":Hello World,"b":1})", R"({"a":null,"b":1})"},
        {"{/* x */\"a\": // y\n 1}", R"({"a":1})"},
    });
  }

  TEST_CASE("a member without a value has none") {
    check_rows({{R"({"a":,"b":})", R"({"a":null,"b":null})"}, {R"({"a","b":1})", R"({"a\",\"b":1})"}});
  }

  TEST_CASE("a bracket that is missing or too much keeps to its own item") {
    check_rows({
        {R"({"i":[{"t":["x"},{"t":["y"]}]})", R"({"i":[{"t":["x"]},{"t":["y"]}]})"},
        {R"({"i":[{"a":"1"}},{"a":"2"}]})", R"({"i":[{"a":"1"},{"a":"2"}]})"},
        {R"({"i":[{"a":"1"}}]})", R"({"i":[{"a":"1"}]})"},
        {R"({"i":[{"t":["x"]],"a":"1"},{"a":"2"}]})", R"({"i":[{"t":["x"],"a":"1"},{"a":"2"}]})"},
        {R"({"i":[{"a":"1",{"a":"2"}]})", R"({"i":[{"a":"1"},{"a":"2"}]})"},
        {R"({"i":[{"t":["x","a":"1"},{"a":"2"}]})", R"({"i":[{"t":["x"],"a":"1"},{"a":"2"}]})"},
    });
  }

  TEST_CASE("what is open at the end is closed, and half a value left out") {
    for (const std::string_view text :
         {R"({"a":[{"b":"c"},{"d":"e)", R"({"a":[{"b":"c"},{"d":12)", R"({"a":[{"b":"c"},{"d":)"}) {
      CAPTURE(text);
      CHECK(repaired(text) == R"({"a":[{"b":"c"},{"d":null}]})");
      CHECK(repair_json(text).is_cut);
    }
  }

  TEST_CASE("what stands behind the root is told") {
    CHECK(repair_json(R"({"a":1,} {"b":2})").has_junk);
    CHECK_FALSE(repair_json("{\"a\":1,} \n").has_junk);
    CHECK(repaired(R"({"a":1,} {"b":2})") == R"({"a":1})");
  }

  TEST_CASE("what is nested too deep is null") {
    const std::string deep = R"({"a":)" + std::string(5000, '[') + std::string(5000, ']') + R"(,"b":1})";
    const std::string value = repaired(deep);
    CHECK(value.ends_with(R"(,"b":1})"));
    CHECK(value.find("[null]") != value.npos);
  }
}
