#include "daemon/commands/commands.hpp"

#include "daemon/commands/check.hpp"
#include "daemon/commands/export.hpp"
#include "daemon/commands/feeds.hpp"
#include "daemon/commands/help.hpp"
#include "daemon/commands/import.hpp"
#include "daemon/commands/output.hpp"
#include "daemon/commands/parse.hpp"
#include "daemon/commands/poll.hpp"
#include "daemon/commands/run.hpp"
#include "daemon/commands/split.hpp"
#include "daemon/commands/usage.hpp"
#include "daemon/commands/why.hpp"
#include "daemon/config/load.hpp"
#include "daemon/config/nearest.hpp"
#include "daemon/version.hpp"

#include <CLI/CLI.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace datelined {
namespace {

// Arguments are kept by the command's own callback, so that defining a command is one function.
template <class Options>
std::shared_ptr<Options> options_of() {
  return std::make_shared<Options>();
}

// What was asked for; set by the callback of the command that was named.
using Chosen = std::function<int()>;

CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& what, const std::string& more) {
  CLI::App& command = *app.add_subcommand(name, what);
  command.set_version_flag("--version", "datelined " + std::string(version), "Print the version and end");
  command.footer(more);
  command.group("Commands");
  return command;
}

void add_config(CLI::App& command, std::string& config) {
  command
      .add_option("-c,--config", config,
                  "The configuration; else $DATELINED_CONFIG, else /etc/datelined/datelined.toml")
      ->type_name("FILE")
      ->check(not_empty());
}

void add_run(CLI::App& app, Chosen& chosen) {
  const auto options = options_of<RunOptions>();
  CLI::App& command = add_command(app, "run", "The daemon, in the foreground: polls, stores and serves",
                                  "Logs to stderr. SIGTERM ends it within 5 s; SIGHUP reads the configuration and\n"
                                  "the subscription lists anew. Speaks to systemd: readiness, watchdog, passed\n"
                                  "sockets.\n\n"
                                  "Examples:\n"
                                  "  datelined run -c examples/datelined.toml\n"
                                  "  kill -HUP $(pidof datelined)         # after an edit\n");
  add_config(command, options->config);
  command.add_flag("-v,--verbose", options->verbose, "Log every visit too");
  command.callback([options, &chosen] { chosen = [options] { return run_daemon(*options); }; });
}

void add_poll(CLI::App& app, Chosen& chosen) {
  const auto options = options_of<PollOptions>();
  CLI::App& command = add_command(app, "poll", "One sweep over the feeds that are due, then the end: for cron",
                                  "Prints a line per feed and a summary; on a terminal a progress bar instead.\n"
                                  "A feed that fails does not fail the sweep: see `datelined feeds`.\n\n"
                                  "Examples:\n"
                                  "  datelined poll                       # what is due\n"
                                  "  datelined poll --force bbc-ur dw-ar  # these two, now\n"
                                  "  */10 * * * *  datelined poll -c /etc/datelined/datelined.toml >/dev/null\n");
  add_config(command, options->config);
  command.add_flag("--force", options->force, "Poll what is not due too; still conditionally");
  command.add_flag("-v,--verbose", options->verbose, "Log to stderr what happens");
  command.add_option("feeds", options->feeds, "Only these")->type_name("FEED");
  command.callback([options, &chosen] { chosen = [options] { return poll_once(*options); }; });
}

