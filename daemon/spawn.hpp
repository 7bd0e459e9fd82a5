// Starts a coroutine whose failure is logged under its name; asio::detached would lose it.
// A cancelled one (operation_aborted) ends in silence.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <string>

namespace datelined {

namespace asio = boost::asio;

void spawn(asio::any_io_executor executor, asio::awaitable<void> coroutine, std::string what);

}  // namespace datelined
