#include "feeds/revision.hpp"

#include "feeds/blanks.hpp"
#include "feeds/content.hpp"
#include "feeds/noise.hpp"
#include "feeds/text/hash.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace datelined::feeds {
namespace {

// White space is noise: publishers re-indent, and swap spaces for no-break spaces.
void add_prose(std::string& bytes, std::string_view text) {
  append_without_blanks(bytes, without_counters(text));
}

// A member of a list, told from the next one.
void end_member(std::string& list) {
  list += '\x1F';
}

void add_links(std::string& list, const Comparable& of) {
  for (const std::string& address : addresses(of.entry.content_html)) {
    list += without_picture_size(comparable_url(address));
    end_member(list);
  }
}

void add_authors(std::string& list, const Comparable& of) {
  for (const Author& author : of.entry.authors) {
    append_without_blanks(list, author.name.empty() ? author.url : author.name);
    end_member(list);
  }
}

void add_attachments(std::string& list, const Comparable& of) {
  for (const Attachment& attachment : of.entry.attachments) {
    list += without_picture_size(comparable_url(attachment.url));
    end_member(list);
  }
}

void add_tags(std::string& list, const Comparable& of) {
  std::vector<std::string> tags;
  for (const std::string& tag : of.entry.tags) append_without_blanks(tags.emplace_back(), tag);
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  for (const std::string& tag : tags) {
    list += tag;
    end_member(list);
  }
}

// What a reader reads, part by part, so that a word that moves from the title into the text is a change.
struct Part {
  std::string_view name;
  void (*add)(std::string& bytes, const Comparable& of);
};
constexpr std::array parts = {
    Part{"title", [](std::string& bytes, const Comparable& of) { add_prose(bytes, of.entry.title); }},
    Part{"text", [](std::string& bytes, const Comparable& of) { add_prose(bytes, of.text); }},
    Part{"summary", [](std::string& bytes, const Comparable& of) { add_prose(bytes, of.entry.summary); }},
    Part{"url", [](std::string& bytes, const Comparable& of) { bytes += of.page.empty() ? of.entry.url : of.page; }},
    Part{"language", [](std::string& bytes, const Comparable& of) { bytes += of.entry.language; }},
    Part{"links", add_links},
    Part{"authors", add_authors},
    Part{"attachments", add_attachments},
    Part{"tags", add_tags},
};

std::string bytes_of(const Part& part, const Comparable& of) {
  std::string bytes;
  part.add(bytes, of);
  return bytes;
}

std::string without_digits(const std::string& text) {
  std::string left;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(text, at);
    const bool digit = (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9) ||
                       (c >= 0x966 && c <= 0x96F) || (c >= 0xFF10 && c <= 0xFF19) || c == ',' || c == '.';
    if (!digit) left.append(text, start, at - start);
  }
  return left;
}

}  // namespace

std::uint64_t revision_hash(const Comparable& entry) {
  constexpr std::size_t all_but_the_text = 1024;  // more is rare
  std::string bytes;
  bytes.reserve(entry.text.size() + all_but_the_text);
  for (const Part& part : parts) {
    part.add(bytes, entry);
    bytes += '\x1E';
  }
  return hash64(bytes);
}

std::vector<std::string_view> differences(const Comparable& before, const Comparable& after) {
  std::vector<std::string_view> names;
  for (const Part& part : parts) {
    if (bytes_of(part, before) != bytes_of(part, after)) names.push_back(part.name);
  }
  return names;
}

bool differ_in_numbers(const Comparable& before, const Comparable& after) {
  for (const Part& part : parts) {
    const std::string was = bytes_of(part, before), is = bytes_of(part, after);
    if (was == is) continue;
    const bool is_prose = part.name == "text" || part.name == "summary";
    if (!is_prose || without_digits(was) != without_digits(is)) return false;
  }
  return true;
}

}  // namespace datelined::feeds
