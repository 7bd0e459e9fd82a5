// Renditions kept: each made once for a change number, whoever asks and however many at once.
//
// Loop thread; making is on threads of its own. Bounded in bytes: what was asked for once goes first, then what was not
// asked for longest. Bounded also in how many are made at once. What is kept no more but still on its way to a client
// counts too: clients that do not read cannot fill the memory, each with a document of its own.
//
// A flood of different questions keeps neither those threads nor who asks what was asked before: what nobody asked
// for lately waits for its turn, a few at a time; all else is made at once.
#pragma once

#include "daemon/serve/familiar.hpp"
#include "daemon/serve/gate.hpp"
#include "daemon/serve/makers.hpp"
#include "daemon/serve/rendition.hpp"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace datelined {

namespace asio = boost::asio;

class Renditions {
 public:
  using Made = std::shared_ptr<const Rendition>;
  using Make = std::function<Rendition()>;

  struct Limits {
    std::size_t bytes = 0;      // kept; half as many again alive, and twice as many for what was asked for before
    std::size_t underway = 0;   // being made or waiting for it, of what nobody asked for lately; as many of the rest
    std::size_t strangers = 1;  // being made at once, of what nobody asked for lately
  };

  Renditions(Makers& makers, Metrics& metrics, Limits limits)
      : makers_(makers), metrics_(metrics), limits_(limits), strangers_(limits.strangers) {}

  // The rendition of `key` at change number `seq`. Null: too many are being made. Throws what making threw.
  // `name` is what it is known by where the key differs from one time to the next.
  asio::awaitable<Made> get(std::string key, std::int64_t seq, Make make, std::string name = {});

  // The same, made without waiting for a turn: of what nobody can ask for in many ways.
  asio::awaitable<Made> get_soon(std::string key, std::int64_t seq, Make make);

  std::size_t bytes() const { return bytes_; }
  std::size_t underway() const { return underway_.size(); }

  // After a change of settings.
  void clear();

 private:
  struct Kept {
    std::string key, name;
    Made made;
    bool regular = false;  // which list it is in
  };
  using List = std::list<Kept>;  // last asked for first
  struct Underway;

  asio::awaitable<Made> get(std::string key, std::string name, std::int64_t seq, Make make, bool is_stranger);
  asio::awaitable<void> make_it(std::shared_ptr<Underway> underway, Make make, bool is_stranger);
  bool has_room(bool is_stranger) const;
  Made hold(Rendition made) const;
  Made find(const std::string& key);
  static std::size_t cost(const Kept& kept);
  void keep(Kept kept);
  void move(List::iterator place, bool to_regular);
  void drop(List::iterator place);
  void trim();

  Makers& makers_;
  Metrics& metrics_;
  const Limits limits_;
  const std::shared_ptr<std::atomic<std::size_t>> alive_ = std::make_shared<std::atomic<std::size_t>>(0);  // bytes
  std::int64_t seq_ = 0;                                         // what is kept is of this number
  std::size_t bytes_ = 0, regular_bytes_ = 0;                    // the second among the first
  std::uint64_t cleared_ = 0;                                    // what was under way before is not kept after
  List once_, regular_;                                          // asked for once; again and again
  std::unordered_map<std::string_view, List::iterator> places_;  // keys stand in the lists
  std::unordered_map<std::string, std::shared_ptr<Underway>> underway_;
  Familiar familiar_;
  Gate strangers_;
  std::size_t strangers_underway_ = 0;
};

}  // namespace datelined
