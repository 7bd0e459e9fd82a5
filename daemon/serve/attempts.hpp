// How often an address has shown a wrong token lately. Loop thread; bounded, whoever asks.
//
// Addresses of version 6 count by their /64: one customer has all of it (RFC 6177).
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace datelined {

class Attempts {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr int most = 10;                    // wrong ones, within
  static constexpr std::chrono::seconds window{60};  // from the first of them
  static constexpr std::size_t most_addresses = 10'000;

  void failed(std::string_view address, Clock::time_point now);

  // How long no token of this address is looked at, the right one neither: else guessing would go on.
  std::optional<std::chrono::seconds> barred(std::string_view address, Clock::time_point now) const;

 private:
  struct Count {
    int failures = 0;
    Clock::time_point until;
  };
  void make_room(Clock::time_point now);

  std::unordered_map<std::string, Count> counts_;
};

}  // namespace datelined
