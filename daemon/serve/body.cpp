#include "daemon/serve/body.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <utility>

namespace datelined {
namespace {

namespace http = boost::beast::http;

// What the parser waits to see the end of: a chunk's size, the trailers.
constexpr std::size_t most_unread = 8 * 1024;

}  // namespace

// Beast reads bodies behind a head: it is given one that says no more than how long the body is.
struct BodyReader::Parser {
  Parser(const Request& request, std::size_t most_bytes) {
    std::string head = "POST / HTTP/1.1\r\n";
    head += request.chunked ? field("Transfer-Encoding", "chunked")
                            : field("Content-Length", std::to_string(request.content_length));
    head += "\r\n";
    http.body_limit(most_bytes);
    http.eager(true);
    boost::system::error_code error;
    http.put(boost::asio::buffer(head), error);
  }

  http::request_parser<http::string_body> http;
  std::string unread;
};

BodyReader::BodyReader(const Request& request, std::size_t most_bytes)
    : parser_(std::make_unique<Parser>(request, most_bytes)) {}

BodyReader::BodyReader(BodyReader&&) noexcept = default;
BodyReader& BodyReader::operator=(BodyReader&&) noexcept = default;
BodyReader::~BodyReader() = default;

BodyReader::State BodyReader::put(std::string_view bytes) {
  Parser& parser = *parser_;
  // What was not read before is a part of a line: short.
  const bool joins = !parser.unread.empty();
  if (joins) bytes = parser.unread.append(bytes);
  while (!parser.http.is_done() && !bytes.empty()) {
    boost::system::error_code error;
    const std::size_t read = parser.http.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    bytes.remove_prefix(read);
    if (error == http::error::body_limit) return State::too_large;
    if (error && error != http::error::need_more) return State::malformed;
    if (read == 0) break;
  }
  if (parser.http.is_done()) return State::complete;
  if (bytes.size() > most_unread) return State::malformed;
  parser.unread = std::string(bytes);
  return State::more;
}

std::size_t BodyReader::size() const {
  return parser_->http.get().body().size();
}

std::string BodyReader::take() {
  return std::move(parser_->http.get().body());
}

}  // namespace datelined
