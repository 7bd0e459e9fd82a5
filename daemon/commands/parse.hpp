// `datelined parse`: one document to JSON Feed 1.1 on stdout, its faults to stderr.
#pragma once

#include <string>

namespace datelined {

// `file` may be "-", standard input; `url` and `content_type` may be empty. Gives the exit status.
int parse_document(const std::string& file, const std::string& url, const std::string& content_type);

}  // namespace datelined
