// Any bytes under any Content-Type: what comes out is UTF-8.
#include "feeds/text/charset.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdint>
#include <cstdlib>

using namespace datelined::feeds;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto end_of_line = all.find('\n');
  const std::string_view type = end_of_line == all.npos ? std::string_view{} : all.substr(0, end_of_line);
  const std::string_view bytes = end_of_line == all.npos ? all : all.substr(end_of_line + 1);
  const Decoded decoded = decode(bytes, type);

  // Boost.JSON refuses a string that is no UTF-8.
  boost::system::error_code error;
  boost::json::parse(boost::json::serialize(boost::json::string(decoded.text)), error);
  if (error) std::abort();
  return 0;
}
