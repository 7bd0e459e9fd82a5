// The pages in headless Chromium, over twelve languages and what wants to be more than text: nothing runs, nothing is
// fetched from elsewhere, nothing is complained of, and they can be read and walked through by all. Where axe-core is
// found by NODE_PATH, it is asked too. DATELINED_FEEDS: over the feeds of a folder of one's own.
#include "tests/support/browser.hpp"

#include "feeds/write/page.hpp"
#include "tests/program/daemon.hpp"
#include "tests/program/wires.hpp"
#include "tests/support/installed.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace datelined::test;
namespace fs = std::filesystem;
namespace json = boost::json;

std::string text_of_file(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Each proves that it ran, or asks elsewhere.
constexpr std::string_view attacks[] = {
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "<svg onload='window.ran = 1'><script>window.ran = 1</script></svg>",
    "<a href='java&#10;script:window.ran = 1'>link</a>",
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror='window.ran = 1'>",
    "<noscript><p title='</noscript><img src=x onerror=window.ran=1>'>",
    "<div style='background: url(http://127.0.0.2:9/css)'>styled</div><link rel=stylesheet href='http://127.0.0.2:9/'>",
    "<img src='http://127.0.0.2:9/pixel' alt='A picture'><video poster='http://127.0.0.2:9/' autoplay></video>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.2:9/'><base href='http://127.0.0.2:9/'>",
    "<form action='http://127.0.0.2:9/'><input name=token autofocus onfocus='window.ran = 1'></form></article></main>",
    "<h1>Not a "
    "title</h1><table><tr><td>a<td>b<td>cccccccccccccccccccccccccccccccccccccccccccccccccccccccc<td>d</table>",
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : c == '\'' ? "&apos;" : std::string(1, c);
  return out;
}

std::string entry(std::string_view id, std::string_view language, std::string_view title, std::string_view html) {
  return "<entry xml:lang='" + std::string(language) + "'><id>tag:w.example,2024:" + std::string(id) + "</id><title>" +
         escaped(title) + "</title><published>2024-03-05T09:00:00Z</published><content type='html'>" + escaped(html) +
         "</content></entry>";
}

std::string wire(std::string_view urdu, std::string_view english) {
  std::string entries =
      entry("ur", "ur", "اجلاس میں COVID-19 پر " + std::string(urdu), std::string(urdu) + " افراد شریک ہوئے") +
      entry("en", "en", std::string(english) + " hurt", "<p>" + std::string(english) + " people were hurt.</p>") +
      entry("long", "de", std::string(300, 'w'), "<p>" + std::string(300, 'w') + "</p>");
  for (std::size_t i = 0; i < std::size(attacks); ++i) {
    entries += entry("attack" + std::to_string(i), "en", attacks[i], "<p>Before.</p>" + std::string(attacks[i]));
  }
  return "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:w.example,2024:feed</id><title>&lt;script&gt;window.ran = "
         "1&lt;/script&gt;</title>" +
         entries + "</feed>";
}

// axe-core as a script; empty where it is not installed.
std::string axe() {
  const char* path = std::getenv("NODE_PATH");
  std::string script = path == nullptr ? "" : text_of_file(fs::path(path) / "axe-core" / "axe.min.js");
  if (script.empty()) MESSAGE("SKIPPED: axe-core is not installed: npm install axe-core, and NODE_PATH to where it is");
  return script;
}

// A desk with every sample wire and one that was told twice.
struct Site {
  Site() {
    const auto tell = [&](std::string_view urdu, std::string_view english) {
      desk.dir.write("wires/told.xml", wire(urdu, english));
      REQUIRE(desk.run({"poll", "--force"}).status == 0);
    };
    desk.configure("[poll]\nmin_interval = \"1s\"\n" + feeds_of(wires()) +
                   "[[feed]]\nname = \"told twice, by \\\"<b>\\\"\"\nurl = \"file:wires/told.xml\"\ncategory = "
                   "\"told\"\ninterval = \"1s\"\n");
    tell("دس", "Ten");
    tell("بارہ", "Twelve");
    daemon.emplace(desk);
  }
  Desk desk;
  std::optional<Daemon> daemon;
};

void look_at_every_page(Look look) {
  const Site site;
  const std::string url = site.daemon->url();
  const std::string faults_of_page = text_of_file(fs::path(SOURCE_TREE) / "tests/program/page_faults.js");
  const std::string axe_script = axe();
  Browser browser;
  std::vector<std::string> pages = {"",
                                    "?q=%D8%B4%D9%86%DB%81%D9%88%D8%A7",
                                    "?q=none-of-this",
                                    "?feed=w0",
                                    "feeds",
                                    "atom.xml",
                                    "stories/nobody/knows",
                                    "?limit=many"};
  const auto told = json::parse(site.daemon->get("/feed.json?category=told").body);
  for (const auto& item : told.at("items").as_array()) {
    pages.push_back(datelined::feeds::page_of_story("", std::string(item.at("id").as_string())));
  }
  MESSAGE(pages.size() << " pages");
  for (const std::string& page : pages) {
    CAPTURE(page);
    browser.open(url + page, look);
    CHECK(json::serialize(browser.ask(faults_of_page)) == "[]");
    if (!axe_script.empty()) {
      browser.ask(axe_script + ";0");
      CHECK(json::serialize(browser.ask("axe.run().then(found => found.violations.map(fault => fault.id + ' ' + "
                                        "fault.nodes[0].html + fault.nodes[0].failureSummary))")) == "[]");
    }
    for (const std::string& request : browser.requests()) CHECK(request.starts_with(url));
    for (const std::string& complaint : browser.complaints()) {
      // That the page itself is an error, the console says as well.
      if (!complaint.starts_with("Failed to load resource: the server responded with a status of 4"))
        CHECK(complaint == "");
    }
  }
}

}  // namespace

