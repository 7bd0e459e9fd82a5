#include "daemon/commands/parse.hpp"

#include "daemon/commands/output.hpp"
#include "daemon/files.hpp"
#include "feeds/json.hpp"
#include "feeds/parse.hpp"

#include <iostream>

namespace datelined {
namespace {

// Far more than any feed, and less than what would hurt the machine.
constexpr std::size_t most_bytes = 512U << 20;

// Written to stdout when this much has gathered.
constexpr std::size_t chunk = std::size_t{256} << 10;

int fail(const std::string& file, const std::string& why) {
  std::cerr << file << ": " << why << '\n';
  return 1;
}

}  // namespace

int parse_document(const ParseOptions& options) {
  const std::string& file = options.file;
  const auto bytes = read_input(file, most_bytes);
  if (!bytes) return fail(file, bytes.error().what);
  const auto parsed = feeds::parse({*bytes, options.url, options.content_type, options.keep_foreign});
  if (!parsed) return fail(file, parsed.error().what);
  for (const feeds::Note& note : parsed->notes) {
    std::cerr << file << ':' << note.line << ": " << note.code << ": " << note.message << '\n';
  }
  Output output;
  std::string buffer;
  feeds::write_json(*parsed, [&](std::string_view piece) {
    buffer += piece;
    if (buffer.size() < chunk) return;
    output.write(buffer);
    buffer.clear();
  });
  output.write(buffer + '\n');
  return 0;
}

}  // namespace datelined
