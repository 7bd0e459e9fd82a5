// What was made, as it is answered: in a coding that the client takes, under an entity tag, or not at all where the
// client has it already. What was asked for in the same words since the last change is at hand.
//
// Loop thread; making and encoding are on threads of its own. A store that fails throws through get().
#pragma once

#include "daemon/events.hpp"
#include "daemon/metrics.hpp"
#include "daemon/serve/coding.hpp"
#include "daemon/serve/makers.hpp"
#include "daemon/serve/message.hpp"
#include "daemon/serve/renditions.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace datelined {

class Documents {
 public:
  using Made = Renditions::Made;
  using Make = Renditions::Make;

  Documents(asio::any_io_executor loop, Metrics& metrics, Events& events);

  // After a change of settings. Private: some address asks for a token, and no shared cache may keep the answers.
  void reload(bool is_private);
  void changed(std::int64_t seq);

  // As Renditions has it, at the present change number.
  asio::awaitable<Made> get(std::string key, Make make, std::string name = {});
  asio::awaitable<Made> get_soon(std::string key, Make make);

  // The answer that is at hand; nullopt: there is none.
  std::optional<Answer> at_once(const Request& request);

  // 200 or 304. `may_remember`: the same words will mean the same until the next change.
  asio::awaitable<Answer> answer(const Request& request, Made made, bool may_remember);

  // In that coding; null: it is not worth it, or there is too much to do.
  asio::awaitable<Made> encoded(Made made, Coding coding);

  std::string tag(const Rendition& made, Coding coding) const;  // the entity tag

  std::size_t bytes() const { return renditions_.bytes(); }
  std::size_t underway() const { return renditions_.underway(); }

 private:
  // A document in one coding, as it is answered.
  struct Ready {
    std::weak_ptr<const Rendition> whole;  // alive while it is kept elsewhere
    std::weak_ptr<const Rendition> coded;
    std::string etag, about, content;  // header lines: for any answer, for one with the bytes
    std::optional<feeds::Time> last_modified;
  };

  Ready describe(const Rendition& made, Coding coding) const;
  Answer answer_with(const Request& request, const Ready& ready, const Made& coded) const;
  std::shared_ptr<const MemoryFile> file_of(const Rendition& made) const;
  void remember(const Request& request, const Made& whole, Ready ready, const Made& coded);

  Metrics& metrics_;
  Events& events_;
  Makers makers_;
  Renditions renditions_;
  bool private_ = false;
  std::unordered_map<std::string, Ready> ready_;  // by target and coding; of the present change number
  feeds::Time changed_at_{};  // the second of the last change, or reload, and one; at first that of the start
  std::int64_t known_seq_ = 0;
};

}  // namespace datelined
