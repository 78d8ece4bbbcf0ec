// A host on loopback that accepts every connection and never says a word: a module proxy
// or version control server behind a broken network.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "support/child_process.hpp"

namespace support {

class SilentServer {
  public:
    /// Listens on a free port of 127.0.0.1. Throws TestFailure if it cannot.
    SilentServer();
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;
    /// Closes all connections.
    ~SilentServer();

    /// "127.0.0.1:port"
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    int connections() const { return connections_; }

  private:
    void accept_all();

    FileDescriptor listener_;
    FileDescriptor stop_read_;
    FileDescriptor stop_write_;
    std::uint16_t port_ = 0;
    std::atomic<int> connections_{0};
    std::thread thread_;
};

}  // namespace support
