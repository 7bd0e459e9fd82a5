#include "daemon/websub/form.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/utf8.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace datelined {
namespace {

namespace urls = boost::urls;

constexpr std::size_t most_pairs = 256;

std::optional<std::string> decode(std::string_view text) {
  // "%2B" is a plus, "+" a space: told apart before the escapes are undone.
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  const auto escaped = urls::make_pct_string_view(spaced);
  if (!escaped) return std::nullopt;
  std::string decoded = escaped->decode();
  if (!feeds::is_utf8(decoded)) return std::nullopt;
  return decoded;
}

}  // namespace

feeds::Result<Form> read_form(std::string_view text) {
  Form form;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (form.size() == most_pairs) return feeds::Problem{"form", "too many parameters"};
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals));
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) return feeds::Problem{"form", "a parameter is malformed"};
    form.push_back({std::move(*name), std::move(*value)});
  }
  return form;
}

std::string write_form(const Form& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    if (!text.empty()) text += '&';
    text += urls::encode(name, urls::unreserved_chars) + '=' + urls::encode(value, urls::unreserved_chars);
  }
  return text;
}

std::string_view value_of(const Form& form, std::string_view name) {
  const auto place = std::find_if(form.begin(), form.end(), [&](const FormField& pair) { return pair.name == name; });
  return place == form.end() ? std::string_view() : std::string_view(place->value);
}

bool is_form(std::string_view content_type) {
  const std::string_view type = feeds::trimmed(content_type.substr(0, content_type.find(';')));
  return feeds::equal_ignoring_case(type, "application/x-www-form-urlencoded");
}

}  // namespace datelined
