#include "feeds/read/sources.hpp"

#include "feeds/read/markup.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"

namespace datelined::feeds::read {
namespace {

std::string attribute_of(const Element& element, std::string_view name) {
  constexpr std::string_view rdf = "rdf:";
  return std::string(name.starts_with(rdf) ? element.rdf_attribute(name.substr(rdf.size())) : element.attribute(name));
}

std::string raw_of(const Element& element, const Source& source) {
  return source.attribute.empty() ? element.text() : attribute_of(element, source.attribute);
}

bool has_value(const std::string& value) {
  return !value.empty();
}
template <class Value>
bool has_value(const std::optional<Value>& value) {
  return value.has_value();
}

// `read` makes a value of an element; the first that is one ends the search.
template <class Value, class Read>
Value first_of(const Children& children, std::span<const Source> sources, Read read) {
  Value value{};
  for (const Source& source : sources) {
    if (!source.tag.known()) break;
    children.for_each(source.tag, [&](const Element& element) {
      if (!has_value(value)) value = read(element, source);
    });
    if (has_value(value)) break;
  }
  return value;
}

}  // namespace

std::string first_text(const Children& children, std::span<const Source> sources) {
  return first_of<std::string>(children, sources, [](const Element& element, const Source& source) {
    return source.attribute.empty() ? prose(element) : plain_of_untyped(attribute_of(element, source.attribute));
  });
}

std::string first_url(const Children& children, std::span<const Source> sources) {
  return first_of<std::string>(children, sources, [](const Element& element, const Source& source) {
    return url_value(element, raw_of(element, source));
  });
}

std::string first_token(const Children& children, std::span<const Source> sources) {
  return first_of<std::string>(children, sources, [](const Element& element, const Source& source) {
    return std::string(trimmed(raw_of(element, source)));
  });
}

Date first_date(const Children& children, std::span<const Source> sources) {
  return first_of<Date>(children, sources, [](const Element& element, const Source& source) {
    return date_value(element, raw_of(element, source));
  });
}

Integer first_integer(const Children& children, std::span<const Source> sources) {
  return first_of<Integer>(children, sources, [](const Element& element, const Source& source) {
    return integer_value(element, raw_of(element, source));
  });
}

Flag first_flag(const Children& children, std::span<const Source> sources) {
  return first_of<Flag>(children, sources, [](const Element& element, const Source& source) {
    return flag_value(raw_of(element, source));
  });
}

Number first_duration(const Children& children, std::span<const Source> sources) {
  return first_of<Number>(children, sources, [](const Element& element, const Source& source) {
    return duration_value(element, raw_of(element, source));
  });
}

}  // namespace datelined::feeds::read
