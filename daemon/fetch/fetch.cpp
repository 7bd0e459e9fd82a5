#include "daemon/fetch/fetch.hpp"

#include "daemon/fetch/exchange.hpp"
#include "daemon/fetch/multi.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <optional>
#include <utility>

namespace datelined {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t max_hops = 20;

struct FreeShare {
  void operator()(CURLSH* share) const { curl_share_cleanup(share); }
};
using Share = std::unique_ptr<CURLSH, FreeShare>;

Share share_tls_sessions() {
  Share share(curl_share_init());
  if (!share) throw std::bad_alloc();
  curl_share_setopt(share.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  return share;
}

std::string ca_file() {
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    const char* file = std::getenv(name);
    if (file != nullptr && *file != '\0') return file;
  }
  return "/etc/ssl/certs/ca-certificates.crt";
}

// RFC 9110 §15.4: others turn a POST into a GET.
bool keeps_method(int status) {
  return status == 307 || status == 308;
}

feeds::Problem private_address(const Target& target, const std::string& address) {
  return {target.url, address + " is a private address, which allow_private does not allow"};
}

// Why a proxy is not asked; nullopt: it is, or there is none. Behind most nobody resolves the name here; an address in
// the URL can still be judged.
std::optional<feeds::Problem> fault_of_proxied(const Target& target, const std::string& proxy,
                                               const AddressPolicy& policy) {
  if (proxy.empty()) return std::nullopt;
  if (!is_proxy(proxy)) return feeds::Problem{target.url, "the environment's proxy is no URL of a proxy"};
  const auto address = address_of_host(ascii_host(target));
  if (!address || policy.allows(*address)) return std::nullopt;
  return private_address(target, target.host);
}

std::chrono::milliseconds since(Clock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
}

}  // namespace

struct Fetcher::Parts {
  Parts(asio::any_io_executor loop, FetchSettings set)
      : settings(std::move(set)),
        policy(settings.allow_private, settings.private_ranges),
        proxies(&std::getenv),
        ca(ca_file()),
        multi(std::move(loop), {.connections_per_host = static_cast<long>(settings.per_host),
                                .idle_connections = static_cast<long>(settings.concurrency)}) {}

  Surroundings around() const { return {settings, policy, proxies, ca, share.get(), headers.get()}; }

  const FetchSettings settings;
  const AddressPolicy policy;
  const Proxies proxies;
  const std::string ca;
  Multi multi;  // before what needs libcurl started
  Share share = share_tls_sessions();
  const Headers headers = feed_headers(settings);
  std::vector<std::unique_ptr<Handle>> idle;
};

namespace {

// A handle of the pool, and back to it.
class Lease {
 public:
  Lease(std::vector<std::unique_ptr<Handle>>& pool, Multi& multi, const Surroundings& around) : pool_(pool) {
    if (pool_.empty()) {
      handle_ = std::make_unique<Handle>(multi, around);
    } else {
      handle_ = std::move(pool_.back());
      pool_.pop_back();
    }
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() {
    handle_->rest();
    pool_.push_back(std::move(handle_));
  }

  Handle& operator*() const { return *handle_; }

 private:
  std::vector<std::unique_ptr<Handle>>& pool_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace

Fetcher::Fetcher(asio::any_io_executor loop, FetchSettings settings)
    : loop_(std::move(loop)), settings_(std::move(settings)) {}

Fetcher::~Fetcher() = default;

asio::awaitable<feeds::Result<Fetched>> Fetcher::fetch(FetchRequest request) {
  if (!parts_) parts_ = std::make_shared<Parts>(loop_, settings_);
  const std::shared_ptr<Parts> parts = parts_;
  const Clock::time_point begun = Clock::now();

  const feeds::Result<Target> first = read_target(request.url);
  if (first.has_error()) co_return first.error();
  const Target* target = &*first;
  std::optional<Target> led_to;  // by redirects
  Fetched fetched;

  const Lease handle(parts->idle, parts->multi, parts->around());
  Exchange exchange(*handle, parts->around(), request);
  for (;;) {
    const std::string& proxy = request.route.proxy ? *request.route.proxy : parts->proxies.proxy_for(*target);
    if (auto fault = fault_of_proxied(*target, proxy, parts->policy)) co_return std::move(*fault);
    const auto left = [&] {
      return std::max(parts->settings.timeout - request.spent - since(begun), std::chrono::milliseconds(1));
    };
    if (wants_addresses(proxy)) {
      exchange.look_up(*target, left());
      co_await parts->multi.perform((*handle).get());
      if (exchange.refused()) co_return private_address(*target, to_string(*exchange.refused()));
    }
    exchange.ask(*target, keeps_credentials(*first, *target), left());
    const CURLcode code = co_await parts->multi.perform((*handle).get());
    exchange.count(fetched.bytes);
    if (request.contact != nullptr) {
      exchange.tell(code, *request.contact);
      request.contact->bytes = fetched.bytes;
      request.contact->duration = since(begun);
    }
    if (auto fault = exchange.fault(code)) co_return std::move(*fault);
    if (!request.follow || !is_redirect(exchange.status())) break;

    if (fetched.hops.size() == max_hops) {
      co_return feeds::Problem{request.url, "more than " + std::to_string(max_hops) + " redirects"};
    }
    if (request.body && !keeps_method(exchange.status())) {
      co_return feeds::Problem{
          target->url, "HTTP " + std::to_string(exchange.status()) + ": a redirect that does not keep the method POST"};
    }
    feeds::Result<Target> next = follow(*target, std::string(exchange.header("location")));
    if (next.has_error()) co_return std::move(next).error();
    if (request.body && target->scheme == "https" && next->scheme == "http") {
      co_return feeds::Problem{target->url, "a redirect from https down to http"};
    }
    if (request.is_paused && request.is_paused(next->url)) {
      co_return feeds::Problem{target->url, "a redirect to " + next->host + ", which asked for a pause"};
    }
    led_to = std::move(*next);
    target = &*led_to;
    fetched.hops.push_back({exchange.status(), target->url});
  }
  exchange.take(fetched);
  fetched.duration = since(begun);
  co_return fetched;
}

}  // namespace datelined
