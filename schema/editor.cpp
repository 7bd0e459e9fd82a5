#include "schema/editor.hpp"

#include "feeds/sketch.hpp"
#include "feeds/text/hash.hpp"
#include "feeds/text/url.hpp"
#include "schema/document.hpp"
#include "schema/open.hpp"
#include "schema/sameness.hpp"
#include "schema/sequence.hpp"
#include "schema/sqlite.hpp"
#include "schema/store.hpp"
#include "schema/stories.hpp"

#include <algorithm>
#include <stdexcept>

namespace datelined::schema {

namespace {

Database open(const std::filesystem::path& file, Editor::May may) {
  if (may == Editor::May::ask) return open_to_read(file);
  Database database = open_to_write(file);
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA foreign_keys = ON");
  return database;
}

constexpr std::int64_t nobody = 0;  // no entry's id

const std::string named =
    "SELECT e.id, e.story, f.name, f.url, s.atom_id, e.time, r.document, r.checksum"
    " FROM entry e JOIN feed f ON f.id = e.feed JOIN story s ON s.id = e.story JOIN revision r ON r.id = e.latest";

}  // namespace

struct Editor::Parts {
  Parts(const std::filesystem::path& file, May may) : database(open(file, may)) {}

  std::optional<Named> read(Rows rows);

