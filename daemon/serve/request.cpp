#include "daemon/serve/request.hpp"

#include "daemon/serve/head.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

#include <string>
#include <utility>

namespace datelined {
namespace {

namespace http = boost::beast::http;
using Message = http::request_parser<http::empty_body>::value_type;

Answer refusal(int status, std::string_view why) {
  Answer answer = plain_answer(status, why);
  answer.close = true;
  return answer;
}

std::size_t count(const Message& message, http::field name) {
  return message.count(name);
}

// A list may come in several fields: RFC 9110 §5.3.
std::string joined(const Message& message, http::field name) {
  std::string value;
  const auto [first, last] = message.equal_range(name);
  for (auto it = first; it != last; ++it) {
    if (!value.empty()) value += ", ";
    value.append(it->value().data(), it->value().size());
  }
  return value;
}

// Why two readers could disagree about where this message ends; null: they cannot.
const char* ambiguous_length(const Message& message) {
  const std::size_t lengths = count(message, http::field::content_length);
  const std::size_t encodings = count(message, http::field::transfer_encoding);
  if (lengths > 1) return "several Content-Length";
  if (lengths > 0 && encodings > 0) return "both Content-Length and Transfer-Encoding";
  if (encodings > 0 && message.version() < 11) return "Transfer-Encoding in HTTP/1.0";
  return nullptr;
}

Answer refuse(const boost::system::error_code& error) {
  if (error == http::error::bad_version) return refusal(505, "HTTP/1.0 or HTTP/1.1");
  if (error == http::error::header_limit) return refusal(431, {});
  return refusal(400, "the request is malformed");
}

}  // namespace

std::variant<Request, Answer> read_request(std::string_view head) {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(HeadScan::most_bytes);
  parser.body_limit(boost::none);  // a body is never read, however long it says it is
  boost::system::error_code error;
  parser.put(boost::asio::buffer(head.data(), head.size()), error);
  // A body that was announced is what Beast would read next; the head alone is all there is to it here.
  if (!parser.is_header_done()) return error ? refuse(error) : refusal(400, "the request is malformed");

  const Message& message = parser.get();
  if (const char* why = ambiguous_length(message)) return refusal(400, why);
  const std::size_t hosts = count(message, http::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() == 11)) return refusal(400, "one Host is needed");

  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.keep_alive = message.keep_alive();
  request.has_body = count(message, http::field::transfer_encoding) > 0 || parser.content_length().value_or(0) > 0;
  request.accept = joined(message, http::field::accept);
  request.accept_encoding = joined(message, http::field::accept_encoding);
  request.if_none_match = joined(message, http::field::if_none_match);
  request.if_modified_since = joined(message, http::field::if_modified_since);
  request.authorization = joined(message, http::field::authorization);
  const auto last_event = message.find("Last-Event-ID");
  if (last_event != message.end()) request.last_event_id = std::string(last_event->value());
  return request;
}

}  // namespace datelined
