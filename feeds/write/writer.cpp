#include "feeds/write/writer.hpp"

#include "feeds/write/formats.hpp"

namespace datelined::feeds {
namespace {

struct Row {
  Format format;
  std::string_view name, media_type;
  std::unique_ptr<Writer> (*make)();
};

// JSON is UTF-8 and has no charset parameter (RFC 8259 §11).
constexpr Row formats[] = {
    {Format::atom, "atom", "application/atom+xml; charset=utf-8", make_atom_writer},
    {Format::rss, "rss", "application/rss+xml; charset=utf-8", make_rss_writer},
    {Format::json, "json", "application/feed+json", make_json_feed_writer},
    {Format::ndjson, "ndjson", "application/x-ndjson", make_ndjson_writer},
    {Format::csv, "csv", "text/csv; charset=utf-8", make_csv_writer},
    {Format::html, "html", "text/html; charset=utf-8", make_html_writer},
};

// The rows stand in the order of the enumeration.
const Row& row(Format format) {
  return formats[static_cast<std::size_t>(format)];
}

}  // namespace

std::optional<Format> read_format(std::string_view name) {
  for (const Row& known : formats) {
    if (known.name == name) return known.format;
  }
  return std::nullopt;
}

std::string_view media_type(Format format) {
  return row(format).media_type;
}

std::unique_ptr<Writer> make_writer(Format format) {
  return row(format).make();
}

}  // namespace datelined::feeds
