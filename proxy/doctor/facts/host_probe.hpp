// Asks a host once, and measures each step: the name server, TCP, TLS, the first byte of the reply.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "doctor/facts/hosts.hpp"

namespace doctor {

enum class HostStep {
    kName,       ///< the name server
    kConnect,    ///< TCP
    kTunnel,     ///< CONNECT of an HTTP proxy
    kTls,        ///< the handshake, with the check of the certificate
    kFirstByte,  ///< from the request to the status of the reply
    kDone,
};

struct HostAnswer {
    Host host;
    HostStep reached = HostStep::kName;  ///< the step that failed; kDone: none
    std::string error = {};              ///< the system's words; empty after kDone, and if it hung
    bool hung = false;                   ///< the step did not end in time
    /// Of the steps that ended.
    std::optional<std::chrono::nanoseconds> name_time = {}, connect_time = {}, tls_time = {},
                                            first_byte_time = {};
    unsigned status = 0;  ///< of HTTP; 0 without a reply
};

/// Asks the hosts at the same time. Blocking, for little more than `limit`.
std::vector<HostAnswer> ask_hosts(const std::vector<Host>& hosts, std::chrono::milliseconds limit);

}  // namespace doctor
