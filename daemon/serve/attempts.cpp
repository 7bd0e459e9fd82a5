#include "daemon/serve/attempts.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>

namespace datelined {
namespace {

std::string network_of(std::string_view address) {
  in6_addr v6{};
  const std::string text(address);
  if (::inet_pton(AF_INET6, text.c_str(), &v6) != 1) return text;
  return std::string(reinterpret_cast<const char*>(v6.s6_addr), 8);
}

}  // namespace

void Attempts::failed(std::string_view address, Clock::time_point now) {
  if (counts_.size() >= most_addresses) make_room(now);
  Count& count = counts_[network_of(address)];
  if (count.failures == 0 || now >= count.until) count = {0, now + window};
  ++count.failures;
}

std::optional<std::chrono::seconds> Attempts::barred(std::string_view address, Clock::time_point now) const {
  if (counts_.empty()) return std::nullopt;
  const auto place = counts_.find(network_of(address));
  if (place == counts_.end() || place->second.failures < most || now >= place->second.until) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(place->second.until - now);
}

void Attempts::make_room(Clock::time_point now) {
  std::erase_if(counts_, [&](const auto& one) { return now >= one.second.until; });
  // So many within a minute are a crowd that no count of single addresses stops.
  if (counts_.size() >= most_addresses) counts_.clear();
}

}  // namespace datelined
