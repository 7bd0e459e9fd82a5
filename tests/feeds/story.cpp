#include "feeds/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace datelined::feeds;
using namespace std::chrono_literals;

namespace {

constexpr Time noon{std::chrono::sys_days{std::chrono::year{2024} / 7 / 6} + 12h};

Entry entry(std::string url, std::string title, std::string text) {
  Entry made;
  made.url = std::move(url);
  made.title = std::move(title);
  made.content_text = std::move(text);
  return made;
}

Candidate candidate(std::int64_t story, Signature signature, Time time = noon) {
  return {story, signature, time, false};
}

}  // namespace

TEST_SUITE("feeds/story") {
  TEST_CASE("one address signs alike") {
    const auto url_of = [](std::string url) { return sign(entry(std::move(url), "", "")).url; };
    CHECK(url_of("http://www.a.example/1?utm_source=rss#top") == url_of("https://a.example/1"));
    CHECK(url_of("https://a.example/1") != url_of("https://a.example/2"));
    CHECK(url_of("https://a.example/") == 0);
    CHECK(url_of("") == 0);
  }

  TEST_CASE("one headline over one text signs alike, labels and letter forms aside") {
    const Signature first = sign(entry("", "UPDATE 1-Quake hits Turkey", "A quake hit Turkey."));
    REQUIRE(first.text != 0);
    CHECK(first.text == sign(entry("", "Quake hits TURKEY", "A quake  hit Turkey")).text);
    CHECK(first.text != sign(entry("", "Quake hits Turkey", "A quake hit Greece.")).text);
    CHECK(first.text != sign(entry("", "Quake hits Greece", "A quake hit Turkey.")).text);

    Entry in_html = entry("", "Quake hits Turkey", "");
    in_html.content_html = "<p>A quake</p><p>hit Turkey.</p>";
    CHECK(first.text == sign(in_html).text);

    CHECK(sign(entry("", "شِنہوا کا اہم کردارتازترین", "بیجنگ (شِنہوا) خبر۔دوسرا جملہ")).text ==
          sign(entry("", "شنہوا كا اہم كردار", "بيجنگ (شنہوا) خبر۔ دوسرا جملہ")).text);
  }

  TEST_CASE("a headline alone, or a text alone, is no evidence") {
    CHECK(sign(entry("", "Morning Briefing", "")).text == 0);
    CHECK(sign(entry("", "", "Read more")).text == 0);
    CHECK(sign(entry("", "…", "!!!")).text == 0);
  }

  TEST_CASE("an entry joins the story that has its address or its text") {
    const Signature mine{.url = 1, .text = 2};
    CHECK(choose_story(mine, noon, std::vector{candidate(7, {1, 9})}) == 7);
    CHECK(choose_story(mine, noon, std::vector{candidate(7, {9, 2})}) == 7);
    CHECK(choose_story(mine, noon, std::vector{candidate(7, {9, 9})}) == std::nullopt);
    CHECK(choose_story(mine, noon, std::vector{candidate(7, {2, 1})}) == std::nullopt);
    CHECK(choose_story(mine, noon, {}) == std::nullopt);
  }

  TEST_CASE("no evidence on either side is nothing shared") {
    CHECK(choose_story({}, noon, std::vector{candidate(7, {})}) == std::nullopt);
  }

  TEST_CASE("the oldest story wins, in whatever order they come") {
    std::vector<Candidate> all = {candidate(9, {1, 0}), candidate(3, {1, 0}), candidate(5, {1, 0})};
    do {
      CHECK(choose_story({.url = 1, .text = 0}, noon, all) == 3);
    } while (std::next_permutation(all.begin(), all.end(),
                                   [](const Candidate& a, const Candidate& b) { return a.story < b.story; }));
  }

  TEST_CASE("a story that has a copy from this feed takes no second one") {
    Candidate taken = candidate(3, {1, 0});
    taken.has_feed = true;
    CHECK(choose_story({.url = 1, .text = 0}, noon, std::vector{taken}) == std::nullopt);
    CHECK(choose_story({.url = 1, .text = 0}, noon, std::vector{taken, candidate(8, {1, 0})}) == 8);
  }

  TEST_CASE("copies further apart than the window are other stories, before and after") {
    const Signature mine{.url = 0, .text = 2};
    CHECK(choose_story(mine, noon, std::vector{candidate(3, mine, noon - story_window)}) == 3);
    CHECK(choose_story(mine, noon, std::vector{candidate(3, mine, noon + story_window)}) == 3);
    CHECK(choose_story(mine, noon, std::vector{candidate(3, mine, noon - story_window - 1s)}) == std::nullopt);
    CHECK(choose_story(mine, noon, std::vector{candidate(3, mine, noon + story_window + 1s)}) == std::nullopt);
  }

  TEST_CASE("the window may be another") {
    const Signature mine{.url = 0, .text = 2};
    CHECK(choose_story(mine, noon, std::vector{candidate(3, mine, noon - 2h)}, 2h) == 3);
    CHECK(choose_story(mine, noon, std::vector{candidate(3, mine, noon - 2h - 1s)}, 2h) == std::nullopt);
  }

  TEST_CASE("the lead is chosen by priority, then completeness, then first seen") {
    const Contender plain{.priority = 0, .completeness = 100, .first_seen = noon, .entry = 5};
    const auto lead_over_plain = [&](Contender other) {
      return choose_lead(std::vector{plain, other}) == 1 && choose_lead(std::vector{other, plain}) == 0;
    };
    CHECK(lead_over_plain({.priority = 1, .completeness = 0, .first_seen = noon + 1h, .entry = 6}));
    CHECK(lead_over_plain({.priority = 0, .completeness = 101, .first_seen = noon + 1h, .entry = 6}));
    CHECK(lead_over_plain({.priority = 0, .completeness = 100, .first_seen = noon - 1s, .entry = 6}));
    CHECK(lead_over_plain({.priority = 0, .completeness = 100, .first_seen = noon, .entry = 4}));
    CHECK_FALSE(lead_over_plain({.priority = -1, .completeness = 999, .first_seen = noon - 1h, .entry = 1}));
    CHECK(choose_lead(std::vector{plain}) == 0);
  }

  TEST_CASE("completeness counts characters, not bytes or markup") {
    CHECK(completeness(entry("", "Title", "")) == 0);
    CHECK(completeness(entry("", "", "two words")) == 8);
    CHECK(completeness(entry("", "", "地震")) == 2);
    Entry in_html;
    in_html.content_html = "<p>two <b>words</b></p>";
    CHECK(completeness(in_html) == 8);
    Entry summarised;
    summarised.summary = "four";
    CHECK(completeness(summarised) == 4);
  }

  TEST_CASE("a status is what its name says") {
    for (const Status status : {Status::usable, Status::corrected, Status::killed}) {
      CHECK(read_status(to_string(status)) == status);
    }
    CHECK(to_string(Status::killed) == "killed");
    CHECK(read_status("Killed") == std::nullopt);
    CHECK(read_status("") == std::nullopt);
  }
}
