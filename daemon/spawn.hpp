// Starts a coroutine whose failure is logged under its name; asio::detached would lose it.
// A cancelled one (operation_aborted) ends in silence.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <memory>
#include <string>

namespace datelined {

namespace asio = boost::asio;

void spawn(asio::any_io_executor executor, asio::awaitable<void> coroutine, std::string what);

// The same, cancelled by `stop`: kept alive as long as the coroutine may listen to it.
void spawn(asio::any_io_executor executor, asio::awaitable<void> coroutine, std::string what,
           std::shared_ptr<asio::cancellation_signal> stop);

}  // namespace datelined
