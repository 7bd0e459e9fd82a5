#include "daemon/serve/inbox.hpp"

#include <algorithm>
#include <utility>

namespace datelined {

void Inbox::open(InboxDoor door) {
  close(door.path);
  doors_.push_back(std::make_shared<const InboxDoor>(std::move(door)));
}

void Inbox::close(std::string_view path) {
  std::erase_if(doors_, [&](const auto& door) { return door->path == path; });
}

std::shared_ptr<const InboxDoor> Inbox::find(std::string_view path) const {
  const auto leads_there = [&](const auto& door) {
    return door->path.ends_with('/') ? path.starts_with(door->path) : path == door->path;
  };
  const auto place = std::find_if(doors_.begin(), doors_.end(), leads_there);
  return place == doors_.end() ? nullptr : *place;
}

bool Inbox::hold(std::size_t bytes) {
  if (bytes > most_held - held_) return false;
  held_ += bytes;
  return true;
}

}  // namespace datelined
