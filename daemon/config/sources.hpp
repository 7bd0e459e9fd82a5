// Where feeds come from: the address of one as an operator writes it, and OPML lists of many.
#pragma once

#include "daemon/config/settings.hpp"
#include "feeds/problem.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {

struct SourceAddress {
  std::string url;  // without credentials; http, https or file: with an absolute path
  std::string user, password;
};

// Splits user:password@ off (percent-decoded) and makes a file: path absolute against `folder`. The
// Problem never repeats credentials.
feeds::Result<SourceAddress> read_source(std::string_view text, const std::filesystem::path& folder);

// Names for outlines, which have a text but no name of ours: its letters and digits, '-' between words, and
// a number where that is taken. The same outlines in the same order get the same names.
class Names {
 public:
  void take(const std::string& name) { taken_.insert(name); }
  std::string make(std::string_view text);

 private:
  std::set<std::string> taken_;
  std::map<std::string, int> last_number_;
};

// The feeds of an OPML list, in its order, and what is wrong with it. file: addresses are relative to the
// list. What stands in `feeds` already, by address, is left out.
struct SubscriptionList {
  std::vector<FeedSettings> feeds;
  std::vector<std::string> faults;  // without the file's name
};
SubscriptionList read_subscriptions(const std::filesystem::path& file, const std::vector<FeedSettings>& known);

}  // namespace datelined
