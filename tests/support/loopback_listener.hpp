// A listening socket on a free port of 127.0.0.1, for the hosts that tests make up, with the
// descriptor by which their thread is told to end. It runs no thread itself.
#pragma once

#include <cstdint>
#include <string>

#include "support/child_process.hpp"

namespace support {

class LoopbackListener {
  public:
    /// Throws TestFailure if it cannot listen.
    LoopbackListener();

    /// "127.0.0.1:port"
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    std::uint16_t port() const { return port_; }
    /// Readable when somebody connects.
    int fd() const { return listener_.get(); }
    /// Readable from `stop` on.
    int stop_fd() const { return stop_read_.get(); }
    void stop() { stop_write_.reset(); }
    /// The next connection, or an empty descriptor. Waits for one if there is none.
    FileDescriptor accept() const;

  private:
    FileDescriptor listener_;
    FileDescriptor stop_read_;
    FileDescriptor stop_write_;
    std::uint16_t port_ = 0;
};

/// A port on which nobody listens, for a program that cannot choose one itself.
inline std::uint16_t free_port() {
    return LoopbackListener().port();
}

}  // namespace support
