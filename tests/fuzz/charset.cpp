// Any bytes under any Content-Type: what comes out is UTF-8, and so is what is said of them. The first line is
// the Content-Type.
#include "feeds/text/charset.hpp"
#include "feeds/text/utf8.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdint>
#include <cstdlib>

using namespace datelined::feeds;

namespace {

// Boost.JSON refuses a string that is no UTF-8.
bool is_valid(std::string_view text) {
  boost::system::error_code error;
  boost::json::parse(boost::json::serialize(boost::json::string(text)), error);
  return !error;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto end_of_line = all.find('\n');
  const std::string_view type = end_of_line == all.npos ? std::string_view{} : all.substr(0, end_of_line);
  const std::string_view bytes = end_of_line == all.npos ? all : all.substr(end_of_line + 1);
  const Decoded decoded = decode(bytes, type);

  if (!is_valid(decoded.text) || decoded.encoding.empty()) std::abort();
  for (const Note& note : decoded.notes) {
    if (!is_valid(note.message)) std::abort();
  }
  if (is_utf8(bytes) != is_valid(bytes)) std::abort();
  return 0;
}
