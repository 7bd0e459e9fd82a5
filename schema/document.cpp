#include "schema/document.hpp"

#include "feeds/json.hpp"
#include "feeds/text/hash.hpp"
#include "schema/store.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <utility>

namespace datelined::schema {

namespace {

Document write(std::string text) {
  Document document{.text = std::move(text)};
  document.checksum = feeds::hash64(document.text);
  return document;
}

boost::json::object read(std::string_view text, std::uint64_t checksum, const std::string& what) {
  if (feeds::hash64(text) != checksum) throw StoreError(what + ": the stored text does not match its checksum");
  boost::system::error_code problem;
  boost::json::value json = boost::json::parse(text, problem);
  if (problem || !json.is_object()) throw StoreError(what + ": the stored text is not JSON");
  return std::move(json.as_object());
}

}  // namespace

Document write_document(const feeds::Entry& entry) {
  return write(feeds::json_text(entry));
}
Document write_document(const feeds::Feed& head) {
  return write(feeds::json_text(head));
}

feeds::Entry read_entry(std::string_view text, std::uint64_t checksum, const std::string& what) {
  return feeds::entry_from_json(read(text, checksum, what));
}

feeds::Feed read_head(std::string_view text, std::uint64_t checksum, const std::string& what) {
  return feeds::feed_from_json(read(text, checksum, what));
}

}  // namespace datelined::schema
