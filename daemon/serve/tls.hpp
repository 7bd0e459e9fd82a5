// TLS on a connection, where an address asks for it. Loop thread.
//
// A certificate is read whole with every reload; connections keep the one that they began with.
// See: RFC 8446, RFC 7301 (ALPN), RFC 9325 (what is good practice).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>

namespace datelined {

namespace asio = boost::asio;

class TlsContext {
 public:
  // PEM: the server's certificate with its chain, and the key. Throws std::runtime_error naming the file.
  TlsContext(const std::filesystem::path& certificate, const std::filesystem::path& key);
  ~TlsContext();

  struct Parts;
  Parts& parts() { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

class TlsStream {
 public:
  using Socket = asio::generic::stream_protocol::socket;

  // The socket outlives it.
  TlsStream(Socket& socket, std::shared_ptr<TlsContext> context);
  ~TlsStream();

  asio::awaitable<bool> handshake();
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer into);  // 0: it is over
  asio::awaitable<bool> write(std::array<asio::const_buffer, 2> from);
  asio::awaitable<void> shutdown();  // says that nothing more comes

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace datelined
