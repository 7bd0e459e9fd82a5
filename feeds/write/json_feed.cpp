// JSON Feed 1.1 out, as one document or one item a line.
#include "feeds/dateline.hpp"
#include "feeds/json.hpp"
#include "feeds/text/date.hpp"
#include "feeds/write/formats.hpp"
#include "feeds/write/published.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace datelined::feeds {
namespace {

namespace json = boost::json;

// What is empty is left out.
void put(json::object& object, std::string_view key, std::string_view value) {
  if (!value.empty()) object[key] = value;
}

json::array sources_of(const Story& story) {
  json::array sources;
  for (const Source& source : story.sources) {
    json::object& copy = sources.emplace_back(json::object()).as_object();
    put(copy, "feed", source.feed);
    put(copy, "id", source.id);
    put(copy, "url", source.url);
    put(copy, "title", source.title);
    if (source.date_published) copy["date_published"] = rfc3339(*source.date_published);
    copy["first_seen"] = rfc3339(source.first_seen);
  }
  return sources;
}

// The entry's own members, and those that tell of its story.
json::object extension_of(const Story& story, json::object extension) {
  extension["feed"] = story.origin.name;
  extension["story"] = story.id;
  extension["sources"] = sources_of(story);
  extension["seq"] = story.seq;
  extension["revision"] = story.revision;
  extension["status"] = to_string(story.status);
  put(extension, "signal", story.signal);
  if (story.status != Status::killed) put(extension, "dateline", dateline_of(story.entry));
  extension["first_seen"] = rfc3339(story.first_seen);
  return extension;
}

// An attachment has an address and a type: JSON Feed 1.1, "Attachments".
void complete_attachments(json::object& item) {
  json::value* attachments = item.if_contains("attachments");
  if (attachments == nullptr) return;
  json::array complete;
  for (json::value& attachment : attachments->as_array()) {
    json::object& members = attachment.as_object();
    if (!members.contains("url")) continue;
    if (!members.contains("mime_type")) members["mime_type"] = "application/octet-stream";
    complete.push_back(std::move(attachment));
  }
  if (complete.empty()) {
    item.erase("attachments");
  } else {
    *attachments = std::move(complete);
  }
}

json::object item_of(const Story& story) {
  json::object item = to_json(story.entry);
  complete_attachments(item);
  item["id"] = story.id;
  // As Atom and RSS have it: what never gave a date came when it was first seen.
  item["date_published"] = rfc3339(published(story));
  put(item, "language", language_of(story));
  if (story.status == Status::killed) {
    for (const char* member : {"content_html", "summary", "image", "banner_image", "attachments"}) item.erase(member);
    item["content_text"] = "";
  }
  json::value& extension = item["_datelined"];
  extension = extension_of(story, extension.is_object() ? std::move(extension.as_object()) : json::object());
  return item;
}

class JsonFeedWriter final : public Writer {
 public:
  void begin(std::string& out, const Channel& channel) override {
    json::object head;
    head["version"] = "https://jsonfeed.org/version/1.1";
    head["title"] = channel.title;
    put(head, "home_page_url", channel.home_url);
    put(head, "feed_url", channel.self_url);
    put(head, "next_url", channel.next_url);
    if (!channel.hub_url.empty())
      head["hubs"] = json::array{json::object{{"type", "WebSub"}, {"url", channel.hub_url}}};
    put(head, "language", channel.language);
    out += json::serialize(head);
    out.back() = ',';  // the object goes on
    out += "\"items\":[\n";
    is_first_ = true;
  }

  void story(std::string& out, const Story& story) override {
    if (!is_first_) out += ",\n";
    is_first_ = false;
    out += json::serialize(item_of(story));
  }

  void end(std::string& out) override { out += "\n]}\n"; }

 private:
  bool is_first_ = true;
};

class NdjsonWriter final : public Writer {
 public:
  void begin(std::string&, const Channel&) override {}
  void story(std::string& out, const Story& story) override { out.append(json::serialize(item_of(story))) += '\n'; }
  void end(std::string&) override {}
};

}  // namespace

std::unique_ptr<Writer> make_json_feed_writer() {
  return std::make_unique<JsonFeedWriter>();
}
std::unique_ptr<Writer> make_ndjson_writer() {
  return std::make_unique<NdjsonWriter>();
}

}  // namespace datelined::feeds
