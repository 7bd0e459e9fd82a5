// A socket that listens: bound to an address of ours, or handed over by systemd.
#pragma once

#include <sys/types.h>

#include <string>

namespace datelined {

class Listener {
 public:
  // "HOST:PORT", "[V6]:PORT", "tls:" and one of them, or "unix:PATH" with the mode of its file. Throws
  // std::runtime_error naming the address. A socket file that nobody listens on any more is replaced; any other file
  // stays, and is an error. `beside`: the port may be one that is shared (share_port).
  static Listener open(const std::string& address, unsigned socket_mode = 0660, bool beside = false);

  // A listening stream socket that is ours from now on; TCP where it is for TLS.
  static Listener adopt(int fd, bool is_tls = false);

  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();  // closes what was not released, and removes the socket file if it is still this one

  const std::string& address() const { return address_; }  // as asked for
  const std::string& url() const { return url_; }          // with the port the system chose
  bool is_local() const { return local_; }                 // only this machine gets here: loopback, or a file
  bool is_tls() const { return tls_; }                     // "tls:" stood before it, or it was passed for it
  int family() const { return family_; }                   // AF_INET, AF_INET6 or AF_UNIX
  int release();                                           // the descriptor; the socket file stays this object's

 private:
  Listener() = default;
  void describe();
  void own_file(const std::string& path);

  int fd_ = -1;
  std::string address_, url_;
  bool local_ = false, tls_ = false;
  int family_ = 0;
  std::string file_;  // the socket file made here
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

// Whether another listener of this user may take the same port beside this one, of TCP.
void share_port(int fd, bool share);

}  // namespace datelined
