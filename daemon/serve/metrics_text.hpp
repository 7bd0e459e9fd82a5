// Metrics in the text format Prometheus scrapes, version 0.0.4.
// See: https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once

#include "daemon/metrics.hpp"
#include "daemon/serve/rendition.hpp"

#include <optional>
#include <string>

namespace datelined {

// Without figures the store could not be read, which is a metric too.
std::string metrics_text(const Metrics& metrics, const std::optional<StoreFigures>& store, bool per_feed = false);

}  // namespace datelined
