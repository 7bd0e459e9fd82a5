// Where a member's value comes from, as a row of sources in falling order: the first that has one wins.
#pragma once

#include "feeds/entry.hpp"
#include "feeds/read/xml.hpp"

#include <span>
#include <string>
#include <string_view>

namespace datelined::feeds::read {

// An element's text, or one of its attributes.
struct Source {
  Tag tag;
  std::string_view attribute = {};
};

// "dc:title"_from, "itunes:image@href"_from, "image@rdf:resource"_from
consteval Source operator""_from(const char* text, std::size_t size) {
  const std::string_view whole(text, size);
  const std::size_t at = whole.find('@');
  const std::string_view name = whole.substr(0, at);
  return {operator""_tag(name.data(), name.size()), at == whole.npos ? std::string_view() : whole.substr(at + 1)};
}

// A member and its sources; the unused ones at the end have no name.
template <class Owner, class Value>
struct Row {
  Value Owner::*member;
  Source sources[8];
};

std::string first_text(const Children& children, std::span<const Source> sources);
std::string first_url(const Children& children, std::span<const Source> sources);
std::string first_token(const Children& children, std::span<const Source> sources);
Date first_date(const Children& children, std::span<const Source> sources);
Integer first_integer(const Children& children, std::span<const Source> sources);
Flag first_flag(const Children& children, std::span<const Source> sources);
Number first_duration(const Children& children, std::span<const Source> sources);

// Fills the members of a table with the values of one reader.
template <class Owner, class Value, std::size_t size>
void fill(Owner& owner, const Row<Owner, Value> (&rows)[size], const Children& children,
          Value (*read)(const Children&, std::span<const Source>)) {
  for (const auto& row : rows) owner.*row.member = read(children, std::span<const Source>(row.sources));
}

}  // namespace datelined::feeds::read
