// Limits as people read them: "16 MiB", "30 s".
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace datelined {

std::string in_words(std::size_t bytes);
std::string in_words(std::chrono::milliseconds time);

std::string larger_than(std::size_t max_body);  // why a body is given up

}  // namespace datelined
