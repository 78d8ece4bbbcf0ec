#include "core/evidence/go_cause.hpp"

#include <algorithm>
#include <array>

#include "core/evidence/cause_words.hpp"

namespace core {
namespace {

using Kind = GoCauseKind;
using Words = CauseWords<Kind>;

constexpr std::array kWords{
    Words{Kind::kFileLock, "go_file_lock", "waits for a file lock that another process holds"},
    Words{Kind::kVersionControl, "go_version_control", "waits for version control"},
    Words{Kind::kNameLookup, "go_name_lookup", "waits for the address"},
    Words{Kind::kConnecting, "go_connecting", "waits for the connection"},
    Words{Kind::kTlsHandshake, "go_tls_handshake", "waits for the TLS handshake"},
    Words{Kind::kHttp, "go_http", "waits for the answer"},
    Words{Kind::kCommand, "go_command", "waits for a program it started"},
    Words{Kind::kFileSystem, "go_file_system", "waits for the file system"},
    Words{Kind::kUnknown, "go_unknown", "waits for what its goroutines do not show"},
};

const Words& words(Kind kind) {
    return words_of(kWords, kind);
}

struct Rule {
    std::string_view part;  ///< of a function's name
    Kind kind;
};

/// The deeper call says what is going on: net below crypto/tls below net/http, but for a child of
/// the go command, where the one that started it says what it is.
constexpr std::array kRules{
    Rule{"lockedfile", Kind::kFileLock},
    Rule{"cmd/go/internal/vcs.(*Cmd)", Kind::kVersionControl},
    Rule{"cmd/go/internal/modfetch/codehost.Run", Kind::kVersionControl},
    Rule{"net.(*Resolver).", Kind::kNameLookup},
    Rule{"net.(*sysDialer).", Kind::kConnecting},
    Rule{"crypto/tls.(*Conn).handshake", Kind::kTlsHandshake},
    Rule{"crypto/tls.(*Conn).clientHandshake", Kind::kTlsHandshake},
    Rule{"net/http.(*persistConn).roundTrip", Kind::kHttp},
    Rule{"os/exec.(*Cmd).", Kind::kCommand},
};

struct Purpose {
    std::string_view part;
    std::string_view words;
};

constexpr std::array kPurposes{
    Purpose{"cmd/go/internal/toolchain.", "of where another Go comes from"},
    Purpose{"internal/sumdb.", "of the checksum database"},
    Purpose{"modfetch.(*proxyRepo).", "of a module proxy"},
    Purpose{"cmd/go/internal/vcs.", "of the host of a module"},
};

Kind kind_of(const Goroutine& goroutine) {
    Kind strongest = Kind::kUnknown;
    for (const Frame& frame : goroutine.frames) {
        for (const Rule& rule : kRules) {
            if (frame.function.find(rule.part) == std::string::npos) continue;
            strongest = std::min(strongest, rule.kind);
        }
    }
    const bool in_file = goroutine.state.starts_with("syscall") && any_frame(goroutine, "os.");
    return strongest == Kind::kUnknown && in_file ? Kind::kFileSystem : strongest;
}

/// Who dials is not who asks: a goroutine of net/http connects for that of the go command.
std::string purpose_of(const std::vector<Goroutine>& goroutines) {
    for (const Purpose& purpose : kPurposes) {
        const bool found =
            std::any_of(goroutines.begin(), goroutines.end(),
                        [&](const Goroutine& g) { return any_frame(g, purpose.part); });
        if (found) return std::string(purpose.words);
    }
    return {};
}

bool is_about_network(Kind kind) {
    return kind >= Kind::kNameLookup && kind <= Kind::kHttp;
}

}  // namespace

std::string_view name(GoCauseKind kind) {
    return words(kind).name;
}

GoCause go_cause_of(const std::vector<Goroutine>& goroutines) {
    GoCause cause;
    for (const Goroutine& goroutine : goroutines)
        cause.kind = std::min(cause.kind, kind_of(goroutine));
    if (is_about_network(cause.kind)) cause.purpose = purpose_of(goroutines);
    return cause;
}

std::string sentence(const GoCause& cause) {
    return "the go command " + std::string(words(cause.kind).does) +
           (cause.purpose.empty() ? "" : " " + cause.purpose);
}

}  // namespace core
