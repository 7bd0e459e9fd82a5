#include "daemon/serve/refusal_page.hpp"

#include "daemon/serve/rendition.hpp"
#include "feeds/text/html.hpp"
#include "feeds/write/page.hpp"

#include <memory>
#include <string>
#include <utility>

namespace datelined {
namespace {

std::string root_of(std::string_view target) {
  std::string root;
  for (const char c : target.substr(0, target.find('?')).substr(1)) {
    if (c == '/') root += "../";
  }
  return root;
}

}  // namespace

Answer write_refusal_page(Answer refusal, std::string_view target) {
  const std::string type = field("Content-Type", "text/plain; charset=utf-8");
  const std::size_t at = refusal.fields.find(type);
  if (at == std::string::npos || !target.starts_with('/')) return refusal;
  feeds::PageFrame frame;
  frame.root = root_of(target);
  frame.title = reason_phrase(refusal.status);
  frame.skip_to = "why";
  frame.skip_text = "Skip to the reason";
  std::string html;
  feeds::begin_page(html, frame);
  feeds::append(html, {"<main id=\"why\">\n<p class=\"note\" dir=\"auto\">", feeds::escape_html(*refusal.body),
                       "</p>\n</main>\n"});
  feeds::end_page(html, frame);
  const Rendition page = render_html(std::move(html));
  refusal.fields.replace(at, type.size(),
                         field("Content-Type", page.media_type) + field("Content-Security-Policy", page.policy) +
                             field("Referrer-Policy", "no-referrer"));
  refusal.body = std::make_shared<const std::string>(page.bytes);
  return refusal;
}

}  // namespace datelined
