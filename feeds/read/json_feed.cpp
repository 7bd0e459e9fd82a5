#include "feeds/read/json_feed.hpp"

#include "feeds/read/attachments.hpp"
#include "feeds/read/distinct.hpp"
#include "feeds/read/entries.hpp"
#include "feeds/read/json_document.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"
#include "feeds/text/date.hpp"
#include "feeds/text/html.hpp"
#include "feeds/text/language.hpp"
#include "feeds/text/url.hpp"

#include <boost/json/serialize.hpp>

#include <charconv>
#include <cmath>
#include <iterator>

namespace datelined::feeds::read {
namespace {

namespace json = boost::json;

std::string_view string_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

const json::array& array_in(const json::object& object, std::string_view key) {
  static const json::array empty;
  const json::value* value = object.if_contains(key);
  const json::array* array = value == nullptr ? nullptr : value->if_array();
  return array == nullptr ? empty : *array;
}

// As people write it: 1.5 and 1000, not 1.5E0 and 1E3.
std::string digits_of(double number) {
  constexpr double exact = 9007199254740992.0;
  const bool is_whole = std::abs(number) <= exact && std::trunc(number) == number;
  char digits[32];
  const auto format = is_whole ? std::chars_format::fixed : std::chars_format::general;
  return {digits, std::to_chars(digits, std::end(digits), number, format).ptr};
}

// Ids should be strings and often are numbers.
std::string id_in(const json::object& object) {
  const json::value* id = object.if_contains("id");
  if (id == nullptr) return {};
  if (id->is_double()) return digits_of(id->get_double());
  if (id->is_number()) return json::serialize(*id);
  return std::string(trimmed(string_in(object, "id")));
}

template <class Owner>
struct Member {
  std::string_view key;
  std::string Owner::*member;
};

constexpr Member<Feed> feed_texts[] = {
    {"title", &Feed::title}, {"description", &Feed::description}, {"user_comment", &Feed::user_comment}};
constexpr Member<Feed> feed_urls[] = {{"home_page_url", &Feed::home_page_url},
                                      {"feed_url", &Feed::feed_url},
                                      {"icon", &Feed::icon},
                                      {"favicon", &Feed::favicon},
                                      {"next_url", &Feed::next_url}};
constexpr Member<Entry> entry_texts[] = {{"title", &Entry::title}, {"summary", &Entry::summary}};
constexpr Member<Entry> entry_urls[] = {{"url", &Entry::url},
                                        {"external_url", &Entry::external_url},
                                        {"image", &Entry::image},
                                        {"banner_image", &Entry::banner_image}};

class Reader {
 public:
  Reader(const json::object& root, const Document& document, std::vector<Note>& notes) : notes_(notes) {
    for (const std::string_view base :
         {std::string_view(document.url), string_in(root, "feed_url"), string_in(root, "home_page_url")}) {
      if (base_.empty() && can_be_base(trimmed(base))) base_ = trimmed(base);
    }
  }

  Feed feed(const json::object& object) {
    Feed feed;
    fill_texts(feed, feed_texts, object);
    if (feed.title.empty()) note("missing-title", "the feed has no title");
    fill_urls(feed, feed_urls, object);
    feed.language = language(object);
    feed_language_ = feed.language;
    feed.authors = authors(object);
    for (const json::value& value : array_in(object, "hubs")) {
      const json::object* hub = value.if_object();
      if (hub == nullptr) continue;
      std::string address = url(string_in(*hub, "url"));
      if (!address.empty()) feed.hubs.push_back({std::string(string_in(*hub, "type")), std::move(address)});
    }
    const json::value* expired = object.if_contains("expired");
    if (expired != nullptr && expired->is_bool()) feed.expired = expired->get_bool();
    return feed;
  }

  Entry entry(const json::object& object) {
    Entry entry;
    entry.guid = id_in(object);
    fill_texts(entry, entry_texts, object);
    fill_urls(entry, entry_urls, object);
    entry.content_html = html(string_in(object, "content_html"));
    if (entry.content_html.empty())
      entry.content_text = clean_text(std::string(trimmed(string_in(object, "content_text"))));
    entry.date_published = date(object, "date_published");
    entry.date_modified = date(object, "date_modified");
    entry.authors = authors(object);
    entry.language = language(object);
    entry.tags = tags(object);
    entry.attachments = attachments(object);
    if (entry.guid.empty() && entry.url.empty()) note("missing-id", "an item without an id");
    entry.id = entry.guid.empty() ? derived_id(entry) : entry.guid;
    return entry;
  }

 private:
  void note(std::string_view code, std::string message) { notes_.push_back({std::string(code), std::move(message)}); }

  template <class Owner, std::size_t size>
  void fill_texts(Owner& owner, const Member<Owner> (&members)[size], const json::object& object) {
    for (const auto& [key, member] : members) owner.*member = plain_of_untyped(string_in(object, key));
  }

  template <class Owner, std::size_t size>
  void fill_urls(Owner& owner, const Member<Owner> (&members)[size], const json::object& object) {
    for (const auto& [key, member] : members) owner.*member = url(string_in(object, key));
  }

