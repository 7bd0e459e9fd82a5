#include "daemon/spawn.hpp"

#include "daemon/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace datelined {

void spawn(asio::any_io_executor executor, asio::awaitable<void> coroutine, std::string what) {
  auto report = [what = std::move(what)](std::exception_ptr failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
      if (error.code() != asio::error::operation_aborted) log::error(what + ": " + error.what());
    } catch (const std::exception& error) {
      log::error(what + ": " + error.what());
    }
  };
  asio::co_spawn(executor, std::move(coroutine), std::move(report));
}

}  // namespace datelined
