#include "daemon/serve/message.hpp"

#include "feeds/text/date.hpp"

#include <chrono>
#include <utility>

namespace datelined {
namespace {

// Made once a second: every answer carries it. RFC 9110 §6.6.1.
const std::string& date_line() {
  thread_local feeds::Time made{};
  thread_local std::string line;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (line.empty() || now != made) {
    made = now;
    line = field("Date", feeds::http_date(now));
  }
  return line;
}

}  // namespace

std::string field(std::string_view name, std::string_view value) {
  std::string line;
  line.reserve(name.size() + value.size() + 4);
  return line.append(name).append(": ").append(value).append("\r\n");
}

Answer busy_answer() {
  Answer answer = plain_answer(503, "busy, please ask again");
  answer.fields += field("Retry-After", "2");
  return answer;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 226:
      return "IM Used";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

Answer plain_answer(int status, std::string_view text) {
  Answer answer;
  answer.status = status;
  answer.fields = field("Content-Type", "text/plain; charset=utf-8") + field("Cache-Control", "no-store") +
                  field("X-Content-Type-Options", "nosniff");
  answer.body = std::make_shared<const std::string>(std::string(text.empty() ? reason_phrase(status) : text) + '\n');
  return answer;
}

std::string write_head(const Answer& answer, bool keep_alive) {
  std::string head;
  head.reserve(answer.fields.size() + 160);
  head.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
  head.append(reason_phrase(answer.status)).append("\r\n");
  head.append(date_line()).append(answer.fields);
  if (answer.body) head += field("Content-Length", std::to_string(answer.body->size()));
  // RFC 9112 §9.3: kept unless said otherwise, but for clients of HTTP/1.0, who are told.
  head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

}  // namespace datelined
