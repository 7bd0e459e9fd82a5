#include "daemon/commands/import.hpp"

#include "daemon/commands/output.hpp"
#include "daemon/config/sources.hpp"
#include "daemon/files.hpp"
#include "feeds/read/opml.hpp"
#include "feeds/text/language.hpp"

#include <algorithm>
#include <iostream>
#include <set>

namespace datelined {
namespace {

constexpr std::size_t max_list_bytes = std::size_t{64} << 20;

// A TOML basic string (TOML 1.0, "String").
std::string quoted(std::string_view text) {
  std::string string = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      string += '\\';
      string += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      string += "\\u00";
      string += "0123456789abcdef"[byte >> 4];
      string += "0123456789abcdef"[byte & 15];
    } else {
      string += c;
    }
  }
  return string + "\"";
}

void append_row(std::string& out, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  out += std::string(key) + std::string(10 - key.size(), ' ') + "= " + quoted(value) + "\n";
}

std::string without_scheme(const std::string& url) {
  return url.substr(std::min(url.find(':'), url.size()));
}

}  // namespace

int import_opml(const std::string& file) {
  const std::string shown = file == "-" ? "stdin" : file;
  const std::string bytes = read_input(file, max_list_bytes).value();
  const auto list = feeds::read_opml({.bytes = bytes});
  if (!list) throw std::runtime_error(shown + ": " + list.error().what);
  for (const feeds::Note& note : list->notes) {
    std::cerr << shown << ':' << note.line << ": " << note.code << ": " << note.message << '\n';
  }

  std::string out;
  Names names;
  std::set<std::string> urls, places;
  for (const feeds::Outline& outline : list->outlines) {
    // The folder matters for file: addresses alone, and those are printed as they stand in the list.
    const auto source = read_source(outline.url, std::filesystem::current_path());
    if (!source) {
      std::cerr << shown << ": outline \"" << outline.name << "\" left out: " << source.error().what << '\n';
      continue;
    }
    if (!urls.insert(source->url).second) {
      std::cerr << shown << ": outline \"" << outline.name << "\" left out: another one has its address\n";
      continue;
    }
    // Both stay: a server may answer by one scheme alone, and which one is not for us to say.
    if (!places.insert(without_scheme(source->url)).second) {
      std::cerr << shown << ": outline \"" << outline.name
                << "\": another one has its address, over http the one and over https the other; one may go\n";
    }
    out += out.empty() ? "[[feed]]\n" : "\n[[feed]]\n";
    append_row(out, "name", names.make(outline.name));
    append_row(out, "url", outline.url);
    append_row(out, "category", outline.category);
    append_row(out, "language", feeds::language_tag(outline.language));
  }
  Output output;
  output.write(out);
  return 0;
}

}  // namespace datelined
