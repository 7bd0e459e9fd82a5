#include "daemon/fetch/fetched.hpp"

namespace datelined {

std::string_view Fetched::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

}  // namespace datelined
