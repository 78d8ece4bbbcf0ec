#include "core/detect/network_wait.hpp"

#include "support/catch.hpp"

using core::host_in;
using core::NetworkPhase;
using core::phase_of;
using core::Socket;

namespace {

constexpr auto kEstablished = Socket::State::kEstablished;

}  // namespace

TEST_CASE("phase_of classifies the phase of a connection") {
    struct Row {
        Socket socket;
        NetworkPhase phase;
    };
    const Row rows[] = {
        {{Socket::State::kOther, "192.0.2.1:443", 0}, NetworkPhase::kNone},
        {{Socket::State::kConnecting, "192.0.2.1:443", 0}, NetworkPhase::kConnecting},
        {{kEstablished, "192.0.2.1:443", 9}, NetworkPhase::kUnanswered},
        {{kEstablished, "192.0.2.1:443", 0}, NetworkPhase::kSilent},
        {{kEstablished, "192.0.2.1:443", 0, false, 0}, NetworkPhase::kHandshake},
        {{kEstablished, "192.0.2.1:443", 0, false, 4000}, NetworkPhase::kSilent},
        {{kEstablished, "192.0.2.1:3000", 0, false, 0}, NetworkPhase::kSilent},
        {{kEstablished, "192.0.2.1:53", 0, true}, NetworkPhase::kResolving},
        {{kEstablished, "[2001:db8::1]:53", 0, true}, NetworkPhase::kResolving},
        {{kEstablished, "192.0.2.1:514", 0, true}, NetworkPhase::kNone},
    };
    for (const Row& row : rows) {
        INFO(row.socket.remote << ' ' << core::name(row.phase));
        CHECK(phase_of(row.socket) == row.phase);
    }
}

TEST_CASE("host_in finds the host in a command line without credentials") {
    using Words = std::vector<std::string>;
    CHECK(host_in(Words{"git", "ls-remote", "-q", "https://me:secret@git.example.com/x"}) ==
          "git.example.com");
    CHECK(host_in(Words{"git-remote-https", "origin", "http://h:8080"}) == "h:8080");
    CHECK(host_in(Words{"/usr/bin/ssh", "-o", "BatchMode=yes", "-p", "22", "git@h.example.com",
                        "git-upload-pack '/x'"}) == "h.example.com");
    CHECK(host_in(Words{"ssh", "-4p22", "h"}) == "h");
    CHECK(host_in(Words{"ssh", "ssh://git@h:2222/x"}) == "h:2222");
    CHECK(host_in(Words{"ssh", "-p"}).empty());
    CHECK(host_in(Words{"go", "list", "./..."}).empty());
    CHECK(host_in({}).empty());
}
