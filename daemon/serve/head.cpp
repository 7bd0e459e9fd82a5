#include "daemon/serve/head.hpp"

#include <algorithm>

namespace datelined {
namespace {

bool is_text(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 ? c == '\t' : byte != 0x7F;
}

}  // namespace

HeadScan::State HeadScan::scan(std::string_view received) {
  while (at_ < received.size()) {
    if (at_ >= most_bytes) return in_fields_ ? State::too_large : State::target_too_long;
    if (!in_fields_ && at_ - line_ >= most_line_bytes) return State::target_too_long;
    const State state = take(received[at_]);
    if (state != State::more) return state;
    pass_text(received);
  }
  return State::more;
}

// What stands inside a line changes nothing but the place; its first byte and what is next to its end do.
void HeadScan::pass_text(std::string_view received) {
  if (after_cr_ || at_ == line_) return;
  const std::size_t end = std::min({received.size(), most_bytes, in_fields_ ? most_bytes : line_ + most_line_bytes});
  std::size_t at = at_;
  while (at < end && is_text(received[at])) ++at;
  at_ = at;
}

HeadScan::State HeadScan::take(char c) {
  const std::size_t place = at_++;
  if (after_cr_) {
    if (c != '\n') return State::malformed;
    after_cr_ = false;
    const bool empty_line = place == line_ + 1;
    line_ = at_;
    if (!empty_line) {
      in_fields_ = true;
    } else if (in_fields_) {
      return State::complete;
    } else {
      begin_ = at_;  // old clients send an empty line behind a body; it precedes the next request
    }
    return State::more;
  }
  if (c == '\r') {
    after_cr_ = true;
    return State::more;
  }
  const bool blank = c == ' ' || c == '\t';
  if (place == line_ && blank) return State::malformed;  // a folded line, or a request that begins with a space
  return is_text(c) ? State::more : State::malformed;
}

}  // namespace datelined
