#include "daemon/hub/request.hpp"

#include "feeds/text/url.hpp"
#include "feeds/text/url_parts.hpp"

#include <algorithm>
#include <limits>

namespace datelined {
namespace {

using feeds::Problem;
using feeds::Result;
using std::chrono::seconds;

constexpr std::size_t most_url_bytes = 2048;    // what is kept of one subscription is bounded by these
constexpr std::size_t most_secret_bytes = 199;  // "less than 200 bytes"

constexpr const char* names[] = {"hub.mode", "hub.callback", "hub.topic", "hub.lease_seconds", "hub.secret"};

std::optional<Problem> fault_of_twins(const Form& form) {
  for (const char* name : names) {
    const auto has_name = [&](const FormField& field) { return field.name == name; };
    if (std::count_if(form.begin(), form.end(), has_name) > 1) return Problem{name, "given twice"};
  }
  return std::nullopt;
}

std::optional<HubRequest::Mode> read_mode(std::string_view text) {
  if (text == "subscribe") return HubRequest::Mode::subscribe;
  if (text == "unsubscribe") return HubRequest::Mode::unsubscribe;
  return std::nullopt;
}

// What is wrong with it; null: nothing.
const char* fault_of_callback(const std::string& url) {
  const auto is_visible = [](unsigned char c) { return c > ' ' && c < 0x7f; };
  if (url.empty()) return "expected the URL that changes go to";
  if (url.size() > most_url_bytes) return "expected at most 2048 bytes";
  if (!std::all_of(url.begin(), url.end(), is_visible) || !feeds::is_http_url(url)) {
    return "expected an http or https URL";
  }
  const feeds::UrlParts parts = feeds::split_url(url);
  if (!parts.fragment.empty()) return "expected a URL without a fragment";
  if (feeds::authority_of(parts).find('@') != std::string_view::npos) return "expected a URL without a login";
  return nullptr;
}

// A number that no counter holds is as long as can be asked for.
std::optional<seconds> read_lease(std::string_view text) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = std::min(number * 10 + (c - '0'), most);
  }
  return number > 0 ? std::optional(seconds(number)) : std::nullopt;
}

}  // namespace

std::string_view to_string(HubRequest::Mode mode) {
  return mode == HubRequest::Mode::subscribe ? "subscribe" : "unsubscribe";
}

Result<HubRequest> read_hub_request(const Form& form) {
  if (auto fault = fault_of_twins(form)) return std::move(*fault);
  // An empty value is none: forms send them.
  std::string values[std::size(names)];
  for (std::size_t i = 0; i < std::size(names); ++i) values[i] = value_of(form, names[i]);
  auto& [mode, callback, topic, lease, secret] = values;

  HubRequest request;
  const auto known = read_mode(mode);
  if (!known) return Problem{"hub.mode", "expected subscribe or unsubscribe"};
  request.mode = *known;
  if (const char* fault = fault_of_callback(callback)) return Problem{"hub.callback", fault};
  if (topic.empty()) return Problem{"hub.topic", "expected the address of a feed"};
  if (topic.size() > most_url_bytes) return Problem{"hub.topic", "expected at most 2048 bytes"};
  // Of who leaves it counts for nothing.
  if (request.mode == HubRequest::Mode::subscribe && !lease.empty()) {
    request.lease = read_lease(lease);
    if (!request.lease) return Problem{"hub.lease_seconds", "expected a number of seconds, 1 or more"};
  }
  if (secret.size() > most_secret_bytes) return Problem{"hub.secret", "expected less than 200 bytes"};
  request.callback = std::move(callback);
  request.topic = std::move(topic);
  request.secret = std::move(secret);
  return request;
}

std::string with_parameters(std::string_view callback, const Form& parameters) {
  std::string url(callback);
  url += callback.find('?') == std::string_view::npos ? '?' : '&';
  return url + write_form(parameters);
}

}  // namespace datelined
