// What a feed's server wants to know of us, out of files: logins, tokens, headers, certificates.
//
// A file's name without "/" is looked for among systemd's credentials first ($CREDENTIALS_DIRECTORY), then,
// like any path, beside the configuration. What stands in a file never stands in a fault.
// See: systemd.exec(5), "Credentials"; RFC 9110 §5.5 (field values), RFC 6750 (Bearer).
#pragma once

#include "daemon/config/load.hpp"
#include "daemon/config/section.hpp"
#include "daemon/config/settings.hpp"

#include <filesystem>

namespace datelined {

// Reads login_file, bearer_file, headers_file, certificate, key, ca and proxy of a [[feed]]; of files that are left,
// no more than that they have names.
void read_secrets(Section& feed, const std::filesystem::path& folder, Secrets secrets, FeedSettings& settings);

}  // namespace datelined
