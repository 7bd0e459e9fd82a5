// `datelined parse`: one document to JSON Feed 1.1 on stdout, its faults to stderr.
#pragma once

#include <string>

namespace datelined {

struct ParseOptions {
  std::string file;               // "-": standard input
  std::string url, content_type;  // may be empty
  bool keep_foreign = false;
};

// Gives the exit status.
int parse_document(const ParseOptions& options);

}  // namespace datelined
