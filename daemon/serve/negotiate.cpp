#include "daemon/serve/negotiate.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/date.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>

namespace datelined {
namespace {

using feeds::equal_ignoring_case;
using feeds::trimmed;

// Cuts off what stands before the separator.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

// qvalue = "0" [ "." 0*3DIGIT ] / "1" [ "." 0*3("0") ], in thousandths; what is none counts as 0.
int read_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  if (text.size() > 1 && text[1] != '.') return 0;
  int weight = (text[0] - '0') * 1000;
  int place = 100;
  for (std::size_t i = 2; i < text.size(); ++i, place /= 10) {
    if (text[i] < '0' || text[i] > '9') return 0;
    weight += (text[i] - '0') * place;
  }
  return std::min(weight, 1000);
}

int weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view value = take_until(parameters, ';');
    const std::string_view name = trimmed(take_until(value, '='));
    if (equal_ignoring_case(name, "q")) return read_weight(trimmed(value));
  }
  return 1000;
}

struct Tag {
  std::string_view opaque;  // quotes and all; empty: none
  bool is_weak = false;
};

// The entity tag that the list starts with.
Tag take_tag(std::string_view& list) {
  const auto start = list.find_first_not_of(" \t,");
  list.remove_prefix(std::min(start, list.size()));
  const bool is_weak = list.starts_with("W/");
  if (is_weak) list.remove_prefix(2);
  if (!list.starts_with('"')) return {};
  const auto end = list.find('"', 1);
  if (end == std::string_view::npos) return {};
  const std::string_view opaque = list.substr(0, end + 1);
  list.remove_prefix(end + 1);
  return {opaque, is_weak};
}

// "*", or one of the tags; a weak one only where the comparison is weak.
bool names(std::string_view tags, std::string_view etag, bool weakly) {
  if (trimmed(tags) == "*") return true;
  for (Tag tag = take_tag(tags); !tag.opaque.empty(); tag = take_tag(tags)) {
    if (tag.opaque == etag && (weakly || !tag.is_weak)) return true;
  }
  return false;
}

// One of the three ways in which HTTP writes a date, to the letter: RFC 9110 §5.6.7.
std::optional<feeds::Time> read_http_date(std::string_view text) {
  const auto time = feeds::read_date(text);
  if (!time) return std::nullopt;
  const std::time_t seconds = std::chrono::system_clock::to_time_t(*time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  for (const char* format : {"%a, %d %b %Y %T GMT", "%A, %d-%b-%y %T GMT", "%a %b %e %T %Y"}) {
    char written[64];
    if (text == std::string_view(written, std::strftime(written, sizeof written, format, &parts))) return time;
  }
  return std::nullopt;
}

}  // namespace

CodingChoice choose_coding(std::string_view accept_encoding) {
  std::optional<int> gzip, br, zstd, identity, any;
  while (!accept_encoding.empty()) {
    std::string_view item = take_until(accept_encoding, ',');
    const std::string_view coding = trimmed(take_until(item, ';'));
    const int weight = weight_of(item);
    if (equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip")) gzip = weight;
    if (equal_ignoring_case(coding, "br")) br = weight;
    if (equal_ignoring_case(coding, "zstd")) zstd = weight;
    if (equal_ignoring_case(coding, "identity")) identity = weight;
    if (coding == "*") any = weight;
  }
  // No coding at all is welcome unless it is named as not: it is what is sent when nothing else is.
  Coding best = Coding::identity;
  int most = std::max(1, identity.value_or(0));
  const auto consider = [&](Coding coding, std::optional<int> named) {
    const int weight = named.value_or(any.value_or(0));
    if (weight < most || (weight == most && best != Coding::identity)) return;
    best = coding;
    most = weight;
  };
  consider(Coding::br, br);
  consider(Coding::zstd, zstd);
  consider(Coding::gzip, gzip);
  return {best, identity.value_or(any.value_or(1000)) > 0};
}

bool fails(const Conditions& conditions, std::string_view etag, std::optional<feeds::Time> last_modified) {
  if (!conditions.if_match.empty()) return !names(conditions.if_match, etag, false);
  if (conditions.if_unmodified_since.empty() || !last_modified) return false;
  const auto since = read_http_date(conditions.if_unmodified_since);
  return since && *last_modified > *since;
}

bool is_unchanged(const Conditions& conditions, std::string_view etag, std::optional<feeds::Time> last_modified) {
  if (!conditions.if_none_match.empty()) return names(conditions.if_none_match, etag, true);
  if (conditions.if_modified_since.empty() || !last_modified) return false;
  const auto since = read_http_date(conditions.if_modified_since);
  return since && *last_modified <= *since;
}

std::string write_etag(std::string_view hash, std::int64_t seq, Coding coding) {
  std::string tag = "\"";
  tag.append(hash).append("-").append(std::to_string(seq));
  if (coding != Coding::identity) tag.append("-").append(to_string(coding));
  return tag += '"';
}

bool accepts_feed_delta(std::string_view a_im) {
  while (!a_im.empty()) {
    std::string_view item = take_until(a_im, ',');
    if (equal_ignoring_case(trimmed(take_until(item, ';')), "feed")) return weight_of(item) > 0;
  }
  return false;
}

std::optional<std::int64_t> delta_base(std::string_view if_none_match) {
  std::optional<std::int64_t> newest;
  for (Tag next = take_tag(if_none_match); !next.opaque.empty(); next = take_tag(if_none_match)) {
    std::string_view tag = next.opaque.substr(1, next.opaque.size() - 2);
    take_until(tag, '-');
    const std::string_view digits = take_until(tag, '-');
    std::int64_t seq = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
    if (error == std::errc() && end == digits.data() + digits.size() && seq >= 0)
      newest = std::max(newest.value_or(0), seq);
  }
  return newest;
}

}  // namespace datelined
