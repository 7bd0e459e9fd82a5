// What nobody can guess: for callbacks, secrets and challenges.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace datelined {

// So many random bytes of the system's best, as hex. Throws std::runtime_error when there are none.
std::string random_token(std::size_t bytes);

// Takes as long for a guess that is wrong from its beginning as for one that is nearly right.
bool is_same_token(std::string_view guess, std::string_view token);

}  // namespace datelined
