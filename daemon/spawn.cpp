#include "daemon/spawn.hpp"

#include "daemon/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace datelined {

void spawn(asio::any_io_executor executor, asio::awaitable<void> coroutine, std::string what) {
  spawn(std::move(executor), std::move(coroutine), std::move(what), std::make_shared<asio::cancellation_signal>());
}

void spawn(asio::any_io_executor executor, asio::awaitable<void> coroutine, std::string what,
           std::shared_ptr<asio::cancellation_signal> stop) {
  const asio::cancellation_slot slot = stop->slot();
  auto report = [what = std::move(what), stop = std::move(stop)](std::exception_ptr failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
      if (error.code() != asio::error::operation_aborted) log::error(what + ": " + error.what());
    } catch (const std::exception& error) {
      log::error(what + ": " + error.what());
    }
  };
  asio::co_spawn(executor, std::move(coroutine), asio::bind_cancellation_slot(slot, std::move(report)));
}

}  // namespace datelined
