// CSV out, for spreadsheets. See: RFC 4180.
#include "feeds/content.hpp"
#include "feeds/text/date.hpp"
#include "feeds/write/formats.hpp"
#include "feeds/write/published.hpp"

namespace datelined::feeds {
namespace {

constexpr std::size_t summary_characters = 500;

class Row {
 public:
  explicit Row(std::string& out) : out_(out) {}

  // Strangers' text. What begins like a formula is one to a spreadsheet, and can send cells elsewhere:
  // an apostrophe in front makes it text.
  void add_text(std::string_view text) {
    const bool is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    add(is_formula ? std::string("'").append(text) : std::string(text));
  }

  // What this program wrote.
  void add(std::string_view cell) {
    if (!is_first_) out_ += ',';
    is_first_ = false;
    if (cell.find_first_of(",\"\r\n") == cell.npos) {
      out_ += cell;
      return;
    }
    out_ += '"';
    for (const char c : cell) out_.append(c == '"' ? 2 : 1, c);
    out_ += '"';
  }

  void end() { out_ += "\r\n"; }

 private:
  std::string& out_;
  bool is_first_ = true;
};

std::string feeds_of(const Story& story) {
  std::string names;
  for (const Source& source : story.sources) {
    if (!names.empty()) names += ' ';
    names += source.feed;
  }
  return names;
}

std::string summary_of(const Story& story) {
  if (story.status == Status::killed) return {};
  return excerpt(story.entry.summary.empty() ? plain_content(story.entry) : story.entry.summary, summary_characters);
}

class CsvWriter final : public Writer {
 public:
  void begin(std::string& out, const Channel&) override {
    out += "id,title,url,feed,category,language,date_published,first_seen,status,revision,sources,summary\r\n";
  }

  void story(std::string& out, const Story& story) override {
    const Entry& entry = story.entry;
    Row row(out);
    row.add_text(story.id);
    row.add_text(entry.title);
    row.add_text(entry.url);
    row.add_text(story.origin.name);
    row.add_text(story.origin.category);
    row.add_text(language_of(story));
    row.add(entry.date_published ? rfc3339(*entry.date_published) : "");
    row.add(rfc3339(story.first_seen));
    row.add(to_string(story.status));
    row.add(std::to_string(story.revision));
    row.add_text(feeds_of(story));
    row.add_text(summary_of(story));
    row.end();
  }

  void end(std::string&) override {}
};

}  // namespace

std::unique_ptr<Writer> make_csv_writer() {
  return std::make_unique<CsvWriter>();
}

}  // namespace datelined::feeds
