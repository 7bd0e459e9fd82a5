#include "daemon/config/load.hpp"

#include "feeds/text/hash.hpp"
#include "tests/support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace datelined;
using namespace std::chrono_literals;
using test::TempDir;

namespace {

Settings load(const TempDir& dir, std::string_view text) {
  return load_settings(dir.write("datelined.toml", text));
}

// What is wrong, a line a fault, without the folder's name; "" when nothing is.
std::string faults(const TempDir& dir, std::string_view text) {
  try {
    load(dir, text);
    return "";
  } catch (const ConfigError& error) {
    std::string lines = error.what();
    const std::string folder = dir.path().string() + "/";
    for (std::size_t at = 0; (at = lines.find(folder)) != std::string::npos;) lines.erase(at, folder.size());
    return lines;
  }
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr std::string_view everything = R"(
database = "db/stories.db"
subscriptions = ["wires.opml"]

[http]
listen   = ["127.0.0.1:9000", "[::1]:9000", "unix:run/http.sock"]
base_url = "https://wire.example.org/news"
title    = "Desk"
tokens   = ["abc.DEF-123~+/="]
public   = true

[poll]
interval      = "10m"
min_interval  = "30s"
max_interval  = "2d"
timeout       = "1500ms"
max_body      = "4MiB"
concurrency   = 12
per_host      = 3
allow_private = ["10.0.0.0/8", "fd00::/8", "192.168.7.1"]

[[feed]]
name     = "xinhua-ur"
url      = "https://ed%40itor:p%3Ass@example.org:8443/ur.xml?a=1"
category = "Asia"
language = "ur"
priority = -3
interval = "5m"

[[feed]]
name = "local"
url  = "file:wires/ur.xml"
)";

constexpr std::string_view wires = R"(<opml version="2.0"><body>
<outline text="Europe"><outline text="France 24" xmlUrl="https://example.net/fr.xml" language="fr"/>
<outline text="France 24" xmlUrl="https://example.net/fr2.xml"/></outline>
<outline text="Xinhua again" xmlUrl="https://example.org:8443/ur.xml?a=1"/>
<outline text="شِنہوا اردو" xmlUrl="file:lists/ur.xml"/>
</body></opml>)";

}  // namespace

