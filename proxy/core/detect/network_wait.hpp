// Network waits of a process: the most telling connection, its phase, and the host behind the
// address. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/detect/snapshot.hpp"

namespace core {

enum class NetworkPhase {
    kNone,        ///< not a connection that anybody waits for
    kSilent,      ///< established; the request is not answered (any more)
    kHandshake,   ///< established; the peer has not begun its half of the TLS handshake
    kResolving,   ///< the name server has not answered
    kUnanswered,  ///< the data sent is not acknowledged
    kConnecting,  ///< no answer to SYN
};

NetworkPhase phase_of(const Socket& socket);
/// Returns the phase in words, for the sentence of a verdict: "connecting".
std::string_view name(NetworkPhase phase);

/// Returns "host" or "host:port" of a URL, without user and password. Empty if it has no host.
std::string host_of_url(std::string_view url);

/// Returns the host that a command line names: that of a URL, or the destination of `ssh`. Without
/// user and password. Empty if there is none.
std::string host_in(const std::vector<std::string>& argv);

}  // namespace core
