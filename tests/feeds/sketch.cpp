#include "feeds/sketch.hpp"

#include "feeds/commonness.hpp"
#include "feeds/match.hpp"
#include "feeds/sketch_index.hpp"
#include "feeds/story.hpp"
#include "feeds/text/fold.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace datelined::feeds;
using namespace std::chrono_literals;

namespace {

constexpr Time noon{std::chrono::sys_days{std::chrono::year{2024} / 7 / 6} + 12h};

Entry entry(std::string title, std::string text) {
  Entry made;
  made.title = std::move(title);
  made.content_text = std::move(text);
  return made;
}

// Letters of one alphabet, from `first` on, in words.
std::string prose(unsigned seed, int words, char32_t first = U'a', unsigned letters = 26) {
  std::mt19937 random(seed);
  std::u32string text;
  for (int word = 0; word < words; ++word) {
    for (auto n = 3 + random() % 6; n > 0; --n) text += first + static_cast<char32_t>(random() % letters);
    text += U' ';
  }
  std::string out;
  for (const char32_t c : text) {
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | c >> 6);
      out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      out += static_cast<char>(0xE0 | c >> 12);
      out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return out;
}

double probability(const Entry& one, const Entry& other, std::chrono::seconds apart = 1h) {
  const Commonness nothing_yet;
  const std::string bytes = sketch(one).sketch, other_bytes = sketch(other).sketch;
  const Sketch a = read_sketch(bytes), b = read_sketch(other_bytes);
  const double forth = Comparison(a, nothing_yet).whole(b, apart).probability;
  CHECK(Comparison(b, nothing_yet).whole(a, -apart).probability == doctest::Approx(forth).epsilon(1e-6));
  return forth;
}

std::vector<Hash> list(const Hashes hashes) {
  std::vector<Hash> all;
  for (std::size_t i = 0; i < hashes.size(); ++i) all.push_back(hashes[i]);
  return all;
}

std::vector<Hash> grams_in(const std::string& bytes) {
  return list(read_sketch(bytes).grams.hashes);
}

}  // namespace

