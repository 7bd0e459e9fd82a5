#include "daemon/commands/help.hpp"

#include <charconv>
#include <cstddef>
#include <sstream>
#include <string_view>
#include <system_error>

namespace datelined {
namespace {

constexpr std::size_t column = 24;  // where the explanations begin
constexpr std::size_t width = 80 - column;

// Broken at blanks. It is ASCII: a byte is a column.
std::string wrapped(std::string_view text) {
  std::string lines;
  while (text.size() > width) {
    std::size_t end = text.rfind(' ', width);
    if (end == text.npos) end = width;
    lines.append(text.substr(0, end)) += '\n';
    text.remove_prefix(text[end] == ' ' ? end + 1 : end);
  }
  return lines.append(text);
}

}  // namespace

HelpFormatter::HelpFormatter() {
  column_width(column);
  label("SUBCOMMAND", "COMMAND");
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  return wrapped(option->get_description());
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  std::ostringstream out;
  CLI::detail::format_help(out, command->get_name(), wrapped(command->get_description()), column);
  return out.str();
}

CLI::Validator whole_number(std::int64_t least) {
  const auto fault = [least](const std::string& text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && read == end && number >= least) return std::string();
    return "expected a whole number of " + std::to_string(least) + " or more, got \"" + text + "\"";
  };
  return {fault, ""};
}

CLI::Validator not_empty() {
  const auto fault = [](const std::string& text) {
    return text.empty() ? std::string("expected something, got an empty argument") : std::string();
  };
  return {fault, ""};
}

}  // namespace datelined
