// What an origin said: the values a fetch ends in, free of how it was made.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

struct Header {
  std::string name;   // lower case
  std::string value;  // as it came, trimmed
};

struct Hop {
  int status = 0;      // 301 …
  std::string target;  // absolute URL it led to
};

struct Fetched {
  int status = 0;               // of the last hop
  std::vector<Header> headers;  // of the last hop
  std::string body;             // as it came, in its content coding: coding.hpp undoes it
  std::string url;              // of the last hop
  std::vector<Hop> hops;        // redirects followed, in order
  std::int64_t bytes = 0;       // off the wire
  std::chrono::milliseconds duration{0};

  // The first header of that lower-case name; empty when there is none.
  std::string_view header(std::string_view name) const;
};

}  // namespace datelined