TEST_SUITE("feeds/sketch") {
  TEST_CASE("spaces, marks, letter forms and markup leave a sketch as it is") {
    const auto of = [](std::string text) { return grams_in(sketch(entry("", std::move(text))).sketch); };
    CHECK(of("بیجنگ (شِنہوا) خبر۔دوسرا جملہ یہاں اور تیسرا جملہ وہاں پر ختم") ==
          of("بيجنگ (شنہوا) خبر۔ دوسرا  جملہ یہاں اور تيسرا جملہ وہاں پر ختم"));
    CHECK(of("Das Straßenfest in München beginnt am Samstagabend") ==
          of("DAS STRASSENFEST IN MU\u0308NCHEN, beginnt am Samstagabend"));
    CHECK(of("臺灣總統發表講話臺灣總統發表講話臺灣總統發表講話臺灣總統發表講話臺灣總統發表講話") ==
          of("台湾总统发表讲话台湾总统发表讲话台湾总统发表讲话台湾总统发表讲话台湾总统发表讲话"));
    Entry html;
    html.content_html = "<p>Das <b>Straßenfest</b> in München beginnt am Samstagabend</p>";
    CHECK(grams_in(sketch(html).sketch) == of("Das Straßenfest in München beginnt am Samstagabend"));
  }

  TEST_CASE("an entry without a text, or with next to none, has no sketch, whatever its headline") {
    CHECK(sketch(entry("Morning Briefing", "")).sketch.empty());
    CHECK(sketch(entry("Morning Briefing", " … ")).fingerprints.empty());
    CHECK(sketch(entry("Morning Briefing", "Read more on page 47")).sketch.empty());
  }

  TEST_CASE("the summary counts where it is longer than the content") {
    Entry with_summary = entry("Storm", "Read more");
    with_summary.summary = prose(1, 40);
    CHECK(sketch(with_summary).sketch == sketch(entry("Storm", prose(1, 40))).sketch);
  }

  TEST_CASE("a sketch is small however long the text is") {
    const Sketched large = sketch(entry("Storm", prose(1, 200'000)));
    CHECK(large.sketch.size() < 4096);
    CHECK(large.fingerprints.size() <= most_fingerprints);
  }

  TEST_CASE("what a sketch keeps is in order and distinct, words twice at most, however many there are") {
    const auto is_ascending = [](const Hashes hashes) {
      const std::vector<Hash> all = list(hashes);
      return std::ranges::adjacent_find(all, std::greater_equal<>()) == all.end();
    };
    for (int words = 8; words < 1'500; words += 1 + words / 8) {
      const std::string text = prose(static_cast<unsigned>(words), words);
      const std::string bytes = sketch(entry(text, text + text + " 47 2026 12 47")).sketch;
      const Sketch made = read_sketch(bytes);
      CAPTURE(words);
      CHECK(is_ascending(made.grams.hashes));
      CHECK(is_ascending(made.numbers.hashes));
      CHECK(is_ascending(made.title));
      const std::vector<Hash> its_words = list(made.words.hashes);
      CHECK(std::ranges::is_sorted(its_words));
      for (std::size_t i = 2; i < its_words.size(); ++i) REQUIRE(its_words[i] != its_words[i - 2]);
    }
  }

  TEST_CASE("the lead is what the text begins with") {
    const std::string begin = prose(1, 36), rest = prose(2, 20);
    const auto lead_of = [](const std::string& bytes) {
      const Sketch made = read_sketch(bytes);
      std::vector<Hash> lead;
      for (std::size_t i = 0; i < made.grams.hashes.size(); ++i) {
        if (made.is_in_lead(i)) lead.push_back(made.grams.hashes[i]);
      }
      return lead;
    };
    const std::vector<Hash> lead = lead_of(sketch(entry("Storm", begin + rest)).sketch);
    CHECK(lead.size() > 100);
    CHECK(lead.size() < 150);
    CHECK(lead == lead_of(sketch(entry("Flood", begin + prose(3, 20))).sketch));
    CHECK(lead != lead_of(sketch(entry("Storm", rest + begin)).sketch));
  }

  TEST_CASE("what is no sketch, or no whole one, reads as an empty one") {
    for (const std::string& text : {prose(1, 12), prose(2, 300), prose(3, 3000, 0x4E00, 3000)}) {
      const Sketched made = sketch(entry("A storm of 12", text + " 47 2026"));
      CHECK_FALSE(read_sketch(made.sketch).empty());
      CHECK(decode_fingerprints(encode(made.fingerprints)) == made.fingerprints);
      for (std::size_t cut = 0; cut < made.sketch.size(); cut += 7) {
        CHECK(read_sketch(std::string_view(made.sketch).substr(0, cut)).empty());
      }
    }
    CHECK(read_sketch("\xFF\x01\x02").empty());
    CHECK(decode_fingerprints("ab").empty());
  }
}

TEST_SUITE("feeds/match") {
  TEST_CASE("a copy that is cut or under another headline is one, in every script") {
    struct Script {
      char32_t first;
      unsigned letters;
    };
    for (const auto& [first, letters] : {Script{U'a', 26}, Script{0x0430, 32}, Script{0x0905, 50}, Script{0x0E01, 46},
                                         Script{0x4E00, 3000}, Script{0x3041, 80}, Script{0xAC00, 3000}}) {
      CAPTURE(static_cast<unsigned>(first));
      const std::string text = prose(1, 200, first, letters);
      const Entry whole = entry(prose(8, 6, first, letters), text);
      CHECK(probability(whole, entry(prose(9, 6, first, letters), text)) > enough_to_join);
      CHECK(probability(whole, entry(prose(8, 6, first, letters), prose(1, 60, first, letters))) > enough_to_join);
      CHECK(probability(whole, entry(prose(8, 6, first, letters), prose(2, 200, first, letters))) < 0.01);
    }
  }

  TEST_CASE("one headline over two texts is two stories") {
    CHECK(probability(entry("Morning Briefing", prose(1, 80)), entry("Morning Briefing", prose(2, 80))) < 0.01);
  }

  TEST_CASE("a report that differs in its numbers and names is another report") {
    const std::string frame = prose(5, 12), tail = prose(6, 12);
    const auto report = [&](const std::string& place, const std::string& numbers, unsigned seed) {
      return entry("Quake hits " + place, "A quake of " + numbers + " struck " + place + " " + prose(seed, 10) + frame +
                                              "near " + place + " at " + numbers + ". " + tail);
    };
    CHECK(probability(report("Mindanao", "5.8 10 44", 1), report("Sumatra", "6.3 80 12", 2), 24h) < enough_to_join);
  }

  TEST_CASE("the same copy days later is less probable to be the same than hours later") {
    const Entry one = entry("Storm", prose(1, 30)), other = entry("Flood", prose(1, 15) + prose(2, 15));
    CHECK(probability(one, other, 80h) < probability(one, other, 1h));
  }

  TEST_CASE("a quick comparison says the same of all that have something in common") {
    const Commonness nothing_yet;
    const std::string bytes = sketch(entry("Storm", prose(1, 60))).sketch;
    const Sketch a = read_sketch(bytes);
    for (const int words : {60, 30, 10}) {
      const std::string other = sketch(entry("Storm", prose(1, words) + prose(3, 30))).sketch;
      const Sketch b = read_sketch(other);
      CHECK(Comparison(a, nothing_yet).probability(b, 1h) == Comparison(a, nothing_yet).whole(b, 1h).probability);
    }
    const std::string nothing_of_it = sketch(entry("Storm", prose(2, 60))).sketch;
    CHECK(Comparison(a, nothing_yet).probability(read_sketch(nothing_of_it), 1h) == 0);
  }

  TEST_CASE("what is said of a pair that cannot reach what is asked is never too little, and else the truth") {
    // Reports of common sentences, of all lengths, some of them so long that they are sampled.
    std::mt19937 random(7);
    const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
    Commonness commonness;
    std::vector<std::string> all;
    for (std::int64_t number = 1; number <= 120; ++number) {
      std::string text;
      for (unsigned length = 1 + below(number % 10 == 0 ? 90 : 8); length > 0; --length) {
        text += prose(100 + below(12), 12) + std::to_string(below(50)) + ". ";
      }
      all.push_back(sketch(entry(prose(100 + below(12), 6), text)).sketch);
      commonness.add(number, read_sketch(all.back()));
    }
    int bounded = 0, exact = 0;
    Comparison comparison(commonness);
    for (const std::string& text : all) {
      const Sketch one = read_sketch(text);
      comparison.take(one);
      for (const std::string& other_text : all) {
        const Sketch other = read_sketch(other_text);
        const double truth = Comparison(one, commonness).whole(other, 30h).probability;
        for (const double least : {0.1, 0.45, 0.9}) {
          const Comparison::Likely likely = comparison.likely(other, 30h, least);
          REQUIRE((likely.is_exact ? likely.at_most == truth : likely.at_most >= truth));
          REQUIRE((likely.is_exact || likely.at_most < least));
          ++(likely.is_exact ? exact : bounded);
        }
      }
    }
    CHECK(bounded > 10'000);
    CHECK(exact > 1'000);
  }
}

TEST_SUITE("feeds/commonness") {
  TEST_CASE("what was counted is forgotten two spans later, and what is taken back at once") {
    Commonness commonness;
    const std::string bytes =
        sketch(entry("", "a storm near the coast of the country moves on to the north of it")).sketch;
    const Sketch storm = read_sketch(bytes);
    const Hash gram = storm.grams.hashes[0], word = storm.words.hashes[0];
    commonness.add(1, storm);
    commonness.add(2, storm);
    CHECK(commonness.texts_with_gram(gram) == 2);
    CHECK(commonness.texts_with_word(word) == 2);
    commonness.remove(2, storm);
    CHECK(commonness.texts_with_gram(gram) == 1);
    commonness.add(Commonness::entries_a_span, storm);
    CHECK(commonness.texts_with_gram(gram) == 2);
    CHECK(Commonness::first_counted(Commonness::entries_a_span) == 0);
    commonness.add(2 * Commonness::entries_a_span, storm);
    CHECK(commonness.texts_with_gram(gram) == 2);
    CHECK(commonness.entries() == 2);
    commonness.add(9 * Commonness::entries_a_span, storm);
    CHECK(commonness.texts_with_gram(gram) == 1);
  }
}

TEST_SUITE("feeds/sketch_index") {
  TEST_CASE("finds what shares the most, not what shares one alone or lies outside the window") {
    SketchIndex index;
    index.add(1, noon, {10, 20, 30});
    index.add(2, noon, {10, 20, 40});
    index.add(3, noon, {10, 50, 60});
    index.add(5, noon - 96h, {10, 20, 30});
    const auto found = index.find({10, 20, 30}, noon, 95h, 4);
    REQUIRE(found.size() == 2);
    CHECK(found[0].entry == 1);
    CHECK(found[0].shared == 3);
    CHECK(found[1].entry == 2);
    CHECK(index.find({10, 20, 30}, noon, 97h, 1).front().entry == 5);
    CHECK(SketchIndex().find({10}, noon, 97h, 1).empty());
  }

  TEST_CASE("what is forgotten or changed is not found") {
    SketchIndex index;
    index.add(1, noon, {10, 20});
    index.add(2, noon, {10, 20});
    index.change(2, noon, {10, 20}, {10, 30});
    CHECK(index.find({10, 20}, noon, 1h, 9).size() == 1);
    CHECK(index.find({10, 30}, noon, 1h, 9).front().entry == 2);
    index.forget_before(2);
    CHECK(index.find({10, 20}, noon, 1h, 9).empty());
    CHECK(index.find({10, 30}, noon, 1h, 9).size() == 1);
    index.change(1, noon, {}, {10, 20});
    CHECK(index.find({10, 20}, noon, 1h, 9).front().entry == 1);
  }

  TEST_CASE("of a fingerprint that thousands have, the newest few are found") {
    SketchIndex index;
    for (std::int64_t entry = 1; entry <= 5000; ++entry) index.add(entry, noon, {7, 8});
    const auto found = index.find({7, 8}, noon, 1h, 100);
    REQUIRE(found.size() == 4);
    CHECK(found.front().entry == 5000);
    CHECK(found.back().entry == 4997);
  }

  TEST_CASE("one filled with what many share, or with more than was said, finds the same as one added to") {
    std::mt19937 random(2);
    std::vector<SketchIndex::Entry> all;
    for (std::int64_t entry = 7; entry <= 6'000; entry += 1 + entry % 3) {
      // Common ones, some at the end of their table, rare ones of one table, and what no other has.
      const Fingerprint common = static_cast<Fingerprint>(random()) % 5;
      const Fingerprint of_a_table = static_cast<Fingerprint>(random()) >> 8;
      all.push_back({entry, noon, {common, 0xFFFF'FFFB + common, of_a_table, static_cast<Fingerprint>(random())}});
    }
    SketchIndex added;
    for (const auto& [entry, time, fingerprints] : all) added.add(entry, time, fingerprints);
    for (const std::size_t said : {std::size_t{0}, 4 * all.size(), 400 * all.size()}) {
      SketchIndex filled;
      filled.fill(said, [&](const SketchIndex::Take& take) { std::ranges::for_each(all, take); });
      CHECK(filled.entries() == added.entries());
      const auto find = [&](const SketchIndex& index, Fingerprints what) {
        std::vector<std::pair<std::int64_t, int>> found;
        for (const auto& [entry, shared] : index.find(what, noon, 1h, 99)) found.emplace_back(entry, shared);
        return found;
      };
      SketchIndex grown = added;
      for (SketchIndex* index : {&filled, &grown}) {
        index->change(all.back().entry, noon, all.back().fingerprints, {3, 4, 77});
        for (std::int64_t entry = 6'001; entry <= 9'000; ++entry) {
          index->add(entry, noon, {1, 0xFFFF'FFFC, static_cast<Fingerprint>(entry) * 1'000'003u, 77});
        }
      }
      for (const SketchIndex::Entry& entry : all) {
        REQUIRE(find(filled, entry.fingerprints) == find(grown, entry.fingerprints));
      }
    }
  }

  TEST_CASE("grows and forgets in bounded memory, and finds the same as one made anew") {
    SketchIndex index;
    std::mt19937 random(1);
    std::vector<Fingerprints> all;
    for (std::int64_t entry = 1; entry <= 20'000; ++entry) {
      Fingerprints fingerprints;
      for (int i = 0; i < 14; ++i) fingerprints.push_back(static_cast<Fingerprint>(random()) % 50'000 * 85'899u);
      std::sort(fingerprints.begin(), fingerprints.end());
      all.push_back(fingerprints);
      index.add(entry, noon, fingerprints);
      index.forget_before(entry - 4000);
    }
    CHECK(index.bytes() < 250 * 4001);
    SketchIndex anew;
    anew.fill(14 * 4001, [&](const SketchIndex::Take& take) {
      for (std::int64_t entry = 16'000; entry <= 20'000; ++entry) {
        take({entry, noon, all[static_cast<std::size_t>(entry - 1)]});
      }
    });
    CHECK(anew.bytes() < 250 * 4001);
    for (std::size_t i = 0; i < all.size(); i += 37) {
      const auto one = index.find(all[i], noon, 1h, 9), other = anew.find(all[i], noon, 1h, 9);
      REQUIRE(one.size() == other.size());
      for (std::size_t k = 0; k < one.size(); ++k) CHECK(one[k].entry == other[k].entry);
    }
  }
}

TEST_SUITE("feeds/story") {
  TEST_CASE("a newcomer joins the story that says yes on average, and the oldest of equals") {
    CHECK(choose_place(std::vector<Tie>{{7, 0.9, 0.6}, {8, 0.99, 0.4}}, {}).story == 7);
    CHECK(choose_place(std::vector<Tie>{{7, 0.9, 0.4}}, {}).story == std::nullopt);
    CHECK(choose_place(std::vector<Tie>{{9, 0.6, 0.6}, {7, 0.6, 0.6}}, {}).story == 7);
    CHECK(choose_place(std::vector<Tie>{{7, 0.9, 0.9}}, 3).story == 3);
    CHECK(choose_place({}, {}).story == std::nullopt);
  }

  TEST_CASE("a newcomer that is sure of two stories proves them one, where it is not, their copies are asked") {
    using Stories = std::vector<std::int64_t>;
    const auto place = [](std::vector<Tie> ties, std::optional<std::int64_t> known = {}) {
      return choose_place(ties, known);
    };
    CHECK(place({{7, 0.9, 0.9}, {8, 0.9, 0.88}}).united == Stories{8});
    CHECK(place({{7, 0.9, 0.9}, {8, 0.9, 0.3}}).united.empty());
    CHECK(place({{7, 0.9, 0.9}, {8, 0.9, 0.3}}).alike == Stories{8});
    CHECK(place({{7, 0.7, 0.7}, {8, 0.9, 0.9}}, 7).alike == Stories{8});
    CHECK(place({{7, 0.9, 0.9}, {8, 0.3, 0.3}}).alike.empty());
    CHECK(place({{7, 0.9, 0.4}, {8, 0.9, 0.4}}).alike.empty());
    CHECK(place({{8, 0.9, 0.9}}, 7).united.empty());
    CHECK(place({{8, 0.9, 0.9}}, 7).alike.empty());
  }

  TEST_CASE("two stories are one where their copies on average say so") {
    CHECK(are_one(0.6));
    CHECK_FALSE(are_one(0.5));
  }
}
