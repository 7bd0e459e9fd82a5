#include "daemon/fetch/coding.hpp"

#include "daemon/fetch/words.hpp"
#include "feeds/text/characters.hpp"

#include <brotli/decode.h>
#include <libdeflate.h>
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace datelined {
namespace {

using namespace std::string_view_literals;

// A coded file that is coded once more on its way is seen; deeper nesting is somebody's joke.
constexpr int most_layers = 4;

enum class Outcome { good, damaged, too_large };

struct FreeInflater {
  void operator()(libdeflate_decompressor* inflater) const { libdeflate_free_decompressor(inflater); }
};

// One a thread: making one costs more than inflating a small feed.
libdeflate_decompressor* inflater() {
  static thread_local const std::unique_ptr<libdeflate_decompressor, FreeInflater> ours(
      libdeflate_alloc_decompressor());
  if (!ours) throw std::bad_alloc();
  return ours.get();
}

// The bytes that come out. Room grows by doubling, so that what is written again stays in proportion.
class Output {
 public:
  Output(std::size_t first_guess, std::size_t most) : most_(most) {
    // Feeds shrink to a sixth; a guess that a stranger's number makes is bounded like all else.
    bytes_.resize(std::clamp<std::size_t>(first_guess, 1024, std::max<std::size_t>(most, 1)));
  }

  char* end() { return bytes_.data() + used_; }
  std::size_t room() const { return bytes_.size() - used_; }
  void take(std::size_t written) { used_ += written; }
  bool grow() {
    if (bytes_.size() >= most_) return false;
    bytes_.resize(std::min(bytes_.size() * 2, most_));
    return true;
  }
  bool fits() const { return used_ <= most_; }
  std::string finish() && {
    bytes_.resize(used_);
    return std::move(bytes_);
  }

 private:
  std::size_t most_;
  std::string bytes_;
  std::size_t used_ = 0;
};

using Inflate = libdeflate_result (*)(libdeflate_decompressor*, const void*, std::size_t, void*, std::size_t,
                                      std::size_t*, std::size_t*);

// One stream; `in` moves past it.
Outcome inflate_one(Inflate inflate, std::string_view& in, Output& out) {
  for (;;) {
    std::size_t read = 0, written = 0;
    switch (inflate(inflater(), in.data(), in.size(), out.end(), out.room(), &read, &written)) {
      case LIBDEFLATE_SUCCESS:
        out.take(written);
        in.remove_prefix(read);
        return out.fits() ? Outcome::good : Outcome::too_large;
      case LIBDEFLATE_INSUFFICIENT_SPACE:
        if (!out.grow()) return Outcome::too_large;
        break;
      default:
        return Outcome::damaged;
    }
  }
}

bool is_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b"sv);
}

// ISIZE, the last four bytes: how long the plain bytes are, if one member is all there is (RFC 1952 §2.3.1).
std::size_t announced_size(std::string_view gzip) {
  std::size_t size = 0;
  for (std::size_t i = 1; i <= 4; ++i) size = size << 8 | static_cast<unsigned char>(gzip[gzip.size() - i]);
  return size;
}

// Member after member. What stands behind the last one, zeros as tar pads with or a stray line, is no part of it.
Outcome gunzip(std::string_view in, std::size_t most, std::string& into) {
  const std::size_t announced = in.size() < 4 ? 0 : announced_size(in);
  Output out(announced != 0 ? announced : in.size() * 6, most);
  while (is_gzip(in)) {
    if (const Outcome outcome = inflate_one(&libdeflate_gzip_decompress_ex, in, out); outcome != Outcome::good) {
      return outcome;
    }
  }
  into = std::move(out).finish();
  return Outcome::good;
}

bool has_zlib_header(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const unsigned head = static_cast<unsigned char>(bytes[0]), flags = static_cast<unsigned char>(bytes[1]);
  return (head & 0x0f) == 8 && (head << 8 | flags) % 31 == 0;
}

// With its zlib frame, or raw as old servers send it.
Outcome inflate(std::string_view in, std::size_t most, std::string& into) {
  Output out(in.size() * 6, most);
  const Inflate how = has_zlib_header(in) ? &libdeflate_zlib_decompress_ex : &libdeflate_deflate_decompress_ex;
  const Outcome outcome = inflate_one(how, in, out);
  if (outcome == Outcome::good) into = std::move(out).finish();
  return outcome;
}

struct FreeBrotli {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

Outcome unbrotli(std::string_view in, std::size_t most, std::string& into) {
  const std::unique_ptr<BrotliDecoderState, FreeBrotli> state(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  if (!state) throw std::bad_alloc();
  Output out(in.size() * 6, most);
  std::size_t left = in.size();
  const auto* next = reinterpret_cast<const std::uint8_t*>(in.data());
  for (;;) {
    std::size_t room = out.room();
    auto* to = reinterpret_cast<std::uint8_t*>(out.end());
    const BrotliDecoderResult result = BrotliDecoderDecompressStream(state.get(), &left, &next, &room, &to, nullptr);
    out.take(out.room() - room);
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
      if (!out.grow()) return Outcome::too_large;
      continue;
    }
    if (result != BROTLI_DECODER_RESULT_SUCCESS) return Outcome::damaged;
    into = std::move(out).finish();
    return Outcome::good;
  }
}

struct FreeZstd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

Outcome unzstd(std::string_view in, std::size_t most, std::string& into) {
  const std::unique_ptr<ZSTD_DCtx, FreeZstd> context(ZSTD_createDCtx());
  if (!context) throw std::bad_alloc();
  // RFC 8878 §3.1.1.1.2 lets a decoder refuse windows past 8 MiB.
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, 23);
  Output out(in.size() * 6, most);
  ZSTD_inBuffer from{in.data(), in.size(), 0};
  for (;;) {
    ZSTD_outBuffer to{out.end(), out.room(), 0};
    const std::size_t left = ZSTD_decompressStream(context.get(), &to, &from);
    if (ZSTD_isError(left)) return Outcome::damaged;
    out.take(to.pos);
    if (left == 0 && from.pos == from.size) break;
    if (to.pos == to.size) {
      if (!out.grow()) return Outcome::too_large;
    } else if (from.pos == from.size) {
      return Outcome::damaged;  // it wants more
    }
  }
  into = std::move(out).finish();
  return Outcome::good;
}

// The codings in the order they were applied.
std::vector<std::string> read_codings(std::string_view header) {
  std::vector<std::string> codings;
  for (std::size_t at = 0; at <= header.size() && codings.size() < most_layers;) {
    const std::size_t comma = std::min(header.find(',', at), header.size());
    std::string coding = feeds::ascii_lower(feeds::trimmed(header.substr(at, comma - at)));
    if (!coding.empty()) codings.push_back(std::move(coding));
    at = comma + 1;
  }
  return codings;
}

// A document as it is: markup or JSON, after blanks and a byte order mark.
bool is_plain(std::string_view bytes) {
  bytes = feeds::without_mark(bytes);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first == bytes.npos || bytes[first] == '<' || bytes[first] == '{' || bytes[first] == '[';
}

// Undoes one coding, when the bytes are in it.
Outcome undo_one(const std::string& coding, std::string_view bytes, std::size_t most, std::string& into, bool& undone) {
  undone = true;
  if (coding == "deflate" && !is_gzip(bytes)) return inflate(bytes, most, into);
  if (coding == "br" && !is_gzip(bytes)) return unbrotli(bytes, most, into);
  if (coding == "zstd" && bytes.starts_with("\x28\xb5\x2f\xfd"sv)) return unzstd(bytes, most, into);
  if (is_gzip(bytes)) return gunzip(bytes, most, into);
  undone = false;
  return Outcome::good;
}

}  // namespace

feeds::Result<std::string_view> undo_coding(std::string_view body, std::string_view content_encoding, std::size_t most,
                                            std::string& buffer) {
  std::vector<std::string> codings = read_codings(content_encoding);
  // Whatever was said: what begins as gzip does is gzip.
  while (codings.size() < most_layers) codings.insert(codings.begin(), "");
  std::string_view bytes = body;
  for (; !codings.empty(); codings.pop_back()) {
    std::string plain;
    bool undone = false;
    switch (undo_one(codings.back(), bytes, most, plain, undone)) {
      case Outcome::good:
        break;
      case Outcome::too_large:
        return feeds::Problem{"", larger_than(most)};
      case Outcome::damaged:
        if (!is_gzip(bytes) && is_plain(bytes)) continue;
        return feeds::Problem{"", "the body is cut short, or not in the coding that it claims (Content-Encoding)"};
    }
    if (!undone) continue;
    buffer = std::move(plain);
    bytes = buffer;
  }
  return bytes;
}

}  // namespace datelined
