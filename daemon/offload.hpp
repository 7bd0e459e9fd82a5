// Work for another thread, awaited on this one: the loop never parses and never touches the database.
//
// const auto value = co_await offload(pool, work): runs work() on the pool and resumes the caller on its
// own executor with what it returned or threw. Cancelled, the caller still waits until work that has begun
// is over; work that has not begun is not run (operation_aborted). Name the lambda before the co_await:
// g++ 12 frees a capturing one twice when it is written inside the expression.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>

namespace datelined {

namespace asio = boost::asio;

template <class Work>
asio::awaitable<std::invoke_result_t<Work&>> offload(asio::thread_pool& pool, Work& work) {
  auto run = [](Work& it) -> asio::awaitable<std::invoke_result_t<Work&>> { co_return it(); };
  // A cancellation is handed to the pool too; without a strand another of its threads would take it in
  // while this one works.
  co_return co_await asio::co_spawn(asio::make_strand(pool), run(work), asio::use_awaitable);
}

}  // namespace datelined
