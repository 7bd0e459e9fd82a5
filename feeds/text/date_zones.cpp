#include "feeds/text/date_zones.hpp"

#include "feeds/text/date_languages.hpp"

#include <unicode/timezone.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

namespace datelined::feeds::dates {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t longest_name = 8;

// The letters of a name in one number, so that looking one up compares numbers.
constexpr std::uint64_t packed(std::string_view name) {
  std::uint64_t key = 0;
  for (const char c : name) key = key << 8 | static_cast<unsigned char>(ascii_lower(c));
  return key;
}

struct Zone {
  std::uint64_t key;
  std::int16_t minutes;
};

template <std::size_t size>
constexpr std::array<Zone, size> sorted(std::array<Zone, size> zones) {
  std::sort(zones.begin(), zones.end(), [](const Zone& a, const Zone& b) { return a.key < b.key; });
  return zones;
}

constexpr Zone zone(std::string_view name, int hour, int minute = 0) {
  return {packed(name), static_cast<std::int16_t>(hour * 60 + (hour < 0 ? -minute : minute))};
}

constexpr auto zones = sorted(std::to_array<Zone>({
    zone("Z", 0),
    zone("UT", 0),
    zone("UTC", 0),
    zone("GMT", 0),
    zone("Etc/GMT", 0),
    zone("Etc/UTC", 0),
    // Europe, also as Germans and the French write it
    zone("WET", 0),
    zone("WEST", 1),
    zone("WEZ", 0),
    zone("WESZ", 1),
    zone("BST", 1),
    zone("CET", 1),
    zone("CEST", 2),
    zone("MET", 1),
    zone("MEST", 2),
    zone("MEZ", 1),
    zone("MESZ", 2),
    zone("HNEC", 1),
    zone("HAEC", 2),
    zone("EET", 2),
    zone("EEST", 3),
    zone("OEZ", 2),
    zone("OESZ", 3),
    zone("TRT", 3),
    zone("MSK", 3),
    zone("MSD", 4),
    zone("SAMT", 4),
    zone("YEKT", 5),
    zone("OMST", 6),
    zone("NOVT", 7),
    zone("KRAT", 7),
    zone("IRKT", 8),
    zone("YAKT", 9),
    zone("VLAT", 10),
    zone("MAGT", 11),
    zone("SAKT", 11),
    zone("PETT", 12),
    zone("AZOT", -1),
    zone("AZOST", 0),
    // Africa
    zone("WAT", 1),
    zone("WAST", 2),
    zone("CAT", 2),
    zone("SAST", 2),
    zone("EAT", 3),
    zone("CVT", -1),
    zone("MUT", 4),
    zone("SCT", 4),
    // Asia
    zone("IDT", 3),
    zone("GST", 4),
    zone("GET", 4),
    zone("AZT", 4),
    zone("IRST", 3, 30),
    zone("IRDT", 4, 30),
    zone("AFT", 4, 30),
    zone("PKT", 5),
    zone("PKST", 6),
    zone("UZT", 5),
    zone("TMT", 5),
    zone("TJT", 5),
    zone("MVT", 5),
    zone("IST", 5, 30),
    zone("SLST", 5, 30),
    zone("NPT", 5, 45),
    zone("BTT", 6),
    zone("KGT", 6),
    zone("MMT", 6, 30),
    zone("ICT", 7),
    zone("WIB", 7),
    zone("HOVT", 7),
    zone("WITA", 8),
    zone("HKT", 8),
    zone("SGT", 8),
    zone("MYT", 8),
    zone("PHT", 8),
    zone("BNT", 8),
    zone("ULAT", 8),
    zone("AWST", 8),
    zone("WIT", 9),
    zone("JST", 9),
    zone("KST", 9),
    zone("TLT", 9),
    // Oceania
    zone("ACST", 9, 30),
    zone("ACDT", 10, 30),
    zone("AEST", 10),
    zone("AEDT", 11),
    zone("ChST", 10),
    zone("PGT", 10),
    zone("NCT", 11),
    zone("VUT", 11),
    zone("SBT", 11),
    zone("NZST", 12),
    zone("NZDT", 13),
    zone("FJT", 12),
    zone("TOT", 13),
    zone("WST", 13),
    zone("SST", -11),
    // The Americas, also as Canada writes it in French
    zone("NST", -3, 30),
    zone("NDT", -2, 30),
    zone("AST", -4),
    zone("ADT", -3),
    zone("AT", -4),
    zone("EST", -5),
    zone("EDT", -4),
    zone("ET", -5),
    zone("CST", -6),
    zone("CDT", -5),
    zone("CT", -6),
    zone("MST", -7),
    zone("MDT", -6),
    zone("MT", -7),
    zone("PST", -8),
    zone("PDT", -7),
    zone("PT", -8),
    zone("AKST", -9),
    zone("AKDT", -8),
    zone("HST", -10),
    zone("HNA", -4),
    zone("HAA", -3),
    zone("HNE", -5),
    zone("HAE", -4),
    zone("HNC", -6),
    zone("HAC", -5),
    zone("HNR", -7),
    zone("HAR", -6),
    zone("HNP", -8),
    zone("HAP", -7),
    zone("BRT", -3),
    zone("BRST", -2),
    zone("ART", -3),
    zone("UYT", -3),
    zone("PYT", -4),
    zone("PYST", -3),
    zone("CLT", -4),
    zone("CLST", -3),
    zone("BOT", -4),
    zone("VET", -4),
    zone("GYT", -4),
    zone("AMT", -4),
    zone("COT", -5),
    zone("PET", -5),
    zone("ECT", -5),
    zone("ACT", -5),
    zone("GFT", -3),
    zone("SRT", -3),
}));

// What an abbreviation means where a region or a language says so. The places are regions in capitals and
// languages in small letters.
struct LocalZone {
  constexpr LocalZone(std::string_view name, std::string_view in, int east)
      : key(packed(name)), places(in), minutes(east) {}

