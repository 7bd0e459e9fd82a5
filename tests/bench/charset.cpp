// What a document's bytes cost on their way into UTF-8, by script and encoding: megabytes of them a second of
// CPU time.
//
// usage: bench_charset
#include "feeds/text/charset.hpp"
#include "feeds/text/utf8.hpp"

#include <unicode/ucnv.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace datelined;

constexpr std::string_view english = "The minister said that talks would go on until the end of the week. ";
constexpr std::string_view french = "La décision a été prise à l’Élysée après une réunion très agitée. ";
constexpr std::string_view urdu = "وزیر اعظم نے کہا کہ مذاکرات جاری رہیں گے اور معاہدہ جلد ہوگا۔ ";
constexpr std::string_view arabic = "وزير الخارجية قال ان المحادثات مستمرة ";
constexpr std::string_view chinese = "国务院总理在新闻发布会上表示，经济增长稳定，市场信心恢复。";
constexpr std::string_view russian = "Министр сообщил, что переговоры продолжатся до конца недели. ";

std::string document(std::string_view encoding, std::string_view sentence) {
  constexpr std::size_t size = 256 << 10;
  std::string text = "<?xml version=\"1.0\" encoding=\"" + std::string(encoding) + "\"?><rss version=\"2.0\"><channel>";
  while (text.size() < size) {
    text += "<item><title>";
    for (int i = 0; i < 4; ++i) text += sentence;
    text += "</title></item>\n";
  }
  return text + "</channel></rss>";
}

std::string encoded(std::string_view encoding, const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  std::string bytes(text.size() * 4, '\0');
  const std::int32_t size =
      ucnv_convert(std::string(encoding).c_str(), "UTF-8", bytes.data(), static_cast<std::int32_t>(bytes.size()),
                   text.data(), static_cast<std::int32_t>(text.size()), &error);
  bytes.resize(U_SUCCESS(error) ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

// The best of several turns: others work on the machine too.
double megabytes_a_second(const std::string& bytes, const std::function<std::size_t()>& work) {
  double best = 0;
  std::size_t sum = 0;
  for (int turn = 0; turn < 10; ++turn) {
    constexpr int times = 20;
    const std::clock_t start = std::clock();
    for (int i = 0; i < times; ++i) sum += work();
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    best = std::max(best, static_cast<double>(bytes.size()) * times / 1e6 / std::max(seconds, 1e-6));
  }
  return sum > 0 ? best : 0;
}

void measure(const char* what, const std::string& bytes) {
  std::printf("%-24s decode %6.0f MB/s", what,
              megabytes_a_second(bytes, [&] { return feeds::decode(bytes, "").text.size(); }));
  if (feeds::is_utf8(bytes)) {
    std::printf("   is_utf8 %6.0f MB/s", megabytes_a_second(bytes, [&] { return feeds::is_utf8(bytes) ? 2U : 1U; }));
  }
  std::printf("\n");
}

}  // namespace

int main() {
  measure("UTF-8, English", document("utf-8", english));
  measure("UTF-8, French", document("utf-8", french));
  measure("UTF-8, Urdu", document("utf-8", urdu));
  measure("UTF-8, Russian", document("utf-8", russian));
  measure("UTF-8, Chinese", document("utf-8", chinese));
  measure("windows-1251, Russian", encoded("windows-1251", document("windows-1251", russian)));
  measure("windows-1256, Arabic", encoded("windows-1256", document("windows-1256", arabic)));
  measure("GBK, Chinese", encoded("gb18030", document("gbk", chinese)));
  measure("UTF-16, Chinese", encoded("UTF-16", document("utf-16", chinese)));
  measure("stray bytes, French", encoded("windows-1252", document("utf-8", french)));
}
