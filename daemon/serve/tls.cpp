// The one file that knows OpenSSL's TLS; Asio's part of it is compiled here as well.
#include "daemon/serve/tls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>

#include <stdexcept>
#include <string>

namespace datelined {
namespace {

namespace ssl = asio::ssl;
constexpr auto waiting = asio::as_tuple(asio::use_awaitable);

// HTTP/1.1 is all that is spoken: a client that names others and not this one is told so by the protocol.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned in_size,
                    void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  const int found = ::SSL_select_next_proto(&chosen, size, ours, sizeof ours - 1, in, in_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void check(const boost::system::error_code& error, const std::filesystem::path& file) {
  if (error) throw std::runtime_error(file.string() + ": " + error.message());
}

}  // namespace

struct TlsContext::Parts {
  ssl::context context{ssl::context::tls_server};
};

TlsContext::TlsContext(const std::filesystem::path& certificate, const std::filesystem::path& key)
    : parts_(std::make_unique<Parts>()) {
  ssl::context& context = parts_->context;
  boost::system::error_code error;
  context.use_certificate_chain_file(certificate.string(), error);
  check(error, certificate);
  context.use_private_key_file(key.string(), ssl::context::pem, error);
  check(error, key);
  SSL_CTX* native = context.native_handle();
  ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  ::SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  ::SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // an idle client holds none
  ::SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
}

TlsContext::~TlsContext() = default;

struct TlsStream::Parts {
  Parts(Socket& socket, std::shared_ptr<TlsContext> its)
      : context(std::move(its)), stream(socket, context->parts().context) {}

  std::shared_ptr<TlsContext> context;
  ssl::stream<Socket&> stream;
};

TlsStream::TlsStream(Socket& socket, std::shared_ptr<TlsContext> context)
    : parts_(std::make_unique<Parts>(socket, std::move(context))) {}

TlsStream::~TlsStream() = default;

asio::awaitable<bool> TlsStream::handshake() {
  const auto [error] = co_await parts_->stream.async_handshake(ssl::stream_base::server, waiting);
  co_return !error;
}

asio::awaitable<std::size_t> TlsStream::read_some(asio::mutable_buffer into) {
  const auto [error, size] = co_await parts_->stream.async_read_some(into, waiting);
  co_return error ? 0 : size;
}

asio::awaitable<bool> TlsStream::write(std::array<asio::const_buffer, 2> from) {
  const auto [error, size] = co_await asio::async_write(parts_->stream, from, waiting);
  co_return !error;
}

asio::awaitable<void> TlsStream::shutdown() {
  co_await parts_->stream.async_shutdown(waiting);
}

}  // namespace datelined
