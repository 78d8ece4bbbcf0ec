// A host on loopback that accepts every connection and never says a word: a module proxy
// or version control server behind a broken network.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "support/loopback_listener.hpp"

namespace support {

class SilentServer {
  public:
    SilentServer() : thread_([this] { accept_all(); }) {}
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;
    /// Closes all connections.
    ~SilentServer();

    /// "127.0.0.1:port"
    std::string address() const { return listener_.address(); }
    int connections() const { return connections_; }

  private:
    void accept_all();

    LoopbackListener listener_;
    std::atomic<int> connections_{0};
    std::thread thread_;
};

}  // namespace support
