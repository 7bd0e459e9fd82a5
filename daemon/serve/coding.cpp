#include "daemon/serve/coding.hpp"

#include <brotli/encode.h>
#include <libdeflate.h>
#include <zstd.h>

#include <cstdint>
#include <memory>
#include <new>

namespace datelined {
namespace {

// Each at the knee of its curve: made once for a change number, sent many times, and waited for by the first.

std::string gzip(std::string_view bytes) {
  constexpr int level = 6;
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  if (!compressor) throw std::bad_alloc();
  std::string out(bytes.size(), '\0');
  // 0: it would have grown.
  out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

std::string brotli(std::string_view bytes) {
  constexpr int quality = 5, window_bits = 22;
  std::string out(bytes.size(), '\0');
  std::size_t size = out.size();
  const bool fits = BrotliEncoderCompress(quality, window_bits, BROTLI_MODE_TEXT, bytes.size(),
                                          reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                          reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_TRUE;
  out.resize(fits ? size : 0);
  return out;
}

std::string zstd(std::string_view bytes) {
  constexpr int level = 9;
  constexpr int most_window_bits = 23;  // what every client has to be able to read: RFC 9659 §3
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  if (!context) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  if (bytes.size() > std::size_t{1} << most_window_bits) {
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, most_window_bits);
  }
  std::string out(bytes.size(), '\0');
  const std::size_t size = ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  out.resize(ZSTD_isError(size) ? 0 : size);  // it would have grown
  return out;
}

}  // namespace

std::string_view to_string(Coding coding) {
  switch (coding) {
    case Coding::gzip:
      return "gzip";
    case Coding::br:
      return "br";
    case Coding::zstd:
      return "zstd";
    case Coding::identity:
      break;
  }
  return "";
}

std::string encode(Coding coding, std::string_view bytes) {
  if (coding == Coding::identity) return {};
  std::string out = coding == Coding::gzip ? gzip(bytes) : coding == Coding::br ? brotli(bytes) : zstd(bytes);
  out.shrink_to_fit();
  return out;
}

}  // namespace datelined
