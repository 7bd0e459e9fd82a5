#include "daemon/websub/form.hpp"

#include <doctest/doctest.h>

using namespace datelined;

TEST_SUITE("daemon/websub/form") {
  TEST_CASE("what was written is read again") {
    const Form form{{"hub.topic", "https://a.example/?q=a+b&c=%20#ü"}, {"hub.mode", "subscribe"}, {"", "x"}, {"e", ""}};
    const std::string text = write_form(form);
    CHECK(text.find('#') == std::string::npos);
    CHECK(read_form(text).value() == form);
  }

  TEST_CASE("pairs are read as browsers write them") {
    CHECK(read_form("a=b+c&&d&e=f=g&h=%E2%9C%93").value() == Form{{"a", "b c"}, {"d", ""}, {"e", "f=g"}, {"h", "✓"}});
    CHECK(read_form("").value().empty());
    CHECK(value_of({{"a", "1"}, {"a", "2"}}, "a") == "1");
    CHECK(value_of({}, "a") == "");
  }

  TEST_CASE("what is no form is refused") {
    for (const char* text : {"a=%", "a=%4", "a=%zz", "%ff=1"}) {
      CAPTURE(text);
      CHECK(read_form(text).has_error());
    }
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "a=1&";
    CHECK(read_form(many).has_error());
  }

  TEST_CASE("a form is known by its type") {
    CHECK(is_form("Application/x-www-form-urlencoded; charset=UTF-8"));
    CHECK(!is_form("multipart/form-data"));
    CHECK(!is_form(""));
  }
}
