#include "feeds/noise.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

TEST_SUITE("feeds/noise") {
  TEST_CASE("a counter or a relative time that stands by itself is taken out, in many languages") {
    for (const std::string_view counter : {"1,234 views",
                                           "Views: 1.2K",
                                           "12 comments",
                                           "This article has been read 17 times 3 views",
                                           "5 minutes ago",
                                           "Updated 3 hours ago",
                                           "an hour ago",
                                           "1234 просмотров",
                                           "5 минут назад",
                                           "vor 5 Minuten",
                                           "il y a 5 minutes",
                                           "hace 12 minutos",
                                           "阅读 1234",
                                           "1234次阅读",
                                           "5分钟前",
                                           "閲覧数 120",
                                           "조회수 55",
                                           "منذ 5 دقائق",
                                           "المشاهدات: ٣٤٥",
                                           "۵ منٹ قبل",
                                           "१२३ टिप्पणियां",
                                           "１２ 条评论",
                                           "½ hour ago…",
                                           "an hour ago”",
                                           "ａｎ ｈｏｕｒ ａｇｏ"}) {
      CAPTURE(counter);
      CHECK(without_counters(counter) == "");
      CHECK(without_counters("Rivers rose. " + std::string(counter)) == "Rivers rose.");
      CHECK(without_counters("Rivers rose (" + std::string(counter) + ")") == "Rivers rose ()");
    }
  }

  TEST_CASE("numbers that tell something stay") {
    for (const std::string_view text :
         {"Quake kills 12", "The bank sold 3,000 shares on Monday", "12 people read it 5 times in court",
          "Oil at 80 dollars", "Comments", "2024", "地震造成12人死亡", "Views differ on 5 points of the plan"}) {
      CAPTURE(text);
      CHECK(without_counters(text) == text);
    }
  }

  TEST_CASE("a picture in another size is the same picture") {
    CHECK(without_picture_size("a.example/storm-640x480.jpg") == "a.example/storm.jpg");
    CHECK(without_picture_size("a.example/storm.jpg?w=300&h=200&rand=0.7") == "a.example/storm.jpg");
    CHECK(without_picture_size("a.example/picture?id=7&w=300") == "a.example/picture?id=7");
    CHECK(without_picture_size("a.example/20240305-12.jpg") == "a.example/20240305-12.jpg");
  }
}
