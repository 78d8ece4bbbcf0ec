#include "core/detect/network_wait.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

constexpr std::string_view kDns = ":53";
constexpr std::string_view kHttps = ":443";

std::string_view without_user(std::string_view authority) {
    const auto sign = authority.find_last_of('@');
    return sign == std::string_view::npos ? authority : authority.substr(sign + 1);
}

/// Options of ssh whose value is a separate argument (OpenSSH, ssh(1)).
bool takes_value(std::string_view option) {
    return option.size() == 2 &&
           std::string_view("BbcDEeFIiJLlmOoPpQRSWw").find(option[1]) != std::string_view::npos;
}

std::string_view ssh_destination(const std::vector<std::string>& argv) {
    for (std::size_t i = 1; i < argv.size(); ++i) {
        if (!argv[i].starts_with('-')) return argv[i];
        if (takes_value(argv[i])) ++i;
    }
    return {};
}

}  // namespace

NetworkPhase phase_of(const Socket& socket) {
    if (socket.udp) {
        return socket.remote.ends_with(kDns) ? NetworkPhase::kResolving : NetworkPhase::kNone;
    }
    if (socket.state == Socket::State::kConnecting) return NetworkPhase::kConnecting;
    if (socket.unacked_bytes > 0) return NetworkPhase::kUnanswered;
    if (socket.state != Socket::State::kEstablished) return NetworkPhase::kNone;
    // With TLS the peer sends data before any request is possible.
    const bool mute = socket.received_bytes && *socket.received_bytes == 0;
    return mute && socket.remote.ends_with(kHttps) ? NetworkPhase::kHandshake
                                                   : NetworkPhase::kSilent;
}

std::string_view name(NetworkPhase phase) {
    switch (phase) {
        case NetworkPhase::kNone:
            return "";
        case NetworkPhase::kSilent:
            return "established and silent";
        case NetworkPhase::kHandshake:
            return "connected, no answer in the TLS handshake";
        case NetworkPhase::kResolving:
            return "no answer from a name server";
        case NetworkPhase::kUnanswered:
            return "unacknowledged";
        case NetworkPhase::kConnecting:
            return "connecting";
    }
    return "";
}

std::string host_of_url(std::string_view url) {
    return std::string(without_user(lsp::url_authority(url)));
}

std::string host_in(const std::vector<std::string>& argv) {
    if (argv.empty()) return {};
    if (basename(argv.front()) == "ssh") {
        const std::string_view destination = ssh_destination(argv);
        if (!contains(destination, "://")) return std::string(without_user(destination));
    }
    for (const std::string& word : argv)
        if (std::string host = host_of_url(word); !host.empty()) return host;
    return {};
}

}  // namespace core
