// The state of descriptors 0 to 2 at the start of the process. Reading and writing them is in
// stream.hpp and stderr_sink.hpp.
#pragma once

#include <cstddef>

namespace io {

/// Opens a stand-in for each of stdin, stdout and stderr that is closed, so that no file opened
/// later takes its number. Reading from a stand-in finds the end, writing to it fails. Call before
/// anything else is opened.
void fill_standard_files();

/// Returns whether `count` more descriptors can be opened. libuv aborts when a few of them are
/// missing.
bool room_for_descriptors(std::size_t count);

/// Restores the mode of a file that this process shares with others (`sh -c 'gopls-proxy; cat'`)
/// when destroyed. A stream of the loop sets O_NONBLOCK on it.
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

/// Returns whether `fd` is a terminal at which a person types. A program that uses a
/// pseudo-terminal has turned its echo off.
bool is_typed_at(int fd);

}  // namespace io
