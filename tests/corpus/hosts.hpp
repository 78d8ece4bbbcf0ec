// Hosts on loopback that fail in one particular way each. The one that accepts and never says
// a word is support/silent_server.
//
// Each works from construction to destruction, on a port of its own unless it says otherwise.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "support/child_process.hpp"

namespace corpus {

/// A port on which nobody listens, and nobody else can begin to: connections are refused.
class RefusingHost {
  public:
    RefusingHost();
    /// "127.0.0.1:port"
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  private:
    std::uint16_t port_ = 0;  ///< before the socket, which fills it in
    support::FileDescriptor socket_;
};

/// A host that talks, though never to an end.
class TalkingHost {
  public:
    enum class Says {
        kUnauthorized,  ///< HTTP: asks everyone for a password
        kEndlessHello,  ///< TLS: its part of the handshake comes byte by byte and never ends
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
    std::uint16_t port_ = 0;  ///< before the listener, which fills it in
    support::FileDescriptor listener_;
    support::FileDescriptor stop_read_;
    support::FileDescriptor stop_write_;
    std::atomic<int> connections_{0};
    std::thread thread_;
};

/// A name server that gets every question and answers none, on the port of name servers.
class SilentNameServer {
  public:
    SilentNameServer();
    /// Empty, or why this machine does not allow it.
    const std::string& refused() const { return refused_; }
    /// What /etc/resolv.conf has to say.
    static std::string resolv_conf();

  private:
    support::FileDescriptor socket_;
    std::string refused_;
};

}  // namespace corpus
