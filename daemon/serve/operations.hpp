// What operators and their machines ask: /metrics, /healthz, /readyz. Loop thread; the store is read where documents
// are made.
#pragma once

#include "daemon/metrics.hpp"
#include "daemon/serve/documents.hpp"
#include "daemon/serve/message.hpp"
#include "daemon/serve/readers.hpp"

#include <functional>
#include <memory>
#include <string>

namespace datelined {

class Operations {
 public:
  // `not_ready` says why /readyz is 503; empty, or none: ready.
  Operations(std::shared_ptr<Readers> readers, Documents& documents, Metrics& metrics,
             std::function<std::string()> not_ready);

  void reload(bool per_feed) { per_feed_ = per_feed; }  // a series a feed in /metrics

  asio::awaitable<Answer> metrics();
  asio::awaitable<Answer> health();
  Answer readiness() const;

 private:
  std::shared_ptr<Readers> readers_;
  Documents& documents_;
  Metrics& metrics_;
  std::function<std::string()> not_ready_;
  bool per_feed_ = false;
};

}  // namespace datelined