  std::uint64_t key;
  std::string_view places;
  int minutes;
};

constexpr LocalZone local_zones[] = {
    {"IST", "IE ga", 60},
    {"IST", "IL he", 120},
    {"BST", "BD bn", 360},
    {"BDT", "BD bn", 360},
    {"CST", "CN TW HK MO SG zh", 480},
    {"CST", "CU", -300},
    {"CDT", "CU", -240},
    {"AST", "SA KW IQ BH QA YE ar", 180},
    {"ADT", "IQ ar", 240},
    {"PST", "PK ur", 300},
    {"PST", "PH fil tl", 480},
    {"SST", "SG", 480},
    {"MST", "MY ms", 480},
    {"MST", "MM my", 390},
    {"AMT", "AM hy", 240},
    {"EST", "AU", 600},
    {"EDT", "AU", 660},
    {"CST", "AU", 570},
    {"CDT", "AU", 630},
    {"WST", "AU", 480},
    {"WIT", "ID id", 540},
    {"NST", "NP ne", 345},
};

bool names(std::string_view places, std::string_view place) {
  for (std::size_t begin = 0; begin < places.size();) {
    const std::size_t end = std::min(places.find(' ', begin), places.size());
    if (places.substr(begin, end - begin) == place) return true;
    begin = end + 1;
  }
  return false;
}

std::optional<minutes> offset_at(std::uint64_t key, std::string_view place) {
  if (place.empty()) return std::nullopt;
  for (const LocalZone& local : local_zones) {
    if (local.key == key && names(local.places, place)) return minutes(local.minutes);
  }
  return std::nullopt;
}

// A region says more than a language, and where the default is at home it says it for every language: Arabic in
// Canada, English in India.
std::optional<minutes> local_offset(std::uint64_t key, std::string_view tag) {
  const bool is_shared = std::ranges::any_of(local_zones, [&](const LocalZone& local) { return local.key == key; });
  if (tag.empty() || !is_shared) return std::nullopt;
  const Locale locale(tag);
  if (const auto offset = offset_at(key, locale.region)) return offset;
  return names("US CA GB", locale.region) ? std::nullopt : offset_at(key, locale.language);
}

}  // namespace

bool is_utc_name(std::string_view name) {
  return equal_ignoring_case(name, "GMT") || equal_ignoring_case(name, "UTC") || equal_ignoring_case(name, "UT");
}

std::optional<minutes> offset_of_zone(std::string_view name, std::string_view language) {
  if (name.empty() || name.size() > longest_name) return std::nullopt;
  const std::uint64_t key = packed(name);
  if (const auto offset = local_offset(key, language)) return offset;
  const auto* known = std::lower_bound(zones.begin(), zones.end(), key,
                                       [](const Zone& zone, std::uint64_t wanted) { return zone.key < wanted; });
  return known != zones.end() && known->key == key ? std::optional(minutes(known->minutes)) : std::nullopt;
}

std::optional<minutes> offset_at_place(std::string_view name, const Day& day, std::chrono::seconds clock) {
  const std::optional<Time> own = time_of(day, clock, minutes(0));
  const icu::UnicodeString id = icu::UnicodeString::fromUTF8({name.data(), static_cast<int32_t>(name.size())});
  const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
  if (!own || !zone || *zone == icu::TimeZone::getUnknown()) return std::nullopt;
  UErrorCode error = U_ZERO_ERROR;
  int32_t standard = 0, summer = 0;
  const auto milliseconds = static_cast<UDate>(own->time_since_epoch().count()) * 1000;
  zone->getOffset(milliseconds, true, standard, summer, error);
  if (U_FAILURE(error)) return std::nullopt;
  return std::chrono::duration_cast<minutes>(std::chrono::milliseconds(standard + summer));
}

std::optional<minutes> read_offset(Scanner& in, std::size_t least_digits) {
  const bool west = in.peek() == '-';
  if (!in.take_any("+-")) return std::nullopt;
  const std::optional<int> hour = in.number(least_digits, 2);
  if (!hour || *hour > 23) return std::nullopt;
  std::optional<int> minute = 0;
  if (in.take(':') || is_digit(in.peek())) minute = in.number(2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const minutes offset = hours(*hour) + minutes(*minute);
  return west ? -offset : offset;
}

}  // namespace datelined::feeds::dates
