// Did you mean …? The known word that a mistyped one is closest to.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace datelined {

// By edits: a character more, less or other, or two neighbours swapped; the first of equals. nullopt when
// none is close enough to be meant: a third of its characters may differ.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known);

// "; did you mean `interval`?", or nothing: to end a message with.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace datelined
