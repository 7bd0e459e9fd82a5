// A request's body, put together as it comes: by its length or in chunks.
//
// In:  what stands behind the head on the wire, in pieces of any size.
// Out: the bytes without the chunks' framing; trailers are dropped.
// Bad: malformed, or too large: nothing that follows on the connection can be trusted to be a request.
// See: RFC 9112 §6 and §7.1.
#pragma once

#include "daemon/serve/message.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace datelined {

class BodyReader {
 public:
  enum class State { more, complete, malformed, too_large };

  // `request` has a body, in chunks or of a length that is at most `most_bytes`.
  BodyReader(const Request& request, std::size_t most_bytes);
  BodyReader(BodyReader&&) noexcept;
  BodyReader& operator=(BodyReader&&) noexcept;
  ~BodyReader();

  State put(std::string_view bytes);

  std::size_t size() const;  // so far
  std::string take();        // once complete

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace datelined
