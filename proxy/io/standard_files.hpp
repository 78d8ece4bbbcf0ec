// What a process finds at its descriptors 0 to 2 when it starts. Not how they are read and written
// afterwards (stream.hpp, stderr_sink.hpp).
#pragma once

#include <cstddef>

namespace io {

/// Puts something in the place of those of stdin, stdout and stderr that are closed, so that no
/// file that is opened later is taken for one of them: reading finds the end, writing fails.
/// Before anything else is opened.
void fill_standard_files();

/// Whether so many more descriptors can be opened. libuv aborts when it lacks a few of them.
bool room_for_descriptors(std::size_t count);

/// Keeps the mode of a file that this process shares with others (`sh -c 'gopls-proxy; cat'`), and
/// gives it back at the end: a stream of the loop sets O_NONBLOCK.
class BlockingMode {
  public:
    explicit BlockingMode(int fd);
    ~BlockingMode();
    BlockingMode(const BlockingMode&) = delete;
    BlockingMode& operator=(const BlockingMode&) = delete;

  private:
    int fd_;
    int flags_;
};

/// Whether `fd` is a terminal at which somebody types. A program that talks through a
/// pseudo-terminal of its own has turned its echo off.
bool is_typed_at(int fd);

}  // namespace io
