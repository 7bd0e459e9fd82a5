#include "feeds/text/charset_language.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/utf8.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>

namespace datelined::feeds {
namespace {

// Encodings in falling order: of two that fit alike the first is taken.
struct Custom {
  std::string_view languages;  // primary subtags, or longer, each between blanks
  std::array<std::string_view, 3> encodings;
  std::array<UScriptCode, 3> scripts;
};

constexpr UScriptCode none = USCRIPT_COMMON;

constexpr auto customs = std::to_array<Custom>({
    {" zh-tw zh-hk zh-mo zh-hant ", {"big5", "gb18030"}, {USCRIPT_HAN, none, none}},
    {" zh ", {"gb18030", "big5"}, {USCRIPT_HAN, none, none}},
    {" ja ", {"shift_jis", "euc-jp"}, {USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA}},
    {" ko ", {"euc-kr"}, {USCRIPT_HANGUL, USCRIPT_HAN, none}},
    {" ru uk be bg mk kk ky tg mn tt ", {"windows-1251", "koi8-u", "ibm866"}, {USCRIPT_CYRILLIC, none, none}},
    {" ar fa ur ps ug ckb ", {"windows-1256", "iso-8859-6"}, {USCRIPT_ARABIC, none, none}},
    {" he iw yi ", {"windows-1255"}, {USCRIPT_HEBREW, none, none}},
    {" el ", {"windows-1253", "iso-8859-7"}, {USCRIPT_GREEK, none, none}},
    {" th ", {"windows-874"}, {USCRIPT_THAI, none, none}},
    {" tr az ", {"windows-1254"}, {USCRIPT_LATIN, none, none}},
    {" pl cs sk hu hr bs sl ro sq ", {"windows-1250", "iso-8859-2"}, {USCRIPT_LATIN, none, none}},
    {" lt lv et ", {"windows-1257"}, {USCRIPT_LATIN, none, none}},
});

// Where a feed says its language: before its items.
constexpr std::size_t head_size = 4096;

std::string_view text_after(std::string_view head, std::string_view mark) {
  const std::size_t at = head.find(mark);
  if (at == head.npos) return {};
  const std::string_view rest = trimmed(head.substr(at + mark.size()));
  return rest.substr(0, rest.find_first_of(" \t\r\n<\"'"));
}

std::string language_of(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, head_size);
  for (const std::string_view mark :
       {"<language>", "<dc:language>", "xml:lang=\"", "xml:lang='", "\"language\":\"", "\"language\": \""}) {
    std::string tag = ascii_lower(text_after(head, mark));
    std::ranges::replace(tag, '_', '-');
    if (!tag.empty()) return tag;
  }
  return {};
}

const Custom* custom_of(const std::string& language) {
  const auto speaks = [](std::string_view tag) {
    const std::string wanted = std::string(1, ' ').append(tag).append(1, ' ');
    return std::ranges::find_if(customs,
                                [&](const Custom& row) { return row.languages.find(wanted) != row.languages.npos; });
  };
  std::string_view tag = language;
  const auto* row = speaks(tag);
  if (row == customs.end()) row = speaks(tag.substr(0, tag.find('-')));
  return row == customs.end() ? nullptr : row;
}

struct Letters {
  std::size_t others = 0;  // that are not ASCII, of any kind
  std::size_t of_script = 0;
  std::size_t small = 0;  // of those, letters that are no capitals: text in a wrong encoding shouts
};

Letters letters_of(std::string_view text, const Custom& custom) {
  Letters count;
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const auto c = static_cast<UChar32>(next_code_point(text, at));
    ++count.others;
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(c, &error);
    if (script == none || std::ranges::find(custom.scripts, script) == custom.scripts.end()) continue;
    ++count.of_script;
    if (!u_isupper(c)) ++count.small;
  }
  return count;
}

}  // namespace

std::optional<Reading> read_by_language(std::string_view bytes, bool hardly_any_utf8) {
  const Custom* custom = custom_of(language_of(bytes));
  if (custom == nullptr) return std::nullopt;
  std::optional<Reading> best;
  std::size_t most = 0;
  for (const std::string_view name : custom->encodings) {
    if (name.empty()) break;
    const Encoding encoding = *find_encoding(name);
    if (encoding.single_byte && !hardly_any_utf8) continue;
    Converted converted = convert(encoding, bytes);
    if (converted.faults > 0) continue;
    const Letters letters = letters_of(converted.text, *custom);
    // Four of five: signs and quotation marks stand between the letters.
    if (letters.of_script * 5 < letters.others * 4 || letters.small <= most) continue;
    most = letters.small;
    best = Reading{encoding, std::move(converted.text)};
  }
  return best;
}

}  // namespace datelined::feeds
