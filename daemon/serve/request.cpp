#include "daemon/serve/request.hpp"

#include "daemon/serve/head.hpp"
#include "daemon/serve/target.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace datelined {
namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::empty_body>;
using Message = Parser::value_type;

Answer refusal(int status, std::string_view why) {
  Answer answer = plain_answer(status, why);
  answer.close = true;
  return answer;
}

std::size_t count(const Message& message, http::field name) {
  return message.count(name);
}

// Where a field's value goes; null: no answer depends on it.
std::string* place_of(Request& request, const http::fields::value_type& field) {
  switch (field.name()) {
    case http::field::accept:
      return &request.accept;
    case http::field::accept_encoding:
      return &request.accept_encoding;
    case http::field::if_none_match:
      return &request.if_none_match;
    case http::field::if_modified_since:
      return &request.if_modified_since;
    case http::field::if_match:
      return &request.if_match;
    case http::field::if_unmodified_since:
      return &request.if_unmodified_since;
    case http::field::authorization:
      return &request.authorization;
    case http::field::cookie:
      return &request.cookie;
    case http::field::origin:
      return &request.origin;
    case http::field::referer:
      return &request.referer;
    case http::field::user_agent:
      return &request.user_agent;
    case http::field::a_im:
      return &request.a_im;
    case http::field::content_type:
      return &request.content_type;
    case http::field::content_encoding:
      return &request.content_encoding;
    case http::field::transfer_encoding:
      return &request.transfer_encoding;
    case http::field::expect:
      return &request.expect;
    case http::field::link:
      return &request.link;
    case http::field::forwarded:
      return &request.forwarded;
    case http::field::unknown:
      break;
    default:
      return nullptr;
  }
  // Those that Beast has no name for.
  const std::string_view name = field.name_string();
  if (boost::beast::iequals(name, "Last-Event-ID")) return &request.last_event_id;
  if (boost::beast::iequals(name, "X-Forwarded-For")) return &request.x_forwarded_for;
  if (boost::beast::iequals(name, "X-Hub-Signature")) return &request.hub_signature;
  return nullptr;
}

// A list may come in several fields: RFC 9110 §5.3.
void take(Request& request, const http::fields::value_type& field) {
  std::string* place = place_of(request, field);
  if (place == nullptr) return;
  if (!place->empty()) *place += ", ";
  place->append(field.value().data(), field.value().size());
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

// A body can be read where nothing but chunks is around it: RFC 9112 §6.1, §6.3.
std::optional<Answer> refuse_coding(std::string_view transfer_encoding) {
  if (boost::beast::iequals(transfer_encoding, "chunked")) return std::nullopt;
  std::string_view last = transfer_encoding.substr(transfer_encoding.rfind(',') + 1);
  last.remove_prefix(std::min(last.find_first_not_of(" \t"), last.size()));
  const bool has_end = boost::beast::iequals(last, "chunked");
  return has_end ? refusal(501, "unknown Transfer-Encoding") : refusal(400, "a body without an end");
}

// "1.1" of "GET / HTTP/1.1"; empty where the line has another shape.
std::string_view version_of(std::string_view head) {
  constexpr std::string_view name = "HTTP/";
  std::string_view line = head.substr(0, head.find("\r\n"));
  for (int words = 0; words < 2; ++words) line.remove_prefix(std::min(line.find(' '), line.size() - 1) + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (line.size() != name.size() + 3 || !line.starts_with(name)) return {};
  line.remove_prefix(name.size());
  return is_digit(line[0]) && line[1] == '.' && is_digit(line[2]) ? line : std::string_view();
}

// A later minor version than is known here is taken for the latest that is: RFC 9110 §2.5.
bool is_known_by_major(std::string_view version) {
  return version.starts_with("1.") && version > "1.1";
}

std::string as_latest_version(std::string_view head) {
  std::string known(head);
  known[known.find("\r\n") - 1] = '1';
  return known;
}

Answer refuse(const boost::system::error_code& error, std::string_view head) {
  if (error == http::error::bad_version && !version_of(head).empty()) return refusal(505, "HTTP/1.0 or HTTP/1.1");
  if (error == http::error::header_limit) return refusal(431, {});
  return refusal(400, "the request is malformed");
}

// What is wrong wherever it is sent.
std::optional<Answer> refuse_message(const Message& message) {
  if (const char* why = ambiguous_length(message)) return refusal(400, why);
  const std::size_t hosts = count(message, http::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() == 11)) return refusal(400, "one Host is needed");
  if (!is_host(message[http::field::host])) return refusal(400, "the Host is malformed");
  if (message.method() == http::verb::unknown) return refusal(501, "unknown method");
  return std::nullopt;
}

// Made where it stays: to move a score of strings costs as much as to make them.
std::variant<Request, Answer> request_of(const Parser& parser) {
  std::variant<Request, Answer> made;
  Request& request = std::get<Request>(made);
  const Message& message = parser.get();
  request.method = std::string(message.method_string());
  request.target = plain_target(message.target());
  request.version = static_cast<int>(message.version());
  request.keep_alive = parser.keep_alive();  // the message itself knows the first field of Connection alone
  request.content_length = parser.content_length().value_or(0);
  for (const auto& field : message) take(request, field);
  request.chunked = count(message, http::field::transfer_encoding) > 0;
  request.has_body = request.chunked || request.content_length > 0;
  auto refused = request.chunked ? refuse_coding(request.transfer_encoding) : std::nullopt;
  if (refused) made = std::move(*refused);
  return made;
}

}  // namespace

std::variant<Request, Answer> read_request(std::string_view head) {
  Parser parser;
  parser.header_limit(HeadScan::most_bytes);
  parser.body_limit(boost::none);  // a body is not read here, however long it says it is
  boost::system::error_code error;
  parser.put(boost::asio::buffer(head.data(), head.size()), error);
  // A body that was announced is what Beast would read next; the head alone is all there is to it here.
  if (error == http::error::bad_version && is_known_by_major(version_of(head)))
    return read_request(as_latest_version(head));
  if (!parser.is_header_done()) return refuse(error, head);
  if (auto refused = refuse_message(parser.get())) return std::move(*refused);
  return request_of(parser);
}

}  // namespace datelined
