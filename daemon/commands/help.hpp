// How the command line explains itself: a terminal's width of text.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>

namespace datelined {

// What options and commands are for, in lines that end before column 80.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();
  std::string make_option_desc(const CLI::Option* option) const override;
  std::string make_subcommand(const CLI::App* command) const override;
};

// A decimal number of `least` or more, in 63 bits.
CLI::Validator whole_number(std::int64_t least);

// Anything but nothing: "$UNSET" in a script is no wish for everything.
CLI::Validator not_empty();

}  // namespace datelined
