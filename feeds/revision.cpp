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

// Whether a character that begins with this byte may be a blank: nearly all letters of all scripts may not.
constexpr bool may_be_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte == 0xC2 || (byte >= 0xE1 && byte <= 0xE3) || byte == 0xEF;
}

// White space is noise: publishers re-indent, and swap spaces for no-break spaces.
void add_without_blanks(std::string& bytes, std::string_view text) {
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!may_be_blank(text[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    if (!is_blank(next_code_point(text, at))) continue;
    bytes.append(text, from, start - from);
    from = at;
  }
  bytes.append(text, from);
}

std::string prose(std::string_view text) {
  std::string bytes;
  add_without_blanks(bytes, without_counters(text));
  return bytes;
}

// A member of a list, told from the next one.
void add(std::string& list, std::string_view member) {
  list.append(member).append(1, '\x1F');
}

std::string links_of(const Entry& entry) {
  std::string list;
  for (const std::string& address : addresses(entry.content_html))
    add(list, without_picture_size(comparable_url(address)));
  return list;
}

std::string authors_of(const Entry& entry) {
  std::string list;
  for (const Author& author : entry.authors) {
    add_without_blanks(list, author.name.empty() ? author.url : author.name);
    add(list, "");
  }
  return list;
}

std::string attachments_of(const Entry& entry) {
  std::string list;
  for (const Attachment& attachment : entry.attachments)
    add(list, without_picture_size(comparable_url(attachment.url)));
  return list;
}

std::string tags_of(const Entry& entry) {
  std::vector<std::string> tags;
  for (const std::string& tag : entry.tags) add_without_blanks(tags.emplace_back(), tag);
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  std::string list;
  for (const std::string& tag : tags) add(list, tag);
  return list;
}

// What a reader reads, part by part, so that a word that moves from the title into the text is a change.
struct Part {
  std::string_view name;
  std::string (*of)(const Entry&);
};
constexpr std::array parts = {
    Part{"title", [](const Entry& entry) { return prose(entry.title); }},
    Part{"text", [](const Entry& entry) { return prose(plain_content(entry)); }},
    Part{"summary", [](const Entry& entry) { return prose(entry.summary); }},
    Part{"url", [](const Entry& entry) { return comparable_url(entry.url); }},
    Part{"language", [](const Entry& entry) { return entry.language; }},
    Part{"links", links_of},
    Part{"authors", authors_of},
    Part{"attachments", attachments_of},
    Part{"tags", tags_of},
};

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

std::uint64_t revision_hash(const Entry& entry) {
  std::string bytes;
  for (const Part& part : parts) bytes.append(part.of(entry)).append(1, '\x1E');
  return hash64(bytes);
}

std::vector<std::string_view> differences(const Entry& before, const Entry& after) {
  std::vector<std::string_view> names;
  for (const Part& part : parts) {
    if (part.of(before) != part.of(after)) names.push_back(part.name);
  }
  return names;
}

bool differ_in_numbers(const Entry& before, const Entry& after) {
  for (const Part& part : parts) {
    const std::string was = part.of(before), is = part.of(after);
    if (was == is) continue;
    const bool is_prose = part.name == "text" || part.name == "summary";
    if (!is_prose || without_digits(was) != without_digits(is)) return false;
  }
  return true;
}

}  // namespace datelined::feeds
