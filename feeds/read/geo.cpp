#include "feeds/read/geo.hpp"

#include "feeds/read/values.hpp"
#include "feeds/text/characters.hpp"

#include <algorithm>
#include <array>

namespace datelined::feeds::read {
namespace {

using Numbers = std::vector<double>;

enum class Shape { point, line, polygon, box };

struct ShapeRow {
  std::string_view type;
  std::size_t fewest_positions;
};

constexpr ShapeRow shapes[] = {{"Point", 1}, {"LineString", 2}, {"Polygon", 4}, {"Polygon", 2}};

// How the numbers of one position stand in the text.
struct Order {
  bool longitude_first = false;
  std::size_t dimension = 2;
};

// nullopt: something in it is no number.
std::optional<Numbers> numbers_in(std::string_view text) {
  Numbers numbers;
  const auto is_separator = [](char c) { return is_ascii_space(c) || c == ','; };
  while (true) {
    text.remove_prefix(static_cast<std::size_t>(std::ranges::find_if_not(text, is_separator) - text.begin()));
    if (text.empty()) return numbers;
    const auto size = static_cast<std::size_t>(std::ranges::find_if(text, is_separator) - text.begin());
    const Number number = parse_number(text.substr(0, size));
    if (!number) return std::nullopt;
    numbers.push_back(*number);
    text.remove_prefix(size);
  }
}

std::vector<Position> positions_in(const Numbers& numbers, Order order) {
  std::vector<Position> positions;
  for (auto number = numbers.begin(); number != numbers.end(); number += static_cast<std::ptrdiff_t>(order.dimension)) {
    Position& position = positions.emplace_back(number, number + static_cast<std::ptrdiff_t>(order.dimension));
    if (!order.longitude_first) std::swap(position[0], position[1]);
  }
  return positions;
}

std::vector<Position> ring_of_box(const Position& lower, const Position& upper) {
  return {lower, {upper[0], lower[1]}, upper, {lower[0], upper[1]}, lower};
}

std::optional<Geometry> make(const Element& where, Shape shape, std::string_view text, Order order) {
  const ShapeRow& row = shapes[static_cast<std::size_t>(shape)];
  const auto numbers = numbers_in(text);
  if (!numbers || numbers->size() % order.dimension != 0 || numbers->size() / order.dimension < row.fewest_positions) {
    where.note("bad-number", quoted(text) + " are no coordinates");
    return std::nullopt;
  }
  Geometry geometry{std::string(row.type), positions_in(*numbers, order)};
  if (shape == Shape::box) geometry.positions = ring_of_box(geometry.positions[0], geometry.positions[1]);
  if (shape == Shape::point) geometry.positions.resize(1);
  return geometry;
}

// Latitude comes first, but in a projected system the numbers are east and north as written.
bool is_projected(std::string_view system) {
  if (system.empty()) return false;
  return std::ranges::none_of(std::array<std::string_view, 3>{"4326", "4979", "CRS84"},
                              [&](std::string_view known) { return system.ends_with(known); });
}

bool holds_positions(const Element& element) {
  return element.tag() == "gml:pos"_tag || element.tag() == "gml:poslist"_tag || element.tag() == "gml:coordinates"_tag;
}

// The numbers of a GML shape stand at one of a few depths: directly, or in exterior and LinearRing.
Element positions_below(const Element& element, int depth) {
  constexpr int deepest = 4;
  Element found;
  if (depth == deepest) return found;
  element.for_each_child([&](const Element& child) {
    if (!found) found = holds_positions(child) ? child : positions_below(child, depth + 1);
  });
  return found;
}

std::optional<Geometry> read_gml(const Element& element, Shape shape) {
  const Element holder = positions_below(element, 0);
  if (!holder) return std::nullopt;
  std::string text;
  // A ring may also be a row of `pos`.
  for (pugi::xml_node node : holder.node().parent().children()) {
    if (std::string_view(node.name()) == holder.node().name()) text += std::string(node.text().get()) + " ";
  }
  std::string_view system = element.attribute("srsName");
  if (system.empty()) system = holder.attribute("srsName");
  Integer dimension = parse_integer(holder.attribute("srsDimension"));
  if (!dimension) dimension = parse_integer(element.attribute("srsDimension"));
  const Order order{is_projected(system), dimension == 3 ? 3U : 2U};
  return make(element, shape, text, order);
}

template <Shape shape>
std::optional<Geometry> read_simple(const Element& element) {
  return make(element, shape, element.text(), {});
}

template <Shape shape>
std::optional<Geometry> read_gml_as(const Element& element) {
  return read_gml(element, shape);
}

std::optional<Geometry> read_where(const Element& element);

struct Source {
  Tag tag;
  std::optional<Geometry> (*read)(const Element&);
};

constexpr Source sources[] = {
    {"georss:point"_tag, read_simple<Shape::point>},
    {"georss:line"_tag, read_simple<Shape::line>},
    {"georss:polygon"_tag, read_simple<Shape::polygon>},
    {"georss:box"_tag, read_simple<Shape::box>},
    {"georss:where"_tag, read_where},
    {"gml:point"_tag, read_gml_as<Shape::point>},
    {"gml:linestring"_tag, read_gml_as<Shape::line>},
    {"gml:polygon"_tag, read_gml_as<Shape::polygon>},
};

std::optional<Geometry> read_where(const Element& element) {
  std::optional<Geometry> geometry;
  element.for_each_child([&](const Element& child) {
    const auto source = std::ranges::find(sources, child.tag(), &Source::tag);
    if (!geometry && source != std::end(sources) && source->read != read_where) geometry = source->read(child);
  });
  return geometry;
}

std::optional<Geometry> read_latitude_and_longitude(const Children& children) {
  if (const Element point = children.first("geo:point"_tag)) return read_latitude_and_longitude(Children(point));
  const Element latitude = children.first("geo:lat"_tag);
  const Element longitude = children.first("geo:long"_tag);
  if (!latitude || !longitude) return std::nullopt;
  return make(latitude, Shape::point, latitude.text() + " " + longitude.text(), {});
}

}  // namespace

std::optional<Geometry> geometry_of(const Children& children) {
  for (const Element& element : children.all()) {
    const auto source = std::ranges::find(sources, element.tag(), &Source::tag);
    if (source == std::end(sources)) continue;
    if (auto geometry = source->read(element)) return geometry;
  }
  return read_latitude_and_longitude(children);
}

}  // namespace datelined::feeds::read
