#include "feeds/revision.hpp"

#include "feeds/blanks.hpp"
#include "feeds/content.hpp"
#include "feeds/text/hash.hpp"

#include <algorithm>
#include <string>

namespace datelined::feeds {
namespace {

// What is hashed: parts kept apart, so that a word that moves from the title into the text is a change.
class Parts {
 public:
  // White space is noise: publishers re-indent, and swap spaces for no-break spaces.
  void add_prose(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t start = at;
      if (!is_blank(next_code_point(text, at))) bytes_.append(text.substr(start, at - start));
    }
    end_part();
  }

  void add(std::string_view text) {
    bytes_.append(text);
    end_part();
  }

  void end_list() { bytes_ += '\x1E'; }
  std::uint64_t hash() const { return hash64(bytes_); }

 private:
  void end_part() { bytes_ += '\x1F'; }

  std::string bytes_;
};

}  // namespace

std::uint64_t revision_hash(const Entry& entry) {
  Parts parts;
  parts.add_prose(entry.title);
  parts.add_prose(plain_content(entry));
  parts.add_prose(entry.summary);
  parts.add(comparable_url(entry.url));
  parts.add(entry.language);

  for (const std::string& address : addresses(entry.content_html)) parts.add(comparable_url(address));
  parts.end_list();
  for (const Author& author : entry.authors) parts.add_prose(author.name.empty() ? author.url : author.name);
  parts.end_list();
  for (const Attachment& attachment : entry.attachments) parts.add(comparable_url(attachment.url));
  parts.end_list();

  std::vector<std::string> tags = entry.tags;
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  for (const std::string& tag : tags) parts.add_prose(tag);
  return parts.hash();
}

}  // namespace datelined::feeds
