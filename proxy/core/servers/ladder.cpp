#include "core/servers/ladder.hpp"

namespace core {
namespace {

using Remedies = std::vector<RemedyKind>;

Remedies tell_once(const Circumstances& c) {
    return c.rung == 0 ? Remedies{RemedyKind::kTell} : Remedies{};
}

Remedies standby(RemedyKind kind, const Circumstances& c) {
    if (c.is_standby) return {RemedyKind::kDropStandby};
    return c.standby_exists ? Remedies{} : Remedies{kind};
}

/// A command without which gopls has no view is ended only when a fresh server hangs on it too.
Remedies for_view_command(const Circumstances& c) {
    if (c.is_standby) return {RemedyKind::kDropStandby};
    if (c.standby_exists) return {};
    if (c.rung == 0 && c.returns == 0) return {RemedyKind::kStandbyWarm};
    if (c.returns > 2) return {RemedyKind::kEndCommand};  // asking again would go on for ever
    return {RemedyKind::kEndCommand, RemedyKind::kReloadView};
}

/// Told at first; replaced only when the head is open beyond the hard limit.
Remedies at_hard_limit(const Evidence& e, const Circumstances& c, const Settings& settings,
                       RemedyKind replacement) {
    const Duration limit = c.loading ? settings.stall.load_hard_limit : settings.stall.hard_limit;
    return e.head_age >= limit ? standby(replacement, c) : tell_once(c);
}

/// A fresh gopls would wait for the same lock. Who holds it may be at work: a second command is
/// left to wait, as it would be without the proxy, until those behind it have waited for too long.
Remedies for_foreign_lock(const Evidence& e, const Circumstances& c, const Settings& settings) {
    constexpr int kWindows = 3;
    if (c.ends == 1) return {RemedyKind::kKillCommand};
    if (c.ends > 1) return {};
    if (c.returns == 0) return {RemedyKind::kEndCommand, RemedyKind::kReloadView};
    if (e.quiet < kWindows * settings.stall.load_window) return tell_once(c);
    return {RemedyKind::kEndCommand};
}

Remedies for_local_command(const Evidence& e, const Circumstances& c, const Settings& settings,
                           RemedyKind replacement) {
    // A disk that is slow, or a mount that hangs: it cannot be ended now, and another would wait
    // too.
    if (e.command_in_disk_sleep) return at_hard_limit(e, c, settings, replacement);
    if (e.command_stopped && c.rung == 0 && c.returns == 0) return {RemedyKind::kContinue};
    if (e.costs_view && c.rung < 2) return for_view_command(c);
    if (e.lock_is_foreign) return for_foreign_lock(e, c, settings);
    if (c.ends == 0) {
        // Its load ends with an error then, and what waits behind it is answered.
        if (c.returns == 0) return {RemedyKind::kEndCommand, RemedyKind::kReloadView};
        if (c.is_standby) return {RemedyKind::kDropStandby};  // a fresh server is no better off
        if (c.returns > 1) return {RemedyKind::kEndCommand};
        return {RemedyKind::kEndCommand, RemedyKind::kReloadView, replacement};
    }
    if (c.ends == 1) return {RemedyKind::kKillCommand};
    return standby(replacement, c);
}

Remedies for_editor(const Evidence& e, const Circumstances& c, const Settings& settings) {
    // A person takes their time, unless they are waited for.
    const Duration waited = e.owed_by_person ? e.others_wait : e.owed_age;
    if (waited >= settings.stall.editor_window) return {RemedyKind::kAnswerForEditor};
    return tell_once(c);
}

}  // namespace

std::string_view name(RemedyKind kind) {
    switch (kind) {
        case RemedyKind::kTell:
            return "tell";
        case RemedyKind::kAnswerForEditor:
            return "answer_for_editor";
        case RemedyKind::kEndCommand:
            return "end_command";
        case RemedyKind::kKillCommand:
            return "kill_command";
        case RemedyKind::kSendWatchedFiles:
            return "send_watched_files";
        case RemedyKind::kReloadView:
            return "reload_view";
        case RemedyKind::kContinue:
            return "sigcont";
        case RemedyKind::kStandbyWarm:
            return "standby_warm";
        case RemedyKind::kStandbyClean:
            return "standby_clean";
        case RemedyKind::kStandbyBuildCache:
            return "standby_build_cache";
        case RemedyKind::kStandbyOffline:
            return "standby_offline";
        case RemedyKind::kStandbyLocalToolchain:
            return "standby_local_toolchain";
        case RemedyKind::kDropStandby:
            return "drop_standby";
    }
    return "";
}

RemedyKind standby_kind(CachePolicy policy, bool came_back) {
    switch (policy) {
        case CachePolicy::kNeverClean:
            return RemedyKind::kStandbyWarm;
        case CachePolicy::kWarmFirst:
            return came_back ? RemedyKind::kStandbyClean : RemedyKind::kStandbyWarm;
        case CachePolicy::kCleanOnStall:
        case CachePolicy::kAlwaysClean:
            return RemedyKind::kStandbyClean;
    }
    return RemedyKind::kStandbyClean;
}

std::vector<RemedyKind> choose_remedy(const Verdict& verdict, const Circumstances& c,
                                      const Settings& settings) {
    const RemedyKind replacement = standby_kind(settings.cache_policy, c.returns > 0);
    switch (verdict.kind) {
        case VerdictKind::kWaitingOnEditor:
            return for_editor(verdict.evidence, c, settings);
        case VerdictKind::kGoCommandNetwork:
            return standby(RemedyKind::kStandbyOffline, c);
        case VerdictKind::kGoCommandLocal:
            return for_local_command(verdict.evidence, c, settings, replacement);
        case VerdictKind::kGoEnv:
            // Ending it is never right; asking afresh beside it costs nothing.
            return standby(RemedyKind::kStandbyWarm, c);
        case VerdictKind::kToolchainDownload:
            return standby(RemedyKind::kStandbyLocalToolchain, c);
        case VerdictKind::kWaitingForPerson:
            return tell_once(c);
        case VerdictKind::kPackagesDriver:
        case VerdictKind::kOtherChild:
            return at_hard_limit(verdict.evidence, c, settings, replacement);
        case VerdictKind::kDeadlocked:
            return standby(replacement, c);
        case VerdictKind::kStopped:
            if (c.rung == 0 && c.returns == 0) return {RemedyKind::kContinue};
            if (c.rung == 0 && !c.is_standby) return {RemedyKind::kContinue, replacement};
            return standby(replacement, c);
        case VerdictKind::kStaleView:
            return {verdict.evidence.go_replaced ? RemedyKind::kReloadView
                                                 : RemedyKind::kSendWatchedFiles};
        case VerdictKind::kReloadStorm:
            return tell_once(c);
        case VerdictKind::kBuildCacheFault:
            return standby(RemedyKind::kStandbyBuildCache, c);
        case VerdictKind::kSpinning:
            if (settings.spin == SpinPolicy::kTell) return tell_once(c);
            return standby(RemedyKind::kStandbyWarm, c);
        default:
            return {};  // idle, busy, unknown; dead and garbage are not a choice
    }
}

}  // namespace core
