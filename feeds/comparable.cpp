#include "feeds/comparable.hpp"

#include "feeds/content.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/url.hpp"

namespace datelined::feeds {

Comparable::Comparable(const Entry& of, const Labels& known)
    : entry(of),
      own(known),
      headline(read_headline(of.title, known)),
      text(plain_content(of)),
      page(canonical_url(of.url)),
      folded_headline(fold_to_code_points(headline.text)),
      folded_text(fold_to_code_points(text)) {
  if (text.size() < of.summary.size()) folded_summary = fold_to_code_points(of.summary);
}

}  // namespace datelined::feeds