void add_export(CLI::App& app, Chosen& chosen) {
  const auto options = options_of<ExportOptions>();
  CLI::App& command = add_command(app, "export", "Stories from the store, also while the daemon runs",
                                  "Newest first, everything unless --limit says less; with --after in the order of\n"
                                  "change numbers, withdrawn stories too. WHEN is a time (2024-05-01T12:00:00Z), a\n"
                                  "day (2024-05-01, UTC) or a duration ago (90m, 24h, 7d).\n\n"
                                  "Examples:\n"
                                  "  datelined export --since 24h --format html -o /var/www/wire.html\n"
                                  "  datelined export --lang ur --limit 50 --format rss\n"
                                  "  datelined export --format ndjson --after 48210 | jq ._datelined.seq | tail -1\n"
                                  "  datelined export --query 'suez canal' --format csv\n");
  add_config(command, options->config);
  command.add_option("--format", options->format, "What to write")
      ->type_name("FORMAT")
      ->capture_default_str()
      ->check(CLI::IsMember({"atom", "rss", "json", "ndjson", "csv", "opml", "html"}));
  command.add_option("--since", options->since, "Stories of this moment and later")
      ->type_name("WHEN")
      ->check(not_empty());
  command.add_option("--until", options->until, "Stories before this moment")->type_name("WHEN")->check(not_empty());
  command.add_option("--after", options->after, "What changed after this change number")
      ->type_name("SEQ")
      ->check(whole_number(0));
  command.add_option("--feed", options->feeds, "Only what this feed carries, its copy shown; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.add_option("--category", options->category, "Only of this category")->type_name("C")->check(not_empty());
  command.add_option("--lang", options->language, "Only in this language: ur, pt-BR, zh")
      ->type_name("TAG")
      ->check(not_empty());
  command
      .add_option("--query", options->words,
                  "Only with all of these: word, \"words in a row\", begin*, and without -word")
      ->type_name("WORDS")
      ->check(not_empty());
  command.add_option("--sort", options->sort, "With --query: newest first, or what fits best")
      ->type_name("ORDER")
      ->check(CLI::IsMember({"newest", "rank"}));
  command.add_option("--status", options->status, "Only usable, corrected or killed ones")
      ->type_name("S")
      ->check(not_empty());
  command.add_option("--limit", options->limit, "At most so many")->type_name("N")->check(whole_number(1));
  command.add_option("-o,--output", options->output, "Replace FILE, all at once, instead of writing to stdout")
      ->type_name("FILE")
      ->check(not_empty());
  command.callback([options, &chosen] { chosen = [options] { return export_stories(*options); }; });
}

void add_parse(CLI::App& app, Chosen& chosen) {
  const auto options = options_of<ParseOptions>();
  CLI::App& command = add_command(app, "parse", "One feed document to JSON Feed 1.1",
                                  "Reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0 and JSON Feed, however broken.\n"
                                  "What was wrong with it goes to stderr, a line a fault.\n\n"
                                  "Examples:\n"
                                  "  datelined parse wire.xml | jq '.items[].title'\n"
                                  "  curl -s https://a.example/feed | datelined parse --url https://a.example/ -\n");
  command.add_option("file", options->file, "The document; - is stdin")->type_name("FILE")->required();
  command.add_option("--url", options->url, "Where it came from: the base of relative references")->type_name("URL");
  command.add_option("--content-type", options->content_type, "The Content-Type it came with; its charset counts")
      ->type_name("TYPE");
  command.add_flag("--foreign", options->keep_foreign,
                   "Keep elements of unknown namespaces too: `_datelined.foreign`, as XML");
  command.callback([options, &chosen] { chosen = [options] { return parse_document(*options); }; });
}

void add_check(CLI::App& app, Chosen& chosen) {
  const auto options = options_of<CheckOptions>();
  CLI::App& command = add_command(app, "check", "What is wrong with the configuration: file, line, key",
                                  "Prints what would be polled, or every fault on stderr and ends with status 2.\n\n"
                                  "Examples:\n"
                                  "  datelined check -c examples/datelined.toml\n"
                                  "  datelined check && systemctl reload datelined\n"
                                  "  datelined check --online  # and every feed is visited once, nothing stored\n");
  add_config(command, options->config);
  command.add_flag("--online", options->online, "Visit every feed once, and store nothing of it");
  command.callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

void add_feeds(CLI::App& app, Chosen& chosen) {
  struct Options {
    std::string config;
    bool json = false;
  };
  const auto options = options_of<Options>();
  CLI::App& command = add_command(app, "feeds", "Every feed with its health",
                                  "Examples:\n"
                                  "  datelined feeds\n"
                                  "  datelined feeds --json | jq -r '.[] | select(.errors > 0) | .name'\n");
  add_config(command, options->config);
  command.add_flag("--json", options->json, "For programs: a list of objects");
  command.callback([options, &chosen] { chosen = [options] { return list_feeds(options->config, options->json); }; });
}

void add_import(CLI::App& app, Chosen& chosen) {
  const auto file = options_of<std::string>();
  CLI::App& command = add_command(app, "import", "The [[feed]] tables for an OPML subscription list",
                                  "Prints them; a list may also stand in `subscriptions` as it is.\n\n"
                                  "Examples:\n"
                                  "  datelined import newsboat.opml >> /etc/datelined/datelined.toml\n");
  command.add_option("file", *file, "The list; - is stdin")->type_name("FILE.opml")->required();
  command.callback([file, &chosen] { chosen = [file] { return import_opml(*file); }; });
}

void add_why(CLI::App& app, Chosen& chosen) {
  struct Options {
    std::string config, one, other;
  };
  const auto options = options_of<Options>();
  CLI::App& command = add_command(app, "why", "Why two entries are one story, or two, with the figures",
                                  "ENTRY is an id or a URL as `export` prints them, or a story's id for its lead.\n\n"
                                  "Examples:\n"
                                  "  datelined why tag:agency.example,2026:4711 https://paper.example/storm\n");
  add_config(command, options->config);
  command.add_option("one", options->one, "An entry")->type_name("ENTRY")->required();
  command.add_option("other", options->other, "Another")->type_name("ENTRY")->required();
  command.callback(
      [options, &chosen] { chosen = [options] { return tell_why(options->config, options->one, options->other); }; });
}

void add_split(CLI::App& app, Chosen& chosen) {
  struct Options {
    std::string config;
    std::vector<std::string> copies;
  };
  const auto options = options_of<Options>();
  CLI::App& command = add_command(app, "split", "Take copies out of their story, for good",
                                  "The copies named become a story of their own, whose id is printed; no copy that\n"
                                  "comes later makes the two one again. Also while the daemon runs.\n\n"
                                  "Examples:\n"
                                  "  datelined split https://paper.example/another-storm\n");
  add_config(command, options->config);
  command.add_option("copies", options->copies, "Copies of one story")->type_name("ENTRY")->required();
  command.callback(
      [options, &chosen] { chosen = [options] { return split_story(options->config, options->copies); }; });
}

void add_join(CLI::App& app, Chosen& chosen) {
  struct Options {
    std::string config, one, other;
  };
  const auto options = options_of<Options>();
  CLI::App& command = add_command(app, "join", "Make two stories one, for good",
                                  "The older one stays, and its id is printed; the other is a tombstone from now\n"
                                  "on. Also while the daemon runs.\n\n"
                                  "Examples:\n"
                                  "  datelined join https://agency.example/1 https://paper.example/storm\n");
  add_config(command, options->config);
  command.add_option("one", options->one, "An entry of the one")->type_name("ENTRY")->required();
  command.add_option("other", options->other, "An entry of the other")->type_name("ENTRY")->required();
  command.callback([options, &chosen] {
    chosen = [options] { return join_stories(options->config, options->one, options->other); };
  });
}

// The command that was named, else the program as a whole.
const CLI::App& named(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : *commands.front();
}

// What is not expected there, and what was perhaps meant.
std::string unexpected(const CLI::App& app, const CLI::ExtrasError& error) {
  std::string what = error.what();
  std::vector<std::string> known;
  for (const CLI::Option* option : named(app).get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  for (const std::string& word : app.remaining(true)) {
    if (word.starts_with("--")) return what + did_you_mean(word.substr(0, word.find('=')), known);
  }
  return what;
}

int refuse_usage(const CLI::App& app, std::string_view what) {
  const CLI::App& command = named(app);
  const std::string name = &command == &app ? "datelined" : "datelined " + command.get_name();
  std::cerr << name << ": " << what << '\n'
            << HelpFormatter().make_usage(&command, name) << "Try `" << name << " --help`.\n";
  return 2;
}

// What is wrong with the first word: CLI11 would complain of a missing command before a wrong option, and
// name all that follows a wrong command.
std::optional<std::string> wrong_beginning(const CLI::App& app, const std::string& word) {
  if (word.starts_with('-')) {
    if (app.get_option_no_throw(word) != nullptr) return std::nullopt;
    return "no option `" + word + "` before a command";
  }
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == word) return std::nullopt;
    names.push_back(command->get_name());
  }
  return "no command `" + word + "`" + did_you_mean(word, names);
}

// A descriptor below 3 that came to us closed would be given to the first file or socket, which what we say would then
// go to. What stands in its place fails as a closed one does: it is open the wrong way round.
void occupy_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

int carry_out(const CLI::App& app, const Chosen& command) {
  try {
    return command();
  } catch (const UsageError& error) {
    return refuse_usage(app, error.what());
  } catch (const ConfigError& error) {
    std::cerr << error.what() << '\n';
    return 2;
  } catch (const OutputClosed&) {
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "datelined: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace

int run_command(int argc, char** argv) {
  occupy_standard_streams();
  // A reader that goes away is an error of write(2), told there.
  std::signal(SIGPIPE, SIG_IGN);
  // A limit to the size of files is one more way for a disk to be full.
  std::signal(SIGXFSZ, SIG_IGN);

  CLI::App app{"datelined: the wires a newsroom follows, as one feed", "datelined"};
  app.set_version_flag("--version", "datelined " + std::string(version), "Print the version and end");
  app.require_subcommand(1);
  app.formatter(std::make_shared<HelpFormatter>());
  app.footer(
      "`datelined COMMAND --help` tells more and gives examples.\n"
      "Exit status: 0 done; 1 something failed, said on stderr; 2 wrong usage or\n"
      "configuration.\n");
  Chosen chosen;
  for (const auto add :
       {add_run, add_poll, add_export, add_parse, add_check, add_feeds, add_import, add_why, add_split, add_join})
    add(app, chosen);

  if (argc < 2) {
    std::cerr << app.help();
    return 2;
  }
  if (const auto wrong = wrong_beginning(app, argv[1])) return refuse_usage(app, *wrong);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help);
  } catch (const CLI::ExtrasError& error) {
    return refuse_usage(app, unexpected(app, error));
  } catch (const CLI::ParseError& error) {
    return refuse_usage(app, error.what());
  }
  return carry_out(app, chosen);
}

}  // namespace datelined
