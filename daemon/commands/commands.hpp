// The command line: one function takes the arguments and gives the exit status.
//
// 0 done; 1 something failed, said on stderr; 2 usage or configuration error.
#pragma once

namespace datelined {

int run_command(int argc, char** argv);

}  // namespace datelined
