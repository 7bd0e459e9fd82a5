#include "daemon/poll/local_file.hpp"

#include "daemon/fetch/words.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace datelined {

bool is_local_file(std::string_view url) {
  return url.starts_with("file:");
}

feeds::Result<std::string> read_local_file(const std::string& url, std::size_t max_body) {
  const std::filesystem::path path = url.substr(url.starts_with("file://") ? 7 : 5);
  std::error_code failed;
  const bool regular = std::filesystem::is_regular_file(path, failed);
  if (failed) return feeds::Problem{url, path.string() + ": " + failed.message()};
  // A pipe or a device might never end.
  if (!regular) return feeds::Problem{url, path.string() + ": no regular file"};

  std::ifstream file(path, std::ios::binary);
  if (!file) return feeds::Problem{url, path.string() + ": " + std::generic_category().message(errno)};
  std::string bytes;
  for (char buffer[65536]; file.read(buffer, sizeof buffer), file.gcount() > 0;) {
    bytes.append(buffer, static_cast<std::size_t>(file.gcount()));
    if (bytes.size() > max_body) return feeds::Problem{url, larger_than(max_body)};
  }
  if (file.bad()) return feeds::Problem{url, path.string() + ": cannot be read"};
  return feeds::Result<std::string>(boost::system::in_place_value, std::move(bytes));
}

}  // namespace datelined
