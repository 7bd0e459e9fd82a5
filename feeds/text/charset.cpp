#include "feeds/text/charset.hpp"

#include "feeds/text/characters.hpp"
#include "feeds/text/encodings.hpp"
#include "feeds/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <optional>

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

// The first character of XML or JSON, '<', '{' or '[', as wide encodings write it.
std::optional<std::string_view> wide_pattern(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0xFFu; };
  const auto opens = [](unsigned c) { return c == '<' || c == '{' || c == '[' || c == ' ' || c == '\n' || c == '\r'; };
  if (opens(at(0)) && at(1) == 0 && at(2) == 0 && at(3) == 0) return "utf-32le";
  if (at(0) == 0 && at(1) == 0 && at(2) == 0 && opens(at(3))) return "utf-32be";
  if (opens(at(0)) && at(1) == 0 && at(2) != 0) return "utf-16le";
  if (at(0) == 0 && opens(at(1)) && at(2) == 0) return "utf-16be";
  return std::nullopt;
}

bool is_wide(const Encoding& encoding) {
  return encoding.name.starts_with("utf-16") || encoding.name.starts_with("utf-32");
}

constexpr std::string_view blanks = " \t\r\n";

std::string_view skip_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text;
}

// The value after NAME, '=' and quotes of either kind or none, wherever it stands; empty when it does not.
std::string_view value_of(std::string_view text, std::string_view name) {
  const std::string folded = ascii_lower(text);
  for (std::size_t at = folded.find(name); at != folded.npos; at = folded.find(name, at + 1)) {
    std::string_view rest = skip_blanks(text.substr(at + name.size()));
    if (!rest.starts_with('=')) continue;
    rest = skip_blanks(rest.substr(1));
    if (rest.starts_with('"') || rest.starts_with('\'')) {
      return rest.substr(1, std::min(rest.find(rest.front(), 1), rest.size()) - 1);
    }
    return rest.substr(0, std::min(rest.find_first_of(" \t\r\n;?>"), rest.size()));
  }
  return {};
}

// encoding="…" of the XML declaration, in bytes that are a superset of ASCII.
std::string_view declared(std::string_view bytes) {
  constexpr std::size_t longest = 1024;  // a declaration is one short line; stray text may stand before it
  const std::string_view head = bytes.substr(0, longest);
  const std::size_t begin = head.find("<?xml");
  if (begin == head.npos) return {};
  const std::size_t end = head.find('>', begin);
  if (end == head.npos) return {};
  return value_of(head.substr(begin, end - begin), "encoding");
}

// Bytes taken as UTF-8, each that is not as windows-1252, and how many of both kinds there were.
struct Mixed {
  std::string text;
  std::size_t stray = 0, sequences = 0;
};

Mixed read_mixed(std::string_view bytes) {
  static const Encoding& windows_1252 = *find_encoding("windows-1252");
  Mixed mixed;
  mixed.text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t begin = at;
    const bool is_stray = next_code_point(bytes, at) == ill_formed;
    const std::string_view piece = bytes.substr(begin, at - begin);
    if (is_stray) {
      mixed.stray += piece.size();
      mixed.text += convert_leniently(windows_1252, piece);
    } else {
      mixed.sequences += piece.size() > 1 ? 1u : 0u;
      mixed.text += piece;
    }
  }
  return mixed;
}

// The encodings to try, best first, and what was wrong with the choice.
class Choice {
 public:
  explicit Choice(std::vector<Note>& notes) : notes_(notes) {}

  void certain(std::string_view name) { add(*find_encoding(name)); }

  // A name the document or its header gave. `bytes_say` is what the bytes themselves show, if they do.
  void named(std::string_view label, std::string_view where, const Encoding* bytes_say, bool ascii_readable) {
    if (label.empty()) return;
    const Encoding* encoding = find_encoding(label);
    if (encoding == nullptr) {
      notes_.push_back({"unknown-encoding", std::string(where) + " names no known encoding: " + std::string(label)});
      return;
    }
    // "utf-16" without an order is what the bytes say it is.
    const bool agrees = bytes_say == nullptr || bytes_say == encoding ||
                        (is_wide(*bytes_say) && is_wide(*encoding) &&
                         bytes_say->name.substr(0, 6) == encoding->name.substr(0, 6));
    if (!agrees || (ascii_readable && is_wide(*encoding))) {
      notes_.push_back({"encoding-mismatch",
                        std::string(where) + " says " + std::string(label) + ", the bytes say otherwise"});
      return;
    }
    if (bytes_say == nullptr) add(*encoding);
  }

  const std::vector<const Encoding*>& candidates() const { return candidates_; }

 private:
  void add(const Encoding& encoding) {
    if (std::find(candidates_.begin(), candidates_.end(), &encoding) == candidates_.end()) {
      candidates_.push_back(&encoding);
    }
  }

  std::vector<Note>& notes_;
  std::vector<const Encoding*> candidates_;
};

}  // namespace

Decoded decode(std::string_view bytes, std::string_view content_type) {
  Decoded out;
  const Encoding& utf8 = *find_encoding("utf-8");

  const Encoding* bytes_say = nullptr;
  for (const Pattern& mark : byte_order_marks) {
    if (!bytes.starts_with(mark.bytes)) continue;
    bytes_say = find_encoding(mark.encoding);
    bytes.remove_prefix(mark.bytes.size());
    break;
  }
  if (bytes_say == nullptr) {
    if (const auto pattern = wide_pattern(bytes)) bytes_say = find_encoding(*pattern);
  }

  Choice choice(out.notes);
  if (bytes_say != nullptr) choice.certain(bytes_say->name);
  const bool ascii_readable = bytes_say == nullptr && bytes.starts_with('<');
  std::string head;  // of a wide encoding, to read its declaration
  if (bytes_say != nullptr && is_wide(*bytes_say)) {
    head = convert_leniently(*bytes_say, bytes.substr(0, std::min<std::size_t>(bytes.size(), 4096)));
  }
  choice.named(value_of(content_type, "charset"), "the Content-Type", bytes_say, ascii_readable);
  choice.named(declared(head.empty() ? bytes : std::string_view(head)), "the XML declaration", bytes_say, ascii_readable);
  choice.certain("utf-8");

  const auto use = [&](const Encoding& encoding, std::string text) {
    out.encoding = encoding.name;
    out.text = std::move(text);
  };
  const Encoding& first = *choice.candidates().front();
  if (&first == &utf8 && is_utf8(bytes)) {
    use(utf8, std::string(bytes));
    return out;
  }
  if (&first != &utf8) {
    if (auto text = convert(first, bytes)) {
      use(first, std::move(*text));
      return out;
    }
  }

  out.notes.push_back({"bad-encoding", "the bytes are not all " + std::string(first.name)});
  if (&first == &utf8) {
    Mixed mixed = read_mixed(bytes);
    // More stray bytes than UTF-8 sequences: what the document also declares is the better reading, if it fits.
    if (mixed.stray > mixed.sequences) {
      for (const Encoding* other : choice.candidates()) {
        if (other == &utf8) continue;
        if (auto text = convert(*other, bytes)) {
          use(*other, std::move(*text));
          return out;
        }
      }
    }
    use(utf8, std::move(mixed.text));
    return out;
  }
  for (const Encoding* other : choice.candidates()) {
    if (other == &first) continue;
    auto text = other == &utf8 ? (is_utf8(bytes) ? std::optional<std::string>(bytes) : std::nullopt) : convert(*other, bytes);
    if (!text) continue;
    use(*other, std::move(*text));
    return out;
  }
  use(first, convert_leniently(first, bytes));
  return out;
}

}  // namespace datelined::feeds
