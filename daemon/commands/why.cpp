#include "daemon/commands/why.hpp"

#include "daemon/commands/output.hpp"
#include "daemon/config/load.hpp"
#include "feeds/text/date.hpp"
#include "schema/editor.hpp"

#include <cmath>
#include <cstdio>

namespace datelined {
namespace {

std::string rounded(double value, const char* format = "%.2f") {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string percent(double share) {
  return rounded(100 * share, "%.0f") + " %";
}

std::string introduce(const char* letter, const schema::Named& entry) {
  return std::string(letter) + "  " + entry.text.title + "\n   of " + entry.feed + ", " + feeds::rfc3339(entry.time) +
         ", " + entry.text.id + '\n';
}

std::string verdict(const schema::Named& one, const schema::Named& other, const schema::Why& why) {
  if (why.one_story) return "One story: " + one.story_id + '\n';
  return "Two stories: A is in " + one.story_id + "\n             B is in " + other.story_id + '\n';
}

std::string reason(const schema::Why& why) {
  if (why.split_by_editor) return "An editor has split them: no copy makes them one again.\n";
  if (why.joined_by_editor) return "An editor has joined them.\n";
  if (why.joined_with) return "One joined the other's story at a probability of " + rounded(*why.joined_with) + ".\n";
  if (why.same_text) return "They have one headline over one text, to the letter.\n";
  if (why.same_address) return "They have one address, tracking aside.\n";
  if (why.one_story) return "Neither joined for the other's sake: copies between them made them one story.\n";
  return {};
}

std::string line(const std::string& figure, const std::string& what) {
  return "  " + std::string(figure.size() < 8 ? 8 - figure.size() : 0, ' ') + figure + "  " + what + '\n';
}

std::string figures(const schema::Named& one, const schema::Named& other, const schema::Why& why,
                    std::chrono::seconds window) {
  const feeds::Figures& is = why.match.figures;
  if (is.size == 0) return "One of them has no text: there is nothing to compare but the address.\n";
  const double days = std::abs(static_cast<double>((one.time - other.time).count())) / 86'400;
  std::string text = "Compared as they are now, the probability that they are one is " +
                     rounded(why.match.probability, "%.3f") + ":\n";
  text += line(percent(is.grams), "of the shorter's letters stand, eight in a row, in the longer");
  text += line(percent(is.rare_grams), "when what many texts have counts less");
  text += line(percent(is.lead_smaller), "of the shorter's beginning stand in the longer; " +
                                             percent(is.rare_lead_smaller) + " when what many have counts less");
  text += line(percent(is.lead_larger), "of the longer's beginning stand in the shorter; " +
                                            percent(is.rare_lead_larger) + " when what many have counts less");
  text += line(percent(is.words), "of the shorter's words, by how rare they are, the longer has as well");
  text += line(rounded(is.strangers), "how rare the rarest words are that the shorter alone has");
  if (is.number_count > 0) {
    text += line(percent(is.numbers), "of the shorter's numbers the longer has as well");
  } else {
    text += line("-", "the shorter has no numbers");
  }
  text += line(percent(is.title), "of the shorter headline's words the other has");
  text += line(percent(is.jaccard), "of all that either says both say");
  text += line(rounded(std::exp(is.ratio), "%.1f"), "times as long is the longer");
  text += line(rounded(days), "days lie between them; at most " +
                                  rounded(static_cast<double>(window.count()) / 86'400, "%.3g") + " may");
  text += "An entry joins a story when of its copies the one most like it and the longest, " +
          std::to_string(feeds::copies_asked) + " in all, say " + rounded(feeds::enough_to_join) +
          " on average; two stories become one at " + rounded(feeds::enough_to_unite) + ".\n";
  return text;
}

}  // namespace

int tell_why(const std::string& config, const std::string& one, const std::string& other) {
  const Settings settings = load_settings(settings_file(config), Secrets::leave);
  schema::Editor editor(settings.database, schema::Editor::May::ask);
  const auto [a, b] = editor.find_two(one, other, schema::Editor::Two::entries);
  if (a.entry == b.entry) throw std::invalid_argument("both name one entry: `" + a.text.id + "` of " + a.feed);
  const schema::Why why = editor.why(a, b);
  Output output;
  output.write(introduce("A", a) + introduce("B", b) + verdict(a, b, why) + reason(why) +
               figures(a, b, why, settings.story.window));
  output.finish();
  return 0;
}

}  // namespace datelined
