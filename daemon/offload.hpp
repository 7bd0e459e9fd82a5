// Work for another thread, awaited on this one: the loop never parses and never touches the database.
//
// const auto value = co_await offload(pool, work): runs work() on the pool and resumes the caller on its
// own executor with what it returned or threw. Cancelled, the caller still waits until the work is over, and
// is told at its next co_await. Name the lambda before the co_await: g++ 12 frees a capturing one twice when it
// is written inside the expression.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>

namespace datelined {

namespace asio = boost::asio;

template <class Work>
asio::awaitable<std::invoke_result_t<Work&>> offload(asio::thread_pool& pool, Work& work) {
  auto run = [](Work& it) -> asio::awaitable<std::invoke_result_t<Work&>> { co_return it(); };
  // No cancellation goes to the pool: Boost 1.81 hands it over by a pointer that may be dead on arrival, and
  // a coroutine that is cancelled outside its body, at its start or end, throws on a bare thread of the pool.
  co_return co_await asio::co_spawn(pool, run(work),
                                    asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable));
}

}  // namespace datelined
