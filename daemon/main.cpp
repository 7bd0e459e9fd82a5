#include "daemon/commands/commands.hpp"

int main(int argc, char** argv) {
  return datelined::run_command(argc, argv);
}
