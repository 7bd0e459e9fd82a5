// Stories to write, and a writer's whole output for them.
#pragma once

#include "feeds/write/writer.hpp"

#include <pugixml.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace datelined::feeds::testing {

inline constexpr Time noon{std::chrono::sys_days{std::chrono::year{2024} / 7 / 6} + std::chrono::hours{12}};

inline Channel wire() {
  Channel channel;
  channel.id = "https://news.example/";
  channel.title = "Newsroom & wire";
  channel.self_url = "https://news.example/atom.xml?limit=2&q=a";
  channel.home_url = "https://news.example/";
  channel.feeds_url = "https://news.example/";
  channel.next_url = "https://news.example/atom.xml?limit=2&before=x";
  channel.updated = noon;
  return channel;
}

// A dispatch in Urdu that two feeds carry.
inline Story dispatch() {
  Story story;
  story.id = "urn:uuid:0b3e1f0a-0000-5000-8000-000000000001";
  story.entry.id = story.entry.guid = "guid-1";
  story.entry.url = "https://ur.example/1?a=1&b=2";
  story.entry.title = "شِنہوا کا <اہم> کردار";
  story.entry.content_html = "<p>بیجنگ (شِنہوا) &amp; دیگر</p>";
  story.entry.summary = "ایک خلاصہ";
  story.entry.date_published = noon - std::chrono::hours{2};
  story.entry.authors = {{"Zhang Wei", "https://ur.example/zhang", "", {"zhang@ur.example"}}};
  story.entry.tags = {"Economy", "Asia"};
  story.entry.attachments = {{"https://ur.example/a b.mp3", "audio/mpeg", "", 1234, {}}};
  story.origin.name = "xinhua-ur";
  story.origin.url = "https://user:secret@ur.example/feed.xml";
  story.origin.category = "Asia";
  story.origin.feed.title = "شِنہوا پاکستان سروس";
  story.origin.feed.home_page_url = "https://ur.example/";
  story.origin.feed.language = "ur";
  story.origin.feed.extension.rights = "© Xinhua";
  story.sources = {
      {"xinhua-ur", "guid-1", story.entry.url, story.entry.title, story.entry.date_published, noon},
      {"app-ur", "other-1", "https://app.example/1", "Another headline", std::nullopt, noon + std::chrono::hours{1}},
  };
  story.seq = 42;
  story.revision = 2;
  story.status = Status::corrected;
  story.signal = "latest";
  story.first_seen = noon;
  story.updated = noon + std::chrono::hours{3};
  story.time = noon - std::chrono::hours{2};
  return story;
}

inline Story killed() {
  Story story = dispatch();
  story.status = Status::killed;
  story.entry.title = "Withdrawn headline";
  return story;
}

inline std::string write(Format format, std::initializer_list<Story> stories, const Channel& channel = wire()) {
  const auto writer = make_writer(format);
  std::string out;
  writer->begin(out, channel);
  for (const Story& story : stories) writer->story(out, story);
  writer->end(out);
  return out;
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

// The document as a strict XML parser reads it; empty when it is not well-formed.
inline pugi::xml_document read_xml(const std::string& text) {
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8)) document.reset();
  return document;
}

}  // namespace datelined::feeds::testing
