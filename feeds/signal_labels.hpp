// The labels that wires put on headlines, by language. A new one is a row.
#pragma once

#include <string_view>

namespace datelined::feeds {

// What must stand between a label and its headline for it to be one, and no word of the headline.
// Brackets round the label and a separator such as ':' do for every row.
enum class Needs {
  separator,       // nothing less: "Update your phone"
  blank,           // a blank does, where the label is in capitals or its script has none: "URGENT Quake hits"
  nothing_after,   // it may be glued to the front of a headline
  nothing_before,  // it may be glued to the end of one
  capitals,        // a separator and capitals: "Kill: a novel" withdraws nothing
};

struct Label {
  std::string_view text;    // as wires write it; number, case and marks do not matter when it is looked for
  std::string_view signal;
  Needs needs = Needs::separator;
};

inline constexpr Label labels[] = {
    // English: Reuters, AP, AFP, dpa, Xinhua, Yonhap, Kyodo
    {"UPDATE", "update"},
    {"UPDATED", "update"},
    {"NEWS UPDATE", "update"},
    {"LEAD", "update"},
    {"LD", "update", Needs::blank},
    {"LD WRITETHRU", "update", Needs::blank},
    {"LEAD WRITETHRU", "update", Needs::blank},
    {"WRITETHRU", "update", Needs::blank},
    {"LD ALL", "update", Needs::blank},
    {"LEAD ALL", "update", Needs::blank},
    {"ADDS DETAILS", "update"},
    {"RECASTS", "update"},
    {"CORRECTED", "correction"},
    {"CORRECTED OFFICIAL", "correction"},
    {"CORRECTION", "correction"},
    {"CORRECTION OFFICIAL", "correction"},
    {"CORRECTS", "correction"},
    {"CORRECTIVE", "correction"},
    {"CLARIFICATION", "correction"},
    {"KILL", "kill", Needs::capitals},
    {"MANDATORY KILL", "kill", Needs::capitals},
    {"BULLETIN KILL", "kill", Needs::capitals},
    {"STORY WITHDRAWN", "kill", Needs::capitals},
    {"WITHDRAWAL", "kill", Needs::capitals},
    {"REFILE", "repeat"},
    {"RPT", "repeat"},
    {"REPEAT", "repeat"},
    {"REPEATING", "repeat"},
    {"WRAPUP", "wrapup"},
    {"ROUNDUP", "wrapup"},
    {"FLASH", "flash"},
    {"NEWS FLASH", "flash"},
    {"NEWSFLASH", "flash"},
    {"SNAP", "flash"},
    {"URGENT", "urgent", Needs::blank},
    {"ALERT", "urgent"},
    {"NEWS ALERT", "urgent"},
    {"BULLETIN", "urgent"},
    {"BREAKING", "breaking", Needs::blank},
    {"BREAKING NEWS", "breaking", Needs::blank},
    {"JUST IN", "breaking", Needs::blank},
    {"DEVELOPING", "breaking"},
    {"DEVELOPING STORY", "breaking"},
    {"LATEST", "latest"},
    {"THE LATEST", "latest"},
    {"ADVISORY", "advisory"},
    {"MEDIA ADVISORY", "advisory"},
    {"EDITORS NOTE", "advisory"},
    {"EDITOR'S NOTE", "advisory"},
    {"NOTE TO EDITORS", "advisory"},
    {"ATTENTION EDITORS", "advisory"},
    {"EXCLUSIVE", "exclusive"},
    {"EMBARGOED", "embargo"},

    // Spanish, Portuguese, Catalan
    {"ACTUALIZACIÓN", "update"},
    {"ACTUALIZA", "update"},
    {"AMPLIACIÓN", "update"},
    {"CORRECCIÓN", "correction"},
    {"CORRIGE", "correction"},
    {"RECTIFICACIÓN", "correction"},
    {"ANULACIÓN", "kill", Needs::capitals},
    {"URGENTE", "urgent", Needs::blank},
    {"ALERTA", "urgent"},
    {"AVANCE", "flash"},
    {"ÚLTIMA HORA", "breaking", Needs::blank},
    {"EXCLUSIVA", "exclusive"},
    {"ATUALIZAÇÃO", "update"},
    {"ATUALIZADA", "update"},
    {"CORREÇÃO", "correction"},
    {"EXCLUSIVO", "exclusive"},

    // French
    {"ACTUALISATION", "update"},
    {"ACTUALISÉ", "update"},
    {"MISE À JOUR", "update"},
    {"CORRECTIF", "correction"},
    {"RECTIFICATIF", "correction"},
    {"ANNULE ET REMPLACE", "correction"},
    {"ANNULATION", "kill", Needs::capitals},
    {"ALERTE", "urgent"},
    {"ALERTE INFO", "urgent", Needs::blank},
    {"DERNIÈRE MINUTE", "breaking"},
    {"EXCLUSIF", "exclusive"},

    // German, Dutch, Scandinavian
    {"AKTUALISIERT", "update"},
    {"AKTUALISIERUNG", "update"},
    {"KORREKTUR", "correction"},
    {"KORRIGIERT", "correction"},
    {"BERICHTIGUNG", "correction"},
    {"ZURÜCKGEZOGEN", "kill", Needs::capitals},
    {"WDH", "repeat"},
    {"WIEDERHOLUNG", "repeat"},
    {"ZUSAMMENFASSUNG", "wrapup"},
    {"EILMELDUNG", "urgent", Needs::blank},
    {"EIL", "urgent"},
    {"BLITZ", "flash"},
    {"EXKLUSIV", "exclusive"},
    {"CORRECTIE", "correction"},
    {"RÄTTELSE", "correction"},
    {"RETTELSE", "correction"},

    // Italian, Turkish, Polish, Greek, Vietnamese, Indonesian
    {"AGGIORNAMENTO", "update"},
    {"RETTIFICA", "correction"},
    {"CORREZIONE", "correction"},
    {"ULTIM'ORA", "breaking", Needs::blank},
    {"GÜNCELLEME", "update"},
    {"DÜZELTME", "correction"},
    {"FLAŞ", "flash"},
    {"SON DAKİKA", "breaking", Needs::blank},
    {"AKTUALIZACJA", "update"},
    {"SPROSTOWANIE", "correction"},
    {"PILNE", "urgent", Needs::blank},
    {"ΕΚΤΑΚΤΟ", "breaking", Needs::blank},
    {"CẬP NHẬT", "update"},
    {"ĐÍNH CHÍNH", "correction"},
    {"KHẨN", "urgent"},
    {"RALAT", "correction"},
    {"TERKINI", "latest"},

    // Russian, Ukrainian
    {"МОЛНИЯ", "flash", Needs::blank},
    {"СРОЧНО", "urgent", Needs::blank},
    {"ОБНОВЛЕНО", "update"},
    {"ОБНОВЛЕНИЕ", "update"},
    {"ДОПОЛНЕНО", "update"},
    {"ИСПРАВЛЕНО", "correction"},
    {"ИСПРАВЛЕНИЕ", "correction"},
    {"УТОЧНЕНИЕ", "correction"},
    {"ПОПРАВКА", "correction"},
    {"АННУЛИРОВАНО", "kill", Needs::capitals},
    {"ПОВТОР", "repeat"},
    {"ЭКСКЛЮЗИВ", "exclusive"},
    {"ТЕРМІНОВО", "urgent", Needs::blank},
    {"БЛИСКАВКА", "flash"},
    {"ОНОВЛЕНО", "update"},
    {"ВИПРАВЛЕНО", "correction"},

    // Arabic
    {"عاجل", "urgent", Needs::blank},
    {"خبر عاجل", "urgent"},
    {"تحديث", "update"},
    {"محدث", "update"},
    {"تصحيح", "correction"},
    {"إلغاء خبر", "kill", Needs::capitals},
    {"آخر الأخبار", "latest"},
    {"حصري", "exclusive"},

    // Urdu, Persian
    {"تازترین", "latest", Needs::nothing_before},
    {"تازترين", "latest", Needs::nothing_before},
    {"تازہ ترین", "latest"},
    {"بریکنگ نیوز", "breaking", Needs::blank},
    {"بریکنگ", "breaking"},
    {"اپ ڈیٹ", "update"},
    {"تصحیح", "correction"},
    {"فوری", "urgent"},
    {"خبر فوری", "urgent"},
    {"به‌روزرسانی", "update"},
    {"تکمیلی", "update"},
    {"اصلاحیه", "correction"},
    {"اختصاصی", "exclusive"},

    // Hebrew
    {"מבזק", "flash"},
    {"דחוף", "urgent"},
    {"עדכון", "update"},
    {"תיקון", "correction"},

    // Hindi, Bengali, Thai
    {"ब्रेकिंग", "breaking"},
    {"ब्रेकिंग न्यूज़", "breaking", Needs::blank},
    {"ताज़ा", "latest"},
    {"अपडेट", "update"},
    {"सुधार", "correction"},
    {"ব্রেকিং", "breaking"},
    {"ব্রেকিং নিউজ", "breaking"},
    {"ด่วน", "urgent"},
    {"แก้ไข", "correction"},

    // Chinese
    {"快讯", "flash", Needs::nothing_after},
    {"快訊", "flash", Needs::nothing_after},
    {"突发", "breaking", Needs::blank},
    {"突發", "breaking", Needs::blank},
    {"最新", "latest"},
    {"最新消息", "latest"},
    {"更新", "update"},
    {"更正", "correction"},
    {"撤稿", "kill", Needs::capitals},
    {"撤销", "kill", Needs::capitals},
    {"独家", "exclusive"},
    {"獨家", "exclusive"},

    // Japanese
    {"速報", "flash", Needs::blank},
    {"号外", "flash"},
    {"訂正", "correction"},
    {"続報", "update"},
    {"独自", "exclusive"},

    // Korean
    {"속보", "flash", Needs::blank},
    {"긴급", "urgent"},
    {"업데이트", "update"},
    {"종합", "update"},
    {"종합보", "update"},
    {"보", "update"},
    {"정정", "correction"},
    {"고침", "correction"},
    {"단독", "exclusive"},
};

}  // namespace datelined::feeds
