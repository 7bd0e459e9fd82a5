#include "daemon/websub/token.hpp"

#include "feeds/text/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace datelined {

std::string random_token(std::size_t bytes) {
  std::string random(bytes, '\0');
  if (::RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(bytes)) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
  return feeds::hex(random);
}

bool is_same_token(std::string_view guess, std::string_view token) {
  return guess.size() == token.size() && ::CRYPTO_memcmp(guess.data(), token.data(), token.size()) == 0;
}

}  // namespace datelined