  std::string url(std::string_view reference) {
    if (trimmed(reference).empty()) return {};
    const auto resolved = resolve_url(base_, reference);
    if (!resolved) {
      note("bad-url", quoted(reference) + " is no address to follow");
      return {};
    }
    if (!is_absolute_url(*resolved)) note("relative-url", quoted(reference) + " is relative to an unknown address");
    return *resolved;
  }

  std::string html(std::string_view text) {
    if (trimmed(text).empty()) return {};
    Sanitized safe = sanitize_html(trimmed(text), base_);
    if (safe.bad_url) note("bad-url", "an address in the markup is none to follow");
    if (safe.relative_url) note("relative-url", "an address in the markup is relative to an unknown address");
    return std::move(safe.html);
  }

  Date date(const json::object& object, std::string_view key) {
    const std::string_view text = trimmed(string_in(object, key));
    if (text.empty()) return std::nullopt;
    const std::string_view own = trimmed(string_in(object, "language"));
    const Date date = read_date(text, own.empty() ? std::string_view(feed_language_) : own);
    if (!date) note("bad-date", quoted(text) + " is no date");
    return date;
  }

  std::string language(const json::object& object) {
    const std::string_view text = trimmed(string_in(object, "language"));
    std::string tag = language_tag(text);
    if (tag.empty() && !text.empty()) note("bad-language", quoted(text) + " is no language tag");
    return tag;
  }

  Number number(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr || value->is_null()) return std::nullopt;
    const Number number =
        value->is_number() ? Number(value->to_number<double>()) : parse_number(string_in(object, key));
    if (!number) note("bad-number", "'" + std::string(key) + "' is no number");
    return number;
  }

  // Version 1.0 has one `author`, 1.1 a list; where both stand the list is the newer.
  std::vector<Author> authors(const json::object& object) {
    std::vector<Author> authors;
    const auto add = [&](const json::value& value) {
      const json::object* person = value.if_object();
      if (person == nullptr) return;
      Author author;
      author.name = plain_of_untyped(string_in(*person, "name"));
      author.url = url(string_in(*person, "url"));
      author.avatar = url(string_in(*person, "avatar"));
      if (author != Author()) authors.push_back(std::move(author));
    };
    for (const json::value& value : array_in(object, "authors")) add(value);
    const json::value* author = object.if_contains("author");
    if (authors.empty() && author != nullptr) add(*author);
    return authors;
  }

  std::vector<std::string> tags(const json::object& object) {
    Distinct<std::string> tags;
    for (const json::value& value : array_in(object, "tags")) {
      const json::string* tag = value.if_string();
      if (tag == nullptr) continue;
      const std::string text = plain_of_untyped({tag->data(), tag->size()});
      if (!text.empty()) tags.add(text, text);
    }
    return tags.take();
  }

  std::vector<Attachment> attachments(const json::object& object) {
    Distinct<Attachment> attachments;
    for (const json::value& value : array_in(object, "attachments")) {
      const json::object* own = value.if_object();
      if (own == nullptr) continue;
      Attachment found = attachment(*own);
      std::string key = found.url;
      if (!key.empty()) attachments.add(std::move(found), std::move(key));
    }
    return attachments.take();
  }

  Attachment attachment(const json::object& object) {
    Attachment attachment;
    attachment.url = url(string_in(object, "url"));
    attachment.mime_type = media_type_of(string_in(object, "mime_type"), attachment.url);
    attachment.title = plain_of_untyped(string_in(object, "title"));
    if (const Number size = number(object, "size_in_bytes"); size && *size >= 0 && *size < 9e18) {
      attachment.size_in_bytes = static_cast<std::int64_t>(*size);
    }
    attachment.duration_in_seconds = number(object, "duration_in_seconds");
    return attachment;
  }

  std::vector<Note>& notes_;
  std::string base_;
  std::string feed_language_;
};

std::string format_of(std::string_view version) {
  while (version.ends_with('/')) version.remove_suffix(1);
  return version.ends_with("/1") || version.ends_with("1.0") ? "json-1.0" : "json-1.1";
}

}  // namespace

Result<Parsed> read_json_feed(std::string_view text, const Document& document, Parsed parsed) {
  const JsonDocument whole = read_json(text, parsed.notes);
  const json::object* root = whole.value.if_object();
  const json::value* items = root == nullptr ? nullptr : root->if_contains("items");
  if (root == nullptr || string_in(*root, "version").empty() || items == nullptr || !items->is_array()) {
    return Problem{document.url, "no feed: JSON, but no JSON Feed"};
  }
  parsed.is_cut = whole.is_cut;
  parsed.format = format_of(string_in(*root, "version"));
  Reader reader(*root, document, parsed.notes);
  parsed.feed = reader.feed(*root);
  for (const json::value& item : items->get_array()) {
    if (!may_hold_another(parsed, text.size())) break;
    if (const json::object* object = item.if_object()) parsed.entries.push_back(reader.entry(*object));
  }
  return parsed;
}

}  // namespace datelined::feeds::read
