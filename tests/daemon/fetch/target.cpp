#include "daemon/fetch/target.hpp"

#include <doctest/doctest.h>

using namespace datelined;

namespace {

// As libcurl reads it: a scheme in capitals is never taken for a plain address.
feeds::Result<Target> as_libcurl(std::string url) {
  url.replace(0, 4, "HTTP");
  return read_target(url);
}

}  // namespace

TEST_SUITE("daemon/fetch/target") {
  TEST_CASE("a plain address is read as libcurl reads it") {
    for (const std::string url :
         {"http://wire.example/a.xml", "https://wire.example/a.xml", "http://wire.example", "http://wire.example?x=1",
          "http://wire.example/#top", "http://wire.example#top", "http://wire.example:8080/a",
          "https://wire.example:443/", "http://127.64.3.9:8481/c2000/f1.xml", "http://192.0.2.255/",
          "http://a-b.c1.example/%41/../b?q=a+b&c=(d)*!", "http://localhost/", "http://wire.example/a:b@c;d,e",
          "http://wire.example//x", "http://1.wire.example/"}) {
      CAPTURE(url);
      const auto plain = read_target(url), reference = as_libcurl(url);
      REQUIRE(plain.has_value());
      REQUIRE(reference.has_value());
      CHECK(plain->scheme == reference->scheme);
      CHECK(plain->host == reference->host);
      CHECK(plain->port == reference->port);
      CHECK(plain->url == url.substr(0, url.find('#')));
    }
  }

  TEST_CASE("what may mean something else is left to libcurl") {
    const auto host_of = [](const std::string& url) {
      const auto target = read_target(url);
      return target.has_value() ? target->host + ':' + target->port : "none";
    };
    CHECK(host_of("http://127.1/") == "127.0.0.1:80");
    CHECK(host_of("http://0x7f.0.0.1/") == "127.0.0.1:80");
    CHECK(host_of("http://2130706433/") == "127.0.0.1:80");
    CHECK(host_of("http://0177.0.0.1/") == "127.0.0.1:80");
    CHECK(host_of("http://[::1]:80/") == "[::1]:80");
    CHECK(host_of("http://WIRE.example/") == "wire.example:80");
    CHECK(host_of("http://user:secret@wire.example/") == "wire.example:80");
    CHECK(host_of("http://wire.example:080/") == "wire.example:80");
    CHECK(host_of("http://wire.example:65536/") == "none");
    CHECK(host_of("http://wire.example:/") == "wire.example:80");
    CHECK(host_of("http://wire.example/a b") == "none");
    CHECK(host_of("http:///a") == "a:80");
    CHECK(host_of("ftp://wire.example/") == "none");
    CHECK(host_of("wire.example/a") == "none");
  }

  TEST_CASE("credentials in an address that nobody configured are asked with by nobody") {
    CHECK(read_target("http://me:s3cret@wire.example/@a?b=c@d#e")->url == "http://wire.example/@a?b=c@d");
    CHECK(read_target("https://:s3cret@wire.example")->url.find("s3cret") == std::string::npos);
    CHECK(read_target("http://Wire.example/@\u65b0/x")->url == "http://Wire.example/@\u65b0/x");
  }
}
