#include "feeds/identity.hpp"

#include "feeds/blanks.hpp"
#include "feeds/content.hpp"
#include "feeds/text/fold.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/url.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace datelined::feeds {
namespace {

// A key of one kind never equals one of another, though the strings be the same: many guids are links.
Key key(std::string_view kind, std::string_view value) {
  std::string name;
  name.reserve(kind.size() + 1 + value.size());
  return hash64(name.append(kind).append(1, '\n').append(value));
}

// The link as a name. A home page names no entry; a fragment does: live pages have one entry each.
std::string link_name(const Entry& entry) {
  const std::string_view url = entry.url;
  if (!is_http_url(url)) return std::string(url);
  std::string name = canonical_url(url);
  if (!name.empty()) name += url.substr(without_fragment(url).size());
  return name;
}

Key key_of_headline(std::string_view letters) {
  return key("headline", letters);
}

// The names an entry goes by; 0: it has none of this kind.
struct Names {
  Key guid = 0;
  Key link = 0;
  Key other = 0;  // where one of the two is missing, the headline tells whether it is one entry given twice
};

Names names_of(const Entry& entry, const Labels& own) {
  Names names;
  if (const std::string_view guid = trim_blanks(entry.guid); !guid.empty()) names.guid = key("guid", guid);
  if (const std::string link = link_name(entry); !link.empty()) names.link = key("link", link);
  if (names.guid == 0 || names.link == 0) {
    names.other = key_of_headline(fold_letters(read_headline(entry.title, own).text));
  }
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

// Grams of so many bytes of folded letters: two letters of Chinese, six of English, three of Urdu.
constexpr std::size_t gram_size = 6;
// A text with fewer is no evidence.
constexpr std::size_t enough_grams = 60;
constexpr std::size_t enough_title_grams = 6;
// As much as two texts of one language and one subject have in common by chance.
constexpr double by_chance = 0.2;
// Of a long text the beginning tells.
constexpr std::size_t compared_bytes = 8000;

std::unordered_set<std::string_view> grams_of(std::string_view letters) {
  std::unordered_set<std::string_view> grams;
  letters = letters.substr(0, compared_bytes);
  for (std::size_t at = 0; at + gram_size <= letters.size(); ++at) grams.insert(letters.substr(at, gram_size));
  return grams;
}

// How much of the smaller one stands in the other; nullopt: one of them is too small to tell.
std::optional<double> containment(const std::string& one, const std::string& other, std::size_t enough) {
  const auto a = grams_of(one), b = grams_of(other);
  const auto& small = a.size() < b.size() ? a : b;
  const auto& large = a.size() < b.size() ? b : a;
  if (small.size() < enough) return std::nullopt;
  std::size_t shared = 0;
  for (const std::string_view gram : small) shared += large.count(gram);
  return static_cast<double>(shared) / static_cast<double>(small.size());
}

Key content_key(const Entry& entry) {
  const std::string content = fold_letters(entry.title) + '\n' + fold_letters(plain_content(entry));
  // Neither headline nor text: the id that parsing derived is made from the rest.
  return content.size() > 1 ? key("content", content) : key("id", entry.id);
}

}  // namespace

std::vector<std::vector<Key>> identify(std::span<const Entry> entries, const Labels& own) {
  std::vector<Names> all;
  all.reserve(entries.size());
  Ambiguity guids, links;
  for (const Entry& entry : entries) {
    const Names& names = all.emplace_back(names_of(entry, own));
    if (names.guid != 0) guids.see(names.guid, names.link != 0 ? names.link : names.other);
    if (names.link != 0) links.see(names.link, names.guid != 0 ? names.guid : names.other);
  }

  std::vector<std::vector<Key>> keys(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& [guid, link, other] = all[i];
    if (guid != 0 && !guids.contains(guid)) keys[i].push_back(guid);
    if (link != 0 && !links.contains(link)) keys[i].push_back(link);
    if (keys[i].empty()) keys[i].push_back(content_key(entries[i]));
  }
  return keys;
}

std::vector<Key> keys_of_id(std::string_view id) {
  std::vector<Key> keys;
  id = trim_blanks(id);
  if (id.empty()) return keys;
  keys.push_back(key("guid", id));
  Entry entry;
  entry.url = id;
  if (is_http_url(id)) {
    if (const std::string link = link_name(entry); !link.empty()) keys.push_back(key("link", link));
  }
  return keys;
}

namespace {

// A title that is a label and nothing else is no headline.
Key headline_key_of(std::string_view title, std::string_view letters, const Labels& own) {
  return letters.empty() || !label_of(title, own).empty() ? 0 : key_of_headline(letters);
}

}  // namespace

Key headline_key(const Comparable& entry) {
  return headline_key_of(entry.entry.title, letters_of(entry.folded_headline), entry.own);
}

Key headline_key(std::string_view title, const Labels& own) {
  return headline_key_of(title, fold_letters(read_headline(title, own).text), own);
}

bool tells_another(const Entry& before, const Entry& after) {
  // A text that keeps the date it was published at is an edited one.
  if (before.date_published && before.date_published == after.date_published) return false;
  if (!before.url.empty() && before.url == after.url && before.guid.empty()) return false;
  const auto text = containment(fold_letters(plain_content(before)), fold_letters(plain_content(after)), enough_grams);
  if (text && *text > by_chance) return false;
  const std::string old_title = fold_letters(before.title), new_title = fold_letters(after.title);
  const auto title = containment(old_title, new_title, enough_title_grams);
  // A headline that returns each day names another text all the same, where the dates say so too.
  constexpr std::chrono::hours half_a_day{12};
  const bool another_day =
      before.date_published && after.date_published && *after.date_published - *before.date_published >= half_a_day;
  if (text) return another_day || (title && *title <= by_chance);
  // Headlines alone: both dates have to speak as well.
  return title && *title == 0 && another_day;
}

}  // namespace datelined::feeds
