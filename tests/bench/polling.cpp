// Ten thousand feeds for thirty days in simulated time: prints what came of it; 1 when anything did that must not.
#include "tests/bench/newswires.hpp"

#include <cstdlib>
#include <iostream>

int main(int count, char** values) {
  const std::size_t feeds = count > 1 ? std::strtoul(values[1], nullptr, 10) : 10'000;
  const int days = count > 2 ? std::atoi(values[2]) : 30;
  datelined::test::Newswires wires(feeds, std::chrono::days{days});
  const datelined::test::Report report = wires.run();
  std::cout << report;
  return report.too_often + report.too_early + report.starved + report.late + report.charged == 0 ? 0 : 1;
}
