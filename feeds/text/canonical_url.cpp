#include "feeds/text/characters.hpp"
#include "feeds/text/percent.hpp"
#include "feeds/text/scan.hpp"
#include "feeds/text/url.hpp"
#include "feeds/text/url_parts.hpp"

#include <unicode/idna.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace datelined::feeds {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// Parameters that say where a reader came from. A '*' stands for any ending.
constexpr std::array<std::string_view, 50> tracking{"__twitter_impression",
                                                    "_ga",
                                                    "_gl",
                                                    "amp",
                                                    "at_*",
                                                    "cmp",
                                                    "cmpid",
                                                    "dclid",
                                                    "emc",
                                                    "fbclid",
                                                    "gbraid",
                                                    "gclid",
                                                    "gclsrc",
                                                    "guccounter",
                                                    "guce_*",
                                                    "icid",
                                                    "igshid",
                                                    "igsh",
                                                    "ito",
                                                    "maca",
                                                    "mc_cid",
                                                    "mc_eid",
                                                    "mkt_tok",
                                                    "msclkid",
                                                    "ncid",
                                                    "ns_*",
                                                    "ocid",
                                                    "outputtype",
                                                    "partner",
                                                    "ref",
                                                    "ref_*",
                                                    "referrer",
                                                    "rss",
                                                    "s_kwcid",
                                                    "smid",
                                                    "smtyp",
                                                    "spm",
                                                    "spref",
                                                    "srnd",
                                                    "taid",
                                                    "traffic_source",
                                                    "ttclid",
                                                    "twclid",
                                                    "utm_*",
                                                    "wbraid",
                                                    "wt.*",
                                                    "wt_*",
                                                    "xtor",
                                                    "yclid",
                                                    "ysclid"};

bool is_tracking(std::string_view name) {
  return std::any_of(tracking.begin(), tracking.end(), [&](std::string_view known) {
    if (!known.ends_with('*')) return equal_ignoring_case(name, known);
    known.remove_suffix(1);
    return equal_ignoring_case(name.substr(0, known.size()), known);
  });
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Encoded, or to be so.
constexpr Byte is_encoded(Byte c) {
  return static_cast<Byte>((c == '%') | (c <= 0x20) | (c >= 0x7F));
}

// RFC 3986 §6.2.2: unreserved characters bare, hexadecimal in capitals, what is no ASCII encoded.
std::string with_one_encoding(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t plain = find_byte<is_encoded>(text, i);
    out += text.substr(i, plain - i);
    if (plain == text.size()) break;
    i = plain;
    const char c = text[i];
    const bool encoded = c == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    if (encoded) {
      const char meant = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
      is_unreserved(meant) ? out += meant : (append_percent(out, meant), out);
    } else {
      c == '%' ? out += c : (append_percent(out, c), out);
    }
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// UTS #46; nullopt: it has no such form.
std::optional<std::string> punycode(std::string_view host) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII, status));
  if (U_FAILURE(status)) return std::nullopt;
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  icu::IDNAInfo info;
  idna->nameToASCII_UTF8(icu::StringPiece(host.data(), static_cast<std::int32_t>(host.size())), sink, info, status);
  return U_SUCCESS(status) && !info.hasErrors() ? std::optional(std::move(out)) : std::nullopt;
}

// An address written in its own script and in Punycode is one.
std::string ascii_host(std::string_view host) {
  return is_ascii(host) ? ascii_lower(host) : punycode(host).value_or(std::string(host));
}

// Labels before the registered name that only say which device or which reader a page is for: m.paper.example,
// en.m.wiki.example, amp.paper.example.
void drop_device_labels(std::string& host) {
  constexpr std::array<std::string_view, 6> labels{"www", "m", "mobile", "amp", "touch", "wap"};
  for (std::size_t start = 0;;) {
    const std::size_t end = host.find('.', start);
    // The last two labels are the name.
    if (end == npos || host.find('.', end + 1) == npos) return;
    if (std::find(labels.begin(), labels.end(), std::string_view(host).substr(start, end - start)) != labels.end()) {
      host.erase(start, end + 1 - start);
    } else {
      start = end + 1;
    }
  }
}

