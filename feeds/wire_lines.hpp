// How a wire opens a notice to its desks, by language: a story is withdrawn, held until a time, a note is for
// editors alone. A new one is a row. Compared folded (feeds/text/fold.hpp), as the beginning of a line.
#pragma once

#include <string_view>

namespace datelined::feeds {

// Unmistakable at the beginning of a short text. "Kill", "withdrawn" and the like alone are news.
inline constexpr std::string_view kill_lines[] = {
    // English
    "mandatory kill", "bulletin kill", "advisory kill", "kill advisory", "kill kill", "please kill",
    "editors please kill", "attention editors please kill", "editors kill", "kill the story", "kill story",
    "this story has been withdrawn", "this story is withdrawn", "this story was withdrawn", "story withdrawn",
    "this article has been withdrawn", "this item has been withdrawn", "this report has been withdrawn",
    "this story has been killed", "the above story has been withdrawn", "the story below has been withdrawn",
    // Spanish, Portuguese, Catalan, Italian
    "rogamos anulen", "por favor anulen", "se ruega anular", "se anula la noticia", "anulada la noticia",
    "noticia anulada", "anulen la noticia", "queda anulada la noticia", "favor anular", "notícia anulada",
    "pedimos que anulem", "matéria anulada", "preguem anul·lin", "notizia annullata", "si prega di annullare",
    "annullare la notizia",
    // French
    "prière d'annuler", "merci d'annuler", "veuillez annuler", "dépêche annulée", "cette dépêche est annulée",
    "cet article a été retiré",
    // German, Dutch, Scandinavian
    "die meldung wird zurückgezogen", "diese meldung wird zurückgezogen", "diese meldung wurde zurückgezogen",
    "die meldung ist zurückgezogen", "meldung zurückgezogen", "bitte verwenden sie die meldung nicht",
    "bitte verwenden sie diese meldung nicht", "bericht ingetrokken", "dit bericht is ingetrokken",
    "artikeln är tillbakadragen", "artiklen er trukket tilbage", "saken er trukket",
    // Polish, Turkish, Indonesian
    "depesza anulowana", "prosimy o anulowanie", "haber iptal edilmiştir", "bu haber geri çekilmiştir",
    "berita ini dicabut", "berita ini dibatalkan",
    // Russian, Ukrainian
    "сообщение аннулировано", "новость аннулирована", "материал аннулирован", "просьба аннулировать",
    "просим аннулировать", "повідомлення анульовано", "просимо анулювати",
    // Arabic, Urdu, Persian, Hebrew
    "يلغى الخبر", "الرجاء إلغاء الخبر", "يرجى إلغاء الخبر", "تم سحب الخبر", "تم إلغاء الخبر", "یہ خبر واپس لی جاتی ہے",
    "یہ خبر منسوخ", "خبر منسوخ کی جاتی ہے", "این خبر لغو شد", "این خبر باطل است", "הידיעה בוטלה",
    // Hindi, Bengali
    "यह खबर वापस ली जाती है", "यह समाचार वापस लिया जाता है", "এই খবরটি প্রত্যাহার",
    // Chinese, Japanese, Korean
    "此稿作废", "此稿作廢", "此稿撤销", "此稿撤銷", "此稿已撤", "本稿作废", "本稿已撤", "请撤销此稿", "请勿使用此稿",
    "この記事は取り消します", "この記事を取り消します", "記事を取り消します", "配信を取り消します", "이 기사는 취소",
    "기사를 취소합니다"};

// As unmistakable where a blank or a mark stands behind them: a word that goes on from there is news.
inline constexpr std::string_view kill_headings[] = {"撤稿通知", "기사 전문 취소"};

// Told under the label of an advisory, where they need not stand in front.
inline constexpr std::string_view advised_kills[] = {
    "withdrawn",  "withdraws story", "withdraws its story", "is withdrawing",     "story killed", "please disregard",
    "kill story", "mandatory kill",  "no substitute story", "aviso de anulación", "zurückgezogen"};

// What stands before the time that a text is held until.
inline constexpr std::string_view embargo_lines[] = {"strictly embargoed until",
                                                     "strictly embargoed to",
                                                     "embargoed until",
                                                     "embargoed till",
                                                     "embargoed to",
                                                     "embargoed for release until",
                                                     "embargoed for release at",
                                                     "under embargo until",
                                                     "embargo until",
                                                     "embargo till",
                                                     "not for release before",
                                                     "not for release until",
                                                     "not for publication before",
                                                     "not for publication until",
                                                     "not to be published before",
                                                     "hold for release until",
                                                     "hold for release at",
                                                     "embargo",
                                                     "embargado hasta",
                                                     "embargada hasta",
                                                     "embargo hasta",
                                                     "no publicar antes de",
                                                     "no publicar antes del",
                                                     "embargado até",
                                                     "embargada até",
                                                     "sob embargo até",
                                                     "sous embargo jusqu'au",
                                                     "sous embargo jusqu'à",
                                                     "embargo jusqu'au",
                                                     "embargo jusqu'à",
                                                     "ne pas publier avant",
                                                     "sperrfrist bis",
                                                     "sperrfrist",
                                                     "gesperrt bis",
                                                     "frei ab",
                                                     "embargo tot",
                                                     "onder embargo tot",
                                                     "sotto embargo fino al",
                                                     "embargo fino al",
                                                     "embargo do",
                                                     "эмбарго до",
                                                     "не публиковать до",
                                                     "ембарго до",
                                                     "محظور النشر حتى",
                                                     "حظر النشر حتى",
                                                     "ambargo",
                                                     "禁发至",
                                                     "解禁时间",
                                                     "解禁時間",
                                                     "解禁日時",
                                                     "解禁",
                                                     "엠바고"};

// Not for readers, wherever it stands.
inline constexpr std::string_view private_lines[] = {"not for publication",
                                                     "editors not for publication",
                                                     "note to editors not for publication",
                                                     "editors note not for publication",
                                                     "editor's note not for publication",
                                                     "for editors only",
                                                     "internal use only",
                                                     "no publicar",
                                                     "no para publicación",
                                                     "nota para editores no publicar",
                                                     "não publicar",
                                                     "não para publicação",
                                                     "ne pas publier",
                                                     "à ne pas publier",
                                                     "non destiné à la publication",
                                                     "nicht zur veröffentlichung",
                                                     "nicht zur veröffentlichung bestimmt",
                                                     "niet voor publicatie",
                                                     "non per la pubblicazione",
                                                     "non pubblicare",
                                                     "yayımlanmaz",
                                                     "yayın için değildir",
                                                     "nie do publikacji",
                                                     "не для публикации",
                                                     "не для печати",
                                                     "не для публікації",
                                                     "ليس للنشر",
                                                     "غير مخصص للنشر",
                                                     "برائے اشاعت نہیں",
                                                     "غیر قابل انتشار",
                                                     "לא לפרסום",
                                                     "प्रकाशन के लिए नहीं",
                                                     "不供发表",
                                                     "不供發表",
                                                     "非供发表",
                                                     "仅供编辑参考",
                                                     "僅供編輯參考",
                                                     "掲載不可",
                                                     "보도 금지"};

}  // namespace datelined::feeds