TEST_SUITE("daemon/config/load") {
  TEST_CASE("labels by what they mean, and how far apart copies may be") {
    const TempDir dir;
    const Settings settings = load(dir,
                                   "[signals]\nupdate = [\"NEU:\", \"AKTUELL\"]\nflash = \"快报*\"\n"
                                   "[story]\nwindow = \"36h\"\n");
    CHECK(settings.labels == std::vector<LabelSettings>{{"NEU:", "update"}, {"AKTUELL", "update"}, {"快报*", "flash"}});
    CHECK(settings.story.window == 36h);
    CHECK(load(dir, "").story.window == 96h);
    CHECK(
        contains(faults(dir, "[signals]\nupdate = [\"NEU\"]\nkill = [\"neu:\"]"), "datelined.toml:3:9: signals.kill"));
    CHECK(
        contains(faults(dir, "[signals]\nupdate = [\"--\"]"), "datelined.toml:2:11: signals.update: expected a label"));
    CHECK(contains(faults(dir, "[signals]\nupdate = 4"), "signals.update: expected a label such as"));
    for (const char* window : {"30m", "31d"}) {
      CHECK(contains(faults(dir, "[story]\nwindow = \"" + std::string(window) + "\""),
                     "datelined.toml:2:10: story.window: expected a time between \"1h\" and \"30d\""));
    }
  }

  TEST_CASE("every key has its place") {
    const TempDir dir;
    dir.write("wires.opml", wires);
    const Settings settings = load(dir, everything);
    CHECK(settings.file == dir / "datelined.toml");
    CHECK(settings.database == dir / "db/stories.db");
    CHECK(settings.subscriptions == std::vector{dir / "wires.opml"});

    const HttpSettings& http = settings.http;
    CHECK(http.listen ==
          std::vector<std::string>{"127.0.0.1:9000", "[::1]:9000", "unix:" + (dir / "run/http.sock").string()});
    CHECK(http.base_url == "https://wire.example.org/news/");
    CHECK(http.title == "Desk");
    CHECK(http.tokens == std::vector<TokenSettings>{{feeds::sha256_hex("abc.DEF-123~+/="), {}, {}}});
    CHECK(http.public_);

    const PollSettings& poll = settings.poll;
    CHECK(poll.interval == 10min);
    CHECK(poll.min_interval == 30s);
    CHECK(poll.max_interval == 48h);
    CHECK(poll.timeout == 1500ms);
    CHECK(poll.max_body == 4u << 20);
    CHECK(poll.concurrency == 12);
    CHECK(poll.per_host == 3);
    CHECK_FALSE(poll.allow_private);
    REQUIRE(poll.private_ranges.size() == 3);
    CHECK(poll.private_ranges[1].text == "fd00::/8");

    REQUIRE(settings.feeds.size() == 5);
    const FeedSettings& first = settings.feeds[0];
    CHECK(first.name == "xinhua-ur");
    CHECK(first.url == "https://example.org:8443/ur.xml?a=1");
    CHECK(first.user == "ed@itor");
    CHECK(first.password == "p:ss");
    CHECK(first.category == "Asia");
    CHECK(first.language == "ur");
    CHECK(first.priority == -3);
    CHECK(first.interval == 5min);
    CHECK(settings.feeds[1].url == "file://" + (dir / "wires/ur.xml").string());
    CHECK_FALSE(settings.feeds[1].interval.has_value());
  }

  TEST_CASE("who may read, and how the server defends itself, has its place") {
    const TempDir dir;
    const std::string digest = feeds::sha256_hex("secret");
    const HttpSettings http = load(dir, R"([http]
listen = ["127.0.0.1:0", "tls:0.0.0.0:8443"]
tokens = ["plain", {token = "sha256:)" + digest +
                                            R"(", feeds = ["urdu"], categories = ["Asia", "Europe"]}]
socket_mode = "0600"
trusted_proxies = ["10.0.0.0/8", "::1"]
cors = ["https://desk.example", "http://localhost:3000"]
tls_certificate = "tls/chain.pem"
tls_key = "tls/key.pem"
max_connections = 100
max_connections_per_address = 7
head_timeout = "2s"
idle_timeout = "3s"
query_timeout = "900ms"
event_timeout = "4s"
access_log = "1/100"
access_log_file = "log/access.log"
metrics_per_feed = true
)")
                                  .http;
    CHECK(http.listen.back() == "tls:0.0.0.0:8443");
    REQUIRE(http.tokens.size() == 2);
    CHECK(http.tokens[0] == TokenSettings{feeds::sha256_hex("plain"), {}, {}});
    CHECK(http.tokens[1] == TokenSettings{digest, {"urdu"}, {"Asia", "Europe"}});
    CHECK(http.socket_mode == 0600);
    CHECK(http.trusted_proxies == std::vector<AddressRange>{{"10.0.0.0/8"}, {"::1"}});
    CHECK(http.cors.size() == 2);
    CHECK(http.tls_certificate == dir / "tls/chain.pem");
    CHECK(http.tls_key == dir / "tls/key.pem");
    CHECK(http.max_connections == 100);
    CHECK(http.max_connections_per_address == 7);
    CHECK(http.head_timeout == 2s);
    CHECK(http.idle_timeout == 3s);
    CHECK(http.query_timeout == 900ms);
    CHECK(http.event_timeout == 4s);
    CHECK(http.access_log_every == 100);
    CHECK(http.access_log_file == dir / "log/access.log");
    CHECK(http.metrics_per_feed);
  }

  TEST_CASE("what a server's defences cannot be is said") {
    const TempDir dir;
    for (const auto& [line, key] : std::vector<std::pair<std::string, std::string>>{
             {"tokens = [\"sha256:abc\"]", "http.tokens"},
             {"tokens = [{token = \"a b\", feeds = [\"x\"]}]", "http.tokens"},
             {"tokens = [{token = \"ab\", feeds = []}]", "http.tokens"},
             {"tokens = [{token = \"ab\", feed = \"x\"}]", "http.tokens.feed: unknown key"},
             {"tokens = [{feeds = [\"x\"]}]", "http.tokens.token: expected"},
             {"cors = [\"https://u@a.example\"]", "http.cors"},
             {"cors = [\"https://نمونہ.example\"]", "http.cors"},
             {"tokens = [\"ab\", 5, {token = \"c\"}]", "http.tokens"},
             {"socket_mode = \"rw\"", "http.socket_mode"},
             {"socket_mode = \"01000\"", "http.socket_mode"},
             {"trusted_proxies = [\"proxy\"]", "http.trusted_proxies"},
             {"cors = [\"https://a.example/path\"]", "http.cors"},
             {"listen = \"tls:127.0.0.1:8443\"", "http.tls_certificate"},
             {"tls_key = \"key.pem\"", "http.tls_certificate"},
             {"listen = \"tls:unix:/s\"", "http.listen"},
             {"access_log = \"1/0\"", "http.access_log"},
             {"access_log = \"sometimes\"", "http.access_log"},
             {"max_connections = 0", "http.max_connections"}}) {
      CAPTURE(line);
      CHECK(contains(faults(dir, "[http]\n" + line), key));
    }
  }

  TEST_CASE("a list's feeds come after the tables, named by their text, each address once") {
    const TempDir dir;
    dir.write("wires.opml", wires);
    const Settings settings = load(dir, everything);
    REQUIRE(settings.feeds.size() == 5);
    CHECK(settings.feeds[2].name == "france-24");
    CHECK(settings.feeds[2].category == "Europe");
    CHECK(settings.feeds[2].language == "fr");
    CHECK(settings.feeds[3].name == "france-24-2");
    CHECK(settings.feeds[4].name == "شنہوا-اردو");
    CHECK(settings.feeds[4].url == "file://" + (dir / "lists/ur.xml").string());
  }

  TEST_CASE("a name is made of any script's letters and digits, without marks and punctuation") {
    struct Row {
      std::string_view text, name;
    };
    const Row rows[] = {{"BBC News - World (EN)", "bbc-news-world-en"},
                        {"  新华社：要闻 ", "新华社-要闻"},
                        {"हिन्दी समाचार", "हिन्दी-समाचार"},
                        {"Россия\u00a024", "Россия-24"},
                        {"الْجَزِيرَة", "الجزيرة"},
                        {"…", "feed"}};
    const TempDir dir;
    for (const Row& row : rows) {
      CAPTURE(row.text);
      dir.write("a.opml", "<opml><body><outline text=\"" + std::string(row.text) +
                              "\" xmlUrl=\"http://a.example/\"/></body></opml>");
      CHECK(load(dir, "subscriptions = \"a.opml\"").feeds.at(0).name == row.name);
    }
  }

  TEST_CASE("a file: address in a list is relative to the list") {
    const TempDir dir;
    dir.write("lists/wires.opml", R"(<opml><body><outline text="A" xmlUrl="file:../a.xml"/></body></opml>)");
    const Settings settings = load(dir, R"(subscriptions = "lists/wires.opml")");
    REQUIRE(settings.feeds.size() == 1);
    CHECK(settings.feeds[0].url == "file://" + (dir / "a.xml").string());
  }

  TEST_CASE("the hub's terms have their place") {
    const TempDir dir;
    const HubSettings hub = load(dir, R"([hub]
enabled = true
lease = "2d"
min_lease = "1m"
max_lease = "3d"
max_subscriptions = 20
max_per_host = 5
max_per_address = 6
concurrency = 7
per_host = 2
timeout = "3s"
allow_private = ["10.0.0.0/8"]
)")
                                .hub;
    CHECK(hub.enabled);
    CHECK(hub.lease == 48h);
    CHECK(hub.min_lease == 1min);
    CHECK(hub.max_lease == 72h);
    CHECK(hub.max_subscriptions == 20);
    CHECK(hub.max_per_host == 5);
    CHECK(hub.max_per_address == 6);
    CHECK(hub.concurrency == 7);
    CHECK(hub.per_host == 2);
    CHECK(hub.timeout == 3s);
    CHECK_FALSE(hub.allow_private);
    CHECK(hub.private_ranges == std::vector{AddressRange{"10.0.0.0/8"}});
    CHECK(load(dir, "[hub]\nallow_private = true").hub.allow_private);
  }

  TEST_CASE("the hub is open where others than this machine read, unless it is told") {
    const TempDir dir;
    for (const auto& [text, open] :
         std::vector<std::pair<std::string, bool>>{{"", false},
                                                   {"[http]\nlisten = \"127.0.0.1:0\"", false},
                                                   {"[http]\nlisten = \"unix:s\"", false},
                                                   {"[http]\nlisten = \"[::1]:80\"", false},
                                                   {"[http]\nbase_url = \"http://localhost:8484/\"", false},
                                                   {"[http]\nbase_url = \"http://[::1]:8484/wire\"", false},
                                                   {"[http]\nbase_url = \"https://wire.example/\"", true},
                                                   {"[http]\nbase_url = \"http://192.0.2.1:8484/\"", true},
                                                   {"[http]\npublic = true", true},
                                                   {"[http]\npublic = true\n[hub]\nenabled = false", false},
                                                   {"[hub]\nenabled = true", true}}) {
      CAPTURE(text);
      CHECK(load(dir, text).hub.enabled == open);
    }
  }

  TEST_CASE("an empty configuration is the defaults") {
    const TempDir dir;
    const Settings settings = load(dir, "");
    CHECK(settings.database == dir / "datelined.db");
    CHECK(settings.http.listen == std::vector<std::string>{"127.0.0.1:8484"});
    CHECK(settings.http.base_url == "http://127.0.0.1:8484/");
    CHECK(settings.poll.interval == 15min);
    CHECK(settings.feeds.empty());
  }

  TEST_CASE("a file: address may be absolute, with and without an authority") {
    const TempDir dir;
    for (const std::string_view url : {"file:/srv/a b.xml", "file:///srv/a b.xml"}) {
      CAPTURE(url);
      const Settings settings = load(dir, "[[feed]]\nname = \"a\"\nurl = \"" + std::string(url) + "\"");
      CHECK(settings.feeds.at(0).url == "file:///srv/a b.xml");
    }
  }

  TEST_CASE("the server's own address may be written in any script") {
    const TempDir dir;
    CHECK(load(dir, "[http]\nbase_url = \"https://خبر.example/wire/é\"").http.base_url ==
          "https://xn--ngblk.example/wire/%C3%A9/");
    CHECK(load(dir, "[push]\ncallback = \"https://خبر.example/in\"").push.callback == "https://xn--ngblk.example/in/");
    CHECK(contains(faults(dir, "[http]\nbase_url = \"https://a..é.example/\""), "http.base_url: expected a host"));
  }

  TEST_CASE("an origin is compared as browsers send it") {
    const TempDir dir;
    const std::string text =
        "[http]\ncors = [\"HTTPS://Desk.Example:443\", \"http://a.example:80\", \"http://a.example:443\", \"*\"]";
    CHECK(load(dir, text).http.cors ==
          std::vector<std::string>{"https://desk.example", "http://a.example", "http://a.example:443", "*"});
  }

  TEST_CASE("the system may choose several ports") {
    const TempDir dir;
    CHECK(load(dir, "[http]\nlisten = [\"127.0.0.1:0\", \"127.0.0.1:0\"]").http.listen.size() == 2);
  }

  TEST_CASE("each fault names file, line, column, key and what was expected") {
    struct Row {
      std::string_view text;
      std::string_view starts;  // of the one line
      std::string_view holds;
    };
    const Row rows[] = {
        {"databse = \"a.db\"", "datelined.toml:1:1: databse: unknown key", "did you mean `database`?"},
        {"[poll]\nintervall = \"5m\"", "datelined.toml:2:1: poll.intervall: unknown key", "did you mean `interval`?"},
        {"[signals]\nupdat = [\"NEU:\"]", "datelined.toml:2:1: signals.updat: unknown key", "did you mean `update`?"},
        {"[story]\nwindows = \"4d\"", "datelined.toml:2:1: story.windows: unknown key", "did you mean `window`?"},
        {"[poll]\nper_hots = 4", "datelined.toml:2:1: poll.per_hots: unknown key", "did you mean `per_host`?"},
        {"[hub]\nleese = \"1h\"", "datelined.toml:2:1: hub.leese: unknown key", "did you mean `lease`?"},
        {"[hub]\nlease = \"1s\"", "datelined.toml:2:9: hub.lease: ", "min_lease"},
        {"[hub]\nmax_lease = \"1h\"", "datelined.toml:2:13: hub.max_lease: ", "max_lease"},
        {"[hub]\nallow_private = [\"here\"]", "datelined.toml:2:18: hub.allow_private: ", "CIDR"},
        {"[hub]\nmax_subscriptions = 0", "datelined.toml:2:21: hub.max_subscriptions: ", "from 1"},
        {"[htpp]\ntitle = \"x\"", "datelined.toml:1:", "did you mean `http`?"},
        {"[http]\ncolour = 1", "datelined.toml:2:1: http.colour: unknown key",
         "expected one of listen, base_url, title"},
        {"[[feed]]\nname = \"a\"\nurl = \"http://a.example/\"\nlang = \"ur\"",
         "datelined.toml:4:1: feed.lang: unknown key", "expected one of name, url"},
        {"[[feeds]]\nname = \"a\"", "datelined.toml:1:", "did you mean `feed`?"},
        {"database = 3", "datelined.toml:1:12: database: expected a string, got an integer", ""},
        {"database = \"\"", "datelined.toml:1:12: database: expected a string that is not empty", ""},
        {"database = \"a\\u0000.db\"", "datelined.toml:1:12: database: expected a string without U+0000", ""},
        {"subscriptions = [\"a\\u0000.opml\"]", "datelined.toml:1:18: subscriptions: expected a string without U+0000",
         ""},
        {"poll = 3", "datelined.toml:1:8: poll: expected the table [poll], got an integer", ""},
        {"[poll]\ninterval = 15", "datelined.toml:2:12: poll.interval: expected a duration", "got an integer"},
        {"[poll]\ninterval = \"15 minutes\"", "datelined.toml:2:12: poll.interval: expected a duration",
         "got \"15 minutes\""},
        {"[poll]\ninterval = \"500ms\"", "datelined.toml:2:12: poll.interval: expected a second or more", ""},
        {"[poll]\ntimeout = \"0s\"", "datelined.toml:2:11: poll.timeout: expected a duration", ""},
        {"[poll]\nmax_interval = \"9999d\"",
         "datelined.toml:2:16: poll.max_interval: expected a duration of at most a year", ""},
        {"[poll]\nmax_body = \"16MB\"", "datelined.toml:2:12: poll.max_body: expected a size", "got \"16MB\""},
        {"[poll]\nmax_body = 16", "datelined.toml:2:12: poll.max_body: expected a size", "got an integer"},
        {"[poll]\nconcurrency = 0", "datelined.toml:2:15: poll.concurrency: expected an integer from 1", "got 0"},
        {"[poll]\nper_host = \"4\"", "datelined.toml:2:12: poll.per_host: expected an integer", "got a string"},
        {"[poll]\nmin_interval = \"2h\"\nmax_interval = \"1h\"",
         "datelined.toml:3:16: poll.max_interval: expected min_interval to be at most", ""},
        {"[poll]\nmin_interval = \"48h\"",
         "datelined.toml:2:16: poll.min_interval: expected min_interval to be at most", ""},
        {"[poll]\nallow_private = \"yes\"", "datelined.toml:2:17: poll.allow_private: expected a CIDR range",
         "got \"yes\""},
        {"[poll]\nallow_private = [\n\"10.0.0.0/8\",\n\"10.0.0.0/33\"]",
         "datelined.toml:4:1: poll.allow_private: expected a CIDR range", "10.0.0.0/33"},
        {"[poll]\nallow_private = 1", "datelined.toml:2:17: poll.allow_private: expected true, false or CIDR ranges",
         "got an integer"},
        {"[http]\npublic = \"true\"", "datelined.toml:2:10: http.public: expected true or false, got a string", ""},
        {"[http]\nlisten = \"8484\"", "datelined.toml:2:10: http.listen: expected IPV4:PORT", "got \"8484\""},
        {"[http]\nlisten = \"127.0.0.1:70000\"", "datelined.toml:2:10: http.listen: expected IPV4:PORT", ""},
        {"[http]\nlisten = \"::1:80\"", "datelined.toml:2:10: http.listen: expected IPV4:PORT", ""},
        {"[http]\nlisten = \"unix:\"", "datelined.toml:2:10: http.listen: expected IPV4:PORT", ""},
        {"[http]\nlisten = [\"127.0.0.1:80\", \"0.0.0.0:80\"]",
         "datelined.toml:2:27: http.listen: expected a loopback address", "http.tokens"},
        {"[http]\nlisten = \"[2001:db8::1]:80\"", "datelined.toml:2:10: http.listen: expected a loopback address",
         "http.public = true"},
        {"[http]\nbase_url = \"ftp://a.example/\"", "datelined.toml:2:12: http.base_url: expected an http or https URL",
         ""},
        {"[http]\nbase_url = \"https://a.example/?x=1\"", "datelined.toml:2:12: http.base_url: expected a URL without",
         "query"},
        {"[http]\nbase_url = \"https://a.example/#x\"", "datelined.toml:2:12: http.base_url: expected a URL without",
         "fragment"},
        {"[http]\nbase_url = \"https://u:p@a.example/\"", "datelined.toml:2:12: http.base_url: expected a URL without",
         "every reader"},
        {"[http]\nbase_url = \"https://a.example/a b/\"", "datelined.toml:2:12: http.base_url: expected a URL without",
         "blanks"},
        {"[http]\nlisten = [\"127.0.0.1:80\", \"[::1]:80\",\n\"127.0.0.1:80\"]",
         "datelined.toml:3:1: http.listen: expected every address once", "127.0.0.1:80"},
        {"[http]\nlisten = [\"unix:s\", \"unix:./s\"]", "datelined.toml:2:21: http.listen: expected every address once",
         "unix:./s"},
        {"[http]\nlisten = "
         "\"unix:/a234567890123456789012345678901234567890123456789012345678901234567890123456789012345678"
         "901234567890123456789\"",
         "datelined.toml:2:10: http.listen: expected a path of at most 107 bytes", "got 110"},
        {"[http]\ntokens = [\"two words\"]", "datelined.toml:2:11: http.tokens: expected letters, digits", ""},
        {"[[feed]]\nurl = \"http://a.example/\"", "datelined.toml:1:1: feed.name: expected a name", ""},
        {"\n[[feed]]\nname = \"a\"", "datelined.toml:2:1: feed.url: expected the address", ""},
        {"[[feed]]\nname = \"a/b\"\nurl = \"http://a.example/\"",
         "datelined.toml:2:8: feed.name: expected a name without", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"ftp://a.example/\"",
         "datelined.toml:3:7: feed.url: expected an http, https or file URL", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"a.example/feed\"",
         "datelined.toml:3:7: feed.url: expected an http, https or file URL", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"http://a.example/a b\"",
         "datelined.toml:3:7: feed.url: expected an http, https or file URL", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"http://\"",
         "datelined.toml:3:7: feed.url: expected an http, https or file URL", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"file:\"", "datelined.toml:3:7: feed.url: expected a path after file:", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"http://u:%zz@a.example/\"",
         "datelined.toml:3:7: feed.url: expected user:password@", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"http://a.example/\"\npriority = \"high\"",
         "datelined.toml:4:12: feed.priority: expected an integer", "got a string"},
        {"[[feed]]\nname = \"a\"\nurl = \"http://a.example/\"\nlanguage = \"!\"",
         "datelined.toml:4:12: feed.language: expected a language tag", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"http://a.example/\"\ninterval = \"soon\"",
         "datelined.toml:4:12: feed.interval: expected a duration", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"http://a.example/\"\n[[feed]]\nname = \"a\"\nurl = \"http://b.example/\"",
         "datelined.toml:5:8: feed.name: expected another one: the feed in line 2 has the same name", ""},
        {"[[feed]]\nname = \"a\"\nurl = \"http://a.example/\"\n[[feed]]\nname = \"b\"\nurl = \"http://u:p@a.example/\"",
         "datelined.toml:6:7: feed.url: expected another one: the feed in line 3 has the same url", ""},
        {"feed = \"a\"", "datelined.toml:1:8: feed: expected [[feed]] tables", ""},
        {"feed = [1]", "datelined.toml:1:9: feed: expected [[feed]] tables", ""},
        {"subscriptions = [3]", "datelined.toml:1:18: subscriptions: expected the name of an OPML file, got an integer",
         ""},
        {"subscriptions = [\"a.opml\",\n\"gone.opml\"]", "datelined.toml:2:1: subscriptions: gone.opml: cannot be read",
         "No such file"},
        {"subscriptions = \"broken.opml\"", "datelined.toml:1:17: subscriptions: broken.opml: ", ""},
        {"subscriptions = \"ftp.opml\"",
         "datelined.toml:1:17: subscriptions: ftp.opml: outline \"Old\": xmlUrl: expected an http, https or file URL",
         ""},
        {"[http]\ntitle = \"a\nlisten = 3", "datelined.toml:2:", ""},
        {"database = \"a\"\ndatabase = \"b\"", "datelined.toml:2:", ""},
    };
    const TempDir dir;
    dir.write("a.opml", R"(<opml><body><outline text="A" xmlUrl="http://a.example/a"/></body></opml>)");
    dir.write("broken.opml", "<html>not a list</html>");
    dir.write("ftp.opml", R"(<opml><body><outline text="Old" xmlUrl="ftp://a.example/a"/></body></opml>)");
    for (const Row& row : rows) {
      CAPTURE(row.text);
      const std::string found = faults(dir, row.text);
      CAPTURE(found);
      CHECK(found.starts_with(row.starts));
      CHECK(contains(found, row.holds));
      CHECK_FALSE(contains(found, "\n"));
    }
  }

  TEST_CASE("all faults are told at once, in the order of the file") {
    const TempDir dir;
    const std::string found =
        faults(dir, "[poll]\nintervall = \"5m\"\ntimeout = 3\n[http]\ntitle = 1\n[[feed]]\nname = \"a\"");
    CHECK(contains(found, "datelined.toml:2:1: poll.intervall: "));
    CHECK(contains(found, "\ndatelined.toml:3:11: poll.timeout: "));
    CHECK(contains(found, "\ndatelined.toml:5:9: http.title: "));
    CHECK(contains(found, "\ndatelined.toml:6:1: feed.url: "));
  }

  TEST_CASE("no fault repeats a password or a token") {
    const TempDir dir;
    for (const std::string_view text :
         {"[[feed]]\nname = \"a\"\nurl = \"ftp://me:s3cret@a.example/\"",
          "[[feed]]\nname = \"a\"\nurl = \"http://me:s3cret@/\"",
          "[[feed]]\nname = \"a\"\nurl = \"http://me:s3cret%@a.example/\"", "[http]\ntokens = [\"s3cret and more\"]"}) {
      const std::string found = faults(dir, text);
      CAPTURE(found);
      CHECK_FALSE(found.empty());
      CHECK_FALSE(contains(found, "s3cret"));
    }
  }

  TEST_CASE("a configuration that is not there is named") {
    const TempDir dir;
    try {
      load_settings(dir / "none.toml");
      FAIL("it was loaded");
    } catch (const ConfigError& error) {
      CHECK(error.what() == (dir / "none.toml").string() + ": cannot be read: No such file or directory");
    }
    CHECK_THROWS_AS(load_settings(dir.path()), ConfigError);
  }

  TEST_CASE("a feed on another port, path or host is another feed") {
    const TempDir dir;
    const Settings settings = load(dir, R"(
[[feed]]
name = "a"
url = "http://a.example/x"
[[feed]]
name = "b"
url = "http://a.example:8080/x"
[[feed]]
name = "c"
url = "https://a.example/日本語?q=1#top"
)");
    REQUIRE(settings.feeds.size() == 3);
    CHECK(settings.feeds[2].url == "https://a.example/日本語?q=1#top");
    CHECK(settings.feeds[2].user.empty());
  }

  TEST_CASE("credentials come from files beside the configuration or of systemd, and are never said") {
    TempDir dir;
    dir.write("login", "alice:p:w\n");
    dir.write("token", "  t0ken\n");
    dir.write("headers", "# ours\nX-Key: k3y\r\n\nX-Other:  b \n");
    dir.write("client.pem", "PEM");
    const auto feed = [&](const std::string& more) {
      return load(dir, "[[feed]]\nname = \"a\"\nurl = \"https://a.example/\"\n" + more).feeds.at(0);
    };
    FeedSettings settings = feed(
        "login_file = \"login\"\nheaders_file = \"headers\"\ncertificate = \"client.pem\"\n"
        "ca = \"./client.pem\"\nproxy = \"socks5h://127.0.0.1:9050\"\n");
    CHECK(settings.user == "alice");
    CHECK(settings.password == "p:w");
    CHECK(settings.headers == std::vector<std::string>{"X-Key: k3y", "X-Other: b"});
    CHECK(settings.certificate == (dir / "client.pem").string());
    CHECK(settings.ca == (dir / "client.pem").string());
    CHECK(settings.proxy == "socks5h://127.0.0.1:9050");
    CHECK(feed("proxy = \"none\"\n").proxy == "");
    CHECK(feed("").proxy == std::nullopt);
    CHECK(feed("bearer_file = \"token\"\n").headers == std::vector<std::string>{"Authorization: Bearer t0ken"});

    // As editors elsewhere write them.
    dir.write("marked",
              "\xef\xbb\xbf"
              "alice:p:w\r\n");
    CHECK(feed("login_file = \"marked\"\n").user == "alice");

    TempDir credentials;
    credentials.write("token", "of-systemd");
    ::setenv("CREDENTIALS_DIRECTORY", credentials.path().c_str(), 1);
    CHECK(feed("bearer_file = \"token\"\n").headers == std::vector<std::string>{"Authorization: Bearer of-systemd"});
    CHECK(feed("bearer_file = \"./token\"\n").headers == std::vector<std::string>{"Authorization: Bearer t0ken"});
    ::unsetenv("CREDENTIALS_DIRECTORY");
  }

  TEST_CASE("credentials that cannot be used are a fault that names the key and nothing secret") {
    TempDir dir;
    dir.write("bad", "s3cret line\nHost: s3cret\nX-Key s3cret\n");
    dir.write("host", "Host: s3cret\n");
    dir.write("nothing", "# to come\n\n");
    dir.write("login", "me:s3cret\n");
    dir.write("token", "s3cret\n");
    dir.write("key", "X-Key: s3cret\nauthorization: Bearer s3cret\n");
    const auto why = [&](const std::string& line) {
      const std::string text = faults(dir, "[[feed]]\nname = \"a\"\nurl = \"https://a.example/\"\n" + line + "\n");
      CHECK_FALSE(contains(text, "s3cret"));
      return text;
    };
    CHECK(contains(why("login_file = \"nowhere\""), "feed.login_file: "));
    CHECK(contains(why("login_file = \"bad\""), "feed.login_file: "));
    CHECK(contains(why("bearer_file = \"bad\""), "feed.bearer_file: "));
    CHECK(contains(why("headers_file = \"bad\""), "feed.headers_file: "));
    CHECK(contains(why("headers_file = \"host\""), "datelined sets it"));
    CHECK(contains(why("headers_file = \"nothing\""), "feed.headers_file: "));
    CHECK(contains(why("login_file = \"login\"\nbearer_file = \"token\""), "feed.bearer_file: expected one login"));
    CHECK(contains(why("login_file = \"login\"\nheaders_file = \"key\""), "feed.headers_file: expected one login"));
    CHECK(contains(why("bearer_file = \"token\"\nheaders_file = \"key\""), "feed.bearer_file: expected one login"));
    CHECK(contains(why("certificate = \"nowhere.pem\""), "feed.certificate: "));
    CHECK(contains(why("key = \"bad\""), "feed.key: "));
    for (const char* proxy :
         {"ftp://me:s3cret@a.example", "http://me:s3cret#1@a.example:1", "http://me:1/s3cret@a.example:1",
          "http://me:s3cret@1@a.example", "http://me:s3cret@a.example:99999", "http://me:s3cret 1@a.example",
          "http://me:1#s3cret@a.example", "http://", "me:s3cret@a.example"}) {
      CAPTURE(proxy);
      CHECK(contains(why("proxy = \"" + std::string(proxy) + "\""), "feed.proxy: "));
    }
  }

  TEST_CASE("what may be a password that is not percent-encoded is no part of an address") {
    const TempDir dir;
    const auto why = [&](const std::string& url) {
      return faults(dir, "[[feed]]\nname = \"a\"\nurl = \"" + url + "\"\n");
    };
    for (const char* url : {"http://me:s3/cret@a.example/x", "http://me:s3#cret@a.example/x",
                            "http://me:s3?cret@a.example/x", "http://me:pass@a.example:99999/", "http://[::1]:x/"}) {
      CAPTURE(url);
      CHECK(contains(why(url), "feed.url: expected a port of up to 65535, and user:password@ percent-encoded"));
      CHECK_FALSE(contains(why(url), "s3"));
    }
    for (const char* url : {"http://a.example:8080/@me:x", "http://a.example:/", "http://[::1]/", "http://[::1]:80/",
                            "http://me:p@a.example:80?q=:x"}) {
      CAPTURE(url);
      CHECK(load(dir, "[[feed]]\nname = \"a\"\nurl = \"" + std::string(url) + "\"\n").feeds.size() == 1);
    }
  }

  TEST_CASE("hubs may push where they can get here, or where they are told to") {
    const TempDir dir;
    const auto push = [&](const std::string& text) { return load(dir, text).push; };
    const std::string named = "[http]\nbase_url = \"https://wire.example/news/\"\n";
    CHECK(push(named).enabled);
    CHECK(push(named).callback == "");
    CHECK(push(named).lease == 24h * 7);
    CHECK_FALSE(push("").enabled);
    CHECK_FALSE(push(named + "[push]\nenabled = false").enabled);
    CHECK(push("[push]\nenabled = true").enabled);
    const PushSettings told = push("[push]\ncallback = \"https://desk.example/in\"\nlease = \"1h\"");
    CHECK(told.enabled);
    CHECK(told.callback == "https://desk.example/in/");
    CHECK(told.lease == 1h);
    for (const char* url : {"http://127.0.0.1:8484/", "http://localhost/", "http://[::1]/", "http://10.1.2.3/",
                            "http://192.168.0.1/", "http://172.16.0.1/", "http://[fd00::1]/", "http://0.0.0.0/"}) {
      CAPTURE(url);
      CHECK_FALSE(push("[http]\nbase_url = \"" + std::string(url) + "\"\n").enabled);
    }
    CHECK(push("[http]\nbase_url = \"http://172.32.0.1/\"\n").enabled);
  }

  TEST_CASE("what is wrong with [push] is said") {
    const TempDir dir;
    CHECK(contains(faults(dir, "[push]\ncalback = \"https://a.example/\""), "did you mean `callback`?"));
    CHECK(contains(faults(dir, "[push]\ncallback = \"https://a.example/?to=\""),
                   "push.callback: expected a URL without"));
    CHECK(contains(faults(dir, "[push]\ncallback = \"ftp://a.example/\""),
                   "push.callback: expected an http or https URL"));
    CHECK(contains(faults(dir, "[push]\nlease = 7"), "push.lease"));
    CHECK(contains(faults(dir, "[push]\nenabled = \"yes\""), "push.enabled"));
  }
}
