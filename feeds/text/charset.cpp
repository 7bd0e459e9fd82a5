#include "feeds/text/charset.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/charset_language.hpp"
#include "feeds/text/encodings.hpp"
#include "feeds/text/encodings_convert.hpp"
#include "feeds/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace datelined::feeds {
namespace {

using namespace std::string_view_literals;

struct Pattern {
  std::string_view bytes, encoding;
};

// Longer ones first: UTF-32's little-endian mark begins with UTF-16's.
constexpr std::array<Pattern, 5> byte_order_marks{{{"\xEF\xBB\xBF"sv, "utf-8"},
                                                   {"\xFF\xFE\0\0"sv, "utf-32le"},
                                                   {"\0\0\xFE\xFF"sv, "utf-32be"},
                                                   {"\xFF\xFE"sv, "utf-16le"},
                                                   {"\xFE\xFF"sv, "utf-16be"}}};

// "<?xm" as EBCDIC has it; which of its pages it is the declaration says (XML 1.0, appendix F).
constexpr std::string_view ebcdic_declaration = "\x4C\x6F\xA7\x94"sv;

// Where declarations and patterns are looked for: one short line, with stray text before it at worst.
constexpr std::size_t head_size = 1024;

constexpr std::string_view blanks = " \t\r\n";

std::string_view skip_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text;
}

std::size_t zeros_in(std::string_view bytes) {
  return static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\0'));
}

// The first character of XML or JSON, '<', '{' or '[', or a blank, as wide encodings write it. Markup in them
// is zeros for a half or three quarters, where a few strays in front of other text are not.
std::optional<std::string_view> wide_pattern(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0xFFu; };
  const auto opens = [](unsigned c) {
    return c == '<' || c == '{' || c == '[' || c == ' ' || (c >= '\t' && c <= '\r');
  };
  const std::string_view head = bytes.substr(0, 64);
  const std::size_t zeros = zeros_in(head);
  if (zeros * 2 >= head.size()) {
    if (opens(at(0)) && at(1) == 0 && at(2) == 0 && at(3) == 0) return "utf-32le";
    if (at(0) == 0 && at(1) == 0 && at(2) == 0 && opens(at(3)) && at(4) == 0) return "utf-32be";
  }
  if (zeros * 4 < head.size()) return std::nullopt;
  if (opens(at(0)) && at(1) == 0 && at(2) != 0) return "utf-16le";
  if (at(0) == 0 && opens(at(1)) && at(2) == 0) return "utf-16be";
  return std::nullopt;
}

// Markup in single bytes: a wide mark before it is a lie.
bool opens_in_ascii(std::string_view bytes) {
  if (bytes.size() < 2 || bytes[0] != '<') return false;
  const char c = bytes[1];
  return c == '?' || c == '!' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_wide(const Encoding& encoding) {
  return encoding.name.starts_with("utf-16") || encoding.name.starts_with("utf-32");
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

std::size_t find_ignoring_case(std::string_view text, std::string_view lower_case, std::size_t from) {
  const char lower = lower_case.front(), upper = lower >= 'a' && lower <= 'z' ? static_cast<char>(lower - 32) : lower;
  for (; from + lower_case.size() <= text.size(); ++from) {
    if (text[from] != lower && text[from] != upper) continue;
    if (equal_ignoring_case(text.substr(from, lower_case.size()), lower_case)) return from;
  }
  return text.npos;
}

// What stands behind '=', with quotes of either kind or none; a quote may never be closed.
std::string_view unquoted(std::string_view text) {
  constexpr std::string_view ends = " \t\r\n;,?>\"'";
  if (text.starts_with('"') || text.starts_with('\'')) {
    const std::size_t close = text.find(text.front(), 1);
    if (close != text.npos) return trimmed(text.substr(1, close - 1));
    text = skip_blanks(text.substr(1));
  }
  return text.substr(0, text.find_first_of(ends));
}

// The first value that is not empty after NAME and '=', wherever it stands.
std::string_view value_of(std::string_view text, std::string_view name) {
  for (std::size_t at = find_ignoring_case(text, name, 0); at != text.npos;
       at = find_ignoring_case(text, name, at + 1)) {
    if (at > 0 && is_name_character(text[at - 1])) continue;
    const std::string_view rest = skip_blanks(text.substr(at + name.size()));
    if (!rest.starts_with('=')) continue;
    const std::string_view value = unquoted(skip_blanks(rest.substr(1)));
    if (!value.empty()) return value;
  }
  return {};
}

// encoding="…" of the XML declaration, in bytes that are a superset of ASCII.
std::string_view declared(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, head_size);
  const std::size_t begin = find_ignoring_case(head, "<?xml", 0);
  if (begin == head.npos) return {};
  return value_of(head.substr(begin, head.find('>', begin) - begin), "encoding");
}

// Markup or JSON that one can read as ASCII. In a wide encoding every other byte of it is zero.
bool is_ascii_readable(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, head_size);
  return zeros_in(head) < head.size() / 8 + 1 && head.find_first_of("<{[") != head.npos;
}

