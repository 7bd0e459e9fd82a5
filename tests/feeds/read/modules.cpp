#include "tests/feeds/read/support.hpp"

#include <tuple>

using namespace datelined::feeds;

TEST_SUITE("feeds/read/persons") {
  TEST_CASE("a line names a person in one of five ways") {
    const std::tuple<std::string, std::string, std::string> rows[] = {
        {"a@b.example (Ann Bee)", "Ann Bee", "a@b.example"},
        {"Ann Bee (a@b.example)", "Ann Bee", "a@b.example"},
        {"Ann Bee &lt;a@b.example&gt;", "Ann Bee", "a@b.example"},
        {"Ann Bee a@b.example", "Ann Bee", "a@b.example"},
        {"mailto:a@b.example", "a@b.example", "a@b.example"},
        {"\"Ann Bee\" &lt;mailto:a@b.example&gt;", "Ann Bee", "a@b.example"},
        {"Ann Bee (Reuters)", "Ann Bee (Reuters)", ""},
        {"@annbee", "@annbee", ""},
    };
    for (const auto& [line, name, email] : rows) {
      CAPTURE(line);
      const Entry entry = rss_item("<author>" + line + "</author>");
      REQUIRE(entry.authors.size() == 1);
      CHECK(entry.authors[0].name == name);
      CHECK(entry.authors[0].extension.email == email);
    }
  }

  TEST_CASE("only the first kind of author that names anybody counts") {
    const Entry entry = rss_item(
        "<itunes:author>I</itunes:author><dc:creator>D</dc:creator><dc:creator>E</dc:creator>"
        "<dc:creator>D</dc:creator><author> </author>");
    REQUIRE(entry.authors.size() == 2);
    CHECK(entry.authors[0].name == "D");
    CHECK(entry.authors[1].name == "E");
  }
}

TEST_SUITE("feeds/read/geo") {
  TEST_CASE("longitude comes first, whatever the source has") {
    const std::tuple<std::string, std::string, std::size_t> rows[] = {
        {"<georss:point> 45.256 -71.92 </georss:point>", "Point", 1},
        {"<georss:line>45.256,-71.92 46 -72</georss:line>", "LineString", 2},
        {"<georss:polygon>45.256 -71.92 46 -72 47 -71 45.256 -71.92</georss:polygon>", "Polygon", 4},
        {"<georss:box>45.256 -71.92 46 -70</georss:box>", "Polygon", 5},
        {"<georss:where><gml:Point><gml:pos>45.256 -71.92</gml:pos></gml:Point></georss:where>", "Point", 1},
        {"<gml:LineString><gml:posList>45.256 -71.92 46 -72</gml:posList></gml:LineString>", "LineString", 2},
        {"<gml:Point srsName='urn:ogc:def:crs:EPSG::26713'><gml:pos>-71.92 45.256</gml:pos></gml:Point>", "Point", 1},
        {"<geo:lat>45.256</geo:lat><geo:long>-71.92</geo:long>", "Point", 1},
        {"<geo:Point><geo:lat>45.256</geo:lat><geo:long>-71.92</geo:long></geo:Point>", "Point", 1},
    };
    for (const auto& [text, type, size] : rows) {
      CAPTURE(text);
      const auto geometry = rss_item(text).extension.geo;
      REQUIRE(geometry);
      CHECK(geometry->type == type);
      REQUIRE(geometry->positions.size() == size);
      CHECK(geometry->positions[0] == Position{-71.92, 45.256});
    }
  }

  TEST_CASE("a height stays behind its place") {
    const auto geometry =
        rss_item("<gml:Point srsDimension='3'><gml:pos>42.5 -156.25 45</gml:pos></gml:Point>").extension.geo;
    REQUIRE(geometry);
    CHECK(geometry->positions.at(0) == Position{-156.25, 42.5, 45});
  }

  TEST_CASE("too few or bad numbers are no place") {
    for (const std::string text :
         {"<georss:point>45</georss:point>", "<georss:point>a b</georss:point>", "<georss:line>1 2</georss:line>",
          "<georss:polygon>1 2 3 4</georss:polygon>", "<georss:point/>", "<geo:lat>1</geo:lat>"}) {
      CAPTURE(text);
      CHECK_FALSE(rss_item(text).extension.geo);
    }
  }
}

