#include "tests/support/browser.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace datelined::test {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

std::array<int, 2> pipe_ends() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return ends;
}

}  // namespace

Browser::Browser() {
  // It hears commands on descriptor 3 and speaks on 4.
  const auto commands = pipe_ends(), answers = pipe_ends();
  to_ = commands[1];
  from_ = answers[0];
  process_.emplace(
      Launch{.arguments = {"chromium", "--headless", "--no-sandbox", "--remote-debugging-pipe",
                           "--disable-background-networking", "--disable-dev-shm-usage", "--disable-gpu",
                           "--log-level=3", "--no-first-run", "--user-data-dir=" + profile_.path().string()},
             .program = "/usr/bin/env",
             .listening = {commands[0], answers[1]}});
  ::close(commands[0]);
  ::close(answers[1]);
  const json::value target = call("Target.createTarget", {{"url", "about:blank"}});
  const json::value attached = call("Target.attachToTarget", {{"targetId", target.at("targetId")}, {"flatten", true}});
  session_ = text_of(attached.at("sessionId"));
  for (const char* domain : {"Page", "Runtime", "Log", "Network"}) call(std::string(domain) + ".enable");
}

Browser::~Browser() {
  process_.reset();
  ::close(to_);
  ::close(from_);
}

void Browser::open(const std::string& url, Look look) {
  call("Emulation.setDeviceMetricsOverride",
       {{"width", look.width}, {"height", 900}, {"deviceScaleFactor", 1}, {"mobile", false}});
  const json::object scheme{{"name", "prefers-color-scheme"}, {"value", look.is_dark ? "dark" : "light"}};
  call("Emulation.setEmulatedMedia", {{"features", json::array{scheme}}});
  complaints_.clear();
  requests_.clear();
  is_loaded_ = false;
  call("Page.navigate", {{"url", url}});
  const auto deadline = Clock::now() + patience;
  while (!is_loaded_) note(hear(deadline));
}

json::value Browser::ask(std::string_view expression) {
  const json::value answer =
      call("Runtime.evaluate", {{"expression", expression}, {"awaitPromise", true}, {"returnByValue", true}});
  if (const auto* thrown = answer.as_object().if_contains("exceptionDetails"))
    throw std::runtime_error(json::serialize(*thrown));
  const json::object& result = answer.at("result").as_object();
  return result.contains("value") ? result.at("value") : json::value(nullptr);
}

void Browser::press(std::string_view key, int code) {
  for (const char* type : {"keyDown", "keyUp"}) {
    call("Input.dispatchKeyEvent", {{"type", type}, {"key", key}, {"code", key}, {"windowsVirtualKeyCode", code}});
  }
}

json::value Browser::call(std::string_view method, json::object parameters) {
  json::object message{{"id", ++last_call_}, {"method", method}, {"params", std::move(parameters)}};
  if (!session_.empty()) message["sessionId"] = session_;
  const std::string text = json::serialize(message) + '\0';
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t count = ::write(to_, text.data() + sent, text.size() - sent);
    if (count < 0) throw std::runtime_error("the browser hears nothing: " + process_->err());
    sent += static_cast<std::size_t>(count);
  }
  const auto deadline = Clock::now() + patience;
  for (;;) {
    const json::object answer = hear(deadline);
    const auto* id = answer.if_contains("id");
    if (id == nullptr) {
      note(answer);
    } else if (id->as_int64() == last_call_) {
      if (const auto* error = answer.if_contains("error")) throw std::runtime_error(json::serialize(*error));
      return answer.at("result");
    }
  }
}

json::object Browser::hear(Clock::time_point deadline) {
  for (;;) {
    if (const std::size_t end = received_.find('\0'); end != received_.npos) {
      const json::value message = json::parse(std::string_view(received_).substr(0, end));
      received_.erase(0, end + 1);
      return message.as_object();
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd ready{from_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0)
      throw std::runtime_error("the browser says nothing");
    std::array<char, 65536> bytes{};
    const ssize_t count = ::read(from_, bytes.data(), bytes.size());
    if (count <= 0) throw std::runtime_error("the browser is gone");
    received_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

void Browser::note(const json::object& event) {
  const auto* told = event.if_contains("params");
  const auto* method = event.if_contains("method");
  if (told == nullptr || method == nullptr) return;
  const std::string name = text_of(*method);
  if (name == "Page.loadEventFired") is_loaded_ = true;
  if (name == "Network.requestWillBeSent") requests_.push_back(text_of(told->at("request").at("url")));
  if (name == "Runtime.exceptionThrown") complaints_.push_back(json::serialize(told->at("exceptionDetails")));
  if (name == "Page.javascriptDialogOpening") complaints_.push_back("dialog: " + text_of(told->at("message")));
  if (name == "Runtime.consoleAPICalled") complaints_.push_back("console: " + json::serialize(told->at("args")));
  if (name == "Log.entryAdded") {
    const json::value& entry = told->at("entry");
    if (entry.at("level") == "error" || entry.at("level") == "warning")
      complaints_.push_back(text_of(entry.at("text")));
  }
}

}  // namespace datelined::test
