// A subscription at a hub, from one state to the next: what was, what came and now, in; what is, out.
//
// Pure. `jitter` spreads a herd, in [0, 1). A feed's hubs are tried one after the other; when all have refused, the
// next round comes later, up to a day, and goes on. A renewal that fails ends nothing before the lease does.
// See: W3C WebSub §5.
#pragma once

#include "schema/records.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace datelined {

// A new one, to be asked for at once. `callback` is the URL of all callbacks, to which the token is added.
schema::Push new_push(schema::FeedId feed, std::string url, schema::Advert advert, const std::string& callback,
                      std::string token, std::string secret, feeds::Time now);

// Whether it serves what the feed says now; where only the order of its hubs differs, or others came, it does.
bool still_serves(const schema::Push& push, std::string_view url, const schema::Advert& advert,
                  const std::string& callback);

enum class PushStep { wait, subscribe, unsubscribe, drop };
PushStep next_step(const schema::Push& push, feeds::Time now);

// When time alone changes something: not before it has to be looked at again.
feeds::Time wakes_at(const schema::Push& push);

// Time has passed: a lease has ended, or a hub has not verified what it took.
schema::Push at_time(schema::Push push, feeds::Time now, double jitter);

// The request is on its way: a hub may verify before it answers.
schema::Push asking(schema::Push push, feeds::Time now);

// There was no answer to it, or one that says no, and perhaps until when it will say no.
schema::Push refused(schema::Push push, std::string why, feeds::Time now, double jitter,
                     std::optional<feeds::Time> pause = std::nullopt);

// Whether the hub's question, "hub.mode" and "hub.topic", is about what was asked of it.
bool expects(const schema::Push& push, std::string_view mode, std::string_view topic);

// The hub has verified, and sends for as long; nullopt: it did not say, and `wanted` counts.
schema::Push verified(schema::Push push, std::optional<std::chrono::seconds> lease, std::chrono::seconds wanted,
                      feeds::Time now, double jitter);

// The hub has said that it will not send, or no more.
schema::Push denied(schema::Push push, std::string reason, feeds::Time now, double jitter);

// It is no longer wanted.
schema::Push leaving(schema::Push push, feeds::Time now);

bool is_live(const schema::Push& push, feeds::Time now);

}  // namespace datelined
