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
  std::optional<std::chrono::seconds> keep_age;  // nullopt: retention.age
  std::optional<std::int64_t> keep_count;        // nullopt: retention.count
};

// A range of addresses in CIDR notation (RFC 4632, RFC 4291 §2.3).
struct AddressRange {
  std::string text;  // "10.0.0.0/8"
  bool operator==(const AddressRange&) const = default;
};

// Who may read, and what of it: the token itself is known to its holder alone.
struct TokenSettings {
  std::string digest;                   // SHA-256 of the token, 64 hex digits in lower case
  std::vector<std::string> feeds;       // names, and
  std::vector<std::string> categories;  // of feeds, with all below them; both empty: everything
  bool operator==(const TokenSettings&) const = default;
};

struct HttpSettings {
  std::vector<std::string> listen{"127.0.0.1:8484"};  // HOST:PORT, [V6]:PORT, "tls:" and one of these, or unix:PATH
  std::string base_url;                               // ends in '/'; empty: the port is chosen at start
  std::string title = "Newsroom wire";
  std::vector<TokenSettings> tokens;               // who may read when an address is not loopback
  bool public_ = false;                            // anybody may
  unsigned socket_mode = 0660;                     // of a unix:PATH
  std::vector<AddressRange> trusted_proxies;       // whose word on who asks is taken
  std::vector<std::string> cors;                   // origins whose pages may read; "*": all
  std::filesystem::path tls_certificate, tls_key;  // PEM; read again with every reload
  std::size_t max_connections = 4096;
  std::size_t max_connections_per_address = 256;   // loopback and trusted proxies aside
  std::chrono::milliseconds head_timeout{10'000};  // from a request's first byte to the end of its head
  std::chrono::milliseconds idle_timeout{60'000};  // between requests
  std::chrono::milliseconds query_timeout{5'000};  // what one question may take of the store
  std::chrono::milliseconds event_timeout{5'000};  // for a client of /events to take what it is sent
  std::size_t access_log_every = 0;                // 1: every request, 100: one of a hundred, 0: none
  std::filesystem::path access_log_file;           // empty: stdout
  bool metrics_per_feed = false;
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

// The WebSub hub for the feeds that are served.
struct HubSettings {
  bool enabled = false;                        // unless told: where readers on other machines reach the server
  std::chrono::seconds lease{10 * 24 * 3600};  // of who asks for none
  std::chrono::seconds min_lease{5 * 60};
  std::chrono::seconds max_lease{30 * 24 * 3600};
  std::size_t max_subscriptions = 1000;
  std::size_t max_per_host = 100;             // of the callbacks
  std::size_t max_per_address = 100;          // that asks for them
  std::size_t concurrency = 16;               // deliveries at once
  std::size_t per_host = 4;                   // of them to one host
  std::chrono::milliseconds timeout{10'000};  // for a callback to answer
  bool allow_private = false;                 // every private address may be a callback's
  std::vector<AddressRange> private_ranges;   // or these alone
};

// How much is kept of each feed; 0: all.
struct RetentionSettings {
  std::chrono::seconds age{0};
  std::int64_t count = 0;  // entries
};

// A label that a wire puts on its headlines (feeds/signal.hpp), beside those that are known.
struct LabelSettings {
  std::string text, signal;
  bool operator==(const LabelSettings&) const = default;
};

// Which entries tell one story.
struct StorySettings {
  std::chrono::seconds window{4 * 24 * 3600};  // how far apart two copies may be
};

// Hubs that send what is new (W3C WebSub), beside polling.
struct PushSettings {
  bool enabled = false;
  std::string callback;                       // ends in '/'; empty: "push/" below http.base_url
  std::chrono::seconds lease{7 * 24 * 3600};  // asked for; the hub decides
};

struct Settings {
  std::filesystem::path file;      // where it was read; absolute
  std::filesystem::path database;  // absolute
  std::vector<std::filesystem::path> subscriptions;
  HttpSettings http;
  PollSettings poll;
  HubSettings hub;
  RetentionSettings retention;
  StorySettings story;
  std::vector<LabelSettings> labels;
  PushSettings push;
  std::vector<FeedSettings> feeds;  // [[feed]] tables first, then the subscription lists', names unique
};

}  // namespace datelined
