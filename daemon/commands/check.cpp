#include "daemon/commands/check.hpp"

#include "daemon/commands/engine.hpp"
#include "daemon/commands/output.hpp"
#include "daemon/commands/progress.hpp"
#include "daemon/config/load.hpp"
#include "daemon/log.hpp"
#include "daemon/units.hpp"

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace datelined {

namespace {

// A store of its own that is gone afterwards: the feeds are asked as if for the first time.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "datelined-check-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), name);
    }
    folder_ = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::filesystem::path database() const { return folder_ / "scratch.db"; }

 private:
  std::filesystem::path folder_;
};

int visit_all(Settings settings) {
  log::set_level(log::Level::error);
  const Scratch scratch;
  settings.database = scratch.database();
  Engine engine(settings);
  Progress progress;
  bool failed = false;
  Poller::Sweep sweep{.force = true,
                      .names = {},
                      .begin = [&](std::size_t feeds) { progress.begin(feeds); },
                      .visited =
                          [&](const Visit& visit) {
                            failed = failed || !visit.error.empty();
                            progress.visited(visit);
                          }};

  if (!engine.run_sweep(std::move(sweep))) throw std::runtime_error("interrupted");
  progress.summarize();
  return failed ? 1 : 0;
}

}  // namespace

int check(const CheckOptions& options) {
  const std::filesystem::path file = settings_file(options.config);
  const Settings settings = load_settings(file);

  std::string text = file.string() + ": ok, " + std::to_string(settings.feeds.size()) + " feeds\n";
  text += "database " + settings.database.string() + "\n";
  for (const std::string& address : settings.http.listen) text += "listen " + address + "\n";
  for (const FeedSettings& feed : settings.feeds) {
    text += "feed " + feed.name + " every " + write_duration(feed.interval.value_or(settings.poll.interval)) + " " +
            feed.url + "\n";
  }
  Output().write(text);
  return options.online ? visit_all(settings) : 0;
}

}  // namespace datelined
