#include "daemon/hub/callbacks.hpp"

#include "daemon/fetch/address.hpp"
#include "daemon/fetch/host.hpp"
#include "daemon/fetch/target.hpp"
#include "daemon/offload.hpp"
#include "daemon/version.hpp"
#include "daemon/websub/signature.hpp"
#include "daemon/websub/token.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace datelined {
namespace {

constexpr std::size_t challenge_bytes = 32;
constexpr std::size_t most_answer_bytes = 64 * 1024;

FetchSettings fetch_settings(const HubSettings& hub) {
  FetchSettings settings;
  settings.timeout = hub.timeout;
  settings.max_body = most_answer_bytes;
  settings.concurrency = hub.concurrency;
  settings.per_host = hub.per_host;
  settings.allow_private = hub.allow_private;
  for (const AddressRange& range : hub.private_ranges) settings.private_ranges.push_back(range.text);
  settings.user_agent = "datelined/" + std::string(version) + " (+" + std::string(homepage) + "; WebSub hub)";
  return settings;
}

// A question to a callback, by GET.
FetchRequest question(std::string_view callback, const Form& parameters) {
  FetchRequest request;
  request.url = with_parameters(callback, parameters);
  request.headers.emplace();
  request.follow = false;
  return request;
}

}  // namespace

Callbacks::Callbacks(asio::any_io_executor loop, asio::thread_pool& workers, const HubSettings& settings)
    : loop_(std::move(loop)), workers_(workers) {
  reload(settings);
}

void Callbacks::reload(const HubSettings& settings) {
  settings_ = fetch_settings(settings);
  fetcher_ = std::make_shared<Fetcher>(loop_, settings_);
}

std::optional<std::string> Callbacks::fault_of(const std::string& callback) const {
  const feeds::Result<Target> target = read_target(callback);
  if (!target) return target.error().what;
  std::string_view host = target->host;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  const auto address = read_address(host);
  if (!address || AddressPolicy(settings_.allow_private, settings_.private_ranges).allows(*address))
    return std::nullopt;
  return "a private address, which this hub does not send to";
}

asio::awaitable<bool> Callbacks::agrees(HubRequest request, std::chrono::seconds lease) {
  const std::string challenge = random_token(challenge_bytes);
  Form parameters{
      {"hub.mode", std::string(to_string(request.mode))}, {"hub.topic", request.topic}, {"hub.challenge", challenge}};
  if (request.mode == HubRequest::Mode::subscribe) {
    parameters.push_back({"hub.lease_seconds", std::to_string(lease.count())});
  }
  const feeds::Result<Fetched> answer = co_await send(question(request.callback, parameters));
  co_return answer && answer->status >= 200 && answer->status < 300 && answer->body == challenge;
}

asio::awaitable<feeds::Result<Fetched>> Callbacks::deliver(std::string callback, std::string secret, HubNews news) {
  FetchRequest request;
  request.url = std::move(callback);
  request.headers = {"Content-Type: " + news.media_type, "Link: " + news.links};
  if (!secret.empty()) {
    auto sign = [&] { return sign_body(SignatureMethod::sha256, secret, *news.body); };
    const std::string signature = co_await offload(workers_, sign);
    request.headers->push_back("X-Hub-Signature: " + signature);
  }
  request.body = std::move(news.body);
  request.follow = false;
  request.keep_answer = false;
  co_return co_await send(std::move(request));
}

asio::awaitable<feeds::Result<Fetched>> Callbacks::deny(std::string callback, std::string topic_url) {
  FetchRequest request = question(callback, {{"hub.mode", "denied"},
                                             {"hub.topic", std::move(topic_url)},
                                             {"hub.reason", "the feed is not open to you any more"}});
  request.keep_answer = false;
  co_return co_await send(std::move(request));
}

asio::awaitable<feeds::Result<Fetched>> Callbacks::send(FetchRequest request) {
  const std::shared_ptr<Fetcher> fetcher = fetcher_;
  if (is_over_) co_return feeds::Problem{"the hub", "it is ending"};
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  feeds::Result<Fetched> answer = co_await fetcher->fetch(std::move(request));
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_return answer;
}

std::string host_of_callback(const std::string& callback) {
  const feeds::Result<Target> target = read_target(callback);
  return target ? read_host(target->host).domain : std::string();
}

std::string network_of(const std::string& address) {
  auto read = read_address(address);
  if (!read) return address;
  const std::string machine = to_string(*read);
  if (machine.find(':') == std::string::npos) return machine;
  std::fill(read->begin() + 8, read->end(), std::uint8_t{0});
  return to_string(*read) + "/64";
}

}  // namespace datelined
