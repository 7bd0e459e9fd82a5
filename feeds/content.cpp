#include "feeds/content.hpp"

#include "feeds/text/html.hpp"
#include "feeds/text/url.hpp"

#include <boost/algorithm/string/replace.hpp>

namespace datelined::feeds {

std::string plain_content(const Entry& entry) {
  std::string text = entry.content_html.empty() ? entry.content_text : plain_text(entry.content_html);
  return text.empty() ? entry.summary : text;
}

std::vector<std::string> addresses(std::string_view html) {
  std::vector<std::string> found;
  // Sanitised HTML has one spelling of a tag: < and > stand nowhere else, values are in double quotes.
  for (std::size_t at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    if (html.substr(at).starts_with("</")) continue;
    const std::string_view tag = html.substr(at, html.find('>', at) - at);
    for (const std::string_view attribute : {" href=\"", " src=\""}) {
      const std::size_t start = tag.find(attribute);
      if (start == tag.npos) continue;
      const std::string_view value = tag.substr(start + attribute.size());
      std::string& address = found.emplace_back(value.substr(0, value.find('"')));
      if (address.find('&') != address.npos) boost::algorithm::replace_all(address, "&amp;", "&");
    }
  }
  return found;
}

std::string comparable_url(std::string_view url) {
  std::string canonical = canonical_url(url);
  return canonical.empty() ? std::string(url) : canonical;
}

}  // namespace datelined::feeds
