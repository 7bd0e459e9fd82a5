// IPTC NewsCodes: the codes that agencies file stories under, however they write them.
//
// In:  "medtop:20000002"; "20000002" with http://cv.iptc.org/newscodes/mediatopic/ as its scheme; the two
//      in one URI; the older subject codes ("subj:15054000", a scheme that says iptc-subjectcode).
// Out: the scheme's URI and the bare code.
// Bad: nullopt for what is no IPTC code.
// See: https://iptc.org/standards/newscodes/; NewsML-G2, QCodes; the IPTC catalog.
#pragma once

#include <optional>
#include <string_view>

namespace datelined::feeds::read {

struct NewsCode {
  std::string_view scheme;  // one of the table's
  std::string_view code;    // of `term`
};

std::optional<NewsCode> news_code(std::string_view term, std::string_view scheme);

}  // namespace datelined::feeds::read
