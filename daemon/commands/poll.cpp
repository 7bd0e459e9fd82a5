#include "daemon/commands/poll.hpp"

#include "daemon/commands/engine.hpp"
#include "daemon/commands/progress.hpp"
#include "daemon/commands/usage.hpp"
#include "daemon/config/load.hpp"
#include "daemon/config/nearest.hpp"
#include "daemon/log.hpp"

#include <algorithm>
#include <stdexcept>

namespace datelined {
namespace {

void check_names(const std::vector<std::string>& asked, const Settings& settings) {
  std::vector<std::string> known;
  for (const FeedSettings& feed : settings.feeds) known.push_back(feed.name);
  for (const std::string& name : asked) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw UsageError("no feed `" + name + "` in " + settings.file.string() + did_you_mean(name, known));
  }
}

}  // namespace

int poll_once(const PollOptions& options) {
  const Settings settings = load_settings(settings_file(options.config));
  check_names(options.feeds, settings);
  // What becomes of each feed stands on stdout already.
  log::set_level(options.verbose ? log::Level::debug : log::Level::error);

  Engine engine(settings);
  Progress progress;
  Poller::Sweep sweep{.force = options.force,
                      .names = options.feeds,
                      .begin = [&](std::size_t feeds) { progress.begin(feeds); },
                      .visited = [&](const Visit& visit) { progress.visited(visit); }};

  if (!engine.run_sweep(std::move(sweep)))
    throw std::runtime_error("interrupted: what was visited is stored, the rest stays due");
  engine.store.checkpoint();
  progress.summarize();
  return 0;
}

}  // namespace datelined
