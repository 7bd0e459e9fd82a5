#include "daemon/websub/token.hpp"

#include <openssl/rand.h>

#include <stdexcept>
#include <string_view>
#include <vector>

namespace datelined {

std::string random_token(std::size_t bytes) {
  std::vector<unsigned char> random(bytes);
  if (::RAND_bytes(random.data(), static_cast<int>(bytes)) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : random) text += {digits[byte >> 4], digits[byte & 15]};
  return text;
}

}  // namespace datelined
