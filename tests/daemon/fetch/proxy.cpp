#include "daemon/fetch/proxy.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <map>
#include <string>

using namespace datelined;

namespace {

std::string proxy_for(std::map<std::string, std::string> variables, const std::string& url) {
  const Proxies proxies([&](const char* name) -> const char* {
    const auto place = variables.find(name);
    return place == variables.end() ? nullptr : place->second.c_str();
  });
  return proxies.proxy_for(read_target(url).value());
}

}  // namespace

TEST_SUITE("daemon/fetch/proxy") {
  TEST_CASE("the environment names the proxy of each scheme") {
    CHECK(proxy_for({}, "http://a.example/") == "");
    CHECK(proxy_for({{"http_proxy", "p:1"}}, "http://a.example/") == "p:1");
    CHECK(proxy_for({{"http_proxy", "p:1"}}, "https://a.example/") == "");
    CHECK(proxy_for({{"HTTP_PROXY", "p:1"}}, "http://a.example/") == "");
    CHECK(proxy_for({{"HTTPS_PROXY", "p:2"}}, "https://a.example/") == "p:2");
    CHECK(proxy_for({{"ALL_PROXY", "p:3"}}, "https://a.example/") == "p:3");
    CHECK(proxy_for({{"https_proxy", "p:2"}, {"all_proxy", "p:3"}}, "https://a.example/") == "p:2");
  }

  TEST_CASE("no_proxy lists whom to ask directly") {
    const struct {
      const char* list;
      const char* url;
      bool direct;
    } rows[] = {
        {"*", "http://a.example/", true},           {"a.example", "http://A.example/", true},
        {"a.example", "http://b.a.example/", true}, {".a.example", "http://a.example/", true},
        {"a.example", "http://ba.example/", false}, {"b.example, a.example", "http://a.example:8080/", true},
        {"127.0.0.0/8", "http://127.1.2.3/", true}, {"127.0.0.1", "http://127.0.0.2/", false},
        {"[::1]", "http://[::1]/", true},           {"", "http://a.example/", false},
    };
    for (const auto& row : rows) {
      CAPTURE(row.list);
      CAPTURE(row.url);
      CHECK((proxy_for({{"http_proxy", "p:1"}, {"no_proxy", row.list}}, row.url) == "") == row.direct);
    }
  }

  TEST_CASE("some proxies take addresses alone") {
    for (const char* proxy :
         {"socks4://p.example", "socks5://p.example:1080", "SOCKS5://p.example", "socks://p.example"}) {
      CHECK(wants_addresses(proxy));
    }
    for (const char* proxy : {"socks5h://p.example", "socks4a://p.example", "http://p.example", "socks5:1080", ""}) {
      CHECK_FALSE(wants_addresses(proxy));
    }
  }

  TEST_CASE("what is a proxy is told before libcurl complains of it") {
    for (const char* url : {"http://p.example:3128", "p.example:3128", "127.0.0.1:1", "https://me:s%40crt@p.example/",
                            "socks5h://[::1]:9050", "SOCKS5://p.example"}) {
      CAPTURE(url);
      CHECK(is_proxy(url));
    }
    for (const char* url : {"", "ftp://me:s3cret@p.example", "http://me:s3#cret@p.example:3128", "http://",
                            "http://a b/", "http://p.example:99999"}) {
      CAPTURE(url);
      CHECK_FALSE(is_proxy(url));
    }
  }
}