// A label as a message may show it: it is a stranger's, and no UTF-8 perhaps.
std::string shown(std::string_view label) {
  constexpr std::size_t longest = 60;
  std::string out(label.substr(0, longest));
  std::ranges::replace_if(
      out, [](char c) { return c < ' ' || c > '~'; }, '?');
  return out;
}

Encoding named(std::string_view label) {
  return *find_encoding(label);
}

// What the bytes themselves say.
struct Evidence {
  std::optional<Encoding> encoding;
  bool ascii_readable = false;
  bool is_json = false;
  std::string head;  // of what is no superset of ASCII, to read its declaration
};

// Takes marks away, repeated ones as well: files with marks are joined to others.
std::optional<Encoding> take_mark(std::string_view& bytes, std::vector<Note>& notes) {
  const auto* mark =
      std::ranges::find_if(byte_order_marks, [&](const Pattern& p) { return bytes.starts_with(p.bytes); });
  if (mark == byte_order_marks.end()) return std::nullopt;
  const Encoding encoding = named(mark->encoding);
  while (bytes.starts_with(mark->bytes)) bytes.remove_prefix(mark->bytes.size());
  if (!is_wide(encoding) || !opens_in_ascii(bytes)) return encoding;
  notes.push_back(
      {"encoding-mismatch", "the byte order mark says " + std::string(encoding.name) + ", the bytes say otherwise"});
  return std::nullopt;
}

Evidence look_at(std::string_view& bytes, std::vector<Note>& notes) {
  Evidence seen;
  seen.encoding = take_mark(bytes, notes);
  if (!seen.encoding) {
    if (const auto pattern = wide_pattern(bytes)) seen.encoding = named(*pattern);
    if (bytes.starts_with(ebcdic_declaration)) seen.encoding = named("ibm037");
  }
  if (!seen.encoding) seen.ascii_readable = is_ascii_readable(bytes);
  seen.is_json = skip_blanks(bytes).starts_with('{');
  if (seen.encoding && seen.encoding != named("utf-8"))
    seen.head = convert(*seen.encoding, bytes.substr(0, 4 * head_size)).text;
  return seen;
}

// The encodings to try, best first.
class Choice {
 public:
  Choice(const Evidence& seen, std::string_view bytes, std::vector<Note>& notes)
      : seen_(seen), bytes_(bytes), notes_(notes) {}

  void add(const Encoding& encoding) {
    if (std::ranges::find(candidates_, encoding) == candidates_.end()) candidates_.push_back(encoding);
  }

  // A name that the document or its header gave, the header's first. What agrees with the bytes overrules what
  // comes after it (RFC 7303 §3.2): that may contradict them.
  void add_named(std::string_view label, std::string_view where) {
    if (label.empty()) return;
    const auto encoding = find_encoding(label);
    if (!encoding) {
      notes_.push_back({"unknown-encoding", std::string(where) + " names no known encoding: " + shown(label)});
    } else if (is_possible(*encoding)) {
      is_settled_ = true;
      if (!seen_.encoding || !is_wide(*seen_.encoding)) add(*encoding);
    } else {
      if (!is_settled_) {
        notes_.push_back(
            {"encoding-mismatch", std::string(where) + " says " + shown(label) + ", the bytes say otherwise"});
      }
      // Marks are put before what is not theirs: should the bytes be no UTF-8, this may be what they are.
      if (seen_.encoding == named("utf-8") && !is_wide(*encoding)) unlikely_.push_back(*encoding);
    }
  }

  std::vector<Encoding> candidates() && {
    for (const Encoding& encoding : unlikely_) add(encoding);
    return std::move(candidates_);
  }

