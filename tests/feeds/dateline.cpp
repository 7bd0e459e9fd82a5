#include "feeds/dateline.hpp"
#include "feeds/content.hpp"
#include "feeds/story.hpp"

#include <doctest/doctest.h>

#include <span>
#include <string>
#include <string_view>
#include <utility>

using namespace datelined::feeds;

namespace {

struct Row {
  std::string_view head, dateline, rest;
};

std::string rest_of(std::string text) {
  const Dateline found = read_dateline(text);
  return text.erase(found.begin, found.end - found.begin);
}

std::string without_dateline(const Entry& entry) {
  std::string text = plain_content(entry);
  const Cut cut = dateline_to_cut(entry, text);
  return text.erase(cut.begin, cut.size);
}

std::string without_dateline(std::string text) {
  Entry entry;
  entry.content_text = std::move(text);
  return without_dateline(entry);
}

void check(std::span<const Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.head);
    const std::string text(row.head);
    CHECK(read_dateline(text).text == row.dateline);
    CHECK(rest_of(text) == row.rest);
  }
}

}  // namespace

TEST_SUITE("feeds/dateline") {
  TEST_CASE("place, date and agency in scripts of two cases") {
    constexpr Row rows[] = {
        {"LONDON, Nov 25 (Reuters) - Oil rose on Monday.", "LONDON, Nov 25 (Reuters)", "Oil rose on Monday."},
        {"PARIS (AP) — The mayor said no.", "PARIS (AP)", "The mayor said no."},
        {"FOSTER CITY, Calif., March 13 - Applied Bolts Inc said", "FOSTER CITY, Calif., March 13",
         "Applied Bolts Inc said"},
        {"BEIJING, Nov. 25 (Xinhua) -- Trade grew.", "BEIJING, Nov. 25 (Xinhua)", "Trade grew."},
        {"NAIROBI, Nov 25 (KNA) The rains came.", "NAIROBI, Nov 25 (KNA)", "The rains came."},
        {"NEW YORK, Nov. 25, 2026 /PRNewswire/ -- Bolts Inc. said", "NEW YORK, Nov. 25, 2026 /PRNewswire/",
         "Bolts Inc. said"},
        {"WASHINGTON, D.C. (AP) — The mayor said no.", "WASHINGTON, D.C. (AP)", "The mayor said no."},
        {"St. Petersburg, Fla. (AP) — The mayor said no.", "St. Petersburg, Fla. (AP)", "The mayor said no."},
        {"São Paulo, 25 nov (Lusa) - O ministro disse", "São Paulo, 25 nov (Lusa)", "O ministro disse"},
        {"Madrid, 25 de noviembre (Europa Prensa) - El Gobierno dijo", "Madrid, 25 de noviembre (Europa Prensa)",
         "El Gobierno dijo"},
        {"Zürich (awp) - Der Minister sagte", "Zürich (awp)", "Der Minister sagte"},
        {"ANKARA, 25 Kasım (AA) - Bakan konuştu.", "ANKARA, 25 Kasım (AA)", "Bakan konuştu."},
        {"KABAR.com, Jakarta - Menteri mengatakan", "KABAR.com, Jakarta", "Menteri mengatakan"},
        {"Hà Nội (TTXVN) - Bộ trưởng nói", "Hà Nội (TTXVN)", "Bộ trưởng nói"},
        {"МИНСК, 25 ноября (Степь) – Министр сообщил", "МИНСК, 25 ноября (Степь)", "Министр сообщил"},
        {"Астана. 25 ноября. КазСтепь - Министр сообщил", "Астана. 25 ноября. КазСтепь", "Министр сообщил"},
        {"(Reuters) - Oil rose on Monday.", "(Reuters)", "Oil rose on Monday."},
        {"ST. PAUL, March 20 - Bolts Inc said", "ST. PAUL, March 20", "Bolts Inc said"},
        {"Vancouver, British Columbia, March 17 - Bolts Inc said", "Vancouver, British Columbia, March 17",
         "Bolts Inc said"},
        {"New York (CNN Business) After a year of talks", "New York (CNN Business)", "After a year of talks"},
        {"WASHINGTON — President Smith said", "WASHINGTON", "President Smith said"},
        {"Madrid, 25 nov (EFE).- El Gobierno dijo", "Madrid, 25 nov (EFE)", "El Gobierno dijo"},
        {"Berlin (dpa) - Der Minister sagte", "Berlin (dpa)", "Der Minister sagte"},
        {"Berlin/Paris (AFP) – Der Minister sagte", "Berlin/Paris (AFP)", "Der Minister sagte"},
        {"Bruxelles, 25 nov. (Reuters) - Le ministre a dit", "Bruxelles, 25 nov. (Reuters)", "Le ministre a dit"},
        {"(ANSA) - ROMA, 25 NOV - Il ministro ha detto", "(ANSA) - ROMA, 25 NOV", "Il ministro ha detto"},
        {"Roma, 25 nov. (Adnkronos) - Il ministro ha detto", "Roma, 25 nov. (Adnkronos)", "Il ministro ha detto"},
        {"İSTANBUL (AA) - Bakan konuştu.", "İSTANBUL (AA)", "Bakan konuştu."},
        {"Jakarta (ANTARA) - Menteri mengatakan", "Jakarta (ANTARA)", "Menteri mengatakan"},
        {"JAKARTA, KABAR.com - Menteri mengatakan", "JAKARTA, KABAR.com", "Menteri mengatakan"},
        {"Paris, AFP – Le ministre a dit", "Paris, AFP", "Le ministre a dit"},
        {"МОСКВА, 25 ноября. /ТАСС/. Министр сообщил", "МОСКВА, 25 ноября. /ТАСС/", "Министр сообщил"},
        {"МОСКВА, 25 ноя - РИА Новости. Министр сообщил", "МОСКВА, 25 ноя - РИА Новости", "Министр сообщил"},
        {"Москва. 25 ноября. INTERFAX.RU - Министр сообщил", "Москва. 25 ноября. INTERFAX.RU", "Министр сообщил"},
        {"Київ. 25 листопада. УНІАН. Міністр повідомив", "Київ. 25 листопада. УНІАН", "Міністр повідомив"},
        {"ΑΘΗΝΑ (ΑΠΕ-ΜΠΕ) - Ο υπουργός είπε", "ΑΘΗΝΑ (ΑΠΕ-ΜΠΕ)", "Ο υπουργός είπε"},
        {"LAHORE (Xinhua) - TOKYO, Nov 24 (AFP) - Rain fell.", "LAHORE (Xinhua) - TOKYO, Nov 24 (AFP)", "Rain fell."},
    };
    check(rows);
  }

  TEST_CASE("place, date and agency in scripts of one case") {
    constexpr Row rows[] = {
        {"اسلام آباد (شِنہوا) وزیر نے کہا", "اسلام آباد (شِنہوا)", "وزیر نے کہا"},
        {"کیف۔ یکم جولائی (اے پی پی) صدر نے کہا", "کیف۔ یکم جولائی (اے پی پی)", "صدر نے کہا"},
        {"گال۔15اکتوبر (اے پی پی) کپتان نے کہا", "گال۔15اکتوبر (اے پی پی)", "کپتان نے کہا"},
        {"انقرہ(شام نیوز)صدر نے کہا", "انقرہ(شام نیوز)", "صدر نے کہا"},
        {"القاهرة 25 نوفمبر (أ ف ب) - قال الوزير", "القاهرة 25 نوفمبر (أ ف ب)", "قال الوزير"},
        {"الدوحة، ٢٥ نوفمبر (قنا) قال الوزير", "الدوحة، ٢٥ نوفمبر (قنا)", "قال الوزير"},
        {"کوئٹہ/ اسلام آباد (آن لائن) وزیر نے کہا", "کوئٹہ/ اسلام آباد (آن لائن)", "وزیر نے کہا"},
        {"لندن، پیرس، نیویارک(شام رپورٹ) وزیر نے کہا", "لندن، پیرس، نیویارک(شام رپورٹ)", "وزیر نے کہا"},
        {"أبوظبي في 25 نوفمبر / وام / قال الوزير", "أبوظبي في 25 نوفمبر / وام /", "قال الوزير"},
        {"الرياض 15 جمادى الآخرة 1448 هـ الموافق 25 نوفمبر 2026 م واس\nقال الوزير",
         "الرياض 15 جمادى الآخرة 1448 هـ الموافق 25 نوفمبر 2026 م واس", "\nقال الوزير"},
        {"ঢাকা, ২৫ নভেম্বর (বাসস): মন্ত্রী বলেন", "ঢাকা, ২৫ নভেম্বর (বাসস)", "মন্ত্রী বলেন"},
        {"கொழும்பு, நவ. 25 (அலை) - அமைச்சர் கூறினார்", "கொழும்பு, நவ. 25 (அலை)", "அமைச்சர் கூறினார்"},
        {"काठमाडौं, २५ नोभेम्बर (रासस): मन्त्रीले भने", "काठमाडौं, २५ नोभेम्बर (रासस)", "मन्त्रीले भने"},
        {"محمد علي - واس - تبوك: قال الوزير", "محمد علي - واس - تبوك", "قال الوزير"},
        {"جدة - واس: قال الوزير", "جدة - واس", "قال الوزير"},
        {"واس - باريس: قال الوزير", "واس - باريس", "قال الوزير"},
        {"تهران- ایرنا- وزیر گفت", "تهران- ایرنا", "وزیر گفت"},
        {"नई दिल्ली, 25 नवंबर (भाषा) मंत्री ने कहा", "नई दिल्ली, 25 नवंबर (भाषा)", "मंत्री ने कहा"},
        {"मुंबई (आईएएनएस) मंत्री ने कहा", "मुंबई (आईएएनएस)", "मंत्री ने कहा"},
        {"เชียงใหม่ 7 ก.ค. (ซินหัว) -- รัฐมนตรีกล่าว", "เชียงใหม่ 7 ก.ค. (ซินหัว)", "รัฐมนตรีกล่าว"},
        {"서울, 11월 25일 (로이터) - 장관은", "서울, 11월 25일 (로이터)", "장관은"},
    };
    check(rows);
  }

  TEST_CASE("forms of East Asia") {
    constexpr Row rows[] = {
        {"新华社北京11月25日电（记者李明）外交部说", "新华社北京11月25日电（记者李明）", "外交部说"},
        {"新华社北京11月25日电 外交部说", "新华社北京11月25日电", "外交部说"},
        {"新华社日内瓦 7月 1日电(记者李明)周一", "新华社日内瓦 7月 1日电(记者李明)", "周一"},
        {"（中央社台北25日電）外交部說", "（中央社台北25日電）", "外交部說"},
        {"【本報訊】外交部說", "【本報訊】", "外交部說"},
        {"央视网消息（新闻联播）：外交部说", "央视网消息（新闻联播）", "外交部说"},
        {"据新华社北京11月25日电 外交部说", "据新华社北京11月25日电", "外交部说"},
        {"本报讯（记者 张三）外交部说", "本报讯（记者 张三）", "外交部说"},
        {"（香港中通社11月25日電）外交部說", "（香港中通社11月25日電）", "外交部說"},
        {"法新社巴黎25日电 - 外交部说", "法新社巴黎25日电", "外交部说"},
        {"【パリ＝田中一郎】首相は述べた。", "【パリ＝田中一郎】", "首相は述べた。"},
        {"[ロンドン ２５日 ロイター] - 首相は述べた。", "[ロンドン ２５日 ロイター]", "首相は述べた。"},
        {"【11月25日 AFP】首相は述べた。", "【11月25日 AFP】", "首相は述べた。"},
        {"(뉴욕·서울=연합뉴스) 김철수 특파원 = 장관은", "(뉴욕·서울=연합뉴스) 김철수 특파원", "장관은"},
        {"【共同】首相は述べた。", "【共同】", "首相は述べた。"},
        {"【ワシントン共同】大統領は述べた。", "【ワシントン共同】", "大統領は述べた。"},
        {"【東京＝共同】首相は述べた。", "【東京＝共同】", "首相は述べた。"},
        {"［東京 10日 ロイター］ － 首相は述べた。", "［東京 10日 ロイター］", "首相は述べた。"},
        {"(서울=연합뉴스) 홍길동 기자 = 장관은", "(서울=연합뉴스) 홍길동 기자", "장관은"},
        {"[서울=뉴시스] 장관은", "[서울=뉴시스]", "장관은"},
    };
    check(rows);
  }

  TEST_CASE("behind captions and a page's head") {
    const std::string text = "File photo\n\nجولائی 06\n\nبیجنگ (شِنہوا) وزیر نے کہا";
    CHECK(read_dateline(text).text == "بیجنگ (شِنہوا)");
    CHECK(rest_of(text) == "File photo\n\nجولائی 06\n\nوزیر نے کہا");
  }

  TEST_CASE("the lines of HTML are its paragraphs") {
    Entry entry;
    entry.content_html =
        "<div><img src=\"https://w.example/1.jpg\" alt=\"\"></div><p>File photo</p><p><b>PARIS</b> (AP) — The mayor "
        "said no, and the council said no after her, though the bridge had been promised to the town for the third "
        "time in twenty years.</p><p>It rained.</p>";
    CHECK(dateline_of(entry) == "PARIS (AP)");
    CHECK(without_dateline(entry).starts_with("File photo  — The mayor said no, and"));
    entry.content_html = "<p>" + std::string(500, 'a') + "</p><p>PARIS (AP) — The mayor said no.</p>";
    CHECK(dateline_of(entry).empty());
    for (const std::string_view odd : {"<p", "<", "<p></p><br>", "</p></p></p>", "<br><br>&#"}) {
      entry.content_html = odd;
      CHECK(dateline_of(entry).empty());
    }
  }

  TEST_CASE("an ordinary first sentence stays") {
    constexpr std::string_view sentences[] = {
        "",
        "Oil rose on Monday.",
        "Apple (AAPL) - the maker of phones - fell.",
        "Angela Merkel (CDU) said no.",
        "NASA (the space agency) said no.",
        "NATO (North Atlantic Treaty Organization) said no.",
        "The news agency (AFP) said so.",
        "Agence France-Presse (AFP) said so.",
        "Die Deutsche Presse-Agentur (dpa) meldete",
        "On Nov 25 (a Monday) - the day after - it rained.",
        "May 3 (Reuters) was a day.",
        "Sunday, November 25 - Join us in the park.",
        "UPDATE — The bank said",
        "ANALYSIS — Why the bank said so",
        "BREAKING: The bank said",
        "Book fair 25 Nov - 3 Dec in Leipzig.",
        "Book fair, 25 Nov - 3 Dec in Leipzig.",
        "Wolves and Leeds finished 0-1 in the league.",
        "Day 701: Shelling was reported.",
        "Kim Lee-Smith - a poet - died.",
        "It was 25 November (Monday) - and cold.",
        "وزیراعظم شہباز شریف (مسلم لیگ) نے کہا",
        "خبر رساں ادارے (رائٹرز) کے مطابق",
        "وكالة الأنباء السعودية (واس) ذكرت",
        "معرض الكتاب 25 نوفمبر - 3 ديسمبر",
        "समाचार एजेंसी (पीटीआई) ने कहा",
        "11月25日电影节在北京开幕。",
        "中国电信公布业绩。",
        "财政部、应急部今天紧急预拨3.2亿元救灾资金，支持16个省（区、市）做好救灾工作。",
        "ＪＲ飯田線は崩落で水窪駅（同区水窪町）-平岡駅間で不通となった。",
        "【速報】首相は述べた。",
        "（写真）首相は述べた。",
        "(x=y) is a formula",
        "Президент (КПРФ) сказал",
    };
    for (const std::string_view sentence : sentences) {
      CAPTURE(sentence);
      CHECK(read_dateline(sentence).text == "");
      CHECK(rest_of(std::string(sentence)) == sentence);
    }
  }

  TEST_CASE("it is taken off for comparing to the letter where a text is left") {
    const std::string text =
        "The central bank named its deputy governor as its next chief on Tuesday, ending months of speculation over "
        "who would lead the institution through the slowdown.";
    CHECK(without_dateline("LONDON, Nov 25 (Reuters) - " + text) == text);
    CHECK(without_dateline("LONDON, Nov 25 (Reuters) - Oil rose.") == "LONDON, Nov 25 (Reuters) - Oil rose.");
    CHECK(without_dateline("").empty());
    Entry one, other;
    one.title = other.title = "Bank names chief";
    one.content_text = "LONDON, Nov 25 (Reuters) - " + text;
    other.content_text = "PARIS (AP) — " + text;
    CHECK(sign(one).text == sign(other).text);
    one.content_html = "<p>Ｆile photo ½</p><p>ISTANBUL, Nov 25 (Reuters) - " + text + "</p>";
    other.content_html = "<p>Ｆile photo ½</p><p>" + text + "</p>";
    CHECK(sign(one).text == sign(other).text);
    one.title = "Bank names no chief";
    CHECK(sign(one).text != sign(other).text);
  }

  TEST_CASE("the wire's own dateline comes first") {
    Entry entry;
    entry.content_html = "<p>PARIS (AP) — The mayor said no.</p>";
    CHECK(dateline_of(entry) == "PARIS (AP)");
    Wire wire;
    wire.dateline = "PARIS";
    entry.extension.wire = wire;
    CHECK(dateline_of(entry) == "PARIS");
  }

  TEST_CASE("what no wire writes is looked at and left") {
    for (const std::string& text :
         {std::string(1'000'000, '('), std::string(1'000'000, '-'), std::string(1'000'000, '\n'),
          std::string("\xFF\xFE (AP) -"), std::string(1'000'000, 'A'), std::string("【"), std::string("/ /")}) {
      CHECK(rest_of(text) == text);
    }
  }
}
