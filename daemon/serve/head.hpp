// Where a request's head begins and ends in what a client sent, byte by byte and each byte once.
//
// Stricter than it must be: what another server on the way might read in another way (a bare LF or CR, a
// folded line, a control character) is refused, so that nobody disagrees about where a request ends.
// See: RFC 9112 §2.2, §5.2, §11.2 (request smuggling).
#pragma once

#include <cstddef>
#include <string_view>

namespace datelined {

class HeadScan {
 public:
  enum class State { more, complete, malformed, target_too_long, too_large };

  static constexpr std::size_t most_bytes = 16 * 1024;
  static constexpr std::size_t most_line_bytes = 8 * 1024;  // the request line: RFC 9112 §3 asks for 8000 at least

  // `received` is all since the last complete head; it may have grown since the last call.
  State scan(std::string_view received);

  // Once complete: where it stands in `received`, the empty line at its end included.
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return at_; }

 private:
  State take(char c);
  void pass_text(std::string_view received);

  std::size_t at_ = 0, begin_ = 0, line_ = 0;  // next byte, first of the head, first of the line
  bool in_fields_ = false;
  bool after_cr_ = false;
};

}  // namespace datelined
