// Any base, on the first line, and reference: what resolves may be followed, and stays what it is when it is
// resolved again.
#include "tests/fuzz/oracle.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/url.hpp"
#include "feeds/text/url_parts.hpp"

#include <set>
#include <string>

using namespace datelined;
using test::must;

namespace {

const std::set<std::string> followed{"http", "https", "ftp", "mailto", "tel", "magnet", "feed",
                                     "news", "nntp",  "sip", "xmpp",   "tag", "urn"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [base, reference] = test::split_line(test::text_of(data, size));
  if (const auto resolved = feeds::resolve_url(base, reference)) {
    for (const char c : *resolved) must(c != '\t' && c != '\n' && c != '\r', "no line end is left", *resolved);
    const bool absolute = feeds::is_absolute_url(*resolved);
    const std::string scheme = feeds::ascii_lower(feeds::scheme_of(*resolved));
    must(!absolute || followed.contains(scheme), "a scheme may be followed", *resolved);
    const auto again = feeds::resolve_url(base, *resolved);
    must(!absolute || again == resolved, "an absolute address stays", again.value_or("nothing"), *resolved);
    const std::string bare = feeds::without_credentials(*resolved);
    must(feeds::without_credentials(bare) == bare, "credentials go at once", bare, *resolved);
  }
  feeds::canonical_url(reference);
  feeds::is_uri(reference);
  feeds::without_credentials(reference);
  const feeds::UrlParts parts = feeds::split_url(reference);
  const std::string joined =
      std::string(parts.root) + std::string(parts.path) + std::string(parts.query) + std::string(parts.fragment);
  must(joined == reference, "the parts are the address", joined, reference);
  return 0;
}
