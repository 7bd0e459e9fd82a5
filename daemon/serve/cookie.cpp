#include "daemon/serve/cookie.hpp"

#include "daemon/serve/target.hpp"

#include <algorithm>

namespace datelined {
namespace {

constexpr std::string_view start = "datelined=";

// "/wire/" of "https://news.example/wire/".
std::string_view path_of(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t path = host == url.npos ? url.npos : url.find('/', host + 3);
  return path == url.npos ? "/" : url.substr(path);
}

std::string attributes(std::string_view base_url) {
  std::string text = "; Path=" + std::string(path_of(base_url)) + "; HttpOnly; SameSite=Lax";
  if (base_url.starts_with("https:")) text += "; Secure";
  return text;
}

}  // namespace

// Pairs between semicolons; of several of the name the first, which is the one for the longest path (§5.4).
std::string read_token_cookie(std::string_view cookies) {
  while (!cookies.empty()) {
    const std::string_view pair = cookies.substr(0, cookies.find(';'));
    cookies.remove_prefix(std::min(pair.size() + 1, cookies.size()));
    cookies.remove_prefix(std::min(cookies.find_first_not_of(' '), cookies.size()));
    if (pair.starts_with(start)) return decode_segment(pair.substr(start.size())).value_or("");
  }
  return {};
}

std::string write_token_cookie(std::string_view token, std::string_view base_url) {
  return std::string(start) + encode_segment(token) + attributes(base_url);
}

std::string drop_token_cookie(std::string_view base_url) {
  return std::string(start) + attributes(base_url) + "; Max-Age=0";
}

}  // namespace datelined
