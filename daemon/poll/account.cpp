#include "daemon/poll/account.hpp"

#include "daemon/log.hpp"

namespace datelined {

Visit visit_of(const std::string& feed, const schema::PollRecord& record) {
  Visit visit;
  visit.feed = feed;
  visit.status = record.status;
  visit.error = record.error;
  visit.unchanged = record.error.empty() && !record.head;
  visit.bytes = record.bytes;
  visit.duration = record.duration;
  return visit;
}

const char* outcome_of(const Visit& visit) {
  if (!visit.error.empty()) return "failed";
  if (visit.status == 304) return "not_modified";
  return visit.unchanged ? "unchanged" : "changed";
}

namespace {

void log_in_full(const Visit& visit) {
  const std::string status = visit.status == 0 ? "" : " " + std::to_string(visit.status);
  log::debug(visit.feed + ":" + status + " " + outcome_of(visit) + ", " + std::to_string(visit.created) + " new, " +
             std::to_string(visit.revised) + " revised, " + std::to_string(visit.bytes) + " bytes, " +
             std::to_string(visit.duration.count()) + " ms");
}

}  // namespace

void log_visit(const Visit& visit, int errors_before) {
  if (log::is_written(log::Level::debug)) log_in_full(visit);
  if (!visit.error.empty() && errors_before == 0) log::warning(visit.feed + ": " + visit.error);
  if (visit.error.empty() && errors_before > 0) log::info(visit.feed + ": well again");
}

}  // namespace datelined
