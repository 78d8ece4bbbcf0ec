#include "core/detect/verdict.hpp"

namespace core {

std::string_view name(VerdictKind kind) {
    switch (kind) {
        case VerdictKind::kIdle:
            return "idle";
        case VerdictKind::kBusy:
            return "busy";
        case VerdictKind::kUnknown:
            return "unknown";
        case VerdictKind::kWaitingOnEditor:
            return "waiting_on_editor";
        case VerdictKind::kGoCommandNetwork:
            return "go_command_network";
        case VerdictKind::kGoCommandLocal:
            return "go_command_local";
        case VerdictKind::kGoEnv:
            return "go_env";
        case VerdictKind::kToolchainDownload:
            return "toolchain_download";
        case VerdictKind::kPackagesDriver:
            return "packages_driver";
        case VerdictKind::kOtherChild:
            return "other_child";
        case VerdictKind::kWaitingForPerson:
            return "waiting_for_person";
        case VerdictKind::kDeadlocked:
            return "deadlocked";
        case VerdictKind::kStopped:
            return "stopped";
        case VerdictKind::kSpinning:
            return "spinning";
        case VerdictKind::kStaleView:
            return "stale_view";
        case VerdictKind::kReloadStorm:
            return "reload_storm";
        case VerdictKind::kBuildCacheFault:
            return "build_cache_fault";
        case VerdictKind::kRefusedStart:
            return "refused_start";
        case VerdictKind::kDead:
            return "dead";
        case VerdictKind::kCacheFault:
            return "cache_fault";
        case VerdictKind::kOutOfMemory:
            return "out_of_memory";
        case VerdictKind::kGarbage:
            return "garbage";
        case VerdictKind::kInternalError:
            return "internal_error";
        case VerdictKind::kAsked:
            return "asked";
    }
    return "unknown";
}

namespace {

std::string peer(const Evidence& e) {
    return e.host.empty() || e.host == e.peer ? e.peer : e.host + " at " + e.peer;
}

/// What a command without work and without a connection waits for, if that can be seen.
std::string hindrance(const Evidence& e) {
    if (e.command_stopped) return ", it was stopped by a signal (state T)";
    if (e.lock_holder) return ", it waits for a lock" + (e.lock.empty() ? "" : ": " + e.lock);
    if (e.command_in_disk_sleep) {
        return ", it waits for a disk or a mount that does not answer (state D" +
               (e.wait_channel.empty() ? "" : ", in " + e.wait_channel) + ")";
    }
    if (e.wait_channel.find("pipe") != std::string::npos) return ", it waits on a pipe";
    return {};
}

}  // namespace

std::string sentence(const Verdict& verdict) {
    const Evidence& e = verdict.evidence;
    const std::string quiet = human(e.quiet);
    switch (verdict.kind) {
        case VerdictKind::kIdle:
            return "gopls has nothing to do";
        case VerdictKind::kBusy:
            return "gopls works on " + e.head + " (" + e.work + ")";
        case VerdictKind::kUnknown:
            return "gopls has not answered " + e.head + " for " + human(e.head_age) +
                   "; this platform does not show what it is doing";
        case VerdictKind::kWaitingOnEditor:
            return "gopls waits for the editor's answer to " + e.owed + " since " +
                   human(e.owed_age);
        case VerdictKind::kGoCommandNetwork:
            return "\"" + e.command + "\" waits for " + peer(e) + " (" + e.peer_state +
                   "), without a sign of life for " + quiet;
        case VerdictKind::kGoCommandLocal:
            return "\"" + e.command + "\" has done nothing for " + quiet + hindrance(e) +
                   (e.more_commands > 0
                        ? ", and " + std::to_string(e.more_commands) + " more of them likewise"
                        : "");
        case VerdictKind::kGoEnv:
            return "\"" + e.command + "\" has done nothing for " + quiet +
                   "; ending it would cost the view";
        case VerdictKind::kToolchainDownload:
            return "\"" + e.command + "\" fetches another Go from " + peer(e) + " (" +
                   e.peer_state + "), without a sign of life for " + quiet;
        case VerdictKind::kPackagesDriver:
            return "the packages driver \"" + e.command + "\" has been quiet for " + quiet;
        case VerdictKind::kWaitingForPerson:
            return "\"" + e.command + "\" waits for you: " + e.asks_person + " asks for a password";
        case VerdictKind::kOtherChild:
            return "\"" + e.command + "\", started by gopls, has been quiet for " + quiet +
                   (e.detail.empty() ? "" : "; " + e.detail);
        case VerdictKind::kDeadlocked:
            return "gopls stands still on " + e.head + ": no work for " + quiet +
                   ", no child process, nobody owes it an answer";
        case VerdictKind::kStopped:
            return "gopls was stopped by a signal (state T)";
        case VerdictKind::kSpinning:
            return "gopls has been burning CPU on " + e.head + " for " + human(e.head_age);
        case VerdictKind::kStaleView:
            return "gopls goes by what was there before: " + e.detail;
        case VerdictKind::kReloadStorm:
            return "gopls loads again and again: " + e.detail;
        case VerdictKind::kBuildCacheFault:
            return "the go command cannot use its build cache (GOCACHE): " + e.detail;
        case VerdictKind::kRefusedStart:
            return "gopls refused to start: " + e.detail;
        case VerdictKind::kDead:
        case VerdictKind::kOutOfMemory:
            return "gopls ended: " + e.detail;
        case VerdictKind::kCacheFault:
            return "gopls ended on account of its file cache: " + e.detail;
        case VerdictKind::kGarbage:
            return "gopls wrote something that is no LSP message: " + e.detail;
        case VerdictKind::kInternalError:
            return "gopls-proxy itself failed for the second time (" + e.detail +
                   "): from here on it only passes messages on";
        case VerdictKind::kAsked:
            return "asked for by a person" +
                   (e.head.empty() ? ", gopls had nothing to do"
                                   : ", gopls was at " + e.head + " for " + human(e.head_age));
    }
    return {};
}

Fields log_fields(Fields before, const Verdict& verdict) {
    const Evidence& e = verdict.evidence;
    before.emplace_back("verdict", name(verdict.kind));
    const auto field = [&before](const char* key, const std::string& value) {
        if (!value.empty()) before.emplace_back(key, value);
    };
    field("head", e.head);
    if (e.head_age > Duration{}) field("head_age", human(e.head_age));
    if (e.quiet > Duration{}) field("quiet", human(e.quiet));
    field("work", e.work);
    field("owed", e.owed);
    field("command", e.command);
    if (e.pid) field("pid", std::to_string(e.pid));
    field("host", e.host);
    field("peer", e.peer);
    field("peer_state", e.peer_state);
    if (e.lock_holder) field("lock_holder", std::to_string(e.lock_holder));
    field("lock", e.lock);
    field("wait_channel", e.wait_channel);
    field("detail", e.detail);
    return before;
}

}  // namespace core