// The host without the names that only say which device a page is for, and the port that is no default.
std::string canonical_host(const UrlParts& parts) {
  const std::string_view host = host_of(parts);
  std::string out = ascii_host(host);
  if (out.ends_with('.')) out.pop_back();
  drop_device_labels(out);
  const std::string_view authority = authority_of(parts);
  const std::string_view port =
      authority.substr(static_cast<std::size_t>(host.data() + host.size() - authority.data()));
  if (port.size() > 1 && port != ":80" && port != ":443") out += port;
  return out;
}

bool drop_ending(std::string& text, std::string_view ending, std::string_view instead) {
  if (!text.ends_with(ending) || text.size() == ending.size()) return false;
  text.replace(text.size() - ending.size(), ending.size(), instead);
  return true;
}

// A segment that only says that the page is in AMP, where another names the page.
void drop_amp_segments(std::string& path) {
  constexpr std::string_view amp = "/amp/";
  path += '/';
  for (std::size_t at = 0; path.size() > amp.size() && (at = path.find(amp, at)) != std::string::npos;) {
    path.erase(at, amp.size() - 1);
  }
  path.pop_back();
}

std::string canonical_path(std::string_view path) {
  std::string out = with_one_encoding(path);
  // A session is not a page.
  if (const std::size_t session = out.find(";jsessionid="); session != std::string::npos) out.erase(session);
  while (out.ends_with('/')) out.pop_back();
  if (!drop_ending(out, ".amp.html", ".html")) drop_ending(out, ".amp", "");
  drop_amp_segments(out);
  return out;
}

// Parameters that tell pages apart, in the order of their names: a page does not ask in which order they come.
std::string canonical_query(std::string_view query) {
  std::vector<std::string> parameters;
  query.remove_prefix(std::min<std::size_t>(1, query.size()));
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
    if (parameter.empty() || is_tracking(parameter.substr(0, parameter.find('=')))) continue;
    parameters.push_back(with_one_encoding(parameter));
  }
  const auto name = [](const std::string& parameter) {
    return std::string_view(parameter).substr(0, parameter.find('='));
  };
  std::stable_sort(parameters.begin(), parameters.end(),
                   [&](const std::string& one, const std::string& other) { return name(one) < name(other); });
  std::string out;
  for (const std::string& parameter : parameters) out += (out.empty() ? '?' : '&') + parameter;
  return out;
}

// A fragment is a place in a page, but for sites that keep the page's name in it.
std::string canonical_fragment(std::string_view fragment) {
  return fragment.starts_with("#!") && fragment.size() > 2 ? with_one_encoding(fragment) : std::string();
}

}  // namespace

std::string canonical_url(std::string_view url) {
  const std::string address = url_without_blanks(url);
  const UrlParts parts = split_url(address);
  if (!has_http_host(parts)) return {};
  const std::string page =
      canonical_path(parts.path) + canonical_query(parts.query) + canonical_fragment(parts.fragment);
  return page.empty() ? std::string() : canonical_host(parts) + page;
}

std::string ascii_url(std::string_view url) {
  const std::string_view host = host_of(split_url(url));
  const auto ascii = is_ascii(host) ? std::optional(std::string(host)) : punycode(host);
  if (!ascii) return {};
  std::string out;
  const auto append = [&](std::string_view text) {
    for (const char c : text) c > ' ' && c < 0x7f ? out += c : (append_percent(out, c), out);
  };
  const auto before = static_cast<std::size_t>(host.data() - url.data());
  append(url.substr(0, before));
  out += *ascii;
  append(url.substr(before + host.size()));
  return out;
}

}  // namespace datelined::feeds
