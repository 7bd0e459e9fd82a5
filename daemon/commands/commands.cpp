#include "daemon/commands/commands.hpp"

#include "daemon/version.hpp"

#include <CLI/CLI.hpp>

namespace datelined {

int run_command(int argc, char** argv) {
  CLI::App app{"datelined: the wires a newsroom follows, as one feed"};
  app.set_version_flag("--version", "datelined " + std::string(version));
  CLI11_PARSE(app, argc, argv);
  return 0;
}

}  // namespace datelined
