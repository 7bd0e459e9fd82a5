// What tests of judge() share: documents of a wire, answers that bring them, and what they are judged to be.
#pragma once

#include "daemon/poll/judge.hpp"
#include "feeds/text/hash.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace datelined::test {

inline const feeds::Time now = feeds::Time{std::chrono::seconds{1'700'481'600}};  // 2023-11-20T12:00:00Z
inline const Terms terms{std::chrono::minutes(15), std::chrono::minutes(1), std::chrono::hours(24)};

inline std::string rss(const std::string& items, const std::string& head = "") {
  return "<?xml version='1.0'?><rss version='2.0'><channel><title>Wire</title>" + head + items + "</channel></rss>";
}

inline std::string item(const std::string& guid, const std::string& title, const std::string& date = "") {
  return "<item><guid isPermaLink='false'>" + guid + "</guid><title>" + title + "</title>" +
         (date.empty() ? "" : "<pubDate>" + date + "</pubDate>") + "</item>";
}

inline std::string linked_item(const std::string& guid, const std::string& title, const std::string& more = "") {
  return "<item><guid isPermaLink='false'>" + guid + "</guid><link>http://wire.example/" + guid + "</link><title>" +
         title + "</title>" + more + "</item>";
}

inline Fetched answer(int status, std::string body = "", std::vector<Header> headers = {}) {
  Fetched fetched;
  fetched.status = status;
  fetched.headers = std::move(headers);
  fetched.body = std::move(body);
  fetched.url = "http://wire.example/a.xml";
  return fetched;
}

inline schema::FeedState fresh() {
  schema::FeedState state;
  state.id = 7;
  state.subscription.name = "wire";
  state.subscription.url = "http://wire.example/a.xml";
  return state;
}

inline schema::FeedState known() {
  schema::FeedState state = fresh();
  state.validators = {"\"1\"", "Mon, 20 Nov 2023 08:00:00 GMT"};
  state.body_hash = feeds::hash64(rss(item("a", "A")));
  state.freshness = std::chrono::hours(1);
  state.errors = 2;
  return state;
}

inline schema::PollRecord judged(const schema::FeedState& before, Fetched fetched) {
  return judge(before, terms, feeds::Result<Fetched>(std::move(fetched)), now, 0).record;
}

inline std::vector<std::string> titles(const schema::PollRecord& record) {
  std::vector<std::string> all;
  for (const schema::SignedEntry& entry : record.entries) all.push_back(entry.entry.title);
  return all;
}

using Titles = std::vector<std::string>;

}  // namespace datelined::test