  Database database;
  Statement by_story{database, named +
                                   " WHERE e.story = (SELECT coalesce(joined, id) FROM story WHERE atom_id = ?1)"
                                   " ORDER BY json_extract(r.document, '$.id') = ?1 DESC, e.id = s.lead DESC LIMIT 1"};
  Statement by_address{database, named + " WHERE e.signature_url = ?1 ORDER BY e.id LIMIT 1"};
  // Nobody else asks for an entry by its own id across feeds: no index pays for this.
  Statement by_id{database, named +
                                " WHERE e.id <> ?2 AND (json_extract(r.document, '$.id') = ?1"
                                " OR json_extract(r.document, '$.url') = ?1) ORDER BY e.id LIMIT 1"};
  Statement ties{
      database, "SELECT probability, editor FROM tie WHERE (entry = ?1 AND other = ?2) OR (entry = ?2 AND other = ?1)"};
  Statement copies{database, "SELECT count(*) FROM entry WHERE story = ?1"};
  Statement story_id{database, "SELECT atom_id FROM story WHERE id = ?1"};
  Statement signatures{database,
                       "SELECT coalesce(signature_url, 0), coalesce(signature_text, 0) FROM entry WHERE id = ?1"};
  Statement together{database, "DELETE FROM apart WHERE (story = ?1 AND other = ?2) OR (story = ?2 AND other = ?1)"};
  Statement by_hand{database,
                    "INSERT OR REPLACE INTO tie (entry, other, probability, editor) VALUES (?1, ?2, NULL, 1)"};
  Sequence sequence{database};
  Sameness sameness{database};
  Stories stories{database, sequence, sameness};
};

Editor::Editor(const std::filesystem::path& file, May may) : parts_(std::make_unique<Parts>(file, may)) {}
Editor::~Editor() = default;

std::optional<Named> Editor::Parts::read(Rows rows) {
  Named is;
  std::string_view document;
  std::uint64_t checksum = 0;
  if (!rows.next(is.entry, is.story, is.feed, is.feed_url, is.story_id, is.time, document, checksum)) {
    return std::nullopt;
  }
  is.text = read_entry(document, checksum, database.file() + ": entry " + std::to_string(is.entry));
  return is;
}

Named Editor::find(const std::string& name) {
  const auto address = static_cast<std::int64_t>(feeds::hash64(feeds::canonical_url(name)));
  std::optional<Named> found = parts_->read(parts_->by_story.query(name));
  if (!found && address != 0) found = parts_->read(parts_->by_address.query(address));
  if (!found) found = parts_->read(parts_->by_id.query(name, nobody));
  if (!found) throw std::invalid_argument("no entry or story `" + name + "`");
  return std::move(*found);
}

std::pair<Named, Named> Editor::find_two(const std::string& one, const std::string& other, Two of) {
  std::pair<Named, Named> found(find(one), find(other));
  const auto are_two = [of](const Named& a, const Named& b) {
    return of == Two::stories ? a.story != b.story : a.entry != b.entry;
  };
  if (one == other || are_two(found.first, found.second)) return found;
  std::optional<Named> own = parts_->read(parts_->by_id.query(one, found.first.entry));
  if (own && are_two(*own, found.second)) return {std::move(*own), std::move(found.second)};
  own = parts_->read(parts_->by_id.query(other, found.second.entry));
  if (own && are_two(found.first, *own)) return {std::move(found.first), std::move(*own)};
  return found;
}

Why Editor::why(const Named& one, const Named& other) {
  Why why;
  why.one_story = one.story == other.story;
  why.split_by_editor = parts_->stories.are_apart(one.story, other.story);
  std::optional<std::int64_t> thousandths;
  bool by_editor = false;
  for (Rows rows = parts_->ties.query(one.entry, other.entry); rows.next(thousandths, by_editor);) {
    if (thousandths) why.joined_with = static_cast<double>(*thousandths) / 1000;
    why.joined_by_editor = why.joined_by_editor || by_editor;
  }
  std::uint64_t url[2] = {}, text[2] = {};
  parts_->signatures.query(one.entry).next(url[0], text[0]);
  parts_->signatures.query(other.entry).next(url[1], text[1]);
  why.same_address = url[0] != 0 && url[0] == url[1];
  why.same_text = text[0] != 0 && text[0] == text[1];
  const std::string mine = feeds::sketch(one.text).sketch, theirs = feeds::sketch(other.text).sketch;
  const feeds::Commonness commonness = parts_->sameness.read_commonness();
  why.match =
      feeds::Comparison(feeds::read_sketch(mine), commonness).whole(feeds::read_sketch(theirs), one.time - other.time);
  return why;
}

std::string Editor::split(std::span<const Named> copies, Time at) {
  const std::int64_t story = copies.front().story;
  std::vector<std::int64_t> entries;
  for (const Named& copy : copies) {
    if (copy.story != story) {
      throw std::invalid_argument("these are no copies of one story: `" + copies.front().text.id + "` is in " +
                                  copies.front().story_id + ", `" + copy.text.id + "` in " + copy.story_id);
    }
    if (std::find(entries.begin(), entries.end(), copy.entry) != entries.end()) {
      throw std::invalid_argument("named twice: `" + copy.text.id + "` of " + copy.feed);
    }
    entries.push_back(copy.entry);
  }
  Transaction transaction(parts_->database, Transaction::Kind::write);
  std::size_t of_story = 0;
  parts_->copies.query(story).next(of_story);
  if (entries.size() >= of_story) {
    throw std::invalid_argument("nothing would be left of " + copies.front().story_id + ": it has " +
                                std::to_string(of_story) + (of_story == 1 ? " copy" : " copies"));
  }
  parts_->sequence.begin();
  parts_->stories.begin();
  const std::int64_t made = parts_->stories.split(story, entries, copies.front().feed_url, copies.front().text.id, at);
  std::string id;
  parts_->story_id.query(made).next(id);
  parts_->sequence.end();
  transaction.commit();
  return id;
}

std::string Editor::join(const Named& one, const Named& other, Time at) {
  if (one.entry == other.entry)
    throw std::invalid_argument("both name one entry: `" + one.text.id + "` of " + one.feed);
  if (one.story == other.story) throw std::invalid_argument("they are one story already: " + one.story_id);
  Transaction transaction(parts_->database, Transaction::Kind::write);
  parts_->sequence.begin();
  parts_->stories.begin();
  parts_->together.run(one.story, other.story);
  parts_->by_hand.run(other.entry, one.entry);
  const std::int64_t story = parts_->stories.unite(one.story, {other.story}, at);
  parts_->stories.copy_changed(story, one.entry, at);
  std::string id;
  parts_->story_id.query(story).next(id);
  parts_->sequence.end();
  transaction.commit();
  return id;
}

}  // namespace datelined::schema