TEST_SUITE("program/browser") {
  TEST_CASE("on a phone, in light, every page is quiet, keeps to itself and can be read by all") {
    if (is_installed("chromium")) look_at_every_page({360, false});
  }

  TEST_CASE("on a desk, in the dark, every page is quiet, keeps to itself and can be read by all") {
    if (is_installed("chromium")) look_at_every_page({1280, true});
  }

  TEST_CASE("keys walk through a page in the order it is read in, and where they are is seen") {
    if (!is_installed("chromium")) return;
    const Site site;
    Browser browser;
    browser.open(site.daemon->url() + "?feed=w0", {});
    browser.ask("window.before = document.head; 0");
    for (int steps = 0; steps < 25; ++steps) {
      browser.press("Tab", 9);
      const json::value place = browser.ask(
          "(() => { const at = document.activeElement, box = at.getBoundingClientRect(), was = window.before;\n"
          "  window.before = at;\n"
          "  return {name: at.outerHTML.slice(0, 100), first: at.className === 'skip',\n"
          "          follows: Boolean(was.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),\n"
          "          outlined: getComputedStyle(at).outlineStyle !== 'none',\n"
          "          seen: box.width > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= "
          "innerWidth}; })()");
      CAPTURE(place);
      CHECK(place.at("first").as_bool() == (steps == 0));
      CHECK(place.at("follows").as_bool());
      CHECK(place.at("outlined").as_bool());
      CHECK(place.at("seen").as_bool());
    }
    browser.open(site.daemon->url(), {});
    browser.press("Tab", 9);
    browser.press("Enter", 13);
    browser.press("Tab", 9);
    CHECK(browser.ask("document.activeElement.closest('main') !== null") == true);
  }

  TEST_CASE("a page shows what is new by itself, until somebody reads in it") {
    if (!is_installed("chromium")) return;
    Site site;
    Browser browser;
    browser.open(site.daemon->url(), {});
    const auto wait_for = [&](std::string_view text) {
      browser.ask("new Promise(done => { const look = () => document.body.textContent.includes('" + std::string(text) +
                  "') ? done(0) : setTimeout(look, 20); look(); })");
    };
    wait_for("Twelve hurt");
    site.desk.dir.write("wires/told.xml", wire("تیرہ", "Thirteen"));
    wait_for("Thirteen hurt");
    CHECK(browser.ask("document.getElementById('news').hidden") == true);
    browser.ask("document.querySelector('main details').open = true");
    site.desk.dir.write("wires/told.xml", wire("چودہ", "Fourteen"));
    browser.ask(
        "new Promise(done => { const look = () => document.getElementById('news').hidden ? setTimeout(look, 20) : "
        "done(0); look(); })");
    CHECK(browser.ask("document.body.textContent.includes('Fourteen hurt')") == false);
    browser.ask("document.getElementById('news').click()");
    wait_for("Fourteen hurt");
  }
}
