#include "core/servers/ladder.hpp"

#include <variant>

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

/// A command that gopls needs for its view is ended only if a fresh server gets stuck on it too.
Remedies for_view_command(const Circumstances& c) {
    if (c.is_standby) return {RemedyKind::kDropStandby};
    if (c.standby_exists) return {};
    if (c.rung == 0 && c.returns == 0) return {RemedyKind::kStandbyWarm};
    if (c.returns > 2) return {RemedyKind::kEndCommand};  // reloading would repeat it for ever
    return {RemedyKind::kEndCommand, RemedyKind::kReloadView};
}

/// Reports at first, and replaces only when the head has been open beyond the hard limit.
Remedies at_hard_limit(const Head& head, const Circumstances& c, const Settings& settings,
                       RemedyKind replacement) {
    const Duration limit = c.loading ? settings.stall.load_hard_limit : settings.stall.hard_limit;
    return head.age >= limit ? standby(replacement, c) : tell_once(c);
}

/// A fresh gopls would wait for the same lock, and its holder may be working. A second command is
/// therefore left waiting, as it would be without the proxy, until the requests behind it have
/// waited for too long.
Remedies for_foreign_lock(const Head& head, const Circumstances& c, const Settings& settings) {
    constexpr int kWindows = 3;
    if (c.ends == 1) return {RemedyKind::kKillCommand};
    if (c.ends > 1) return {};
    if (c.returns == 0) return {RemedyKind::kEndCommand, RemedyKind::kReloadView};
    if (head.quiet < kWindows * settings.stall.load_window) return tell_once(c);
    return {RemedyKind::kEndCommand};
}

Remedies for_local_command(const verdict::GoCommandLocal& e, const Head& head,
                           const Circumstances& c, const Settings& settings,
                           RemedyKind replacement) {
    // A slow disk or a hanging mount: the command cannot be ended now, and another would wait too.
    if (e.in_disk_sleep) return at_hard_limit(head, c, settings, replacement);
    if (e.command.stopped && c.rung == 0 && c.returns == 0) return {RemedyKind::kContinue};
    if (e.costs_view && c.rung < 2) return for_view_command(c);
    if (e.command.lock && e.command.lock->is_foreign) return for_foreign_lock(head, c, settings);
    if (c.ends == 0) {
        // Its load then ends with an error, and the messages behind it are answered.
        if (c.returns == 0) return {RemedyKind::kEndCommand, RemedyKind::kReloadView};
        if (c.is_standby) return {RemedyKind::kDropStandby};  // a fresh server would fare no better
        if (c.returns > 1) return {RemedyKind::kEndCommand};
        return {RemedyKind::kEndCommand, RemedyKind::kReloadView, replacement};
    }
    if (c.ends == 1) return {RemedyKind::kKillCommand};
    return standby(replacement, c);
}

Remedies for_editor(const Owed& owed, const Circumstances& c, const Settings& settings) {
    // A person may take their time, unless other requests wait for the answer.
    const Duration waited = owed.by_person ? owed.others_wait : owed.age;
    if (waited >= settings.stall.editor_window) return {RemedyKind::kAnswerForEditor};
    return tell_once(c);
}

/// Chooses the remedies for each kind of verdict.
struct Choice {
    const Head& head;
    const Circumstances& c;
    const Settings& settings;
    RemedyKind replacement;

    // No remedy applies to an idle, busy or unknown gopls, and none is left for one that has ended.
    template <VerdictKind kind>
    Remedies operator()(const verdict::Bare<kind>&) const {
        return {};
    }
    template <VerdictKind kind>
    Remedies operator()(const verdict::Described<kind>&) const {
        return {};
    }
    Remedies operator()(const verdict::Busy&) const { return {}; }
    Remedies operator()(const verdict::WaitingOnEditor& e) const {
        return for_editor(e.owed, c, settings);
    }
    Remedies operator()(const verdict::GoCommandNetwork&) const {
        return standby(RemedyKind::kStandbyOffline, c);
    }
    Remedies operator()(const verdict::GoCommandLocal& e) const {
        return for_local_command(e, head, c, settings, replacement);
    }
    Remedies operator()(const verdict::GoEnv&) const {
        // Ending it is never right. A fresh server can ask again at no cost.
        return standby(RemedyKind::kStandbyWarm, c);
    }
    Remedies operator()(const verdict::ToolchainDownload&) const {
        return standby(RemedyKind::kStandbyLocalToolchain, c);
    }
    Remedies operator()(const verdict::WaitingForPerson&) const { return tell_once(c); }
    Remedies operator()(const verdict::PackagesDriver&) const {
        return at_hard_limit(head, c, settings, replacement);
    }
    Remedies operator()(const verdict::OtherChild&) const {
        return at_hard_limit(head, c, settings, replacement);
    }
    Remedies operator()(const verdict::Deadlocked&) const { return standby(replacement, c); }
    Remedies operator()(const verdict::Stopped&) const {
        if (c.rung == 0 && c.returns == 0) return {RemedyKind::kContinue};
        if (c.rung == 0 && !c.is_standby) return {RemedyKind::kContinue, replacement};
        return standby(replacement, c);
    }
    Remedies operator()(const verdict::StaleView& e) const {
        return {e.changed_files.empty() ? RemedyKind::kReloadView : RemedyKind::kSendWatchedFiles};
    }
    Remedies operator()(const verdict::ReloadStorm&) const { return tell_once(c); }
    Remedies operator()(const verdict::BuildCacheFault&) const {
        return standby(RemedyKind::kStandbyBuildCache, c);
    }
    Remedies operator()(const verdict::Spinning&) const {
        if (settings.spin == SpinPolicy::kTell) return tell_once(c);
        return standby(RemedyKind::kStandbyWarm, c);
    }
};

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
    return std::visit(Choice{verdict.head, c, settings, replacement}, verdict.evidence);
}

}  // namespace core
