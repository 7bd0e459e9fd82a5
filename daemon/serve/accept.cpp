#include "daemon/serve/accept.hpp"

#include "feeds/text/characters.hpp"

#include <algorithm>
#include <string>

namespace datelined {
namespace {

// The weight in thousandths; a weight that cannot be read is 1 (RFC 9110 §12.4.2).
int weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find(';'), parameters.size());
    const std::string_view parameter = feeds::trimmed(parameters.substr(0, end));
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
    if (parameter.size() < 3 || feeds::ascii_lower(parameter[0]) != 'q' || parameter[1] != '=') continue;
    if (parameter[2] != '0') return 1000;
    int weight = 0, digit = 100;
    for (const char c : parameter.substr(std::min<std::size_t>(4, parameter.size()))) {
      if (c < '0' || c > '9') break;
      weight += (c - '0') * digit;
      digit /= 10;
    }
    return weight;
  }
  return 1000;
}

bool is_document(std::string_view type) {
  return type.ends_with("xml") || type.ends_with("json");
}

}  // namespace

bool prefers_html(std::string_view accept) {
  int html = 0, documents = 0;
  while (!accept.empty()) {
    const std::size_t end = std::min(accept.find(','), accept.size());
    const std::string_view range = accept.substr(0, end);
    accept.remove_prefix(std::min(end + 1, accept.size()));
    const std::size_t parameters = std::min(range.find(';'), range.size());
    const std::string type = feeds::ascii_lower(feeds::trimmed(range.substr(0, parameters)));
    const int weight = weight_of(range.substr(parameters));
    if (type == "text/html") html = weight;
    // A page in XML is a page.
    if (is_document(type) && type != "application/xhtml+xml") documents = std::max(documents, weight);
  }
  return html > documents;
}

}  // namespace datelined
