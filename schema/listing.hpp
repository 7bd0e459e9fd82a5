// A Query as SQL: which stories, which copy of each, in which order.
#pragma once

#include "schema/records.hpp"
#include "schema/sqlite.hpp"

#include <string>

namespace datelined::schema {

// A row of the listing, as columns stand in it. Texts live until the next row.
struct Listed {
  std::int64_t story = 0, lead = 0, entry = 0, revision = 0, seq = 0;
  FeedId feed = 0;
  std::string_view atom_id, status;
  bool is_held = false;  // told of as withdrawn, until its time
  std::string_view signal, document;
  std::uint64_t checksum = 0;
  Time first_seen, updated, time;
};

class Listing {
 public:
  // Teaches a connection the predicates that listings use.
  static void define_predicates(Database& database);

  enum class Order { as_asked, last_change_first };

  // Throws std::invalid_argument when `before` is no cursor of such a query.
  Listing(Database& database, const Query& query, Order order = Order::as_asked);

  // The change number of the first row; left as it is when there is none.
  void first_change(std::int64_t& seq);

  // The rows, in order; one more than the limit when there are more.
  Rows rows() { return statement_.query(); }
  static bool next(Rows& rows, Listed& row);

  // What continues behind this row.
  std::string cursor(const Listed& row) const;

 private:
  bool by_change_, by_rank_;
  std::int64_t end_;  // of the page, in the ranking
  Statement statement_;
};

}  // namespace datelined::schema
