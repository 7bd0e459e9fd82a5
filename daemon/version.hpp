#pragma once

#include <string_view>

namespace datelined {

inline constexpr std::string_view version = DATELINED_VERSION;  // from CMakeLists.txt
inline constexpr std::string_view homepage = "https://datelined.example/";

}  // namespace datelined