 private:
  bool is_possible(const Encoding& encoding) const {
    if (!seen_.encoding) return !seen_.ascii_readable || convert(encoding, "<").text == "<";
    // "utf-16" without an order is what the bytes say it is.
    if (is_wide(*seen_.encoding)) return encoding.name.substr(0, 6) == seen_.encoding->name.substr(0, 6);
    if (!seen_.head.empty()) return convert(encoding, bytes_.substr(0, 5)).text == "<?xml";
    return encoding == *seen_.encoding;
  }

  const Evidence& seen_;
  std::string_view bytes_;
  std::vector<Note>& notes_;
  std::vector<Encoding> candidates_, unlikely_;
  bool is_settled_ = false;
};

std::vector<Encoding> choose(const Evidence& seen, std::string_view bytes, std::string_view content_type,
                             std::vector<Note>& notes) {
  Choice choice(seen, bytes, notes);
  const bool is_ebcdic = seen.encoding && !is_wide(*seen.encoding) && !seen.head.empty();
  if (seen.encoding && !is_ebcdic) choice.add(*seen.encoding);
  // JSON has no charset (RFC 8259 §11): it counts only where the bytes are no UTF-8.
  if (seen.is_json) choice.add(named("utf-8"));
  choice.add_named(value_of(content_type, "charset"), "the Content-Type");
  if (!seen.is_json)
    choice.add_named(declared(seen.head.empty() ? bytes : std::string_view(seen.head)), "the XML declaration");
  if (is_ebcdic) choice.add(*seen.encoding);
  if (!seen.encoding) choice.add(named("utf-8"));
  return std::move(choice).candidates();
}

// Bytes taken as UTF-8, each that is not as windows-1252, and how many of both kinds there were.
struct Mixed {
  std::string text;
  std::size_t stray = 0, sequences = 0;
};

// A pair of surrogates, each in three bytes, as CESU-8 and careless programs write what is beyond U+FFFF.
std::optional<char32_t> surrogate_pair(std::string_view bytes) {
  if (bytes.size() < 6) return std::nullopt;
  const auto at = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(bytes[i])); };
  const bool is_pair = at(0) == 0xED && (at(1) & 0xF0) == 0xA0 && (at(2) & 0xC0) == 0x80 &&  //
                       at(3) == 0xED && (at(4) & 0xF0) == 0xB0 && (at(5) & 0xC0) == 0x80;
  if (!is_pair) return std::nullopt;
  return 0x10000 + ((at(1) & 0xF) << 16 | (at(2) & 0x3F) << 10 | (at(4) & 0xF) << 6 | (at(5) & 0x3F));
}

Mixed read_mixed(std::string_view bytes) {
  Mixed mixed;
  mixed.text.reserve(bytes.size() + bytes.size() / 4);
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t begin = at;
    if (next_code_point(bytes, at) != ill_formed) {
      if (at - begin > 1) ++mixed.sequences;
      mixed.text.append(bytes, begin, at - begin);
    } else if (const auto pair = surrogate_pair(bytes.substr(begin))) {
      ++mixed.sequences;
      append_utf8(mixed.text, *pair);
      at = begin + 6;
    } else if (at == bytes.size() && static_cast<unsigned char>(bytes[begin]) >= 0xC2 &&
               mixed.sequences > mixed.stray) {
      break;  // half a character is nobody's windows-1252
    } else {
      mixed.stray += at - begin;
      for (const char c : bytes.substr(begin, at - begin))
        append_utf8(mixed.text, without_c1(static_cast<unsigned char>(c)));
    }
  }
  return mixed;
}

// Hardly a text in another encoding is UTF-8 by chance: its letters would have to come in pairs and threes
// of the right kind, and no letter alone. Two of them are few enough for "Spaß»", eight for Chinese words.
// Where they are many, a stray byte among them, as careless programs leave one, is no evidence against them.
bool is_utf8_in_truth(const Encoding& claimed, std::string_view bytes) {
  if (is_wide(claimed)) return false;
  constexpr std::size_t many = 8, to_one_stray = 8;
  const std::size_t telling = claimed.single_byte ? 2 : many;
  std::size_t sequences = 0, stray = 0;
  for (std::size_t at = 0; at < bytes.size() && stray <= many + sequences;) {
    const std::size_t begin = at;
    const bool is_good = next_code_point(bytes, at) != ill_formed;
    if (is_good && at - begin > 1) ++sequences;
    const bool is_cut_off = at == bytes.size() && static_cast<unsigned char>(bytes[begin]) >= 0xC2;
    if (!is_good && !is_cut_off) stray += at - begin;
  }
  return stray == 0 ? sequences >= telling : sequences >= many && sequences >= to_one_stray * stray;
}

