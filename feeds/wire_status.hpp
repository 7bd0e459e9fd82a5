// What a wire lets be done with an entry: publish it, withdraw it, hold it until a time.
//
// In:  the agency's own members (feeds/entry.hpp's Wire), the label on the headline, and the lines that open a
//      notice to the desks, by language (feeds/wire_lines.hpp).
// Out: a kill only where it is unmistakable; an embargo only with a time that can be read, or where the agency's
//      own member says that there is one.
// See: RFC 6721; NewsML-G2 pubStatus and embargoed; AP's apnm:PublishingStatus.
#pragma once

#include "feeds/comparable.hpp"
#include "feeds/entry.hpp"
#include "feeds/story.hpp"

#include <string>

namespace datelined::feeds {

struct WireStatus {
  Status status = Status::usable;  // corrected: in substance; a refiled typo is not
  std::string signal;              // as in feeds/signal.hpp
  Date embargoed;                  // not to be published before
};

// `now` decides the year of an embargo that gives none.
WireStatus read_wire_status(const Comparable& entry, Time now);

// An embargo whose end nobody told: held until the wire says otherwise.
inline constexpr Time no_known_end{std::chrono::seconds(253'402'300'799)};  // the end of the year 9999

// Takes out what is for editors alone: the agency's note, and paragraphs that say they are not for publication.
// Out: whether there was such a paragraph.
bool remove_private_notes(Entry& entry);

}  // namespace datelined::feeds
