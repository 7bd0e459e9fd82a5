#include "feeds/read/tombstones.hpp"

#include "feeds/read/links.hpp"
#include "feeds/read/markup.hpp"
#include "feeds/read/persons.hpp"
#include "feeds/read/sources.hpp"
#include "feeds/read/values.hpp"

namespace datelined::feeds::read {
namespace {

// RFC 6721 §3: `ref` and `when` must be there; one that tells no time still tells what is gone.
DeletedEntry read_deleted(const Element& element) {
  DeletedEntry deleted;
  deleted.ref = element.attribute("ref");
  deleted.when = date_value(element, element.attribute("when"));
  const Children children(element);
  for (const Element& child : children.all()) {
    if (child.tag() == "at:by"_tag && !deleted.by) deleted.by = person_of(child);
    if (child.tag() == "at:comment"_tag && deleted.comment.empty()) deleted.comment = prose(child);
  }
  deleted.links = links_of(children);
  static constexpr Source ids[] = {"atom:id"_from};
  if (const Element source = children.first("atom:source"_tag)) deleted.source = first_token(Children(source), ids);
  return deleted;
}

}  // namespace

std::vector<DeletedEntry> deleted_entries_of(const Children& children) {
  constexpr std::size_t most = 50'000;
  std::vector<DeletedEntry> deleted;
  for (const Element& element : children.all()) {
    if (element.tag() != "at:deleted-entry"_tag && element.tag() != "at:delete-entry"_tag) continue;
    DeletedEntry one = read_deleted(element);
    if (!one.ref.empty() && deleted.size() < most) deleted.push_back(std::move(one));
  }
  return deleted;
}

}  // namespace datelined::feeds::read
