#include "feeds/text/encodings_convert.hpp"

#include "feeds/text/encodings_differences.hpp"
#include "feeds/text/iso_8859_16.hpp"
#include "feeds/text/utf8.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>

namespace datelined::feeds {
namespace {

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Close>;

// What the converter's callback knows and learns.
struct Callback {
  Differences differences;
  std::size_t faults = 0;
  bool cut_off = false;
};

std::optional<char32_t> missing_character(const Differences& differences, std::string_view bytes) {
  if (bytes.empty() || bytes.size() > 2) return std::nullopt;
  unsigned number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  const auto row = std::ranges::lower_bound(differences.missing, number, {}, &Missing::bytes);
  if (row == differences.missing.end() || row->bytes != number) return std::nullopt;
  return row->code_point;
}

void on_unreadable(const void* context, UConverterToUnicodeArgs* args, const char* units, std::int32_t length,
                   UConverterCallbackReason reason, UErrorCode* error) {
  if (reason > UCNV_IRREGULAR) return;                                       // opened, reset, closed
  Callback& callback = *static_cast<Callback*>(const_cast<void*>(context));  // ICU's context is const
  const std::string_view bytes(units, static_cast<std::size_t>(length));
  const bool at_end = *error == U_TRUNCATED_CHAR_FOUND;
  *error = U_ZERO_ERROR;
  char32_t character = no_character;
  if (const auto known = missing_character(callback.differences, bytes)) {
    character = *known;
  } else if (at_end) {
    callback.cut_off = true;
  } else {
    ++callback.faults;
  }
  std::array<UChar, 2> unit{};
  std::int32_t count = 0;
  U16_APPEND_UNSAFE(unit, count, character);
  ucnv_cbToUWriteUChars(args, unit.data(), count, 0, error);
}

char byte_of(char32_t value) {
  return static_cast<char>(static_cast<unsigned char>(value));
}

inline char* put_utf8(char* to, char32_t c) {
  if (c < 0x80) {
    to[0] = byte_of(c);
    return to + 1;
  }
  if (c < 0x800) {
    to[0] = byte_of(0xC0 | c >> 6);
    to[1] = byte_of(0x80 | (c & 0x3F));
    return to + 2;
  }
  if (c < 0x10000) {
    to[0] = byte_of(0xE0 | c >> 12);
    to[1] = byte_of(0x80 | (c >> 6 & 0x3F));
    to[2] = byte_of(0x80 | (c & 0x3F));
    return to + 3;
  }
  to[0] = byte_of(0xF0 | c >> 18);
  to[1] = byte_of(0x80 | (c >> 12 & 0x3F));
  to[2] = byte_of(0x80 | (c >> 6 & 0x3F));
  to[3] = byte_of(0x80 | (c & 0x3F));
  return to + 4;
}

// How many units of UTF-16 are taken at once.
constexpr std::size_t piece = 2048;

constexpr bool is_c1_or_private(char16_t unit) {
  return (unit >= 0x80 && unit < 0xA0) || (unit >= 0xE000 && unit < 0xF900);
}

// UTF-16 in pieces, which may split a pair, appended as UTF-8.
class Sink {
 public:
  Sink(std::string& out, Callback& callback) : out_(out), callback_(callback) {}

  void take(const char16_t* from, const char16_t* end) {
    char* to = buffer_.data();
    if (callback_.differences.is_closed || !callback_.differences.other.empty()) {
      for (; from != end; ++from) to = put_as_meant(to, *from);
    }
    for (; from != end; ++from) to = put(to, *from);
    out_.append(buffer_.data(), static_cast<std::size_t>(to - buffer_.data()));
  }

 private:
  char* put(char* to, char16_t unit) {
    if (unit < 0x80) {
      *to = static_cast<char>(unit);
      return to + 1;
    }
    if (!U16_IS_SURROGATE(unit)) return put_utf8(to, unit);
    if (U16_IS_TRAIL(unit)) return put_utf8(to, static_cast<char32_t>(U16_GET_SUPPLEMENTARY(lead_, unit)));
    lead_ = unit;
    return to;
  }

