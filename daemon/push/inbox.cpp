// What hubs come to us with: to verify what they were asked, and to deliver.
#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/push/subscriber_state.hpp"
#include "daemon/websub/form.hpp"
#include "daemon/websub/signature.hpp"
#include "daemon/websub/token.hpp"
#include "feeds/text/date.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace datelined {

using schema::FeedId;
using schema::Push;
using schema::PushState;
using std::chrono::seconds;

namespace {

// Wrong signatures are counted at once, and kept no more often than this: nobody makes us write.
constexpr seconds between_counts{60};

// A token's beginning tells which it is, and may show in how long that takes to find; the rest of it is what nobody
// guesses.
constexpr std::size_t telling_part = 16;

constexpr std::size_t most_reason_bytes = 200;

std::optional<seconds> read_lease(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
  constexpr std::int64_t most = std::int64_t{10} * 366 * 24 * 3600;
  return seconds{std::min(number, most)};
}

InboxReply answer(int status, std::string body = {}) {
  InboxReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

}  // namespace

std::string in_short(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, most_reason_bytes)) out += c >= ' ' && c < '\x7F' ? c : '?';
  return out;
}

// Of what a stranger asks for; everybody else has a token from here.
bool Subscriber::State::is_known(const std::string& token) const {
  const auto place = places.lower_bound(token.substr(0, telling_part));
  return place != places.end() && is_same_token(token, place->first);
}

// Whether what a hub sends there is wanted.
bool Subscriber::State::takes(const std::string& token) const {
  return is_known(token) && places.at(token).push.state != PushState::leaving;
}

asio::awaitable<InboxReply> Subscriber::State::take(InboxRequest request) {
  std::string token = request.path.substr(std::min(door_path.size(), request.path.size()));
  if (!is_known(token)) co_return answer(request.method == "POST" ? 410 : 404);
  if (request.method == "POST") co_return co_await deliver(std::move(token), std::move(request));
  co_return co_await verify(std::move(token), std::move(request.query));
}

// W3C WebSub §5.3: what we did not ask for is not confirmed, with a 404.
asio::awaitable<InboxReply> Subscriber::State::verify(std::string token, std::string query) {
  const auto place = places.find(token);
  const feeds::Result<Form> form = read_form(query);
  if (place == places.end() || form.has_error()) co_return answer(404);
  const std::string mode(value_of(*form, "hub.mode")), challenge(value_of(*form, "hub.challenge"));
  const Push before = place->second.push;
  if (!expects(before, mode, value_of(*form, "hub.topic"))) co_return answer(404);
  const feeds::Time now = parts.now();

  if (mode == "denied") {
    if (before.state == PushState::leaving) {
      co_await drop(token);
      co_return answer(200);
    }
    const std::string reason = in_short(value_of(*form, "hub.reason"));
    change(place->second,
           denied(before, reason.empty() ? "the hub denies it" : "the hub denies it: " + reason, now, jitter()));
    co_return answer(200);
  }
  if (challenge.empty()) co_return answer(404);
  if (mode == "unsubscribe") {
    co_await drop(token);
    co_return answer(200, challenge);
  }
  // Kept before it is confirmed: what a hub takes for agreed survives the program.
  place->second.push =
      verified(before, read_lease(value_of(*form, "hub.lease_seconds")), settings.lease, now, jitter());
  const Push after = place->second.push;
  try {
    co_await save(token);
  } catch (const schema::StoreError&) {
    if (const auto still = places.find(token); still != places.end()) still->second.push = before;
    throw;
  }
  if (const auto still = places.find(token); still != places.end()) {
    tell(still->second);
    arrange(still->second);
    log::info(still->second.name + ": pushed by " + after.hub_url() + " until " + feeds::rfc3339(*after.lease_end));
  }
  co_return answer(200, challenge);
}

// Whoever sends cannot tell what became of it: §7.1 wants a good answer also to what is discarded.
asio::awaitable<InboxReply> Subscriber::State::deliver(std::string token, InboxRequest request) {
  if (!takes(token)) co_return answer(410);
  const Push& push = places.at(token).push;
  const std::string secret = push.secret;
  const FeedId feed = push.feed;
  auto check_it = [&] { return is_signed(request.signature, secret, request.body); };
  if (!co_await offload(parts.workers, check_it)) {
    if (const auto still = places.find(token); still != places.end()) reject(still->second);
    co_return answer(202);
  }
  Fetched sent;
  sent.status = 200;
  if (!request.content_type.empty()) sent.headers.push_back({"content-type", request.content_type});
  if (!request.content_encoding.empty()) sent.headers.push_back({"content-encoding", request.content_encoding});
  sent.body = std::move(request.body);
  const auto size = sent.body.size();
  const Visit visit = co_await parts.poller.deliver(feed, std::move(sent));

  const bool changed = visit.created + visit.revised > 0;
  ++parts.metrics.pushes[!visit.error.empty() ? "unreadable" : changed ? "changed" : "unchanged"];
  const auto still = places.find(token);
  if (still == places.end()) co_return answer(202);
  if (still->second.name.empty()) co_return answer(410);  // no longer configured, while it waited
  if (!visit.error.empty()) {
    log::warning(still->second.name + ": what its hub sent is of no use: " + visit.error);
    co_return answer(202);
  }
  still->second.push.last_delivery = parts.now();
  ++still->second.push.deliveries;
  log::debug(still->second.name + ": pushed, " + std::to_string(visit.created) + " new, " +
             std::to_string(visit.revised) + " revised, " + std::to_string(size) + " bytes");
  co_return answer(202);
}

void Subscriber::State::reject(Place& place) {
  ++parts.metrics.pushes["unsigned"];
  ++place.push.rejected;
  const feeds::Time now = parts.now();
  if (place.counted && now - *place.counted < between_counts) return;
  place.counted = now;
  log::warning(place.name + ": what came to its callback has a wrong signature or none, and is discarded");
  save_later(place.push.token);
}

InboxDoor Subscriber::door(const Settings& settings) {
  InboxDoor door;
  door.path = door_path;
  door.private_path = true;
  door.max_body = settings.poll.max_body;
  door.look = [state = state_](const InboxRequest& request) -> std::optional<InboxReply> {
    if (state->takes(request.path.substr(door_path.size()))) return std::nullopt;
    return answer(410);
  };
  door.take = [state = state_](InboxRequest request) { return state->take(std::move(request)); };
  return door;
}

}  // namespace datelined
