// Renditions kept: each made once for a change number, whoever asks and however many at once.
//
// Loop thread; making is on workers. Bounded in bytes, the least recently asked for go first, and in how
// many are made at once. What is kept no more but still on its way to a client counts too: clients that do not
// read cannot fill the memory, each with a document of its own.
#pragma once

#include "daemon/serve/rendition.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

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

  Renditions(asio::thread_pool& workers, Metrics& metrics, std::size_t most_bytes, std::size_t most_underway)
      : workers_(workers), metrics_(metrics), most_bytes_(most_bytes), most_underway_(most_underway) {}

  // The rendition of `key` at change number `seq`. Null: too many are being made. Throws what making threw.
  asio::awaitable<Made> get(std::string key, std::int64_t seq, Make make);

  std::size_t bytes() const { return bytes_; }
  std::size_t underway() const { return underway_.size(); }

  // After a change of settings.
  void clear();

 private:
  struct Kept {
    std::string key;
    Made made;
  };
  struct Underway;

  Made hold(Rendition made) const;
  Made find(const std::string& key);
  void keep(std::string key, Made made);
  void drop_last();

  asio::thread_pool& workers_;
  Metrics& metrics_;
  const std::size_t most_bytes_, most_underway_;
  const std::shared_ptr<std::atomic<std::size_t>> alive_ = std::make_shared<std::atomic<std::size_t>>(0);  // bytes
  std::int64_t seq_ = 0;  // what is kept is of this number
  std::size_t bytes_ = 0;
  std::uint64_t cleared_ = 0;  // what was under way before is not kept after
  std::list<Kept> kept_;       // last asked for first
  std::unordered_map<std::string_view, std::list<Kept>::iterator> places_;  // keys stand in kept_
  std::unordered_map<std::string, std::shared_ptr<Underway>> underway_;
};

}  // namespace datelined
