#include "tests/support/made_feeds.hpp"

#include "feeds/text/html.hpp"
#include "feeds/text/utf8.hpp"

#include <array>
#include <random>
#include <string_view>

namespace datelined::test {
namespace {

using feeds::escape_html;

struct Language {
  std::string_view tag;
  std::array<std::string_view, 5> headlines;
  std::array<std::string_view, 3> sentences;
};

const std::vector<Language> languages{
    {"en",
     {"Ferry service resumes after storm", "Council votes on harbour budget", "Rail strike called off",
      "Rain & wind expected", "\"No deal\", minister says"},
     {"Officials said the decision would take effect on Monday.", "Profits fell < 3% in the quarter.",
      "More than 2,000 people were affected."}},
    {"ur",
     {"وزیراعظم کا دورہ مکمل", "کراچی میں بارش کا امکان", "پارلیمان کا اجلاس طلب", "نئی ریل سروس کا آغاز",
      "فصلوں کی قیمت میں اضافہ"},
     {"حکام کے مطابق فیصلہ پیر سے نافذ ہوگا۔", "اجلاس میں کئی وزرا شریک تھے۔", "شہریوں نے فیصلے کا خیرمقدم کیا۔"}},
    {"ar",
     {"استئناف الملاحة بعد العاصفة", "البرلمان يناقش الموازنة", "أمطار متوقعة غدا", "افتتاح خط قطار جديد",
      "ارتفاع أسعار القمح"},
     {"قال مسؤولون إن القرار يسري من الاثنين.", "شارك في الاجتماع عدد من الوزراء.", "ولم تسجل إصابات."}},
    {"hi",
     {"तूफान के बाद नौका सेवा शुरू", "संसद में बजट पर बहस", "कल बारिश की संभावना", "नई रेल लाइन का उद्घाटन", "गेहूं के दाम बढ़े"},
     {"अधिकारियों ने कहा कि फैसला सोमवार से लागू होगा।", "बैठक में कई मंत्री शामिल हुए।", "किसी के घायल होने की खबर नहीं है।"}},
    {"zh",
     {"风暴过后渡轮恢复通航", "议会审议港口预算", "明日有雨", "新铁路线开通", "小麦价格上涨"},
     {"官员表示，该决定将于周一生效。", "多名部长出席了会议。", "暂无人员伤亡报告。"}},
    {"ja",
     {"台風のあとフェリー再開", "議会が港湾予算を採決", "明日は雨の見込み", "新しい鉄道路線が開業", "小麦の価格が上昇"},
     {"当局は決定が月曜日に発効すると述べた。", "会議には複数の閣僚が出席した。", "けが人はいなかった。"}},
    {"ko",
     {"폭풍 뒤 여객선 운항 재개", "의회, 항만 예산 표결", "내일 비 예상", "새 철도 노선 개통", "밀 가격 상승"},
     {"당국은 결정이 월요일부터 시행된다고 밝혔다.", "회의에는 여러 장관이 참석했다.", "부상자는 없었다."}},
    {"ru",
     {"Паромы вышли после шторма", "Совет голосует за бюджет порта", "Завтра ожидается дождь",
      "Открыта новая железная дорога", "Цены на пшеницу растут"},
     {"Решение вступит в силу в понедельник.", "В заседании участвовали министры.", "Пострадавших нет."}},
    {"el",
     {"Ξεκινούν πάλι τα πλοία", "Η βουλή ψηφίζει τον προϋπολογισμό", "Βροχές αύριο", "Νέα σιδηροδρομική γραμμή",
      "Ακριβότερο το σιτάρι"},
     {"Η απόφαση ισχύει από τη Δευτέρα.", "Στη σύσκεψη μετείχαν υπουργοί.", "Δεν υπάρχουν τραυματίες."}},
    {"he",
     {"המעבורת חזרה לפעול", "המועצה מצביעה על התקציב", "גשם צפוי מחר", "קו רכבת חדש נפתח", "מחירי החיטה עולים"},
     {"ההחלטה תיכנס לתוקף ביום שני.", "בישיבה השתתפו שרים.", "אין נפגעים."}},
    {"th",
     {"เรือเฟอร์รีกลับมาเดินหลังพายุ", "สภาลงมติงบท่าเรือ", "พรุ่งนี้ฝนตก", "เปิดรถไฟสายใหม่", "ราคาข้าวสาลีสูงขึ้น"},
     {"คำสั่งมีผลวันจันทร์", "มีรัฐมนตรีเข้าร่วมประชุม", "ไม่มีผู้บาดเจ็บ"}},
    {"fr",
     {"Le bac reprend après la tempête", "Le conseil vote le budget du port", "Pluie attendue à Genève",
      "Nouvelle ligne à l'été", "Le blé renchérit"},
     {"La décision s'applique dès lundi, a indiqué le préfet.", "Plusieurs ministres étaient présents.",
      "Aucun blessé n'est à déplorer."}},
    {"es",
     {"El ferry vuelve tras la tormenta", "El concejo vota el presupuesto", "Lluvia mañana en Málaga",
      "Nueva línea de tren", "Sube el trigo"},
     {"La decisión rige desde el lunes.", "Asistieron varios ministros.", "No hubo heridos, según la alcaldía."}},
};

enum class Format { rss_2_0, rss_1_0, rss_0_91, atom_1_0, atom_0_3, json };
constexpr std::array<std::string_view, 6> format_names{"rss-2.0",  "rss-1.0",  "rss-0.91",
                                                       "atom-1.0", "atom-0.3", "json"};

class Maker {
 public:
  explicit Maker(std::size_t number)
      : number_(number),
        random_(static_cast<std::mt19937::result_type>(number)),
        format_(static_cast<Format>(number % 6)),
        language_(languages[number % languages.size()]) {}

