#include "daemon/hub/request.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace datelined;
using namespace std::chrono_literals;

namespace {

Form ask(std::string_view name = {}, std::string value = {}) {
  Form form{{"hub.mode", "subscribe"},
            {"hub.callback", "https://desk.example/in?a=b&a=c"},
            {"hub.topic", "http://wire.example/atom.xml"}};
  for (FormField& field : form) {
    if (field.name != name) continue;
    field.value = std::move(value);
    return form;
  }
  if (!name.empty()) form.push_back({std::string(name), std::move(value)});
  return form;
}

}  // namespace

TEST_SUITE("daemon/hub/request") {
  TEST_CASE("mode, callback and topic are enough") {
    const auto request = read_hub_request(ask());
    REQUIRE(request.has_value());
    CHECK(request->mode == HubRequest::Mode::subscribe);
    CHECK(request->callback == "https://desk.example/in?a=b&a=c");
    CHECK(request->topic == "http://wire.example/atom.xml");
    CHECK(request->lease == std::nullopt);
    CHECK(request->secret.empty());
  }

  TEST_CASE("what the hub does not know counts for nothing") {
    CHECK(read_hub_request(ask("hub.verify", "sync")).has_value());
    CHECK(read_hub_request(ask("anything", "")).has_value());
  }

  TEST_CASE("a wrong value is told by its parameter") {
    struct Row {
      const char* parameter;
      std::string value;
    };
    const Row rows[] = {
        {"hub.mode", ""},
        {"hub.mode", "publish"},
        {"hub.mode", "Subscribe"},
        {"hub.callback", ""},
        {"hub.callback", "desk.example/in"},
        {"hub.callback", "ftp://desk.example/in"},
        {"hub.callback", "file:///etc/passwd"},
        {"hub.callback", "https://"},
        {"hub.callback", "https://desk.example/a b"},
        {"hub.callback", "https://desk.example/\r\nX: y"},
        {"hub.callback", "https://desk.example/in#part"},
        {"hub.callback", "https://me:secret@desk.example/in"},
        {"hub.callback", "https://desk.example/" + std::string(2048, 'a')},
        {"hub.topic", ""},
        {"hub.topic", "http://wire.example/" + std::string(2048, 'a')},
        {"hub.lease_seconds", "0"},
        {"hub.lease_seconds", "-1"},
        {"hub.lease_seconds", "1.5"},
        {"hub.lease_seconds", "a day"},
        {"hub.secret", std::string(200, 's')},
    };
    for (const Row& row : rows) {
      CAPTURE(row.parameter);
      CAPTURE(row.value);
      const auto request = read_hub_request(ask(row.parameter, row.value));
      REQUIRE(request.has_error());
      CHECK(request.error().where == row.parameter);
    }
  }

  TEST_CASE("what is given twice means nothing") {
    Form form = ask();
    form.push_back({"hub.topic", "http://wire.example/rss.xml"});
    const auto request = read_hub_request(form);
    REQUIRE(request.has_error());
    CHECK(request.error().where == "hub.topic");
  }

  TEST_CASE("a lease is a number of seconds, however many") {
    CHECK(read_hub_request(ask("hub.lease_seconds", "864000"))->lease == 864000s);
    CHECK(read_hub_request(ask("hub.lease_seconds", "0060"))->lease == 60s);
    CHECK(read_hub_request(ask("hub.lease_seconds", std::string(400, '9')))->lease > 24h * 365 * 10);
    CHECK(read_hub_request(ask("hub.lease_seconds", ""))->lease == std::nullopt);
  }

  TEST_CASE("who leaves may name any lease") {
    Form form = ask("hub.mode", "unsubscribe");
    form.push_back({"hub.lease_seconds", "0"});
    CHECK(read_hub_request(form).has_value());
  }

  TEST_CASE("a secret has up to 199 bytes") {
    CHECK(read_hub_request(ask("hub.secret", std::string(199, 's')))->secret.size() == 199);
  }

  TEST_CASE("a callback keeps its own parameters, those of the hub follow") {
    const Form parameters{{"hub.mode", "subscribe"}, {"hub.topic", "http://a.example/?x=1&y"}};
    const std::string ours = "hub.mode=subscribe&hub.topic=http%3A%2F%2Fa.example%2F%3Fx%3D1%26y";
    CHECK(with_parameters("https://desk.example/in", parameters) == "https://desk.example/in?" + ours);
    CHECK(with_parameters("https://desk.example/in?a=b", parameters) == "https://desk.example/in?a=b&" + ours);
  }
}
