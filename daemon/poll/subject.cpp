#include "daemon/poll/subject.hpp"

#include "daemon/fetch/target.hpp"
#include "daemon/poll/redirects.hpp"

#include <utility>

namespace datelined {

Feed make_feed(const FeedSettings& settings, schema::FeedState state) {
  Feed feed{std::move(state), settings.interval, settings.keep_age, settings.keep_count, nullptr};
  Route route{settings.user, settings.password, settings.headers, settings.certificate,
              settings.key,  settings.ca,       settings.proxy};
  if (route != Route{}) feed.route = std::make_shared<const Route>(std::move(route));
  return feed;
}

FetchRequest request_for(const Feed& feed, const std::string& url) {
  FetchRequest request;
  request.url = url;
  if (!feed.route) return request;
  request.route = *feed.route;
  const feeds::Result<Target> configured = read_target(feed.state.subscription.url);
  const feeds::Result<Target> asked = read_target(url);
  if (configured.has_error() || asked.has_error() || !keeps_credentials(*configured, *asked)) {
    Route bare;
    bare.ca = request.route.ca;
    bare.proxy = request.route.proxy;
    request.route = bare;
  }
  return request;
}

bool is_due(const schema::FeedState& state, feeds::Time now) {
  return !state.gone && state.next_poll.value_or(now) <= now;
}

void put_off(schema::FeedState& state, feeds::Time until, std::string_view why) {
  if (!state.next_poll || *state.next_poll >= until) return;
  state.next_poll = until;
  state.why = why;
}

void forget_later_clock(schema::FeedState& state, feeds::Time now) {
  if (!state.last_poll || *state.last_poll <= now + clock_slack) return;
  if (state.next_poll) state.next_poll = now;
  state.host_pause.reset();
}

}  // namespace datelined
