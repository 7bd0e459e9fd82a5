// Files, read whole, and how many may be open.
#pragma once

#include "feeds/problem.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace datelined {

// A file's bytes, also a pipe's; the Problem names the file and says what the system says. A file of more
// than `limit` bytes is one too.
feeds::Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit);

// After read(2) or write(2) has failed: whether to try again, which waits for poll(2)'s `events`. Whoever shares a pipe
// or a socket with us may have made it one that does not wait. False: it failed, as errno says.
bool may_go_on(int fd, short events);

// What is left to read of a descriptor that stays the caller's: a file, a pipe or a socket, blocking or not.
feeds::Result<std::string> read_descriptor(int fd, const std::string& name, std::size_t limit);

// What a command's argument names: a file, or by "-" stdin.
feeds::Result<std::string> read_input(const std::string& argument, std::size_t limit);

// How many descriptors this process may have; nullopt: as many as it likes. Readers' connections take one half, what
// fetches and stores the other: without any left no document is made, and all hosts would seem to be down.
std::optional<std::size_t> most_descriptors();

}  // namespace datelined
