// What the operator set: read once, const after. Values only; daemon/config/load.hpp makes them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace datelined {

struct FeedSettings {
  std::string name;
  std::string url;                   // without credentials; http, https or file (made absolute)
  std::string user, password;        // percent-decoded; go to this host alone, shown nowhere
  std::vector<std::string> headers;  // "Name: value", likewise
  std::string certificate, key;      // PEM files of the client, absolute; empty: none
  std::string ca;                    // PEM file whose authorities count for this feed, absolute; empty: the system's
  std::optional<std::string> proxy;  // empty: none; nullopt: as the environment says
  std::string category;
  std::string language;
  int priority = 0;
  std::optional<std::chrono::seconds> interval;  // nullopt: poll.interval
  std::optional<std::chrono::seconds> keep_age;   // nullopt: retention.age
  std::optional<std::int64_t> keep_count;         // nullopt: retention.count
};

struct HttpSettings {
  std::vector<std::string> listen{"127.0.0.1:8484"};  // HOST:PORT, [V6]:PORT or unix:PATH
  std::string base_url;                               // ends in '/'; empty: the port is chosen at start
  std::string title = "Newsroom wire";
  std::vector<std::string> tokens;  // who may read when an address is not loopback
  bool public_ = false;             // anybody may
};

// A range of addresses in CIDR notation (RFC 4632, RFC 4291 §2.3).
struct AddressRange {
  std::string text;  // "10.0.0.0/8"
};

struct PollSettings {
  std::chrono::seconds interval{15 * 60};
  std::chrono::seconds min_interval{60};
  std::chrono::seconds max_interval{24 * 3600};
  std::chrono::milliseconds timeout{30'000};  // the whole fetch, all hops
  std::size_t max_body = 16u << 20;           // bytes, off the wire and decoded
  std::size_t concurrency = 256;
  std::size_t per_host = 4;
  std::chrono::milliseconds spacing{250};    // between the beginnings of two visits to one host
  bool allow_private = false;                // every private address
  std::vector<AddressRange> private_ranges;  // or these alone
};

// How much is kept of each feed; 0: all.
struct RetentionSettings {
  std::chrono::seconds age{0};
  std::int64_t count = 0;  // entries
};

struct Settings {
  std::filesystem::path file;      // where it was read; absolute
  std::filesystem::path database;  // absolute
  std::vector<std::filesystem::path> subscriptions;
  HttpSettings http;
  PollSettings poll;
  RetentionSettings retention;
  std::vector<FeedSettings> feeds;  // [[feed]] tables first, then the subscription lists', names unique
};

}  // namespace datelined
