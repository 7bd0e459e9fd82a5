#include "schema/last_documents.hpp"

namespace datelined::schema {

LastDocuments::Open::Open(const std::filesystem::path& file)
    : database(file, Access::read), document(database, "SELECT shown, digests FROM last_document WHERE feed = ?1") {}

LastDocument LastDocuments::of(FeedId feed) {
  const std::scoped_lock lock(mutex_);
  if (!open_) open_ = std::make_unique<Open>(file_);
  LastDocument document;
  open_->document.query(feed).next(document.shown, document.digests);
  return document;
}

}  // namespace datelined::schema
