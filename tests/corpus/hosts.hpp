// Hosts on loopback that each fail in one particular way. The host that accepts connections and
// sends nothing is support/silent_server.
//
// Each works from construction to destruction, on its own port unless its comment says otherwise.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "support/child_process.hpp"

namespace corpus {

/// A port that is bound but not listened on: connections are refused, and no other program can take
/// it.
class RefusingHost {
  public:
    RefusingHost();
    /// "127.0.0.1:port"
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  private:
    std::uint16_t port_ = 0;  ///< declared before the socket, whose creation sets it
    support::FileDescriptor socket_;
};

/// A host that sends bytes but never completes an answer.
class TalkingHost {
  public:
    enum class Says {
        kUnauthorized,  ///< HTTP: asks every client for a password
        kEndlessHello,  ///< TLS: sends its hello byte by byte, without an end
    };

    explicit TalkingHost(Says says);
    TalkingHost(const TalkingHost&) = delete;
    TalkingHost& operator=(const TalkingHost&) = delete;
    ~TalkingHost();

    /// "127.0.0.1:port"
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    int connections() const { return connections_; }

  private:
    void run();

    Says says_;
    std::uint16_t port_ = 0;  ///< declared before the listener, whose creation sets it
    support::FileDescriptor listener_;
    support::FileDescriptor stop_read_;
    support::FileDescriptor stop_write_;
    std::atomic<int> connections_{0};
    std::thread thread_;
};

/// A name server that receives every query and answers none, on port 53.
class SilentNameServer {
  public:
    SilentNameServer();
    /// Returns why this machine does not allow it; empty if it does.
    const std::string& refused() const { return refused_; }
    /// Returns the text of /etc/resolv.conf that selects this server.
    static std::string resolv_conf();

  private:
    support::FileDescriptor socket_;
    std::string refused_;
};

}  // namespace corpus
