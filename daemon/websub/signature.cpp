#include "daemon/websub/signature.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace datelined {
namespace {

struct Method {
  SignatureMethod method;
  std::string_view name;
  const EVP_MD* (*digest)();
};

constexpr std::array methods{
    Method{SignatureMethod::sha1, "sha1", EVP_sha1}, Method{SignatureMethod::sha256, "sha256", EVP_sha256},
    Method{SignatureMethod::sha384, "sha384", EVP_sha384}, Method{SignatureMethod::sha512, "sha512", EVP_sha512}};

}  // namespace

std::optional<SignatureMethod> read_method(std::string_view name) {
  for (const Method& known : methods) {
    if (feeds::equal_ignoring_case(name, known.name)) return known.method;
  }
  return std::nullopt;
}

std::string sign_body(SignatureMethod method, std::string_view secret, std::string_view body) {
  const Method& used = methods[static_cast<std::size_t>(method)];
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(body.data());
  if (::HMAC(used.digest(), secret.data(), static_cast<int>(secret.size()), bytes, body.size(), mac, &size) ==
      nullptr) {
    throw std::runtime_error("OpenSSL makes no HMAC of " + std::string(used.name));
  }
  return std::string(used.name) + '=' + feeds::hex({reinterpret_cast<const char*>(mac), size});
}

bool is_signed(std::string_view signature, std::string_view secret, std::string_view body) {
  const std::size_t equals = signature.find('=');
  if (equals == std::string_view::npos) return false;
  const auto method = read_method(feeds::trimmed(signature.substr(0, equals)));
  if (!method) return false;
  const std::string given = feeds::ascii_lower(feeds::trimmed(signature.substr(equals + 1)));
  std::string right = sign_body(*method, secret, body);
  right.erase(0, right.find('=') + 1);
  return given.size() == right.size() && ::CRYPTO_memcmp(given.data(), right.data(), right.size()) == 0;
}

}  // namespace datelined
