#include "feeds/read/attachments.hpp"

#include "feeds/read/distinct.hpp"
#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"

#include <algorithm>

namespace datelined::feeds::read {
namespace {

struct Suffix {
  std::string_view suffix, media_type;
};

constexpr Suffix suffixes[] = {
    {"mp3", "audio/mpeg"},      {"m4a", "audio/mp4"},
    {"m4b", "audio/mp4"},       {"aac", "audio/aac"},
    {"ogg", "audio/ogg"},       {"oga", "audio/ogg"},
    {"opus", "audio/ogg"},      {"wav", "audio/wav"},
    {"flac", "audio/flac"},     {"mp4", "video/mp4"},
    {"m4v", "video/mp4"},       {"mov", "video/quicktime"},
    {"webm", "video/webm"},     {"ogv", "video/ogg"},
    {"mpg", "video/mpeg"},      {"mpeg", "video/mpeg"},
    {"avi", "video/x-msvideo"}, {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},     {"png", "image/png"},
    {"gif", "image/gif"},       {"webp", "image/webp"},
    {"avif", "image/avif"},     {"svg", "image/svg+xml"},
    {"pdf", "application/pdf"}, {"epub", "application/epub+zip"},
    {"zip", "application/zip"}, {"torrent", "application/x-bittorrent"},
};

// Who does not know the size writes 0, or -1, which is none.
Integer size_in(const Element& element, std::string_view attribute) {
  const Integer size = integer_value(element, element.attribute(attribute));
  return size && *size >= 0 ? size : std::nullopt;
}

Attachment read_enclosure(const Element& element) {
  Attachment attachment;
  attachment.url = url_value(element, element.has_attribute("url") ? element.attribute("url") : element.text());
  attachment.mime_type = element.attribute("type");
  attachment.size_in_bytes = size_in(element, "length");
  return attachment;
}

Attachment read_link(const Element& element) {
  Attachment attachment;
  if (!equal_ignoring_case(element.attribute("rel"), "enclosure")) return attachment;
  attachment.url = url_value(element, element.attribute("href"));
  attachment.mime_type = element.attribute("type");
  attachment.title = plain_of_untyped(element.attribute("title"));
  attachment.size_in_bytes = size_in(element, "length");
  return attachment;
}

Attachment read_media(const Element& element) {
  Attachment attachment;
  attachment.url = url_value(element, element.attribute("url"));
  attachment.mime_type = element.attribute("type");
  attachment.size_in_bytes = size_in(element, "fileSize");
  attachment.duration_in_seconds = duration_value(element, element.attribute("duration"));
  return attachment;
}

struct Kind {
  Tag tag;
  Attachment (*read)(const Element&);
};

constexpr Kind kinds[] = {
    {"enclosure"_tag, read_enclosure},
    {"atom:link"_tag, read_link},
    {"media:content"_tag, read_media},
};

bool plays(const Attachment& attachment) {
  return attachment.mime_type.starts_with("audio/") || attachment.mime_type.starts_with("video/");
}

}  // namespace

std::string media_type_of(std::string_view given, std::string_view url) {
  if (!given.empty()) return std::string(given);
  const std::string_view path = url.substr(0, url.find_first_of("?#"));
  const std::size_t dot = path.rfind('.');
  const std::string suffix = ascii_lower(dot == path.npos ? std::string_view() : path.substr(dot + 1));
  const auto row = std::ranges::find(suffixes, suffix, &Suffix::suffix);
  return std::string(row == std::end(suffixes) ? "application/octet-stream" : row->media_type);
}

std::vector<Attachment> attachments_of(const Children& children, const Number& itunes_duration) {
  Distinct<Attachment> distinct;
  for (const Element& element : children.all()) {
    const auto kind = std::ranges::find(kinds, element.tag(), &Kind::tag);
    if (kind == std::end(kinds)) continue;
    Attachment attachment = kind->read(element);
    if (attachment.url.empty()) continue;
    attachment.mime_type = media_type_of(attachment.mime_type, attachment.url);
    std::string key = attachment.url;
    distinct.add(std::move(attachment), std::move(key));
  }
  std::vector<Attachment> attachments = distinct.take();
  const auto player = std::ranges::find_if(attachments, plays);
  if (player != attachments.end() && !player->duration_in_seconds) player->duration_in_seconds = itunes_duration;
  return attachments;
}

}  // namespace datelined::feeds::read
