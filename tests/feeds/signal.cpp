#include "feeds/signal.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

namespace {

struct Row {
  std::string_view title, text, signal;
};

void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.title);
    const Headline headline = read_headline(row.title);
    CHECK(headline.text == row.text);
    CHECK(headline.signal == row.signal);
  }
}

void check_untouched(std::initializer_list<std::string_view> titles) {
  for (const std::string_view title : titles) {
    CAPTURE(title);
    const Headline headline = read_headline(title);
    CHECK(headline.text == title);
    CHECK(headline.signal.empty());
  }
}

}  // namespace

TEST_SUITE("feeds/signal") {
  TEST_CASE("labels of the English wires") {
    check({
        {"UPDATE 1-Oil falls on demand fears", "Oil falls on demand fears", "update"},
        {"UPDATE 12-OIL FALLS", "OIL FALLS", "update"},
        {"Update: Oil falls", "Oil falls", "update"},
        {"Update1: Oil falls", "Oil falls", "update"},
        {"CORRECTED-Bank names chief", "Bank names chief", "correction"},
        {"CORRECTED (OFFICIAL)-Bank names chief", "Bank names chief", "correction"},
        {"CORRECTION: Bank names chief", "Bank names chief", "correction"},
        {"Correction - Bank names chief", "Bank names chief", "correction"},
        {"REFILE-Bank names chief", "Bank names chief", "refile"},
        {"RPT-Bank names chief", "Bank names chief", "repeat"},
        {"WRAPUP 2-Markets slide", "Markets slide", "wrapup"},
        {"FLASH: Plane down", "Plane down", "flash"},
        {"URGENT Plane down near Lahore", "Plane down near Lahore", "urgent"},
        {"URGENT: Plane down", "Plane down", "urgent"},
        {"BREAKING NEWS: Plane down", "Plane down", "breaking"},
        {"BREAKING Plane down", "Plane down", "breaking"},
        {"🚨 BREAKING: Plane down", "Plane down", "breaking"},
        {"2nd LD Plane crash kills 12", "Plane crash kills 12", "update"},
        {"2nd LD-Writethru: Plane crash", "Plane crash", "update"},
        {"(2nd LD) Plane crash", "Plane crash", "update"},
        {"(LEAD) Plane crash", "Plane crash", "update"},
        {"Plane crash (UPDATED)", "Plane crash", "update"},
        {"Plane crash | Breaking News", "Plane crash", "breaking"},
        {"ADVISORY-Budget coverage", "Budget coverage", "advisory"},
        {"The Latest: Fires near Athens", "Fires near Athens", "latest"},
        {"KILL: Bank names chief", "Bank names chief", "kill"},
        {"MANDATORY KILL-Bank names chief", "Bank names chief", "kill"},
    });
  }

  TEST_CASE("labels in other languages") {
    check({
        {"چین پاکستان اقتصادی راہداری کا اہم کردارتازترین", "چین پاکستان اقتصادی راہداری کا اہم کردار", "latest"},
        {"چین کا اہم کردار تازترین", "چین کا اہم کردار", "latest"},
        {"تازہ ترین: زلزلہ", "زلزلہ", "latest"},
        {"بریکنگ نیوز: زلزلہ", "زلزلہ", "breaking"},
        {"عاجل: زلزال يضرب تركيا", "زلزال يضرب تركيا", "urgent"},
        {"عاجل | زلزال يضرب تركيا", "زلزال يضرب تركيا", "urgent"},
        {"عاجل زلزال يضرب تركيا", "زلزال يضرب تركيا", "urgent"},
        {"#عاجل زلزال يضرب تركيا", "زلزال يضرب تركيا", "urgent"},
        {"עדכון: רעידת אדמה", "רעידת אדמה", "update"},
        {"快讯：土耳其发生地震", "土耳其发生地震", "flash"},
        {"快讯土耳其发生地震", "土耳其发生地震", "flash"},
        {"【快讯】土耳其发生地震", "土耳其发生地震", "flash"},
        {"突发！土耳其发生地震", "土耳其发生地震", "breaking"},
        {"【速報】トルコで地震", "トルコで地震", "flash"},
        {"トルコで地震（更新）", "トルコで地震", "update"},
        {"[속보] 튀르키예 지진", "튀르키예 지진", "flash"},
        {"튀르키예 지진(종합2보)", "튀르키예 지진", "update"},
        {"Молния: землетрясение в Турции", "землетрясение в Турции", "flash"},
        {"СРОЧНО Землетрясение в Турции", "Землетрясение в Турции", "urgent"},
        {"Срочно! Землетрясение", "Землетрясение", "urgent"},
        {"ACTUALIZACIÓN 2-Sismo en Turquía", "Sismo en Turquía", "update"},
        {"Actualización: Sismo en Turquía", "Sismo en Turquía", "update"},
        {"ACTUALIZACION: Sismo", "Sismo", "update"},
        {"URGENTE Sismo en Turquía", "Sismo en Turquía", "urgent"},
        {"ACTUALISATION: Séisme", "Séisme", "update"},
        {"Mise à jour - Séisme en Turquie", "Séisme en Turquie", "update"},
        {"EILMELDUNG Erdbeben in der Türkei", "Erdbeben in der Türkei", "urgent"},
        {"KORREKTUR: Erdbeben", "Erdbeben", "correction"},
        {"(CORR) Séisme en Turquie", "Séisme en Turquie", "correction"},
        {"تصويب: زلزال يضرب تركيا", "زلزال يضرب تركيا", "correction"},
        {"भूल सुधार: भूकंप", "भूकंप", "correction"},
        {"ভ্রম সংশোধন: ভূমিকম্প", "ভূমিকম্প", "correction"},
        {"Διόρθωση: Σεισμός", "Σεισμός", "correction"},
        {"KOREKTA: Trzęsienie ziemi", "Trzęsienie ziemi", "correction"},
        {"SON DAKİKA Deprem oldu", "Deprem oldu", "breaking"},
        {"ब्रेकिंग न्यूज़: भूकंप", "भूकंप", "breaking"},
    });
  }

  TEST_CASE("a word of the headline stays in it") {
    check_untouched({
        "Update your phone now",
        "UPDATE YOUR PHONE NOW",
        "Update-free phones are coming",
        "Urgent care centers close",
        "URGENT CARE CENTERS CLOSE",
        "Breaking Bad: the film",
        "Breaking news on television is dying",
        "Flash floods kill ten: officials",
        "LEAD POISONING IN FLINT",
        "Lead poisoning in Flint",
        "Corrections officer charged",
        "Kill: a novel in review",
        "UPDATE 10:30 from the court",
        "国内联播快讯",
        "突发事件应对法通过",
        "速報値を発表",
        "طلب عاجل",
        "Молния убила двух человек",
        "Срочно эвакуированы жители",
        "A city: update to follow",
    });
  }

  TEST_CASE("a label alone is the headline") {
    check_untouched({"UPDATE", "CORRECTION:", "تازترین", "快讯", "【速報】", "BREAKING NEWS", ""});
  }

  TEST_CASE("of several labels a correction is the one told") {
    check({
        {"REFILE-UPDATE 1-Oil falls", "Oil falls", "refile"},
        {"UPDATE 2-CORRECTED-Oil falls", "Oil falls", "correction"},
        {"URGENT: Oil falls (CORRECTED)", "Oil falls", "correction"},
    });
  }

  TEST_CASE("labels of a newsroom's own work like those of the table, and before them") {
    Labels own;
    CHECK(own.add("NEU", "update"));
    CHECK(own.add("Aktuell:", "latest"));
    CHECK(own.add("EIL", "flash"));
    CHECK(own.add("RÜCKRUF", "kill"));
    CHECK(own.add("快报*", "flash"));
    CHECK(own.add("*نیا", "update"));
    CHECK(own.add("NEU:", "update"));
    const Row rows[] = {
        {"NEU: Bank names chief", "Bank names chief", "update"},
        {"NEU 2-Bank names chief", "Bank names chief", "update"},
        {"NEU Bank names chief", "Bank names chief", "update"},
        {"[neu] Bank names chief", "Bank names chief", "update"},
        {"Bank names chief (NEU)", "Bank names chief", "update"},
        {"Neu in town: a bank chief", "Neu in town: a bank chief", ""},
        {"AKTUELL: Bank names chief", "Bank names chief", "latest"},
        {"AKTUELL Bank names chief", "AKTUELL Bank names chief", ""},
        {"EIL: Bank names chief", "Bank names chief", "flash"},
        {"RÜCKRUF: Bank names chief", "Bank names chief", "kill"},
        {"Rückruf: car maker acts", "Rückruf: car maker acts", ""},
        {"快报央行任命新行长", "央行任命新行长", "flash"},
        {"بینک کا نیا سربراہ مقررنیا", "بینک کا نیا سربراہ مقرر", "update"},
        {"URGENT: NEU: Bank names chief", "Bank names chief", "urgent"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.title);
      const Headline headline = read_headline(row.title, own);
      CHECK(headline.text == row.text);
      CHECK(headline.signal == row.signal);
    }
    CHECK(label_of("NEU", own) == "update");
    CHECK(read_headline("NEU: Bank names chief").signal.empty());
  }

  TEST_CASE("what is no label is refused") {
    Labels own;
    CHECK_FALSE(own.add("", "update"));
    CHECK_FALSE(own.add("*", "update"));
    CHECK_FALSE(own.add("--:", "update"));
    CHECK_FALSE(own.add("2nd", "update"));
    CHECK_FALSE(own.add(std::string(100, 'A'), "update"));
    CHECK_FALSE(own.add("one two three four five", "update"));
    CHECK_FALSE(own.add("NEU", "neu"));
    REQUIRE(own.add("NEU", "update"));
    CHECK_FALSE(own.add("neu:", "correction"));
  }

  TEST_CASE("white space and marks of direction fall off the ends") {
    check({{" \u00A0\u200FUPDATE 1-Oil falls\u3000\n", "Oil falls", "update"}, {"\u00A0Oil falls ", "Oil falls", ""}});
  }

  TEST_CASE("malformed and endless headlines are read to their end") {
    CHECK(read_headline("UPDATE: \xFF\xFE oil").signal == "update");
    CHECK(read_headline("\xE2\x80").signal.empty());
    std::string endless;
    for (int i = 0; i < 100'000; ++i) endless += "(UPDATE) ";
    CHECK(read_headline(endless + "oil").signal == "update");
    CHECK(read_headline(std::string(1'000'000, '-')).signal.empty());
  }
}
