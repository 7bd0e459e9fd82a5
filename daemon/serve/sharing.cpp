#include "daemon/serve/sharing.hpp"

#include <algorithm>

namespace datelined {

// What a page of another origin asks before it sends a header of its own. It never carries credentials.
std::optional<Answer> Sharing::preflight(const Request& request) const {
  if (origins_.empty() || request.method != "OPTIONS" || request.origin.empty()) return std::nullopt;
  Answer answer;
  answer.status = 204;
  answer.fields = field("Access-Control-Allow-Methods", "GET, HEAD") +
                  field("Access-Control-Allow-Headers", "Authorization, A-IM, If-None-Match, Last-Event-ID") +
                  field("Access-Control-Max-Age", "86400");
  return answer;
}

// Lets the pages of configured origins read the answer. See: Fetch, "CORS protocol".
void Sharing::share(const Request& request, Answer& answer) const {
  if (origins_.empty()) return;
  const bool to_all = std::find(origins_.begin(), origins_.end(), "*") != origins_.end();
  if (!to_all) answer.fields += field("Vary", "Origin");
  if (request.origin.empty()) return;
  if (!to_all && std::find(origins_.begin(), origins_.end(), request.origin) == origins_.end()) return;
  answer.fields += field("Access-Control-Allow-Origin", to_all ? "*" : request.origin) +
                   field("Access-Control-Expose-Headers", "ETag, IM, Retry-After");
}

}  // namespace datelined
