// What goes wrong in the world as it is: values, not exceptions.
//
// A Problem ends what was asked (a document that is no feed); a Note stands beside a value and
// tells of a fault that was lived with (a date nobody can read).
#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>

namespace datelined::feeds {

struct Problem {
  std::string where;  // the feed, file or address it happened to
  std::string what;   // lower case, without a full stop
};

// Called when value() is asked of a result that holds a problem: throws std::runtime_error.
[[noreturn]] void throw_exception_from_error(const Problem& problem, const boost::source_location& location);

template <class T>
using Result = boost::system::result<T, Problem>;

struct Note {
  std::string code;      // a word of the closed list that docs and scripts know: "bad-date"
  std::string message;   // for people
  std::size_t line = 0;  // 1 is the first; 0: unknown
  bool operator==(const Note&) const = default;
};

// One fault may be met on the way to several members, and a hostile document may have millions: this many are told.
inline constexpr std::size_t most_notes = 1000;

}  // namespace datelined::feeds
