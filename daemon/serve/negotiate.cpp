#include "daemon/serve/negotiate.hpp"

#include "feeds/text/date.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace datelined {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts off what stands before the separator.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
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
    const std::string_view name = trim(take_until(value, '='));
    if (same_word(name, "q")) return read_weight(trim(value));
  }
  return 1000;
}

// The opaque tag that the list starts with, W/ dropped: If-None-Match compares weakly. Empty: none.
std::string_view take_tag(std::string_view& list) {
  const auto start = list.find_first_not_of(" \t,");
  list.remove_prefix(std::min(start, list.size()));
  if (list.starts_with("W/")) list.remove_prefix(2);
  if (!list.starts_with('"')) return {};
  const auto end = list.find('"', 1);
  if (end == std::string_view::npos) return {};
  const std::string_view tag = list.substr(0, end + 1);
  list.remove_prefix(end + 1);
  return tag;
}

}  // namespace

Coding choose_coding(std::string_view accept_encoding) {
  std::optional<int> gzip, br, zstd, identity, any;
  while (!accept_encoding.empty()) {
    std::string_view item = take_until(accept_encoding, ',');
    const std::string_view coding = trim(take_until(item, ';'));
    const int weight = weight_of(item);
    if (same_word(coding, "gzip") || same_word(coding, "x-gzip")) gzip = weight;
    if (same_word(coding, "br")) br = weight;
    if (same_word(coding, "zstd")) zstd = weight;
    if (same_word(coding, "identity")) identity = weight;
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
  return best;
}

bool is_unchanged(const Conditions& conditions, std::string_view etag, std::optional<feeds::Time> last_modified) {
  std::string_view tags = conditions.if_none_match;
  if (!tags.empty()) {
    if (trim(tags) == "*") return true;
    for (std::string_view tag = take_tag(tags); !tag.empty(); tag = take_tag(tags)) {
      if (tag == etag) return true;
    }
    return false;
  }
  if (conditions.if_modified_since.empty() || !last_modified) return false;
  const auto since = feeds::read_date(conditions.if_modified_since);
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
    if (same_word(trim(take_until(item, ';')), "feed")) return weight_of(item) > 0;
  }
  return false;
}

std::optional<std::int64_t> delta_base(std::string_view if_none_match) {
  std::optional<std::int64_t> newest;
  for (std::string_view tag = take_tag(if_none_match); !tag.empty(); tag = take_tag(if_none_match)) {
    tag = tag.substr(1, tag.size() - 2);
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
