// What a process waits for on the network: which connection tells most, in which phase it is, and
// which host is behind the address. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/detect/snapshot.hpp"

namespace core {

enum class NetworkPhase {
    kNone,        ///< nothing that anybody waits for
    kSilent,      ///< established; what was asked is not answered (any more)
    kHandshake,   ///< established, and the other side has not begun its half of TLS
    kResolving,   ///< the name server has not answered
    kUnanswered,  ///< what was sent is not acknowledged
    kConnecting,  ///< no answer to SYN
};

NetworkPhase phase_of(const Socket& socket);
/// In words, for the sentence of a verdict: "connecting".
std::string_view name(NetworkPhase phase);

/// "host" or "host:port" of a URL, without user and password; empty if it has none.
std::string host_of_url(std::string_view url);

/// The host that a command line names: of a URL, or where `ssh` is to go. Without user and
/// password. Empty if none.
std::string host_in(const std::vector<std::string>& argv);

}  // namespace core