// ISO-2022-JP is ASCII to look at, but for the escapes around its characters, which XML forbids.
bool has_japanese_escapes(std::string_view bytes) {
  const std::size_t at = bytes.find("\x1B$");
  return at != bytes.npos && at + 2 < bytes.size() && (bytes[at + 2] == 'B' || bytes[at + 2] == '@');
}

class Decoder {
 public:
  Decoder(std::string_view bytes, std::string_view content_type) : bytes_(bytes) {
    const Evidence seen = look_at(bytes_, out_.notes);
    certain_ = seen.encoding && is_wide(*seen.encoding);
    candidates_ = choose(seen, bytes_, content_type, out_.notes);
  }

  Decoded decoded() && {
    if (candidates_.front() == utf8_) {
      read_utf8();
    } else {
      read_other();
    }
    return std::move(out_);
  }

 private:
  void use(const Encoding& encoding, std::string text) {
    out_.encoding = ascii_lower(encoding.name);
    out_.text = std::move(text);
  }

  void note_misfit() {
    out_.notes.push_back({"bad-encoding", "the bytes are not all " + std::string(candidates_.front().name)});
  }

  void read_utf8() {
    if (is_utf8(bytes_)) {
      if (has_japanese_escapes(bytes_) && use_if_it_fits(named("iso-2022-jp"))) return note_misfit();
      return use(utf8_, std::string(bytes_));
    }
    note_misfit();
    Mixed mixed = read_mixed(bytes_);
    // More stray bytes than UTF-8 sequences: what the document also declares is the better reading, if it
    // fits, and what its language hints at the next one.
    if (mixed.stray > mixed.sequences) {
      if (use_other_that_fits()) return;
      const bool hardly_any_utf8 = mixed.stray > 3 * mixed.sequences;
      if (auto reading = read_by_language(bytes_, hardly_any_utf8))
        return use(reading->encoding, std::move(reading->text));
    }
    use(utf8_, std::move(mixed.text));
  }

  void read_other() {
    const Encoding& first = candidates_.front();
    if (!certain_ && is_utf8_in_truth(first, bytes_)) {
      out_.notes.push_back({"encoding-mismatch", "said to be " + std::string(first.name) + ", the bytes are UTF-8"});
      if (is_utf8(bytes_)) return use(utf8_, std::string(bytes_));
      out_.notes.push_back({"bad-encoding", "the bytes are not all UTF-8"});
      return use(utf8_, read_mixed(bytes_).text);
    }
    Converted converted = convert(first, bytes_);
    if (converted.faults > 0 || converted.cut_off) note_misfit();
    if (converted.faults > 0 && !certain_ && use_other_that_fits(is_rare(converted.faults))) return;
    use(first, std::move(converted.text));
  }

  bool use_if_it_fits(const Encoding& encoding) {
    if (encoding == utf8_) {
      if (!is_utf8(bytes_)) return false;
      use(utf8_, std::string(bytes_));
      return true;
    }
    Converted converted = convert(encoding, bytes_);
    if (converted.faults > 0) return false;
    use(encoding, std::move(converted.text));
    return true;
  }

  // Any bytes are text in most encodings of one byte a character: that they fit is no evidence against one
  // of several bytes that fits but for a few.
  bool is_rare(std::size_t faults) const {
    if (candidates_.front().single_byte) return false;
    const auto high = std::ranges::count_if(bytes_, [](char c) { return (c & 0x80) != 0; });
    return faults * 32 <= static_cast<std::size_t>(high);
  }

  bool use_other_that_fits(bool except_single_byte = false) {
    return std::any_of(candidates_.begin() + 1, candidates_.end(), [&](const Encoding& other) {
      return !(except_single_byte && other.single_byte) && use_if_it_fits(other);
    });
  }

  const Encoding utf8_ = named("utf-8");
  std::string_view bytes_;
  bool certain_ = false;
  std::vector<Encoding> candidates_;
  Decoded out_;
};

}  // namespace

Decoded decode(std::string_view bytes, std::string_view content_type) {
  return Decoder(bytes, content_type).decoded();
}

}  // namespace datelined::feeds
