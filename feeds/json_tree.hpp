// JSON as values of Boost.JSON's, for who goes on with them: written by the calls that feeds/json_text.hpp has.
#pragma once

#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace datelined::feeds {

class JsonTree {
 public:
  JsonTree() { stack_.reset(); }

  void begin_object() { sizes_.push_back(0); }
  void end_object() { stack_.push_object(end()); }
  void begin_array() { sizes_.push_back(0); }
  void end_array() { stack_.push_array(end()); }

  // Of the member that is written next.
  void key(std::string_view name) { stack_.push_key({name.data(), name.size()}); }

  void string(std::string_view value) {
    count();
    stack_.push_string({value.data(), value.size()});
  }
  void number(std::int64_t value) {
    count();
    stack_.push_int64(value);
  }
  void number(double value) {
    count();
    stack_.push_double(value);
  }
  void flag(bool value) {
    count();
    stack_.push_bool(value);
  }

  boost::json::value take() && { return stack_.release(); }

 private:
  // One value more in what stands open.
  void count() {
    if (!sizes_.empty()) ++sizes_.back();
  }
  std::size_t end() {
    const std::size_t size = sizes_.back();
    sizes_.pop_back();
    count();
    return size;
  }

  boost::json::value_stack stack_;
  std::vector<std::size_t> sizes_;  // of what stands open, from the outermost
};

}  // namespace datelined::feeds
