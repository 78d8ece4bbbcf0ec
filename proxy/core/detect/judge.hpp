// The watchdog's one decision, a pure function: from a situation to a verdict
// with its evidence. What is done about it is core/servers/ladder's business.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/settings.hpp"
#include "core/detect/activity.hpp"
#include "core/detect/snapshot.hpp"
#include "core/detect/verdict.hpp"

namespace core {

/// Everything the judge looks at.
struct Situation {
    bool head_open = false;
    std::string head;     ///< method of the head
    Duration head_age{};  ///< since the queue last moved
    Duration quiet{};     ///< since the last sign of work of this head, whoever did it
    std::string last_work;
    bool loading = false;      ///< initialize or initialized is open
    bool continued = false;    ///< it was found stopped in this stall, and sent SIGCONT
    std::optional<Owed> owed;  ///< the oldest that gopls waits for
    const Snapshot* snapshot = nullptr;
    /// How long each child command has been quiet itself; one that is not among them is as quiet
    /// as all.
    std::vector<ObservedCommand> commands;
};

/// A go command that gives a host up and tries it again has no connection for a moment.
constexpr Duration kBetweenTries = 3s;

Verdict judge(const Situation& situation, const StallSettings& settings);

}  // namespace core
