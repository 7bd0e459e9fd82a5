// The writers behind make_writer(), one a format.
#pragma once

#include "feeds/write/writer.hpp"

namespace datelined::feeds {

std::unique_ptr<Writer> make_atom_writer();
std::unique_ptr<Writer> make_rss_writer();
std::unique_ptr<Writer> make_json_feed_writer();
std::unique_ptr<Writer> make_ndjson_writer();
std::unique_ptr<Writer> make_csv_writer();
std::unique_ptr<Writer> make_html_writer();

}  // namespace datelined::feeds
