#include "feeds/identity.hpp"

#include "feeds/blanks.hpp"
#include "feeds/content.hpp"
#include "feeds/signal.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/url.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace datelined::feeds {
namespace {

// A key of one kind never equals one of another, though the strings be the same: many guids are links.
Key key(std::string_view kind, std::string_view value) {
  return hash64(std::string(kind).append(1, '\n').append(value));
}

// The link as a name. A home page names no entry; a fragment does: live pages have one entry each.
std::string link_name(const Entry& entry) {
  const std::string_view url = entry.url;
  if (!is_http_url(url)) return std::string(url);
  std::string name = canonical_url(url);
  if (!name.empty()) name += url.substr(without_fragment(url).size());
  return name;
}

// The names an entry goes by; 0: it has none of this kind.
struct Names {
  Key guid = 0;
  Key link = 0;
  Key headline = 0;
};

Names names_of(const Entry& entry) {
  Names names;
  if (const std::string_view guid = trim_blanks(entry.guid); !guid.empty()) names.guid = key("guid", guid);
  if (const std::string link = link_name(entry); !link.empty()) names.link = key("link", link);
  names.headline = key("headline", fold_letters(read_headline(entry.title).text));
  return names;
}

// Which names stand for more than one thing in this document.
class Ambiguity {
 public:
  void see(Key name, Key meaning) {
    const auto [place, is_new] = meanings_.try_emplace(name, Meaning{meaning, false});
    if (!is_new && place->second.first != meaning) place->second.several = true;
  }
  bool contains(Key name) const { return meanings_.at(name).several; }

 private:
  struct Meaning {
    Key first;
    bool several;
  };
  std::unordered_map<Key, Meaning> meanings_;
};

Key content_key(const Entry& entry) {
  const std::string content = fold_letters(entry.title) + '\n' + fold_letters(plain_content(entry));
  // Neither headline nor text: the id that parsing derived is made from the rest.
  return content.size() > 1 ? key("content", content) : key("id", entry.id);
}

}  // namespace

std::vector<std::vector<Key>> identify(std::span<const Entry> entries) {
  std::vector<Names> all;
  all.reserve(entries.size());
  Ambiguity guids, links;
  for (const Entry& entry : entries) {
    const Names& names = all.emplace_back(names_of(entry));
    // Where there is no link or no guid, the headline tells whether it is one entry given twice.
    if (names.guid != 0) guids.see(names.guid, names.link != 0 ? names.link : names.headline);
    if (names.link != 0) links.see(names.link, names.guid != 0 ? names.guid : names.headline);
  }

  std::vector<std::vector<Key>> keys(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& [guid, link, headline] = all[i];
    if (guid != 0 && !guids.contains(guid)) keys[i].push_back(guid);
    if (link != 0 && !links.contains(link)) keys[i].push_back(link);
    if (keys[i].empty()) keys[i].push_back(content_key(entries[i]));
  }
  return keys;
}

}  // namespace datelined::feeds
