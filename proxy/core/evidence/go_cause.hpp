// Why a go command stands still, read from its goroutines: what it asks of whom. Knows the go
// command by the names of its functions (cmd/go of Go 1.21 to 1.26), and says nothing where it
// finds none of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/evidence/goroutines.hpp"

namespace core {

/// The stronger reason comes first: it decides if several are found.
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

/// The name in documents, e.g. `go_tls_handshake`.
std::string_view name(GoCauseKind kind);

struct GoCause {
    GoCauseKind kind = GoCauseKind::kUnknown;
    /// For what, in words: "of a module proxy"; empty if the frames do not say.
    std::string purpose;
};

GoCause go_cause_of(const std::vector<Goroutine>& goroutines);

/// One sentence for a person.
std::string sentence(const GoCause& cause);

}  // namespace core
