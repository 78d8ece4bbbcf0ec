// A server that could not be started, or whose process has ended.
#include <algorithm>
#include <utility>

#include "core/engine.hpp"

namespace core {
namespace {

/// Exit codes of a shell that cannot run a program (POSIX.1-2017, XCU 2.8.2).
constexpr int kCommandNotRun = 126;
constexpr int kCommandNotFound = 127;

std::string killed_for_memory(std::uint64_t limit_bytes) {
    const std::string limit =
        limit_bytes == 0 ? "" : " (limit " + std::to_string(limit_bytes >> 20) + " MB)";
    return "killed by the kernel because memory ran out" + limit;
}

Evidence why_ended(const ExitStatus& status, const Crash& crash, bool refused_start) {
    std::string detail = status.out_of_memory ? killed_for_memory(status.memory_limit_bytes)
                         : status.signal      ? "signal " + std::to_string(status.signal)
                                              : "exit code " + std::to_string(status.code);
    if (!crash.reason.empty()) detail += ", " + crash.reason;
    if (refused_start) return verdict::RefusedStart{std::move(detail)};
    if (status.out_of_memory || crash.lack == Crash::Lack::kMemory) {
        return verdict::OutOfMemory{std::move(detail)};
    }
    if (crash.blames_cache) return verdict::CacheFault{std::move(detail)};
    return verdict::Dead{std::move(detail)};
}

}  // namespace

Effects& Engine::server_started(Generation generation, Time now) {
    return turn(now, [&] {
        if (Server* server = pool_.find(generation)) server->start_times.started = server->age(now);
    });
}

Effects& Engine::usual_start(const StartPhases& usual, Time now) {
    return turn(now, [&] { usual_start_ = usual; });
}

Effects& Engine::spawn_failed(Generation generation, StartFault fault, const std::string& reason,
                              Time now) {
    return turn(now, [&] {
        Server* server = pool_.find(generation);
        if (server && !ended_) not_started(*server, fault, reason, kCommandNotFound);
    });
}

Effects& Engine::server_exited(Generation generation, const ExitStatus& status, Time now) {
    return turn(now, [&] {
        Server* server = pool_.find(generation);
        if (!server) return;
        if (closing_) {
            end_session(status.signal ? 128 + status.signal : status.code);
            return;
        }
        const Crash crash = read_crash(status.last_words);
        // A wrapper script or the shim of a version manager found no gopls: an upgrade is under
        // way.
        const bool found_none = status.code == kCommandNotRun || status.code == kCommandNotFound;
        const bool starting = server->phase <= Server::Phase::kInitializing;
        const int code = status.signal ? 128 + status.signal : std::max(status.code, 1);
        if (starting && found_none && gopls_has_run()) {
            not_started(
                *server, StartFault::kMissing,
                "the wrapper found no gopls (exit code " + std::to_string(status.code) + ")", code);
            return;
        }
        if (starting && crash.lack == Crash::Lack::kThreads) {
            not_started(*server, StartFault::kBusy, "the system has no threads left for gopls",
                        code);
            return;
        }
        replacements_.failed_starts.ended();
        // gopls refuses unknown flags and other usage with exit code 2
        // (docs/gopls-facts.md, "Flags and exit codes").
        const bool refused = status.code == 2 && starting && !crash.is_panic && !crash.was_sent &&
                             !crash.blames_cache && crash.lack == Crash::Lack::kNothing;
        const Verdict verdict{why_ended(status, crash, refused && server == pool_.active())};
        if (server == pool_.active()) {
            record_crash(crash);
            active_lost(verdict, code);
        } else {
            standby_lost(verdict);
        }
    });
}

}  // namespace core
