// From a verdict to the least remedy that helps (docs/design.md, "Remedies"), a
// pure function. Each rung is checked before the next is climbed; a verdict that
// comes back within the budget period starts higher.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/settings.hpp"
#include "core/detect/verdict.hpp"

namespace core {

enum class RemedyKind {
    kTell,              ///< a log line; nothing else helps or is allowed
    kAnswerForEditor,   ///< the last known configuration, or null
    kEndCommand,        ///< the go list and its descendants: SIGINT
    kKillCommand,       ///< the same by SIGKILL: it ignored the first
    kSendWatchedFiles,  ///< what the editor should have told of
    kReloadView,        ///< folders removed and added in one message
    kContinue,          ///< SIGCONT, to the command if it is one that was stopped
    kStandbyWarm,
    kStandbyClean,
    kStandbyBuildCache,  ///< warm, with a GOCACHE of the proxy's own
    kStandbyOffline,
    kStandbyLocalToolchain,  ///< offline, and with the Go that is here
    kDropStandby,            ///< the standby hangs as well
};

/// The name in logs, e.g. `standby_clean`.
std::string_view name(RemedyKind kind);

/// What the choice depends on beside the verdict.
struct Circumstances {
    int rung = 0;                 ///< remedies already tried in this episode
    int ends = 0;                 ///< of these, that were to end the command
    int returns = 0;              ///< earlier episodes with this verdict within the budget period
    bool standby_exists = false;  ///< one is being prepared already
    bool is_standby = false;      ///< the judged server is itself the standby
    bool loading = false;
};

/// What to do now, in order; empty while waiting.
std::vector<RemedyKind> choose_remedy(const Verdict& verdict, const Circumstances& circumstances,
                                      const Settings& settings);

/// Warm or clean, by policy and by whether the stall has come back.
RemedyKind standby_kind(CachePolicy policy, bool came_back);

}  // namespace core
