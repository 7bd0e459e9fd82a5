#include "daemon/commands/check.hpp"

#include "daemon/commands/output.hpp"
#include "daemon/config/load.hpp"
#include "daemon/units.hpp"

namespace datelined {

int check(const std::string& config) {
  const std::filesystem::path file = settings_file(config);
  const Settings settings = load_settings(file);

  std::string text = file.string() + ": ok, " + std::to_string(settings.feeds.size()) + " feeds\n";
  text += "database " + settings.database.string() + "\n";
  for (const std::string& address : settings.http.listen) text += "listen " + address + "\n";
  for (const FeedSettings& feed : settings.feeds) {
    text += "feed " + feed.name + " every " + write_duration(feed.interval.value_or(settings.poll.interval)) + " " +
            feed.url + "\n";
  }
  Output output;
  output.write(text);
  return 0;
}

}  // namespace datelined
