#include "daemon/commands/split.hpp"

#include "daemon/commands/output.hpp"
#include "daemon/config/load.hpp"
#include "schema/editor.hpp"

#include <chrono>

namespace datelined {
namespace {

schema::Editor open_editor(const std::string& config) {
  return {load_settings(settings_file(config), Secrets::leave).database, schema::Editor::May::change};
}

feeds::Time now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void print(const std::string& line) {
  Output output;
  output.write(line + '\n');
  output.finish();
}

}  // namespace

int split_story(const std::string& config, const std::vector<std::string>& copies) {
  schema::Editor editor = open_editor(config);
  std::vector<schema::Named> named;
  for (const std::string& copy : copies) named.push_back(editor.find(copy));
  print(editor.split(named, now()));
  return 0;
}

int join_stories(const std::string& config, const std::string& one, const std::string& other) {
  schema::Editor editor = open_editor(config);
  const auto [a, b] = editor.find_two(one, other, schema::Editor::Two::stories);
  print(editor.join(a, b, now()));
  return 0;
}

}  // namespace datelined
