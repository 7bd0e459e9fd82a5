#include "feeds/text/hash.hpp"

#include <openssl/evp.h>
#include <xxhash.h>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <array>

namespace datelined::feeds {

std::uint64_t hash64(std::string_view bytes) {
  if (bytes.empty()) return 0;
  const std::uint64_t hash = XXH3_64bits(bytes.data(), bytes.size());
  return hash == 0 ? 1 : hash;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hex({reinterpret_cast<const char*>(digest.data()), size});
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string uuid_urn(std::string_view feed_url, std::string_view guid) {
  // A name in the URL name space: feed and guid, with a byte between that neither can hold.
  std::string name(feed_url);
  name += '\n';
  name += guid;
  const boost::uuids::name_generator_sha1 generate(boost::uuids::ns::url());
  return "urn:uuid:" + boost::uuids::to_string(generate(name.data(), name.size()));
}

}  // namespace datelined::feeds
