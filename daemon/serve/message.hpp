// An HTTP request and its answer, as values: what stands between the socket and the site.
#pragma once

#include "schema/records.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace datelined {

// Of a request's header only what some answer depends on; a field sent more than once is joined by ", ".
struct Request {
  std::string method, target;  // the target as plain_target() has it
  int version = 11;            // 10 or 11
  bool keep_alive = false;     // the client would send another on this connection
  bool has_body = false;       // announced; read where an inbox takes it, else never
  bool chunked = false;        // else it is of
  std::uint64_t content_length = 0;
  bool trusted = false;  // came over an address that asks for no token
  std::string client;    // address of who asks, for logs and limits; empty: over a Unix socket
  std::string accept, accept_encoding, authorization, cookie, last_event_id;
  std::string if_match, if_none_match, if_modified_since, if_unmodified_since;
  std::string a_im, origin, forwarded, x_forwarded_for, referer, user_agent;
  std::string content_type, content_encoding, transfer_encoding, expect, hub_signature, link;
  std::string body;  // as it came, for an inbox
};

class MemoryFile;

// The stories behind `query.after`, for as long as the client stays and may read them.
struct EventStream {
  schema::Query query;
  std::string access;  // by what it may read: Site::access_of
};

struct Answer {
  int status = 200;
  std::string fields;                       // whole lines with CRLF, but for Date, Content-Length and Connection
  std::shared_ptr<const std::string> body;  // null: none, and no Content-Length; a HEAD is answered without it
  std::shared_ptr<const MemoryFile> file;   // the body once more, for the kernel to send; null: it stands in none
  bool close = false;                       // after this answer
  std::optional<EventStream> events;        // then these follow
};

std::string field(std::string_view name, std::string_view value);

// A short text for people, in the status's own words where `text` is empty.
Answer plain_answer(int status, std::string_view text = {});

// There is too much to do: a 503 that says when to ask again.
Answer busy_answer();

std::string_view reason_phrase(int status);

// Status line and header with the empty line behind it, without the body.
std::string write_head(const Answer& answer, bool keep_alive);

}  // namespace datelined
