// Words that tell an agency, a desk or a correspondent in a dateline, by language. A new one is a row.
//
// Evidence, not the rule: with a date or in capitals an agency that nobody listed does as well. Compared folded
// (feeds/text/fold.hpp), word by word; where a script has no blanks, as a part of what is there.
#pragma once

#include <string_view>

namespace datelined::feeds {

inline constexpr std::string_view agencies[] = {
    // Names in Latin letters
    "reuters", "rtrs", "ap", "afp", "dpa", "upi", "efe", "ansa", "agi", "adnkronos", "askanews", "tass", "itar tass",
    "ria", "ria novosti", "interfax", "unian", "ukrinform", "xinhua", "chinanews", "cns", "kyodo", "jiji", "yonhap",
    "newsis", "kcna", "cna", "pti", "ani", "ians", "uni", "app", "inp", "nni", "ppi", "online", "anadolu", "aa", "dha",
    "iha", "mena", "spa", "wam", "qna", "kuna", "bna", "petra", "sana", "irna", "isna", "wafa", "aps", "tap", "map",
    "lusa", "abr", "agencia brasil", "telam", "notimex", "prensa latina", "ats", "sda", "keystone sda", "apa", "sid",
    "epd", "kna", "belga", "anp", "ritzau", "ntb", "tt", "stt", "pap", "ctk", "tasr", "mti", "agerpres", "bta",
    "ana mpa", "tanjug", "hina", "fena", "antara", "bernama", "vna", "ttxvn", "bss", "unb", "aap", "cp",
    "la presse canadienne", "the canadian press", "panapress", "bloomberg", "dow jones", "cnn", "bbc", "cnbc", "nyt",
    "rfe rl", "pr newswire", "prnewswire", "business wire", "businesswire", "globe newswire", "globenewswire",
    "newsfile corp", "accesswire",
    // Cyrillic, Greek, Hebrew
    "тасс", "итар тасс", "риа", "риа новости", "интерфакс", "рейтер", "рейтерс", "синьхуа", "ап", "афп", "унiан",
    "уніан", "укрінформ", "укринформ", "прайм", "белта", "рбк", "регнум", "απε", "απε μπε", "αμπε", "רויטרס", "איי פי",
    // Arabic, Persian, Urdu
    "رويترز", "أ ف ب", "ا ف ب", "أ ب", "فرانس برس", "د ب أ", "شينخوا", "واس", "وام", "قنا", "كونا", "بنا", "بترا",
    "سانا", "وفا", "أ ش أ", "الأناضول", "تاس", "سبوتنيك", "ایرنا", "ایسنا", "فارس", "مهر", "تسنیم", "شینهوا", "رویترز",
    "خبرگزاری", "شنہوا", "رائٹرز", "رائٹر", "روئٹرز", "اے ایف پی", "اے پی", "اے پی پی", "آئی این پی", "این این آئی",
    "پی پی آئی", "آن لائن", "ثناء نیوز", "اناطولیہ", "اے این آئی",
    // Hindi, Bengali, Thai
    "भाषा", "वार्ता", "एएनआई", "आईएएनएस", "पीटीआई", "रॉयटर्स", "रायटर", "एपी", "एएफपी", "शिन्हुआ", "বাসস", "ইউএনবি",
    "রয়টার্স", "এএফপি", "এপি", "সিনহুয়া", "รอยเตอร์", "ซินหัว", "เอเอฟพี", "เอพี",
    // Chinese, Japanese, Korean
    "新华社", "新华网", "中新社", "中新网", "中央社", "人民网", "央视", "路透", "美联社", "法新社", "共同社", "共同",
    "時事", "ロイター", "タス", "新華社", "聯合ニュース", "聯合", "연합뉴스", "뉴시스", "뉴스1", "로이터", "신화",
    // Desks and correspondents
    "agencies", "agencias", "agences", "agenturen", "agenzie", "ajanslar", "агентства", "وكالات", "ایجنسیاں", "ایجنسیز",
    "ایجنسی", "خبر ایجنسیاں", "ڈیسک", "نیوز", "نیوز ایجنسی", "رپورٹر", "نمائندہ", "رپورٹ", "نگار", "خبرنگار", "سیل",
    "بیورو", "ڈسک", "سبق", "نامہ نگار", "एजेंसी", "एजेंसियां", "ब्यूरो", "संवाददाता"};

// In front of a bracket these say that it holds the name of what they are, or its short form: "news agency (AFP)".
inline constexpr std::string_view kinds_of_agency[] = {
    "agency",    "agencia", "agence",  "agentur", "agenzia", "ajansı",   "agência", "агентство",
    "агентства", "وكالة",   "ایجنسی",  "ادارے",   "ادارہ",   "خبرگزاری", "एजेंसी",    "এজেন্সি",
    "company",   "corp",    "service", "union",   "news",    "press",    "presse"};

// What opens a text in capitals with a dash behind it and is no place.
inline constexpr std::string_view headings[] = {
    "analysis", "opinion",   "editorial", "comment", "explainer", "factbox", "video",    "photo",      "photos",
    "pictures", "watch",     "listen",    "file",    "live",      "podcast", "review",   "interview",  "feature",
    "profile",  "newsmaker", "timeline",  "preview", "market",    "markets", "column",   "commentary", "quotes",
    "table",    "text",      "results",   "note",    "warning",   "spoiler", "question", "answer",     "about"};

}  // namespace datelined::feeds
