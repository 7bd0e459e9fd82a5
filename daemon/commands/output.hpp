// Where a command's result goes: stdout, or a file that changes all at once.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace datelined {

// Whoever read our stdout has had enough (EPIPE): exit status 1, and nothing to say.
struct OutputClosed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Output {
 public:
  // "" and "-" are stdout. A regular file is replaced by finish() with what was written, whole and safe on
  // the disk, with its permissions kept; until then, and when finish() never comes, it stays as it is, and nothing is
  // left beside it.
  explicit Output(const std::string& file = "");
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // Throws OutputClosed or std::runtime_error with the name and what the system says.
  void write(std::string_view bytes);
  void finish();

 private:
  [[noreturn]] void fail(const std::string& what) const;
  void open_beside(const std::string& file);
  void give_name();

  std::string name_ = "stdout";
  std::string target_;     // the file to replace; empty: written in place
  std::string temporary_;  // beside it; empty: it has no name yet, or has taken its place
  int fd_;
  bool owns_ = false;
};

}  // namespace datelined
