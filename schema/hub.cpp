#include "schema/hub.hpp"

namespace datelined::schema {

HubSubscriptions::HubSubscriptions(Database& database)
    : all_(database,
           "SELECT id, topic, callback, secret, access, address, expires, sent FROM hub_subscription ORDER BY id"),
      keep_(database,
            "INSERT OR REPLACE INTO hub_subscription (id, topic, callback, secret, access, address, expires, sent)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      drop_(database, "DELETE FROM hub_subscription WHERE id = ?1"),
      advance_(database, "UPDATE hub_subscription SET sent = ?2 WHERE id = ?1") {}

std::vector<HubSubscription> HubSubscriptions::all() {
  std::vector<HubSubscription> subscriptions;
  HubSubscription is;
  Blob secret;
  for (Rows rows = all_.query();
       rows.next(is.id, is.topic, is.callback, secret, is.access, is.address, is.expires, is.sent);) {
    is.secret = secret.bytes;
    subscriptions.push_back(is);
  }
  return subscriptions;
}

void HubSubscriptions::write(const HubChanges& changes) {
  for (const HubSubscription& is : changes.kept) {
    keep_.run(is.id, is.topic, is.callback, Blob{is.secret}, is.access, is.address, is.expires, is.sent);
  }
  for (const HubChanges::Progress& progress : changes.progress) advance_.run(progress.id, progress.sent);
  for (const std::int64_t id : changes.dropped) drop_.run(id);
}

}  // namespace datelined::schema
