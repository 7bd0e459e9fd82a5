#include "daemon/serve/access_log.hpp"

#include "daemon/serve/target.hpp"

#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <mutex>
#include <system_error>
#include <utility>

namespace datelined {
namespace {

constexpr std::size_t most_waiting = 1u << 20;  // bytes

// Printable ASCII as it is; the rest, quotes and the backslash as \xHH, as Apache and nginx do.
void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::size_t most = 1024;  // of a field; who sends more wants to fill the disk
  for (const char c : text.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\') {
      out += c;
    } else {
      out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    }
  }
}

bool is_token(std::string_view name) {
  return name == "token" || (name.find('%') != name.npos && decode_segment(name) == "token");
}

// A token in an address is as good as a password.
std::string without_token(std::string_view url) {
  std::string out;
  for (std::size_t at = 0; at < url.size();) {
    const char c = url[at++];
    out += c;
    if (c != '?' && c != '&') continue;
    const std::string_view name = url.substr(at, url.find_first_of("=&#", at) - at);
    if (at + name.size() == url.size() || url[at + name.size()] != '=' || !is_token(name)) continue;
    out += "token=-";
    at = std::min(url.find_first_of("&#", at), url.size());
  }
  return out;
}

void append_field(std::string& line, std::string_view text) {
  line += " \"";
  append_escaped(line, text.empty() ? "-" : text);
  line += '"';
}

}  // namespace

std::string combined_line(const Request& request, const Served& served, feeds::Time at) {
  std::tm parts{};
  const std::time_t seconds = at.time_since_epoch().count();
  ::gmtime_r(&seconds, &parts);
  char time[40];
  std::strftime(time, sizeof time, "%d/%b/%Y:%H:%M:%S +0000", &parts);

  std::string line = request.client.empty() ? "-" : request.client;
  line.append(" - - [").append(time).append("]");
  append_field(
      line, request.method + ' ' + without_token(request.target) + (request.version == 10 ? " HTTP/1.0" : " HTTP/1.1"));
  line += ' ' + std::to_string(served.status) + ' ' + (served.bytes == 0 ? "-" : std::to_string(served.bytes));
  append_field(line, without_token(request.referer));
  append_field(line, request.user_agent);
  return line += '\n';
}

struct AccessLog::Output {
  explicit Output(int its) : fd(its) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() {
    if (fd > STDERR_FILENO) ::close(fd);
  }

  void write_all(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(fd, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;  // there is nobody to tell
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  // A worker's, until nothing waits.
  void drain() {
    for (;;) {
      std::string lines;
      {
        const std::lock_guard lock(mutex);
        writing = !waiting.empty();
        if (!writing) return;
        lines.swap(waiting);
      }
      write_all(lines);
    }
  }

  const int fd;
  std::mutex mutex;
  std::string waiting;
  bool writing = false;  // a worker is about it
};

AccessLog::AccessLog(boost::asio::thread_pool& workers) : workers_(workers) {}

void AccessLog::configure(std::size_t one_of, const std::filesystem::path& file) {
  flush();
  one_of_ = one_of;
  if (one_of == 0) return output_.reset();
  int fd = STDOUT_FILENO;
  if (!file.empty()) fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "http.access_log_file: " + file.string());
  output_ = std::make_shared<Output>(fd);
}

bool AccessLog::wants_next() {
  if (one_of_ == 0 || ++passed_ < one_of_) return false;
  passed_ = 0;
  return true;
}

void AccessLog::add(std::string line) {
  if (lines_.size() + line.size() <= most_waiting) lines_ += line;
}

void AccessLog::flush() {
  if (!output_ || lines_.empty()) return;
  const std::lock_guard lock(output_->mutex);
  if (output_->waiting.size() <= most_waiting) output_->waiting += lines_;
  lines_.clear();
  if (!std::exchange(output_->writing, true)) boost::asio::post(workers_, [output = output_] { output->drain(); });
}

}  // namespace datelined
