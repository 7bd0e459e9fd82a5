#include "feeds/read/persons.hpp"

#include "feeds/read/distinct.hpp"
#include "feeds/read/markup.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"

#include <algorithm>
#include <span>

namespace datelined::feeds::read {
namespace {

constexpr Tag name_tags[] = {"atom:name"_tag, "name"_tag, "itunes:name"_tag};
constexpr Tag email_tags[] = {"atom:email"_tag, "email"_tag, "itunes:email"_tag};
constexpr Tag url_tags[] = {"atom:uri"_tag, "atom:url"_tag, "atom:homepage"_tag, "uri"_tag, "url"_tag};

bool contains(std::span<const Tag> tags, Tag tag) {
  return std::ranges::find(tags, tag) != tags.end();
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != text.npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
         text.find_first_of(" \t\r\n()<>,;\"") == text.npos;
}

std::string_view without_mailto(std::string_view text) {
  constexpr std::string_view scheme = "mailto:";
  return equal_ignoring_case(text.substr(0, scheme.size()), scheme) ? text.substr(scheme.size()) : text;
}

std::string_view unquoted(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return trimmed(text);
}

Author make(std::string_view name, std::string_view address) {
  Author author;
  author.extension.email = address;
  author.name = name.empty() ? address : name;
  return author;
}

// "addr (Name)", "Name (addr)", "Name <addr>".
std::optional<Author> bracketed(std::string_view line, char open, char close) {
  const std::size_t start = line.find(open);
  if (start == line.npos || !line.ends_with(close)) return std::nullopt;
  const std::string_view outside = unquoted(line.substr(0, start));
  const std::string_view inside = trimmed(line.substr(start + 1, line.size() - start - 2));
  if (is_address(without_mailto(inside))) return make(outside, without_mailto(inside));
  if (open == '(' && is_address(without_mailto(outside))) return make(inside, without_mailto(outside));
  return std::nullopt;
}

// "Name addr" and "addr".
std::optional<Author> trailing(std::string_view line) {
  const std::size_t blank = line.find_last_of(" \t\r\n");
  const std::size_t start = blank == line.npos ? 0 : blank + 1;
  const std::string_view address = without_mailto(line.substr(start));
  if (!is_address(address)) return std::nullopt;
  return make(unquoted(line.substr(0, start)), address);
}

}  // namespace

Author person_of_line(std::string_view line) {
  line = trimmed(line);
  for (const auto& found : {bracketed(line, '(', ')'), bracketed(line, '<', '>'), trailing(line)}) {
    if (found) return *found;
  }
  return make(line, "");
}

std::optional<Author> person_of(const Element& element) {
  Author author;
  bool has_parts = false;
  element.for_each_child([&](const Element& part) {
    if (contains(name_tags, part.tag())) {
      has_parts = true;
      if (author.name.empty()) author.name = prose(part);
    } else if (contains(url_tags, part.tag())) {
      has_parts = true;
      if (author.url.empty()) author.url = url_of(part);
    } else if (contains(email_tags, part.tag())) {
      has_parts = true;
      if (author.extension.email.empty()) author.extension.email = without_mailto(token_of(part));
    }
  });
  if (!has_parts) {
    // "Name <addr>" is no HTML, though it may look like it.
    const std::string line = element.text();
    author = person_of_line(line.find('@') == line.npos ? prose(element) : clean_text(collapsed(line)));
  }
  if (author.name.empty()) author.name = author.extension.email;
  const bool is_nobody = author.name.empty() && author.url.empty();
  return is_nobody ? std::nullopt : std::optional(std::move(author));
}

std::vector<Author> persons_of(const Children& children, std::initializer_list<Tag> tags) {
  Distinct<Author> authors;
  for (const Element& element : children.all()) {
    if (std::ranges::find(tags, element.tag()) == tags.end()) continue;
    const auto author = person_of(element);
    if (author) authors.add(*author, key_of({author->name, author->url, author->extension.email}));
  }
  return authors.take();
}

}  // namespace datelined::feeds::read
