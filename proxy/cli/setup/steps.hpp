// The steps of `gopls-proxy setup` that read and write files: finds the editors with their plans,
// and carries a plan out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "cli/setup/journal.hpp"
#include "cli/setup/report.hpp"

namespace cli::setup {

/// A plan, and the file that it is for.
struct Step {
    Item item;
    SettingsFile file = {};
    std::optional<Entered> entry = {};  ///< to undo: what was added
};

using Steps = std::vector<Step>;

/// Returns the steps for all editors that are found, or for the one named.
Steps setup_steps(const std::string& editor, const Program& program,
                  const app::Environment& environment);

/// Returns the steps to remove what `entries` say was added. Editors that were set up in another
/// way get a step with the reason why that stays.
Steps undo_steps(const std::string& editor, const Program& program,
                 const app::Environment& environment, const Entries& entries);

/// Removes the records of additions that are gone already, by an edit of the user.
void forget_what_is_gone(const Steps& steps, Entries& entries, const std::string& journal);

/// Makes the change of a step, and records it in `entries` and in the file `journal`. Sets the
/// outcome of the step.
void carry_out(Step& step, Entries& entries, const std::string& journal);

}  // namespace cli::setup
