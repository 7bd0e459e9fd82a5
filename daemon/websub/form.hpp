// Names and values as forms are sent: application/x-www-form-urlencoded, in a body or behind a '?'.
//
// In:  "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2F"; '+' is a space.
// Out: the pairs in their order, decoded, UTF-8.
// Bad: a Problem: a broken escape, text that is not UTF-8, or more pairs than anybody means.
// See: WHATWG URL, "application/x-www-form-urlencoded".
#pragma once

#include "feeds/problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace datelined {

struct FormField {
  std::string name, value;
  bool operator==(const FormField&) const = default;
};
using Form = std::vector<FormField>;

feeds::Result<Form> read_form(std::string_view text);
std::string write_form(const Form& form);

// The first value of that name; empty: there is none.
std::string_view value_of(const Form& form, std::string_view name);

// Whether a Content-Type says that a body is such a form.
bool is_form(std::string_view content_type);

}  // namespace datelined
