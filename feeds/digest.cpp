#include "feeds/digest.hpp"

#include "feeds/text/hash.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <bit>
#include <string>

namespace datelined::feeds {
namespace {

namespace describe = boost::describe;

template <class T>
concept Described = describe::has_describe_members<T>::value;

// Every value as bytes that say where it ends, one behind the other.
class Bytes {
 public:
  void add(std::uint64_t number) {
    // Small ones, which are most, in a byte.
    for (; number >= 0x80; number >>= 7) bytes_ += static_cast<char>(number | 0x80);
    bytes_ += static_cast<char>(number);
  }
  void add(const std::string& text) {
    add(text.size());
    bytes_ += text;
  }
  void add(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
  void add(bool flag) { add(std::uint64_t{flag}); }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }
  void add(Time time) { add(std::int64_t{time.time_since_epoch().count()}); }
  void add(const Geometry& geometry) {
    add(geometry.type);
    add(geometry.positions);
  }

  template <class T>
  void add(const std::vector<T>& list) {
    add(std::uint64_t{list.size()});
    for (const T& element : list) add(element);
  }
  template <class T>
  void add(const std::optional<T>& value) {
    add(value.has_value());
    if (value) add(*value);
  }
  template <class T>
  void add(const Boxed<T>& value) {
    add(value.has_value());
    if (value) add(*value);
  }
  template <Described T>
  void add(const T& value) {
    boost::mp11::mp_for_each<describe::describe_members<T, describe::mod_public>>(
        [&](auto member) { add(value.*member.pointer); });
  }

  std::uint64_t hash() const { return hash64(bytes_); }
  void reserve(std::size_t size) { bytes_.reserve(size); }

 private:
  std::string bytes_;
};

}  // namespace

std::uint64_t digest(const Entry& entry, const std::vector<Key>& keys) {
  constexpr std::size_t all_but_the_text = 1024;  // more is rare
  Bytes bytes;
  bytes.reserve(entry.content_html.size() + entry.content_text.size() + entry.summary.size() + all_but_the_text);
  bytes.add(entry);
  bytes.add(entry.guid);
  bytes.add(keys);
  return bytes.hash();
}

}  // namespace datelined::feeds
