// Chooses the mildest remedy that helps against a verdict (docs/design.md, "Remedies"), as a pure
// function. Each rung is checked before the next one is tried. A verdict that returns within the
// budget period starts higher.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/settings.hpp"
#include "core/detect/verdict.hpp"

namespace core {

enum class RemedyKind {
    kTell,              ///< a log line: nothing else helps or is allowed
    kAnswerForEditor,   ///< the last known configuration, or null
    kEndCommand,        ///< SIGINT to the go list and its descendants
    kKillCommand,       ///< SIGKILL to the same: it ignored SIGINT
    kSendWatchedFiles,  ///< the changes that the editor should have reported
    kReloadView,        ///< folders removed and added in one message
    kContinue,          ///< SIGCONT to gopls, or to the command if that was stopped
    kStandbyWarm,
    kStandbyClean,
    kStandbyBuildCache,  ///< warm, with the proxy's own GOCACHE
    kStandbyOffline,
    kStandbyLocalToolchain,  ///< offline, with the installed Go
    kDropStandby,            ///< the standby is stuck as well
};

/// Returns the name in logs, e.g. `standby_clean`.
std::string_view name(RemedyKind kind);

/// Inputs of the choice besides the verdict.
struct Circumstances {
    int rung = 0;                 ///< remedies already tried in this episode
    int ends = 0;                 ///< of these, attempts to end the command
    int returns = 0;              ///< earlier episodes with this verdict within the budget period
    bool standby_exists = false;  ///< a standby is already being prepared
    bool is_standby = false;      ///< the judged server is itself the standby
    bool loading = false;
};

/// Returns the remedies to apply now, in order. Empty while waiting.
std::vector<RemedyKind> choose_remedy(const Verdict& verdict, const Circumstances& circumstances,
                                      const Settings& settings);

/// Returns a warm or a clean standby, by the policy and by whether the stall has returned.
RemedyKind standby_kind(CachePolicy policy, bool came_back);

}  // namespace core