  MadeFeed make();

 private:
  struct Story {
    std::string link, id, title, html;
    unsigned day;
  };

  std::size_t any(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
  Story story(std::size_t index);
  std::string body();
  std::string markup(std::string_view html);
  std::string rss_2_0(const Story& story);
  std::string rss_1_0(const Story& story);
  std::string rss_0_91(const Story& story);
  std::string atom(const Story& story);
  std::string json(const Story& story);
  std::string entry(const Story& story);
  std::string head(const std::vector<Story>& stories);
  std::string foot() const;

  std::size_t number_;
  std::mt19937 random_;
  Format format_;
  const Language& language_;
  std::string encoding_ = "utf-8";
};

std::string two_digits(unsigned number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}
std::string rfc822(unsigned day) {
  return two_digits(day) + " May 2024 0" + std::to_string(day % 10) + ":15:00 +0000";
}
std::string rfc3339(unsigned day) {
  return "2024-05-" + two_digits(day) + "T0" + std::to_string(day % 10) + ":15:00Z";
}

std::string Maker::body() {
  constexpr std::array<std::string_view, 4> wrappers{"p", "blockquote", "div", "li"};
  std::string out;
  for (std::size_t i = 0, count = 1 + any(4); i < count; ++i) {
    const std::string wrapper(wrappers[any(wrappers.size())]);
    const std::string text = escape_html(language_.sentences[any(3)]);
    out += '<' + wrapper + (any(4) == 0 ? " dir=\"auto\">" : ">");
    if (any(3) == 0) out += "<img src=\"/i/" + std::to_string(any(100)) + ".jpg\" alt=\"" + text + "\">";
    out += any(2) == 0
               ? "<b>" + text + "</b> <a href=\"/a?x=1&amp;y=" + std::to_string(any(100)) + "\">" + text + "</a>"
               : text;
    out += "</" + wrapper + '>';
  }
  return out;
}

Maker::Story Maker::story(std::size_t index) {
  Story story;
  const std::string path = std::to_string(number_) + '/' + std::to_string(1000 + index * 7);
  story.link = "https://wire" + std::to_string(number_) + ".example/news/" + path + "?id=" + std::to_string(index) +
               "&lang=" + std::string(language_.tag);
  story.id = any(2) == 0 ? "tag:wire.example,2024:" + path : story.link;
  story.title = std::string(language_.headlines[any(5)]) + " (" + std::to_string(index + 1) + ')';
  story.html = body();
  story.day = 1 + static_cast<unsigned>(any(28));
  return story;
}

std::string Maker::markup(std::string_view html) {
  return any(2) == 0 ? "<![CDATA[" + std::string(html) + "]]>" : escape_html(html);
}

std::string Maker::rss_2_0(const Story& story) {
  std::string out = "    <item>\n      <title>" + escape_html(story.title) + "</title>\n      <link>" +
                    escape_html(story.link) + "</link>\n      <guid isPermaLink=\"" +
                    (story.id == story.link ? "true" : "false") + "\">" + escape_html(story.id) +
                    "</guid>\n      <pubDate>" + rfc822(story.day) + "</pubDate>\n";
  if (any(2) == 0) out += "      <dc:creator>" + std::string(language_.headlines[0]) + "</dc:creator>\n";
  if (any(2) == 0)
    out += "      <category domain=\"urn:desk\">" + std::string(language_.headlines[1]) + "</category>\n";
  out += "      <description>" + markup(story.html) + "</description>\n";
  if (any(3) == 0) out += "      <content:encoded>" + markup(story.html + body()) + "</content:encoded>\n";
  if (any(3) == 0)
    out += "      <enclosure url=\"https://media.example/" + std::to_string(any(1000)) +
           ".mp3\" length=\"12345\" type=\"audio/mpeg\"/>\n      <itunes:duration>3:05</itunes:duration>\n";
  if (any(3) == 0)
    out += "      <media:content url=\"https://media.example/" + std::to_string(any(1000)) +
           ".jpg\" medium=\"image\" width=\"640\"><media:title>" + escape_html(story.title) +
           "</media:title></media:content>\n";
  return out + "    </item>\n";
}

std::string Maker::rss_1_0(const Story& story) {
  return "  <item rdf:about=\"" + escape_html(story.link) + "\">\n    <title>" + escape_html(story.title) +
         "</title>\n    <link>" + escape_html(story.link) + "</link>\n    <description>" + markup(story.html) +
         "</description>\n    <dc:date>" + rfc3339(story.day) + "</dc:date>\n  </item>\n";
}

std::string Maker::rss_0_91(const Story& story) {
  return "<item><title>" + escape_html(story.title) + "</title><link>" + escape_html(story.link) +
         "</link><description>" + escape_html(language_.sentences[any(3)]) + "</description></item>\n";
}

std::string Maker::atom(const Story& story) {
  const bool old = format_ == Format::atom_0_3;
  std::string out = "  <entry>\n    <title>" + escape_html(story.title) +
                    "</title>\n    <link rel=\"alternate\" type=\"text/html\" href=\"" + escape_html(story.link) +
                    "\"/>\n    <id>" + escape_html(story.id) + "</id>\n    <" + (old ? "modified>" : "updated>") +
                    rfc3339(story.day) + (old ? "</modified>\n" : "</updated>\n");
  if (any(2) == 0) out += "    <author><name>" + std::string(language_.headlines[0]) + "</name></author>\n";
  if (any(2) == 0) out += "    <summary>" + escape_html(language_.sentences[any(3)]) + "</summary>\n";
  const bool xhtml = !old && any(3) == 0;
  if (xhtml) {
    out += "    <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>" +
           escape_html(language_.sentences[any(3)]) + "<br/><em>" + escape_html(story.title) +
           "</em></p></div></content>\n";
  } else {
    out += std::string("    <content type=\"") + (old ? "text/html\" mode=\"escaped\">" : "html\">") +
           markup(story.html) + "</content>\n";
  }
  return out + "  </entry>\n";
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string Maker::json(const Story& story) {
  std::string out = "    {\"id\": " + quoted(story.id) + ", \"url\": " + quoted(story.link) +
                    ",\n     \"title\": " + quoted(story.title);
  out += any(4) == 0 ? ",\n     \"content_text\": " + quoted(language_.sentences[any(3)])
                     : ",\n     \"content_html\": " + quoted(story.html);
  out += ",\n     \"date_published\": " + quoted(rfc3339(story.day));
  if (any(2) == 0) out += ", \"tags\": [" + quoted(language_.headlines[1]) + ", \"desk\"]";
  if (any(3) == 0)
    out +=
        ",\n     \"attachments\": [{\"url\": \"https://media.example/a.mp3\", \"mime_type\": \"audio/mpeg\", "
        "\"size_in_bytes\": 9}]";
  return out + "}";
}

std::string Maker::entry(const Story& story) {
  switch (format_) {
    case Format::rss_2_0:
      return rss_2_0(story);
    case Format::rss_1_0:
      return rss_1_0(story);
    case Format::rss_0_91:
      return rss_0_91(story);
    case Format::json:
      return json(story);
    default:
      return atom(story);
  }
}

std::string Maker::head(const std::vector<Story>& stories) {
  const std::string home = "https://wire" + std::to_string(number_) + ".example/";
  const std::string title = escape_html(language_.headlines[number_ % 5]);
  const std::string declaration = "<?xml version=\"1.0\" encoding=\"" + encoding_ + "\"?>\n";
  const std::string channel = "<title>" + title + "</title>\n    <link>" + home + "</link>\n    <description>" + title +
                              "</description>\n    <language>" + std::string(language_.tag) + "</language>\n";
  std::string sequence;
  switch (format_) {
    case Format::rss_2_0:
      return declaration +
             "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
             "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
             "xmlns:media=\"http://search.yahoo.com/mrss/\" "
             "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">\n  <channel>\n    " +
             channel + "    <!-- made every hour -->\n";
    case Format::rss_1_0:
      for (const Story& story : stories) sequence += "<rdf:li rdf:resource=\"" + escape_html(story.link) + "\"/>";
      return declaration +
             "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" "
             "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n  <channel rdf:about=\"" +
             home + "\"><title>" + title + "</title><link>" + home + "</link><items><rdf:Seq>" + sequence +
             "</rdf:Seq></items></channel>\n";
    case Format::rss_0_91:
      return declaration +
             "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" "
             "\"http://my.netscape.com/publish/formats/rss-0.91.dtd\">\n<rss version=\"0.91\"><channel>" +
             channel;
    case Format::atom_1_0:
      return declaration + "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" + std::string(language_.tag) +
             "\">\n  <title>" + title + "</title>\n  <id>" + home +
             "</id>\n  <updated>2024-05-28T00:00:00Z</updated>\n  <link rel=\"self\" href=\"" + home + "atom.xml\"/>\n";
    case Format::atom_0_3:
      return declaration + "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\">\n  <title>" + title +
             "</title>\n  <link rel=\"alternate\" type=\"text/html\" href=\"" + home + "\"/>\n";
    default:
      return "{\n  \"version\": \"https://jsonfeed.org/version/1.1\",\n  \"title\": " + quoted(title) +
             ",\n  \"home_page_url\": " + quoted(home) + ",\n  \"items\": [\n";
  }
}

std::string Maker::foot() const {
  switch (format_) {
    case Format::rss_2_0:
      return "  </channel>\n</rss>\n";
    case Format::rss_1_0:
      return "</rdf:RDF>\n";
    case Format::rss_0_91:
      return "</channel></rss>\n";
    case Format::json:
      return "\n  ]\n}\n";
    default:
      return "</feed>\n";
  }
}

std::string in_utf_16_le(std::string_view text) {
  std::string out = "\xFF\xFE";
  const auto append = [&](char32_t unit) {
    out += static_cast<char>(unit & 0xFFU);
    out += static_cast<char>(unit >> 8U);
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = feeds::next_code_point(text, at);
    if (c < 0x10000) {
      append(c);
    } else {
      append(0xD800 + ((c - 0x10000) >> 10U));
      append(0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

// ASCII stands for itself; the rest from `first` on has one byte each from `byte` on.
std::string in_one_byte_each(std::string_view text, char32_t first, unsigned byte) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = feeds::next_code_point(text, at);
    out += static_cast<char>(c < 0x80 ? c : c - first + byte);
  }
  return out;
}

MadeFeed Maker::make() {
  const bool is_json = format_ == Format::json;
  const std::size_t choice = number_ % 7;
  if (!is_json && choice == 1) encoding_ = "utf-16";
  if (!is_json && language_.tag == "ru" && choice < 5 && choice != 1) encoding_ = "windows-1251";
  if (!is_json && (language_.tag == "fr" || language_.tag == "es") && choice < 5 && choice != 1)
    encoding_ = "iso-8859-1";

  std::vector<Story> stories;
  for (std::size_t i = 0, count = 5 + any(16); i < count; ++i) stories.push_back(story(i));
  std::string text = head(stories);
  for (std::size_t i = 0; i < stories.size(); ++i) {
    if (is_json && i > 0) text += ",\n";
    text += entry(stories[i]);
  }
  text += foot();

  MadeFeed feed;
  feed.name = std::to_string(number_) + ' ' + std::string(format_names[static_cast<std::size_t>(format_)]) + ' ' +
              std::string(language_.tag) + ' ' + encoding_;
  feed.entries = stories.size();
  feed.bytes = encoding_ == "utf-16"         ? in_utf_16_le(text)
               : encoding_ == "windows-1251" ? in_one_byte_each(text, 0x410, 0xC0)
               : encoding_ == "iso-8859-1"   ? in_one_byte_each(text, 0, 0)
               : choice == 2 && !is_json     ? "\xEF\xBB\xBF" + text
                                             : text;
  return feed;
}

}  // namespace

std::vector<MadeFeed> made_feeds(std::size_t how_many) {
  std::vector<MadeFeed> feeds;
  for (std::size_t i = 0; i < how_many; ++i) feeds.push_back(Maker(i).make());
  return feeds;
}

}  // namespace datelined::test
