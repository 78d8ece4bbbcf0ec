// Why a go command is stuck, read from its goroutines: its request and the peer. It recognises the
// functions of the go command by name (cmd/go of Go 1.21 to 1.26), and reports nothing if it finds
// none of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/evidence/goroutines.hpp"

namespace core {

/// The strongest reason comes first. It wins if several are found.
enum class GoCauseKind {
    kFileLock,        ///< a lock in the module cache that another process holds
    kVersionControl,  ///< git, hg, …: its own child
    kNameLookup,      ///< the address of a host
    kConnecting,
    kTlsHandshake,
    kHttp,     ///< the answer to a request
    kCommand,  ///< another child: a compiler, GOCACHEPROG
    kFileSystem,
    kUnknown,
};

/// Returns the name in documents, e.g. `go_tls_handshake`.
std::string_view name(GoCauseKind kind);

struct GoCause {
    GoCauseKind kind = GoCauseKind::kUnknown;
    /// The purpose in words: "of a module proxy". Empty if the frames do not show it.
    std::string purpose;
};

GoCause go_cause_of(const std::vector<Goroutine>& goroutines);

/// Returns one sentence for a person.
std::string sentence(const GoCause& cause);

}  // namespace core
