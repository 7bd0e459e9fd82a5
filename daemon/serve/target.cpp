#include "daemon/serve/target.hpp"

#include "feeds/text/percent.hpp"
#include "feeds/text/utf8.hpp"

#include <boost/url/authority_view.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cctype>

namespace datelined {
namespace {

namespace urls = boost::urls;

bool may_stand(char c) {
  return c > ' ' && c < '\x7F' && std::string_view("\"<>[\\]^`{|}").find(c) == std::string_view::npos;
}

// What is escaped already stays as it is.
std::string escape_the_rest(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    if (may_stand(c)) {
      escaped += c;
    } else {
      feeds::append_percent(escaped, c);
    }
  }
  return escaped;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
}

bool is_text(std::string_view text) {
  return feeds::is_utf8(text) && std::none_of(text.begin(), text.end(), is_control);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && std::equal(start.begin(), start.end(), text.begin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

// "http://host/path?query", as a client tells a proxy, names the same thing as "/path?query". Empty: there is no host.
std::string origin_form(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!starts_with_ignoring_case(text, scheme)) continue;
    const auto end = text.find_first_of("/?", scheme.size());
    const std::string_view host = text.substr(scheme.size(), end - scheme.size());
    if (host.empty() || host.starts_with(':') || !is_host(host)) return {};
    text = end == std::string_view::npos ? std::string_view() : text.substr(end);
    return text.starts_with('/') ? std::string(text) : '/' + std::string(text);
  }
  return std::string(text);
}

// A letter that is escaped for no reason is that letter: RFC 9110 §4.2.3, RFC 3986 §6.2.2.2. The escapes are whole.
std::string unescape_letters(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  for (std::size_t at = 0; at < path.size();) {
    const std::string_view piece = path.substr(at, path[at] == '%' ? 3 : 1);
    const std::string letter = urls::pct_string_view(piece).decode();
    out += feeds::is_unreserved(letter[0]) ? letter : std::string(piece);
    at += piece.size();
  }
  return out;
}

// What is to be said of a query that cannot be read: which parameter it is, where it has a name. What people type
// without escaping has been escaped.
std::string fault_of_query(std::string_view escaped) {
  std::string_view query = escaped.substr(std::min(escaped.find('?'), escaped.size()));
  while (!query.empty()) {
    query.remove_prefix(1);
    const std::string_view piece = query.substr(0, query.find('&'));
    query.remove_prefix(piece.size());
    const auto name = decode_segment(piece.substr(0, piece.find('=')));
    if (name && !name->empty() && !urls::make_pct_string_view(piece))
      return shown(*name) + ": expected %25 for a '%' that escapes nothing";
  }
  return "the address is malformed";
}

}  // namespace

// Nearly all requests name the same host: it is read once.
bool is_host(std::string_view text) {
  thread_local std::string last;
  if (!last.empty() && text == last) return true;
  const auto authority = urls::parse_authority(text);
  if (!authority || authority->has_userinfo()) return false;
  last = text;
  return true;
}

feeds::Result<RequestTarget> read_target(std::string_view text) {
  constexpr const char* where = "request-target";
  const std::string escaped = escape_the_rest(origin_form(text));
  const auto parsed = urls::parse_origin_form(escaped);
  if (!parsed) return feeds::Problem{where, fault_of_query(escaped)};
  RequestTarget target{unescape_letters(parsed->encoded_path()), {}};
  for (const auto& param : parsed->params(urls::encoding_opts(true))) {
    if (!is_text(param.key)) return feeds::Problem{where, "the address is malformed"};
    if (!is_text(param.value)) {
      return feeds::Problem{where, shown(param.key) + ": expected UTF-8 without control characters"};
    }
    target.params.push_back({param.key, param.value});
  }
  // "/?" has an empty query, which is one parameter without a name to Boost.URL.
  std::erase_if(target.params, [](const Param& param) { return param.name.empty() && param.value.empty(); });
  return target;
}

std::string plain_target(std::string_view text) {
  std::string plain = origin_form(text);
  if (!plain.starts_with('/')) return std::string(text);
  const std::string_view path = std::string_view(plain).substr(0, plain.find('?'));
  if (path.find('%') == path.npos || !urls::make_pct_string_view(path)) return plain;
  return unescape_letters(path) + plain.substr(path.size());
}

std::optional<std::string> decode_segment(std::string_view segment) {
  const auto escaped = urls::make_pct_string_view(segment);
  if (!escaped) return std::nullopt;
  std::string text = escaped->decode();
  if (!is_text(text)) return std::nullopt;
  return text;
}

std::string encode_segment(std::string_view text) {
  return feeds::percent_encoded(text);
}

std::string write_params(const Params& params) {
  std::string query;
  for (const Param& param : params) {
    query += query.empty() ? '?' : '&';
    query += encode_segment(param.name) + '=' + encode_segment(param.value);
  }
  return query;
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 80;  // bytes; enough to recognise what one typed
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const bool readable = feeds::next_code_point(text, at) != feeds::ill_formed && !is_control(text[start]);
    if (out.size() + at - start > most) return out + "…\"";
    out += readable ? text.substr(start, at - start) : std::string_view("?");
  }
  return out + '"';
}

}  // namespace datelined
