#include "feeds/read/categories.hpp"

#include "feeds/read/distinct.hpp"
#include "feeds/read/markup.hpp"
#include "feeds/read/newscodes.hpp"
#include "feeds/read/values.hpp"

#include <algorithm>

namespace datelined::feeds::read {
namespace {

constexpr std::string_view media_scheme = "http://search.yahoo.com/mrss/category_schema";
constexpr std::string_view itunes_scheme = "http://www.itunes.com/";
constexpr int max_itunes_depth = 8;

class Categories {
 public:
  void add(Category category) {
    if (category.term.empty()) category.term = category.label;
    if (category.term.empty()) return;
    // "medtop:20000002" names its own list.
    if (category.scheme.empty()) {
      if (const auto code = news_code(category.term, "")) category.scheme = code->scheme;
    }
    terms_.insert(category.term);
    std::string key = key_of({category.term, category.scheme, category.label});
    list_.add(std::move(category), std::move(key));
  }

  // A keyword says no more than a category of the same name.
  void add_word(std::string word) {
    if (!terms_.contains(word)) add({std::move(word), "", ""});
  }

  std::vector<Category> take() { return list_.take(); }

 private:
  Distinct<Category> list_;
  std::unordered_set<std::string> terms_;
};

using Reader = void (*)(const Element&, Categories&);

void read_rss(const Element& element, Categories& into) {
  into.add({prose(element), std::string(element.attribute("domain")), ""});
}

void read_subject(const Element& element, Categories& into) {
  into.add({prose(element), "", ""});
}

void read_atom(const Element& element, Categories& into) {
  Category category{plain_of_untyped(element.attribute("term")), std::string(element.attribute("scheme")),
                    plain_of_untyped(element.attribute("label"))};
  if (category.term.empty()) category.term = prose(element);
  into.add(std::move(category));
}

void read_media(const Element& element, Categories& into) {
  const std::string_view scheme = element.attribute("scheme");
  into.add({prose(element), std::string(scheme.empty() ? media_scheme : scheme),
            plain_of_untyped(element.attribute("label"))});
}

void read_itunes_from(const Element& element, Categories& into, int depth) {
  into.add({plain_of_untyped(element.attribute("text")), std::string(itunes_scheme), ""});
  if (depth == max_itunes_depth) return;
  element.for_each_child([&](const Element& child) {
    if (child.tag() == "itunes:category"_tag) read_itunes_from(child, into, depth + 1);
  });
}

void read_itunes(const Element& element, Categories& into) {
  read_itunes_from(element, into, 1);
}

void read_keywords(const Element& element, Categories& into) {
  for (std::string& word : keyword_values(element.text())) into.add_word(std::move(word));
}

struct Source {
  Tag tag;
  Reader read;
};

constexpr Source sources[] = {
    {"category"_tag, read_rss},
    {"dc:subject"_tag, read_subject},
    {"atom:category"_tag, read_atom},
    {"media:category"_tag, read_media},
    {"itunes:category"_tag, read_itunes},
    {"itunes:keywords"_tag, read_keywords},
    {"media:keywords"_tag, read_keywords},
};

}  // namespace

std::vector<Category> categories_of(const Children& children) {
  Categories categories;
  for (const Element& element : children.all()) {
    const auto source = std::ranges::find(sources, element.tag(), &Source::tag);
    if (source != std::end(sources)) source->read(element, categories);
  }
  return categories.take();
}

}  // namespace datelined::feeds::read
