// Coroutines in a test: run to their end on this thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace datelined::test {

namespace asio = boost::asio;

// What the coroutine returned or threw. Other coroutines of the loop run meanwhile and may be left over.
template <class T>
T run(asio::io_context& loop, asio::awaitable<T> coroutine) {
  std::exception_ptr failure;
  bool over = false;
  if constexpr (std::is_void_v<T>) {
    auto end = [&](std::exception_ptr thrown) { failure = thrown, over = true; };
    asio::co_spawn(loop, std::move(coroutine), end);
    loop.restart();
    while (!over && loop.run_one() > 0) continue;
    if (failure) std::rethrow_exception(failure);
  } else {
    std::optional<T> value;
    auto end = [&](std::exception_ptr thrown, T returned) {
      failure = thrown, over = true;
      if (!thrown) value.emplace(std::move(returned));
    };
    asio::co_spawn(loop, std::move(coroutine), end);
    loop.restart();
    while (!over && loop.run_one() > 0) continue;
    if (failure) std::rethrow_exception(failure);
    return std::move(value).value();
  }
}

}  // namespace datelined::test
