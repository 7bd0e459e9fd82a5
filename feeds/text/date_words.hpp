// What dates say besides the names that ICU has: spellings that wires use, and the small words between.
#pragma once

#include "feeds/text/date_names.hpp"

#include <cstdint>
#include <string_view>

namespace datelined::feeds::dates {

// Month names of a calendar that is not the Gregorian one, as ICU has them in a locale.
struct CalendarNames {
  std::string_view locale, keyword;
  Word word;
  std::string_view languages;
};

inline constexpr CalendarNames calendar_names[] = {
    {"fa", "@calendar=persian", Word::jalali_month, "fa"},
    {"fa_AF", "@calendar=persian", Word::jalali_month, "fa ps"},
    {"ps", "@calendar=persian", Word::jalali_month, "ps"},
    {"en", "@calendar=persian", Word::jalali_month, "en"},
    {"ar", "@calendar=islamic-umalqura", Word::hijri_month, "ar"},
    {"ur", "@calendar=islamic", Word::hijri_month, "ur"},
    {"fa", "@calendar=islamic", Word::hijri_month, "fa"},
    {"en", "@calendar=islamic", Word::hijri_month, "en"},
};

// The months of a year apart by '|', spellings of one by '/'.
struct TwelveMonths {
  std::string_view languages;
  Word word;
  std::string_view names;
};

inline constexpr TwelveMonths twelve_months[] = {
    {"ar", Word::month,
     "كانون ثاني/جانفي|فبراير/شباط/فيفري|آذار/مارس|ابريل/إبريل/نيسان/أفريل|أيار/ماي/نوار|حزيران/جوان|"
     "تموز/جويلية/يوليوز/جويليه|آب/أوت/غشت/اوغسطس|أيلول/شتنبر/سبتمبر|تشرين أول/اكتوبر|تشرين ثاني/نونبر/نوفمبر|"
     "كانون أول/دجنبر"},
    {"ar", Word::hijri_month,
     "محرم/المحرم/محرم الحرام|صفر|ربيع أول/ربيع الأول|ربيع ثاني/ربيع الثاني/ربيع الآخر|جمادى الأول/جمادى الاولى|"
     "جمادى الثانية/جمادى الثاني/جمادى الآخر|رجب|شعبان|رمضان|شوال|ذي القعدة/ذو القعدة|ذي الحجة/ذو الحجة"},
    {"fa ps", Word::month,
     "ژانویه/جنوری|فوریه/فبروری|مارس/مارچ/مارت|آوریل/آپریل/اپریل|مه/می|ژوئن/جون|ژوئیه/جولای/ژوییه|اوت/آگوست/آگست/اگست|"
     "سپتامبر/سپتمبر/سپتبر|اکتبر/اکتوبر|نوامبر/نومبر|دسامبر/دسمبر"},
    {"fa", Word::jalali_month, "فروردین|اردیبهشت|خرداد|تیر|مرداد/امرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"},
    {"ur", Word::month,
     "جنوری|فروری|مارچ|اپریل/ایپریل|مئی/مئ|جون|جولائی/جولای|اگست|ستمبر/سپتمبر|اکتوبر/اكتوبر|نومبر|دسمبر"},
    {"hi", Word::month,
     "जनवरी/जन|फरवरी/फ़रवरी/फर|मार्च|अप्रैल/अप्रेल|मई|जून|जुलाई/जुल|अगस्त/अग|सितंबर/सितम्बर/सित|"
     "अक्टूबर/अक्तूबर/अक्टू|नवंबर/नवम्बर/नव|दिसंबर/दिसम्बर/दिस"},
    {"bn", Word::month,
     "জানুয়ারি/জানুয়ারী|ফেব্রুয়ারি/ফেব্রুয়ারী|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট/আগষ্ট|"
     "সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর"},
    {"te", Word::month,
     "జనవరి|ఫిబ్రవరి|మార్చి|ఏప్రిల్|మే|జూన్|జులై/జూలై|ఆగస్టు/ఆగస్ట్/ఆగష్టు|సెప్టెంబర్/సెప్టెంబరు|అక్టోబర్/అక్టోబరు|"
     "నవంబర్/నవంబరు|డిసెంబర్/డిసెంబరు"},
    {"gu", Word::month, "જાન્યુઆરી|ફેબ્રુઆરી|માર્ચ|એપ્રિલ|મે|જૂન|જુલાઈ/જુલાઇ|ઑગસ્ટ/ઓગસ્ટ|સપ્ટેમ્બર|ઑક્ટોબર/ઓક્ટોબર|નવેમ્બર|ડિસેમ્બર"},
    {"ml", Word::month,
     "ജനുവരി|ഫെബ്രുവരി|മാർച്ച്|ഏപ്രിൽ|മേയ്/മെയ്|ജൂൺ|ജൂലൈ|ഓഗസ്റ്റ്/ആഗസ്റ്റ്|സെപ്റ്റംബർ/സെപ്തംബർ|ഒക്ടോബർ/"
     "ഒക്‌ടോബർ|നവംബർ|ഡിസംബർ"},
    {"ru", Word::month, "янв|фев/февр|мар|апр|мая/май|июн|июл|авг|сен/сент|окт|ноя/нояб|дек"},
    {"uk", Word::month, "січ|лют|бер|кві/квіт|тра/трав|чер/черв|лип|сер/серп|вер|жов/жовт|лис/лист|гру/груд"},
    {"el", Word::month,
     "Ιαν/Γενάρης/Γενάρη|Φεβ/Φλεβάρης/Φλεβάρη|Μαρ/Μάρτη|Απρ/Απρίλης/Απρίλη|Μαι/Μάης/Μάη|Ιουν/Ιούνη/Ιούνης|"
     "Ιουλ/Ιούλη/Ιούλης|Αυγ/Αύγουστο|Σεπ/Σεπτ/Σεπτέμβρη|Οκτ/Οκτώβρη|Νοε/Νοέμβρη|Δεκ/Δεκέμβρη"},
    {"tr", Word::month, "Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara"},
    {"es", Word::month, "ene|feb|mar|abr|may|jun|jul|ago|sep/sept/set/setiembre|oct|nov|dic"},
    {"pt", Word::month, "jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez"},
    {"fr", Word::month, "jan/janv|fev/févr|mars|avr|mai|juin|juil/juill|août|sept/sep|oct|nov|déc/dec"},
    {"de", Word::month, "Jan/Jänner/Jän|Feb/Feber|Mär/Mrz/Maerz|Apr|Mai|Jun|Jul|Aug|Sep/Sept|Okt|Nov|Dez"},
    {"it", Word::month, "gen|feb/febbr|mar|apr|mag|giu|lug|ago|set/sett|ott|nov|dic"},
    {"pl", Word::month,
     "sty/stycz|lut|mar|kwi/kwiec|maj/maja|cze/czerw|lip|sie/sierp|wrz/wrzes|paź/pazdz|lis/listop|gru/grudz"},
    {"cs", Word::month, "led|úno|bře|dub|kvě|čvn|čvc|srp|zář|říj|lis|pro"},
    {"hu", Word::month, "jan/januári|feb/febr/februári|már/márc/márciusi|ápr|máj|jún|júl|aug|sze/szept|okt|nov|dec"},
    {"fi", Word::month,
     "tammi/tammik|helmi/helmik|maalis/maalisk|huhti/huhtik|touko/toukok|kesä/kesäk|heinä/heinäk|elo/elok|"
     "syys/syysk|loka/lokak|marras/marrask|joulu/jouluk"},
    {"lv", Word::month,
     "janvārī|februārī|martā|aprīlī|maijā|jūnijā|jūlijā|augustā|septembrī|oktobrī|novembrī|decembrī"},
    {"nl", Word::month, "jan|feb/febr|mrt|apr|mei|jun|jul|aug|sep/sept|okt|nov|dec"},
    {"sv nb da", Word::month, "jan|feb/febr|mar/mars/marts|apr|maj/mai|jun|jul|aug|sep/sept|okt|nov|dec/des"},
    {"id ms", Word::month,
     "Jan|Feb/Pebruari/Peb|Mar/Mac|Apr|Mei|Jun|Jul|Agu/Agt/Agust/Agus/Ogos|Sep/Sept|Okt|Nov/Nop/Nopember|Des/Dis"},
    {"he", Word::month, "בינואר|בפברואר|במרץ/במרס/מרס|באפריל|במאי|ביוני|ביולי|באוגוסט|בספטמבר|באוקטובר|בנובמבר|בדצמבר"},
    {"en", Word::hijri_month,
     "Muharram|Safar|Rabi al-Awwal/Rabi' I|Rabi al-Thani/Rabi al-Akhir/Rabi' II|Jumada al-Ula/Jumada al-Awwal|"
     "Jumada al-Thani/Jumada al-Akhira|Rajab|Sha'ban|Ramadan/Ramadhan|Shawwal|Dhu al-Qadah/Dhul Qadah|"
     "Dhu al-Hijjah/Dhul Hijjah"},
};

// Words apart by '|', in languages apart by spaces, or "*" for all.
struct Words {
  std::string_view languages;
  Word word;
  std::int16_t value;
  std::string_view words;
};

inline constexpr Words words[] = {
    // weekdays that ICU spells otherwise
    {"ar", Word::weekday, 0, "الاحد|الإثنين|الاثنين|الثلثاء|الثلاثاء|الاربعاء|الخميس|الجمعة|السبت|أحد|اثنين|جمعة|سبت"},
    {"fa", Word::weekday, 0, "یک شنبه|دو شنبه|سه شنبه|چهار شنبه|پنج شنبه|پنجشنبه|جمعه|آدینه|شنبه"},
    {"ur", Word::weekday, 0, "سوموار|جمعرات|جمعۃ المبارک|جمعة|سنیچر|بدھ|هفته"},
    {"hi", Word::weekday, 0, "इतवार|मंगल|बृहस्पतिवार|वीरवार|गुरूवार|शुक्र|शनि"},
    {"bn", Word::weekday, 0, "বৃহস্পতি|শুক্র|শনি|রবি|সোম|বুধ"},
    {"zh", Word::weekday, 0,
     "礼拜天|礼拜一|禮拜一|星期天|周天|週天|周日|周一|周二|周三|周四|周五|周六|週日|週一|週二|週三|週四|週五|週六"},
    {"zh ja", Word::weekday, 0, "日|月|火|水|木|金|土|一|二|三|四|五|六"},
    {"ja", Word::weekday, 0, "日曜|月曜|火曜|水曜|木曜|金曜|土曜|祝"},
    {"ko", Word::weekday, 0, "월|화|수|목|금|토|일"},
    {"ru", Word::weekday, 0, "воскр|вск|понед|пон|пнд|втр|вто|среду|срд|сре|чет|чтв|пят|птн|пятницу|суб|сбт|субботу"},
    {"uk", Word::weekday, 0, "нед|пон|вів|сер|середу|чет|пят|суб|пятницю|суботу|неділю"},
    {"lv", Word::weekday, 0, "pirmdien|otrdien|trešdien|ceturtdien|piektdien|sestdien|svētdien"},
    {"tr", Word::weekday, 0, "Pts|Pzt|Prş|Cts|Cmt|Pazar günü"},
    {"es", Word::weekday, 0, "mier|sab|dom|lun|jue|vie|mie"},
    {"pt", Word::weekday, 0, "segunda|terça|quarta|quinta|sexta"},
    {"de", Word::weekday, 0, "Sonnabend|Son|Mon|Die|Mit|Don|Fre|Sam"},
    {"pl", Word::weekday, 0, "niedz|nie|pon|wto|wt|śro|śr|czw|pią|pt|sob|nd|pn|cz|so"},
    {"cs", Word::weekday, 0, "ned|pon|úte|stř|čtv|pát|sob"},
    {"hu", Word::weekday, 0, "vas|hét|ked|csüt|pén|szom"},
    {"fi", Word::weekday, 0, "sunnuntai|maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai"},
    {"nl", Word::weekday, 0, "zon|maa|din|woe|don|vrij|zat"},
    {"sv nb da", Word::weekday, 0, "söndag|lördag|søndag|lørdag|man|tirs|tir|ons|tors|tor|fre|lør|søn|mån|lör|sön"},
    {"id", Word::weekday, 0, "Ahad|Jum'at|Jumat"},
    {"th", Word::weekday, 0, "อาทิตย์|จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|วันพฤหัส"},
    {"vi", Word::weekday, 0, "chủ nhật|thứ hai|thứ ba|thứ tư|thứ năm|thứ sáu|thứ bảy"},
    {"en", Word::weekday, 0, "tues|thur|thurs|weds"},

    // words that say nothing
    {"es pt fr it ca gl", Word::filler, 0, "de|del|do|da|di|du"},
    {"es", Word::filler, 0, "el|a las|a la|las|la|del|día|año"},
    {"pt", Word::filler, 0, "em|dia|de|no|na"},
    {"fr", Word::filler, 0, "le|à|er|ère|publié le|le"},
    {"es pt it", Word::filler, 0, "o|a"},
    {"it", Word::filler, 0, "il|alle|ore|del|alle ore|ora"},
    {"de", Word::filler, 0, "den|der|am|um|vom|dem"},
    {"nl", Word::filler, 0, "om|op|de|e"},
    {"sv", Word::filler, 0, "den|klockan|e"},
    {"nb da", Word::filler, 0, "den|klokken|d"},
    {"en", Word::filler, 0, "the|of|at|on|st|nd|rd|th"},
    {"pl", Word::filler, 0, "r|roku|o|godz|godzina|w|dnia|o godz"},
    {"cs sk", Word::filler, 0, "v|ve|o|roku|dne"},
    {"hu", Word::filler, 0, "év|án|én|ján|jén|i"},
    {"fi", Word::filler, 0, "ta|na"},
    {"ru", Word::filler, 0, "г|год|года|в|го|от"},
    {"uk", Word::filler, 0, "р|рік|року|о|об|в|у|го|від"},
    {"be bg sr mk", Word::filler, 0, "г|година|у|в"},
    {"kk", Word::filler, 0, "ж|жыл|жылы|жылғы|сағат"},
    {"hy", Word::filler, 0, "թ|թվական|թվականի|ժամը|ժ"},
    {"ka", Word::filler, 0, "წ|წელი|წლის"},
    {"lt", Word::filler, 0, "m|metų|d|dieną|val"},
    {"lv", Word::filler, 0, "gada|g|plkst|pulksten"},
    {"ca", Word::filler, 0, "a les|les"},
    {"gl", Word::filler, 0, "ás|as"},
    {"sq", Word::filler, 0, "më|në|ora|orën"},
    {"el", Word::filler, 0, "στις|του|η|την|ώρα|και"},
    {"tr", Word::filler, 0, "tarihinde|günü|yılı|tarih"},
    {"id ms", Word::filler, 0, "tanggal|pada|hari|tgl"},
    {"ar", Word::filler, 0, "في|يوم|الموافق لـ|عند|من|شهر|عام|سنة|بتاريخ|تاريخ|و"},
    {"fa ps ckb", Word::filler, 0, "روز|مورخ|در|سال|ماه|تاریخ|و"},
    {"ur", Word::filler, 0, "بروز|بتاریخ|کو|تاریخ|سن|بوقت|وقت|کے|کی"},
    {"hi mr ne", Word::filler, 0, "को|दिनांक|तारीख|सन|समय|के|का|पर"},
    {"bn", Word::filler, 0, "তারিখ|সময়|সাল|সালে|ই|শে|লা|রা|ঠা|এ"},
    {"th", Word::filler, 0, "ที่|วันที่|เดือน|เวลา|ปี|วัน|น|นาฬิกา"},
    {"lo", Word::filler, 0, "ວັນທີ|ວັນ|ທີ|ເດືອນ|ປີ|ເວລາ|ໂມງ"},
    {"km", Word::filler, 0, "ថ្ងៃទី|ថ្ងៃ|ទី|ខែ|ឆ្នាំ|ម៉ោង"},
    {"my", Word::filler, 0, "လ"},
    {"vi", Word::filler, 0, "lúc|vào lúc|vào|hôm"},
    {"ro", Word::filler, 0, "la|ora|ziua"},
    {"zh", Word::filler, 0, "于|於|在"},

    // before a clock
    {"fi", Word::clock_next, 0, "klo|kello"},
    {"sv nb da is", Word::clock_next, 0, "kl|klockan|klokken|klokka"},
    {"id ms", Word::clock_next, 0, "pukul|jam|pkl"},
    {"tr az", Word::clock_next, 0, "saat|saati"},
    {"de", Word::clock_next, 0, "um"},
    {"it", Word::clock_next, 0, "ore|alle|alle ore|h"},
    {"es", Word::clock_next, 0, "a las|a la|hora"},
    {"pt", Word::clock_next, 0, "às|as"},
    {"pl", Word::clock_next, 0, "godz|godzina|o godz"},
    {"fa ur ps ar ckb", Word::clock_next, 0, "ساعت|الساعة|الساعه|ساعة|بساعت"},
    {"en", Word::clock_next, 0, "at"},

    // after the number they name
    {"zh ja", Word::year, 0, "年"},
    {"ko", Word::year, 0, "년"},
    {"zh ja", Word::month_number, 0, "月|月份"},
    {"ko", Word::month_number, 0, "월"},
    {"zh ja", Word::day, 0, "日|号|號"},
    {"ko", Word::day, 0, "일"},
    {"my", Word::year, 0, "ခုနှစ်|ခု"},
    {"my", Word::day, 0, "ရက်|ရက်နေ့"},
    {"zh ja", Word::hour, 0, "時|时|点|點|点钟|點鐘"},
    {"ko", Word::hour, 0, "시"},
    {"zh ja", Word::minute, 0, "分|分钟"},
    {"ko", Word::minute, 0, "분"},
    {"zh ja", Word::second, 0, "秒"},
    {"ko", Word::second, 0, "초"},
    {"es pt fr it ca ro nl pl", Word::hour, 0, "h|hs|hrs|hr|horas|heures|heure|uur|u"},
    {"en", Word::hour, 0, "hrs|hours|h"},
    {"de", Word::hour, 0, "uhr|h"},
    {"ru uk be bg", Word::hour, 0, "ч|час|часов|часа|год|ч"},
    {"cs sk", Word::hour, 0, "hod|h"},
    {"hu", Word::hour, 0, "óra|ó|h"},
    {"vi", Word::hour, 0, "giờ|h|g"},
    {"th", Word::hour, 0, "น|นาฬิกา"},
    {"hi mr ne", Word::hour, 0, "बजे|बजकर"},
    {"ur", Word::hour, 0, "بجے|بجکر|بج کر"},
    {"bn", Word::hour, 0, "টা|টায়|ঘটিকা"},
    {"es pt fr it en de vi ca ro", Word::minute, 0, "min|m|mn|minutos|minutes|minuten|phút"},
    {"ru uk", Word::minute, 0, "мин|минут|хв"},
    {"hu", Word::minute, 0, "perc"},
    {"hi ur", Word::minute, 0, "मिनट|منٹ"},
    {"bn", Word::minute, 0, "মিনিট"},
    {"th", Word::minute, 0, "นาที"},
    {"es pt fr it en", Word::second, 0, "s|sec|seg"},
    {"ru uk", Word::second, 0, "с|сек"},
    {"vi", Word::second, 0, "giây"},

    // before the number they name
    {"vi", Word::day_next, 0, "ngày"},
    {"vi", Word::month_next, 0, "tháng|thg|thag"},
    {"vi", Word::year_next, 0, "năm"},
    {"vi", Word::weekday_next, 0, "thứ|th"},
    {"zh", Word::year_next, 0, "公元|西元"},
    {"ja", Word::year_next, 0, "西暦"},

    // halves of the day
    {"*", Word::morning, 0, "am"},
    {"*", Word::afternoon, 0, "pm"},
    {"ar", Word::morning, 0, "ص|صباحا|فجرا|صباح"},
    {"ar", Word::afternoon, 0, "م|مساء|عصرا|مسا|بعد الظهر"},
    {"ar", Word::noon, 0, "ظهرا|الظهر"},
    {"ar", Word::evening, 0, "ليلا"},
    {"fa", Word::morning, 0, "صبح|قبل از ظهر|ق.ظ|بامداد"},
    {"fa", Word::afternoon, 0, "بعد از ظهر|ب.ظ|عصر"},
    {"fa", Word::noon, 0, "ظهر"},
    {"fa", Word::evening, 0, "شب"},
    {"ps", Word::morning, 0, "غ.م"},
    {"ps", Word::afternoon, 0, "غ.و"},
    {"ckb", Word::morning, 0, "ب.ن"},
    {"ckb", Word::afternoon, 0, "د.ن"},
    {"ur", Word::morning, 0, "صبح|قبل دوپہر|ق.د"},
    {"ur", Word::afternoon, 0, "سہ پہر|بعد دوپہر|ب.د"},
    {"ur", Word::noon, 0, "دوپہر"},
    {"ur", Word::evening, 0, "شام|رات"},
    {"hi", Word::morning, 0, "पूर्वाह्न|सुबह"},
    {"hi", Word::afternoon, 0, "अपराह्न"},
    {"hi", Word::noon, 0, "दोपहर"},
    {"hi", Word::evening, 0, "शाम|रात"},
    {"mr ne", Word::morning, 0, "पूर्वाह्न|म.पू|सकाळी|बिहान"},
    {"mr ne", Word::afternoon, 0, "अपराह्न|म.उ|दिउँसो"},
    {"bn", Word::morning, 0, "পূর্বাহ্ণ|সকাল"},
    {"bn", Word::afternoon, 0, "অপরাহ্ণ|বিকাল|বিকেল"},
    {"bn", Word::noon, 0, "দুপুর"},
    {"bn", Word::evening, 0, "সন্ধ্যা|রাত"},
    {"zh", Word::morning, 0, "上午|早上|凌晨|清晨|早晨"},
    {"zh", Word::afternoon, 0, "下午|傍晚"},
    {"zh", Word::noon, 0, "中午"},
    {"zh", Word::evening, 0, "晚上|晚间|晚間|夜间|夜間|晚"},
    {"ja", Word::morning, 0, "午前"},
    {"ja", Word::afternoon, 0, "午後"},
    {"ko", Word::morning, 0, "오전|새벽|아침"},
    {"ko", Word::afternoon, 0, "오후"},
    {"ko", Word::noon, 0, "낮"},
    {"ko", Word::evening, 0, "저녁|밤"},
    {"ru", Word::morning, 0, "утра|до полудня"},
    {"ru", Word::afternoon, 0, "дня|пополудни"},
    {"ru", Word::evening, 0, "вечера"},
    {"uk", Word::morning, 0, "дп|ранку"},
    {"uk", Word::afternoon, 0, "пп|дня"},
    {"uk", Word::evening, 0, "вечора"},
    {"el", Word::morning, 0, "πμ"},
    {"el", Word::afternoon, 0, "μμ"},
    {"tr", Word::morning, 0, "öö"},
    {"tr", Word::afternoon, 0, "ös"},
    {"es", Word::morning, 0, "de la mañana"},
    {"es", Word::afternoon, 0, "de la tarde"},
    {"es", Word::evening, 0, "de la noche"},
    {"pt", Word::morning, 0, "da manhã"},
    {"pt", Word::afternoon, 0, "da tarde"},
    {"pt", Word::evening, 0, "da noite"},
    {"de", Word::morning, 0, "vorm|vormittags|morgens"},
    {"de", Word::afternoon, 0, "nachm|nachmittags"},
    {"de", Word::evening, 0, "abends"},
    {"cs", Word::morning, 0, "dop|dopoledne"},
    {"cs", Word::afternoon, 0, "odp|odpoledne"},
    {"hu", Word::morning, 0, "de|délelőtt"},
    {"hu", Word::afternoon, 0, "du|délután"},
    {"hu", Word::evening, 0, "este"},
    {"fi", Word::morning, 0, "ap"},
    {"fi", Word::afternoon, 0, "ip"},
    {"sv", Word::morning, 0, "fm|förmiddag"},
    {"sv", Word::afternoon, 0, "em|eftermiddag"},
    {"id ms", Word::morning, 0, "pagi"},
    {"id ms", Word::noon, 0, "siang"},
    {"id ms", Word::afternoon, 0, "sore|petang"},
    {"id ms", Word::evening, 0, "malam"},
    {"th", Word::morning, 0, "ก่อนเที่ยง"},
    {"th", Word::afternoon, 0, "หลังเที่ยง"},
    {"vi", Word::morning, 0, "sa|sáng"},
    {"vi", Word::noon, 0, "trưa"},
    {"vi", Word::afternoon, 0, "ch|chiều"},
    {"vi", Word::evening, 0, "tối"},

    // eras
    {"ar", Word::common_era, 0, "م|ميلادي|ميلادية|للميلاد"},
    {"fa", Word::common_era, 0, "م|میلادی"},
    {"ur", Word::common_era, 0, "ء|عیسوی|ع|م"},
    {"hi mr", Word::common_era, 0, "ई|ईस्वी|ईसवी"},
    {"bn", Word::common_era, 0, "খ্রিস্টাব্দ|খ্রি|খ্রিষ্টাব্দ|ইং"},
    {"th", Word::common_era, 0, "ค.ศ"},
    {"ru", Word::common_era, 0, "н.э"},
    {"uk", Word::common_era, 0, "н.е"},
    {"en", Word::common_era, 0, "AD|CE"},
    {"vi", Word::common_era, 0, "SCN"},
    {"th", Word::buddhist_era, 0, "พ.ศ|พุทธศักราช"},
    {"en th", Word::buddhist_era, 0, "B.E"},
    {"zh", Word::minguo_era, 0, "民國|民国|中華民國|中华民国"},
    {"zh ja", Word::japanese_era, 2018, "令和"},
    {"zh ja", Word::japanese_era, 1988, "平成"},
    {"zh ja", Word::japanese_era, 1925, "昭和"},
    {"zh ja", Word::japanese_era, 1911, "大正"},
    {"zh ja", Word::japanese_era, 1867, "明治"},
    {"ar", Word::hijri_era, 0, "هـ|هجري|هجرية|للهجرة"},
    {"ur", Word::hijri_era, 0, "ھ|ہجری"},
    {"fa", Word::hijri_era, 0, "ه.ق|هجری قمری|قمری"},
    {"en", Word::hijri_era, 0, "AH|A.H"},
    {"fa ps", Word::jalali_era, 0, "ه.ش|هجری شمسی|هجری خورشیدی|خورشیدی|شمسی"},
    {"en", Word::jalali_era, 0, "AP|SH"},

    // the same day again
    {"ar", Word::equals, 0, "الموافق|الموافق لـ|موافق"},
    {"ur", Word::equals, 0, "بمطابق|مطابق"},
    {"fa", Word::equals, 0, "برابر با|مطابق با|مصادف با"},

    // zones by their place; only those whose clocks nobody moves
    {"*", Word::zone, 0,
     "بتوقيت غرينتش|بتوقيت جرينتش|توقيت غرينتش|غرينتش|جرينتش|به وقت گرینویچ|格林威治时间|格林威治時間|гринвич|по "
     "гринвичу"},
    {"ar", Word::zone, 180,
     "بتوقيت مكة المكرمة|بتوقيت مكة|توقيت مكة المكرمة|بتوقيت السعودية|بتوقيت الرياض|بتوقيت بغداد"},
    {"ar", Word::zone, 240, "بتوقيت الإمارات|بتوقيت أبوظبي|بتوقيت دبي"},
    {"zh", Word::zone, 480,
     "北京时间|北京時間|中国标准时间|台北時間|台北时间|台灣時間|台湾时间|香港時間|香港时间|中国時間"},
    {"zh ja", Word::zone, 540, "日本時間|日本时间|東京時間|东京时间|韓国時間|韩国时间|首尔时间|日本標準時"},
    {"ko", Word::zone, 540, "한국시간|한국 시간|한국표준시"},
    {"ru", Word::zone, 180, "мск|по московскому времени|московское время|по мск|время московское|по москве"},
    {"uk", Word::zone, 180, "мск"},
    {"hi", Word::zone, 330, "आईएसटी|भारतीय समय|भारतीय मानक समय|भा.मा.स"},
    {"ur", Word::zone, 300, "پاکستانی وقت|پاکستان کا معیاری وقت"},
    {"bn", Word::zone, 360, "বাংলাদেশ সময়"},
};

}  // namespace datelined::feeds::dates
