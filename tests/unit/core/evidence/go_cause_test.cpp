// Tests go_cause_of on dumps recorded from stalled go commands (Go 1.26).
#include "core/evidence/go_cause.hpp"

#include "support/catch.hpp"
#include "unit/core/evidence/goroutine_dumps.hpp"

using core::GoCause;
using core::GoCauseKind;

namespace {

GoCause cause_in(const std::string& file) {
    return core::go_cause_of(goroutine_dumps::goroutines_of(file));
}

}  // namespace

TEST_CASE("go_cause_of finds the cause of each recorded stall") {
    struct Row {
        const char* file;
        GoCauseKind kind;
        const char* sentence;
    };
    const Row rows[] = {
        {"go_module_proxy", GoCauseKind::kHttp,
         "the go command waits for the answer of a module proxy"},
        {"go_tls_handshake", GoCauseKind::kTlsHandshake,
         "the go command waits for the TLS handshake of a module proxy"},
        {"go_version_control", GoCauseKind::kVersionControl,
         "the go command waits for version control"},
        {"go_file_lock", GoCauseKind::kFileLock,
         "the go command waits for a file lock that another process holds"},
    };
    for (const Row& row : rows) {
        INFO(row.file);
        CHECK(cause_in(row.file).kind == row.kind);
        CHECK(core::sentence(cause_in(row.file)) == row.sentence);
    }
}

TEST_CASE("go_cause_of is unknown for goroutines without a known wait") {
    CHECK(core::go_cause_of({}).kind == GoCauseKind::kUnknown);
    CHECK(core::sentence({}) ==
          "the go command waits for something that its goroutines do not show");
}
