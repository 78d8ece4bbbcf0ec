#include "core/evidence/go_cause.hpp"

#include <algorithm>
#include <array>

#include "core/evidence/cause_words.hpp"

namespace core {
namespace {

constexpr auto kGoWords = std::to_array<CauseWords<GoCauseKind>>({
    {GoCauseKind::kFileLock, "go_file_lock", "waits for a file lock that another process holds"},
    {GoCauseKind::kVersionControl, "go_version_control", "waits for version control"},
    {GoCauseKind::kNameLookup, "go_name_lookup", "waits for the address"},
    {GoCauseKind::kConnecting, "go_connecting", "waits for the connection"},
    {GoCauseKind::kTlsHandshake, "go_tls_handshake", "waits for the TLS handshake"},
    {GoCauseKind::kHttp, "go_http", "waits for the answer"},
    {GoCauseKind::kCommand, "go_command", "waits for a program it started"},
    {GoCauseKind::kFileSystem, "go_file_system", "waits for the file system"},
    {GoCauseKind::kUnknown, "go_unknown", "waits for something that its goroutines do not show"},
});

/// The deeper call decides: net below crypto/tls below net/http. For a child of the go command, the
/// function that started it decides.
constexpr auto kRules = std::to_array<CauseRule<GoCauseKind>>({
    {"lockedfile", GoCauseKind::kFileLock},
    {"cmd/go/internal/vcs.(*Cmd)", GoCauseKind::kVersionControl},
    {"cmd/go/internal/modfetch/codehost.Run", GoCauseKind::kVersionControl},
    {"net.(*Resolver).", GoCauseKind::kNameLookup},
    {"net.(*sysDialer).", GoCauseKind::kConnecting},
    {"crypto/tls.(*Conn).handshake", GoCauseKind::kTlsHandshake},
    {"crypto/tls.(*Conn).clientHandshake", GoCauseKind::kTlsHandshake},
    {"net/http.(*persistConn).roundTrip", GoCauseKind::kHttp},
    {"os/exec.(*Cmd).", GoCauseKind::kCommand},
});

struct PurposeWords {
    std::string_view part;
    std::string_view words;
};

constexpr std::array kPurposes{
    PurposeWords{"cmd/go/internal/toolchain.", "of the host of another Go"},
    PurposeWords{"internal/sumdb.", "of the checksum database"},
    PurposeWords{"modfetch.(*proxyRepo).", "of a module proxy"},
    PurposeWords{"cmd/go/internal/vcs.", "of the host of a module"},
};

GoCauseKind kind_of(const Goroutine& goroutine) {
    GoCauseKind strongest = GoCauseKind::kUnknown;
    for (const StackFrame& frame : goroutine.frames) {
        for (const CauseRule<GoCauseKind>& rule : kRules) {
            if (frame.function.find(rule.part) == std::string::npos) continue;
            strongest = std::min(strongest, rule.kind);
        }
    }
    const bool in_file = goroutine.state.starts_with("syscall") && any_frame(goroutine, "os.");
    return strongest == GoCauseKind::kUnknown && in_file ? GoCauseKind::kFileSystem : strongest;
}

/// Returns the purpose of the request. All goroutines are searched: a goroutine of net/http dials
/// on behalf of the go command's.
std::string purpose_of(const std::vector<Goroutine>& goroutines) {
    for (const PurposeWords& purpose : kPurposes) {
        const bool found =
            std::any_of(goroutines.begin(), goroutines.end(),
                        [&](const Goroutine& g) { return any_frame(g, purpose.part); });
        if (found) return std::string(purpose.words);
    }
    return {};
}

bool is_about_network(GoCauseKind kind) {
    return kind >= GoCauseKind::kNameLookup && kind <= GoCauseKind::kHttp;
}

}  // namespace

std::string_view name(GoCauseKind kind) {
    return words_of(kGoWords, kind).name;
}

GoCause go_cause_of(const std::vector<Goroutine>& goroutines) {
    GoCause cause;
    for (const Goroutine& goroutine : goroutines)
        cause.kind = std::min(cause.kind, kind_of(goroutine));
    if (is_about_network(cause.kind)) cause.purpose = purpose_of(goroutines);
    return cause;
}

std::string sentence(const GoCause& cause) {
    return "the go command " + std::string(words_of(kGoWords, cause.kind).does) +
           (cause.purpose.empty() ? "" : " " + cause.purpose);
}

}  // namespace core
