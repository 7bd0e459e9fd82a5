#include "feeds/problem.hpp"

#include <stdexcept>

namespace datelined::feeds {

void throw_exception_from_error(const Problem& problem, const boost::source_location&) {
  throw std::runtime_error(problem.where.empty() ? problem.what : problem.where + ": " + problem.what);
}

}  // namespace datelined::feeds
