// What nobody can guess: for callbacks, secrets and challenges.
#pragma once

#include <cstddef>
#include <string>

namespace datelined {

// So many random bytes of the system's best, as hex. Throws std::runtime_error when there are none.
std::string random_token(std::size_t bytes);

}  // namespace datelined
