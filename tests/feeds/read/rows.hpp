// Rows of a document and the one value that it must give, for the tests of what comes from where.
#pragma once

#include "feeds/json.hpp"
#include "tests/feeds/read/support.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>
#include <string_view>

namespace datelined::feeds {

inline constexpr const char* more_namespaces =
    " xmlns:thr='http://purl.org/syndication/thread/1.0' xmlns:slash='http://purl.org/rss/1.0/modules/slash/'"
    " xmlns:wfw='http://wellformedweb.org/CommentAPI/' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
    " xmlns:cc='http://web.resource.org/cc/' xmlns:cc2='http://backend.userland.com/creativeCommonsRssModule'"
    " xmlns:cc3='http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html'"
    " xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0' xmlns:pheedo='http://www.pheedo.com/namespace/pheedo'"
    " xmlns:admin='http://webns.net/mvcb/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'";

// What stands at `pointer` in what `datelined parse` prints is `expected`; "" says that nothing does.
inline void check_value(const std::string& text, const std::string& url, std::string_view pointer,
                        std::string_view expected) {
  namespace json = boost::json;
  CAPTURE(text);
  CAPTURE(pointer);
  std::string written;
  write_json(parse_text(text, url), [&](std::string_view piece) { written += piece; });
  const json::value printed = json::parse(written);
  boost::system::error_code error;
  const json::value* found = printed.find_pointer({pointer.data(), pointer.size()}, error);
  if (expected.empty()) {
    CHECK(found == nullptr);
    return;
  }
  REQUIRE(found != nullptr);
  CAPTURE(json::serialize(*found));
  const json::value wanted = json::parse({expected.data(), expected.size()});
  CHECK(*found == wanted);
}

}  // namespace datelined::feeds
