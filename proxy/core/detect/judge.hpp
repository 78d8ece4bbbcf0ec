// The watchdog's one decision, a pure function: from a situation to a verdict with its evidence.
// core/servers/ladder chooses the remedy.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/settings.hpp"
#include "core/detect/activity.hpp"
#include "core/detect/snapshot.hpp"
#include "core/detect/verdict.hpp"

namespace core {

/// All inputs of the judge.
struct Situation {
    bool head_open = false;
    std::string head;                   ///< method of the head
    bool head_is_notification = false;  ///< gopls may already be at a message behind it
    Duration head_age{};                ///< since the queue last moved
    Duration quiet{};  ///< since the last sign of work for this head, by any process
    std::string last_work;
    bool loading = false;      ///< initialize or initialized is open
    bool continued = false;    ///< it was stopped in this stall and has been sent SIGCONT
    std::optional<Owed> owed;  ///< the oldest answer that gopls waits for
    const Snapshot* snapshot = nullptr;
    /// How long each child command has been quiet itself. A command that is not listed counts as
    /// quiet for as long as the whole.
    std::vector<ObservedCommand> commands;
};

/// How long a go command that retries a host may be without a connection.
constexpr Duration kBetweenTries = 3s;

Verdict judge(const Situation& situation, const StallSettings& settings);

}  // namespace core