TEST_SUITE("feeds/read/media") {
  TEST_CASE("what stands in the item goes before what stands in a group") {
    const Entry entry = rss_item(
        "<media:group><media:title>group</media:title><media:content url='http://a.example/v.mp4'>"
        "<media:title>content</media:title></media:content></media:group><media:title>own</media:title>");
    CHECK(entry.title == "own");
    REQUIRE(entry.extension.media);
    CHECK(entry.extension.media->contents.at(0).title == "content");
  }

  TEST_CASE("an address is attached once, with the type its suffix tells") {
    const Entry entry = rss_item(
        "<enclosure url='http://a.example/a.MP3?x=1.zip' length='7'/><media:content "
        "url='http://a.example/a.MP3?x=1.zip'/>"
        "<media:content url='http://a.example/b'/><itunes:duration>2:05</itunes:duration>");
    REQUIRE(entry.attachments.size() == 2);
    CHECK(entry.attachments[0].mime_type == "audio/mpeg");
    CHECK(entry.attachments[0].size_in_bytes == 7);
    CHECK(entry.attachments[0].duration_in_seconds == 125);
    CHECK(entry.attachments[1].mime_type == "application/octet-stream");
    CHECK_FALSE(entry.attachments[1].duration_in_seconds);
  }

  TEST_CASE("the picture is the item's own, else an enclosed one, else the widest thumbnail") {
    const std::string thumbnails =
        "<media:thumbnail url='http://a.example/s.jpg' width='10'/><media:thumbnail url='http://a.example/l.jpg' "
        "width='90'/>";
    const std::string enclosure = "<enclosure url='http://a.example/e.png' type='image/png'/>";
    CHECK(rss_item(thumbnails).image == "http://a.example/l.jpg");
    CHECK(rss_item(thumbnails + enclosure).image == "http://a.example/e.png");
    CHECK(rss_item(thumbnails + enclosure + "<image><url>http://a.example/i.png</url></image>").image ==
          "http://a.example/i.png");
    CHECK(rss_item("<itunes:image href='http://a.example/p.png'/>").image == "http://a.example/p.png");
  }
}

TEST_SUITE("feeds/read/head") {
  TEST_CASE("a member has the first source that says something") {
    CHECK(rss_head("<dc:title>D</dc:title><title/>").title == "D");
    CHECK(rss_head("<title>A</title><title>B</title>").title == "A");
    CHECK(rss_head("<itunes:subtitle>S</itunes:subtitle><itunes:summary>L</itunes:summary>").description == "L");
    CHECK(rss_head("<lastBuildDate>rubbish</lastBuildDate><dc:date>2024-01-01</dc:date>")
              .extension.date_modified.has_value());
  }

  TEST_CASE("text without a type is HTML when it looks like it") {
    CHECK(rss_head("<title>AT&amp;amp;T &lt;b&gt;x&lt;/b&gt;</title>").title == "AT&T x");
    CHECK(rss_head("<title>a &lt; b &amp; c</title>").title == "a < b & c");
    CHECK(rss_head("<title>vector&lt;int&gt;</title>").title == "vector<int>");
  }

  TEST_CASE("flags of a podcast are read as people write them") {
    CHECK(rss_head("<itunes:explicit> YES </itunes:explicit>").extension.itunes->explicit_ == true);
    CHECK(rss_head("<itunes:explicit>clean</itunes:explicit>").extension.itunes->explicit_ == false);
    CHECK_FALSE(rss_head("<itunes:explicit>maybe</itunes:explicit>").extension.itunes->explicit_.has_value());
  }
}
