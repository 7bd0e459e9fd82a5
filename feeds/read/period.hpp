// One part of a period of time: "start=2024-01-01; end=2024-02-01; scheme=W3C-DTF".
//
// See: DCMI Period Encoding Scheme, as in dcterms:valid.
#pragma once

#include <string_view>

namespace datelined::feeds::read {

// The value of `name`, trimmed, its name in any case; empty when it is not there.
std::string_view part_of_period(std::string_view period, std::string_view name);

}  // namespace datelined::feeds::read
