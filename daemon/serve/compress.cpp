#include "daemon/serve/compress.hpp"

#include <libdeflate.h>

#include <memory>
#include <new>

namespace datelined {

std::string gzip(std::string_view bytes) {
  constexpr std::size_t least = 512;  // below, the header costs what the coding saves
  constexpr int level = 6;            // the knee of the curve, as for zlib; made once, sent many times
  if (bytes.size() < least) return {};
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  if (!compressor) throw std::bad_alloc();
  std::string out(bytes.size(), '\0');
  // 0: it would have grown.
  out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  out.shrink_to_fit();
  return out;
}

}  // namespace datelined
