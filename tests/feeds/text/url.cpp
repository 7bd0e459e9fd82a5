#include "feeds/text/url.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace datelined::feeds;

TEST_SUITE("feeds/text/url") {
  TEST_CASE("references are resolved as RFC 3986 has them") {
    constexpr const char* base = "http://wire.example/a/b/c?d=e#f";
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"g", "http://wire.example/a/b/g"},
        {"./g/", "http://wire.example/a/b/g/"},
        {"/g", "http://wire.example/g"},
        {"//other.example/g", "http://other.example/g"},
        {"?y", "http://wire.example/a/b/c?y"},
        {"#s", "http://wire.example/a/b/c?d=e#s"},
        {"", "http://wire.example/a/b/c?d=e"},
        {".", "http://wire.example/a/b/"},
        {"..", "http://wire.example/a/"},
        {"../../../g", "http://wire.example/g"},
        {"/./x/../g", "http://wire.example/g"},
        {"g?y/../x", "http://wire.example/a/b/g?y/../x"},
        {"https://other.example/%7Ea/../ü", "https://other.example/%7Ea/../ü"},
        {"mailto:desk@wire.example", "mailto:desk@wire.example"},
        {"اردو/خبر", "http://wire.example/a/b/اردو/خبر"},
        {" \n/g\th ", "http://wire.example/gh"},
    };
    for (const auto& [reference, absolute] : rows) {
      CAPTURE(reference);
      CHECK(resolve_url(base, reference) == absolute);
    }
  }

  TEST_CASE("a base without path is enough") {
    CHECK(resolve_url("http://wire.example", "g") == "http://wire.example/g");
    CHECK(resolve_url("http://wire.example?q", "g") == "http://wire.example/g");
  }

  TEST_CASE("without a base that can be one a reference stays relative") {
    for (const std::string_view base :
         {"", "a/b", "mailto:desk@wire.example", "file:///etc/", "http://", "javascript:alert(1)//"}) {
      CAPTURE(base);
      CHECK(resolve_url(base, "/g") == "/g");
    }
  }

  TEST_CASE("a scheme is judged as a browser would read it") {
    for (const std::string_view url :
         {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " java\nscript:alert(1)", "java\tscript:alert(1)",
          "\x01javascript:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc/passwd", "blob:x",
          "view-source:http://x/", "feed:javascript:alert(1)"}) {
      CAPTURE(url);
      CHECK(resolve_url("http://wire.example/", url) == std::nullopt);
    }
    CHECK(resolve_url("", "feed:https://wire.example/rss") == "feed:https://wire.example/rss");
  }

  TEST_CASE("http without a host leads nowhere") {
    for (const std::string_view url :
         {"http://", "https://", " http:// ", "HTTP:", "http:///", "https://?a=b", "http://#c"}) {
      CAPTURE(url);
      CHECK(resolve_url("http://wire.example/", url) == std::nullopt);
      CHECK(resolve_url("", url) == std::nullopt);
    }
    for (const std::string_view url : {"//", "///", "//?a=b", "//#c"}) {
      CAPTURE(url);
      CHECK(resolve_url("http://wire.example/", url) == std::nullopt);
    }
    CHECK(resolve_url("", "http:///wire.example/a") == "http:///wire.example/a");
    CHECK(resolve_url("", "http:\\\\wire.example\\a") == "http:\\\\wire.example\\a");
  }

  TEST_CASE("what may stand as an id is known by its scheme") {
    for (const std::string_view uri :
         {"http://wire.example/1", "urn:uuid:1-2", "tag:wire.example,2024:1", "HTTPS://wire.example/ü"}) {
      CAPTURE(uri);
      CHECK(is_uri(uri));
    }
    for (const std::string_view text : {"", "12345", "http://", "http:///x", "urn:", "http://wire.example/a b",
                                        "story:17", "a/b", "javascript:x", "http://wire.example/<1>"}) {
      CAPTURE(text);
      CHECK_FALSE(is_uri(text));
    }
    CHECK(is_absolute_url("x-any:thing"));
    CHECK_FALSE(is_absolute_url("//wire.example/"));
    CHECK_FALSE(is_absolute_url("127.0.0.1:8080/"));
    CHECK(is_http_url("HTTPS://wire.example"));
    CHECK_FALSE(is_http_url("https://user@/x"));
    CHECK_FALSE(is_http_url("ftp://wire.example/"));
  }

  TEST_CASE("one page has one canonical URL") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"http://www.wire.example/a/", "wire.example/a"},
        {"HTTPS://M.Wire.Example:443/a?utm_source=rss&id=7#top", "wire.example/a?id=7"},
        {"https://amp.wire.example/a.amp.html?fbclid=x", "wire.example/a.html"},
        {"https://user:secret@mobile.wire.example./a", "wire.example/a"},
        {"https://wire.example:8443/a", "wire.example:8443/a"},
        {"https://wire.example/?p=17", "wire.example?p=17"},
        {"https://wire.example?p=17", "wire.example?p=17"},
        {"https://wire.example/%7ea/%e4%bd%a0", "wire.example/~a/%E4%BD%A0"},
        {"https://wire.example/~a/你", "wire.example/~a/%E4%BD%A0"},
        {"https://bücher.example/a", "xn--bcher-kva.example/a"},
        {"https://m.example/a", "m.example/a"},
    };
    for (const auto& [url, canonical] : rows) {
      CAPTURE(url);
      CHECK(canonical_url(url) == canonical);
    }
  }

  TEST_CASE("what names no page has no canonical URL") {
    for (const std::string_view url :
         {"", "a/b", "http://wire.example", "https://www.wire.example/", "mailto:desk@wire.example",
          "https://wire.example/?utm_source=rss", "javascript:x"}) {
      CAPTURE(url);
      CHECK(canonical_url(url).empty());
    }
  }

  TEST_CASE("an address in any script is carried in ASCII, one that is in ASCII stays") {
    CHECK(ascii_url("https://خبر.example/wire/é/") == "https://xn--ngblk.example/wire/%C3%A9/");
    CHECK(ascii_url("http://bücher.example:8080/a b?q=ü#ö") ==
          "http://xn--bcher-kva.example:8080/a%20b?q=%C3%BC#%C3%B6");
    CHECK(ascii_url("http://u:p@中文.example") == "http://u:p@xn--fiq228c.example");
    for (const char* url : {"https://News.Example/Wire/%c3%A9/?a=b|c", "http://[::1]:80/", "http://a.example"}) {
      CAPTURE(url);
      CHECK(ascii_url(url) == url);
    }
    for (const char* url : {"http://a\u200b..é.example/", "http://é\xff.example/", "http://xn--a.é/"}) {
      CAPTURE(url);
      CHECK(ascii_url(url) == "");
    }
  }

  TEST_CASE("credentials are taken out wherever they stand") {
    CHECK(without_credentials("https://user:p%40ss@wire.example:8443/a@b?c=d@e") ==
          "https://wire.example:8443/a@b?c=d@e");
    CHECK(without_credentials("https://us@er:pass@wire.example") == "https://wire.example");
    CHECK(without_credentials("https://wire.example/a@b") == "https://wire.example/a@b");
    CHECK(without_credentials("mailto:desk@wire.example") == "mailto:desk@wire.example");
  }

  TEST_CASE("a fragment ends at the end") {
    CHECK(without_fragment("http://wire.example/a#b#c") == "http://wire.example/a");
    CHECK(without_fragment("http://wire.example/a") == "http://wire.example/a");
  }
}