  char* put_as_meant(char* to, char16_t unit) {
    const auto& [missing, other, is_closed] = callback_.differences;
    if (is_closed && !is_c1_or_private(unit)) return put(to, unit);
    if (!is_closed && (unit < other.front().given || unit > other.back().given)) return put(to, unit);
    const auto row = std::ranges::lower_bound(other, unit, {}, &Other::given);
    const bool is_other = row != other.end() && row->given == unit;
    if (!is_other && !is_closed) return put(to, unit);
    const char16_t meant = is_other ? row->meant : no_character;
    if (meant == no_character) ++callback_.faults;
    to = put(to, meant);
    return is_other && row->and_then != 0 ? put(to, row->and_then) : to;
  }

  static constexpr std::size_t most_bytes = 6;  // of a unit: two characters of three bytes may be meant by it
  std::string& out_;
  Callback& callback_;
  std::array<char, piece * most_bytes> buffer_;
  char16_t lead_ = 0;
};

void run(UConverter* from, std::string_view bytes, Callback& callback, std::string& out) {
  Sink sink(out, callback);
  std::array<UChar, piece> units;
  const char* source = bytes.data();
  UErrorCode error = U_ZERO_ERROR;
  do {
    error = U_ZERO_ERROR;
    UChar* target = units.data();
    ucnv_toUnicode(from, &target, units.data() + units.size(), &source, bytes.data() + bytes.size(), nullptr, true,
                   &error);
    sink.take(units.data(), target);
  } while (error == U_BUFFER_OVERFLOW_ERROR);
}

// What each byte of a single-byte encoding is in UTF-8.
class Table {
 public:
  void set(std::size_t byte, char32_t character) {
    Row& row = rows_[byte];
    row.size = static_cast<std::uint8_t>(put_utf8(row.bytes.data(), character) - row.bytes.data());
    row.is_fault = character == no_character;
  }

  Converted read(std::string_view bytes) const {
    Converted out;
    out.text.reserve(bytes.size() + bytes.size() / 4);
    std::array<char, piece * most_bytes> buffer;
    while (!bytes.empty()) {
      char* to = buffer.data();
      for (const char c : bytes.substr(0, piece)) {
        const Row& row = rows_[static_cast<unsigned char>(c)];
        std::copy_n(row.bytes.data(), most_bytes, to);
        to += row.size;
        out.faults += row.is_fault ? 1U : 0U;
      }
      out.text.append(buffer.data(), static_cast<std::size_t>(to - buffer.data()));
      bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    return out;
  }

 private:
  static constexpr std::size_t most_bytes = 4;
  struct Row {
    std::array<char, most_bytes> bytes{};
    std::uint8_t size = 0;
    bool is_fault = false;
  };
  std::array<Row, 256> rows_;
};

// The two encodings that ICU has not.
Table table_of(char16_t (*character)(unsigned char)) {
  Table table;
  for (std::size_t byte = 0; byte < 256; ++byte) table.set(byte, character(static_cast<unsigned char>(byte)));
  return table;
}

// The private use area keeps the upper half of x-user-defined.
char16_t user_defined(unsigned char byte) {
  return byte < 0x80 ? byte : static_cast<char16_t>(0xF700 + byte);
}

// nullopt where a byte is more than one character: a few of Apple's.
std::optional<Table> table_of(UConverter* converter, Callback& callback) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  std::string text;
  run(converter, all, callback, text);
  ucnv_reset(converter);
  Table table;
  std::size_t at = 0;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    if (at == text.size()) return std::nullopt;
    table.set(byte, next_code_point(text, at));
  }
  if (at != text.size()) return std::nullopt;
  return table;
}

}  // namespace

Converted convert(const Encoding& encoding, std::string_view bytes) {
  if (encoding.converter == nullptr) {
    return table_of(encoding.name == "iso-8859-16" ? iso_8859_16 : user_defined).read(bytes);
  }
  Callback callback{differences_of(encoding.name)};
  UErrorCode error = U_ZERO_ERROR;
  const Converter converter(ucnv_open(encoding.converter, &error));
  ucnv_setToUCallBack(converter.get(), on_unreadable, &callback, nullptr, nullptr, &error);
  if (U_FAILURE(error)) return {{}, bytes.size()};
  constexpr std::size_t worth_a_table = 8192;  // making one costs as much as the converter takes for this
  if (encoding.single_byte && bytes.size() >= worth_a_table) {
    if (const auto table = table_of(converter.get(), callback)) return table->read(bytes);
    callback.faults = 0;
  }
  Converted out;
  out.text.reserve(bytes.size() + bytes.size() / 4);
  run(converter.get(), bytes, callback, out.text);
  out.faults = callback.faults;
  out.cut_off = callback.cut_off;
  return out;
}

}  // namespace datelined::feeds
