// Whose turn it is: feeds wait in line, so many may be visited at once, so many of one host and of one
// address, and visits to either begin some time apart; those of one's own follow each other while they are quick.
//
// A host that is slow or has many feeds holds up its own feeds alone. Pure.
#pragma once

#include "schema/records.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace datelined {

// Where a feed lives, as far as is known.
struct Home {
  std::string host;                                  // registrable domain
  std::string address = {};                          // connected to last; empty: not known yet
  bool spaced = false;                               // somebody else's server
  std::chrono::steady_clock::time_point begun = {};  // the visit
};

class Turns {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  struct Limits {
    std::size_t at_once = 1, per_host = 1;
    std::chrono::milliseconds spacing{0};  // between the beginnings of two visits to a host, or to an address
  };
  explicit Turns(Limits limits) : limits_(limits) {}

  void set_limits(Limits limits);

  // To the end of the line.
  void wait(schema::FeedId feed, const Home& home);

  struct Turn {
    schema::FeedId feed;
    Home home;
  };
  // The next that may be visited; it has its place until leave(). nullopt: none may now.
  std::optional<Turn> next(Moment now);
  void leave(const Home& home);

  // Who was let go to an address that was not known has found it out. false: it is to leave and to wait in line, now
  // that it is known; else its home is there. `spaced`: it is somebody else's.
  bool admit(Home& home, const std::string& address, bool spaced);

  // When somebody waits for nothing but time: until then.
  std::optional<Moment> soonest() const;

  // Out of the line: those of one host, or all.
  std::vector<schema::FeedId> withdraw(const std::string& host);
  std::vector<schema::FeedId> withdraw_all();

  // Somebody of this host waits.
  bool is_wanted(const std::string& host) const;

  std::size_t waiting() const { return waiting_; }
  std::size_t visiting() const { return visiting_; }

 private:
  struct Waiting {
    schema::FeedId feed;
    std::string address;
    bool spaced;
  };
  struct Host {
    std::list<Waiting> line;  // a deque takes half a kilobyte for nobody, and hosts are thousands
    std::size_t visiting = 0;
    Moment free{};                // when the next visit may begin; one's own: beside another
    std::optional<Moment> place;  // what the next feed's address has kept for it
    bool queued = false;          // stands in ready_, later_ or blocked_
  };
  struct Address {
    std::size_t visiting = 0;
    std::list<std::string> blocked;  // hosts whose next feed lives here
    Moment free{};                   // when one may begin for whom no place is kept
  };

  void queue(const std::string& name, Host& host);
  std::optional<Turn> begin(const std::string& name, Host& host, Moment now);
  static bool has_to_wait(const Host& host, Moment now);
  bool is_admitted(const std::string& name, Host& host, Moment now);
  void forget_addresses(Moment now);
  bool is_free(const Host& host, Moment now) const;
  bool leave_address(const std::string& address);
  void unblock(Address& address);
  std::vector<schema::FeedId> clear_line(Host& host);

  Limits limits_;
  std::size_t waiting_ = 0, visiting_ = 0;
  std::unordered_map<std::string, Host> hosts_;
  std::unordered_map<std::string, Address> addresses_;
  std::deque<std::string> ready_;                   // hosts, in turn
  std::deque<std::string> warm_;                    // hosts just visited: the next finds the connection open
  std::set<std::pair<Moment, std::string>> later_;  // hosts that may not begin before
};

}  // namespace datelined
