// The store, read: a connection of its own that sees committed changes only and writes nothing.
//
// One thread at a time. Throws StoreError (schema/store.hpp): no such database, a newer one, a row whose
// checksum does not hold.
#pragma once

#include "schema/records.hpp"
#include "schema/telling.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace datelined::schema {

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file);
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  // Hands over one story after the other, all from one moment of the store. Returns the cursor of the
  // next page, for Query::before, empty when the limit cut nothing off; with `after` it is the last seq.
  // Throws std::invalid_argument when `before` is no such cursor.
  std::string stories(const Query& query, const std::function<void(const feeds::Story&)>& take);

  // The number of the last change that the query takes, with `after` and `through` as bounds; 0: none.
  std::int64_t last_change(const Query& query);

  std::optional<Telling> telling(const std::string& atom_id);  // see schema/telling.hpp
  std::vector<Activity> activity(Time now, int days);
  Choices choices();

  std::vector<FeedHealth> feeds();    // configured ones, by name
  std::int64_t last_change();         // 0: none yet
  std::optional<Time> last_update();  // when the last change was committed, by the poll's clock
  Totals totals();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace datelined::schema
