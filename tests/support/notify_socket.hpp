// The other end of sd_notify(3), as systemd holds it.
#pragma once

#include "tests/support/temp_dir.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined::test {

class NotifySocket {
 public:
  explicit NotifySocket(const TempDir& dir);
  ~NotifySocket();
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  const std::string& path() const { return path_; }  // for $NOTIFY_SOCKET

  // The next message that holds `text`; earlier ones are passed over. Throws past the deadline.
  std::string wait_for(std::string_view text);

 private:
  std::string path_;
  int fd_;
};

}  // namespace datelined::test
