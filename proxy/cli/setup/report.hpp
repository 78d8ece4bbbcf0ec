// What `gopls-proxy setup` says: a table, changes and snippets for people, JSON for programs. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/setup/plan.hpp"

namespace cli::setup {

/// What became of a plan.
enum class Outcome {
    kNone,      ///< nothing was to be done
    kPending,   ///< a change was shown and not made
    kDone,      ///< the change was made
    kDeclined,  ///< the user said no
    kFailed     ///< see `failure`
};

struct Item {
    Plan plan;
    Outcome outcome = Outcome::kNone;
    std::string failure = {};  ///< why the change could not be made
    std::string backup = {};   ///< the copy of the old file
};

/// Returns the items as a table, one line each. Their files are shown with `~` for `home`, which
/// may be empty.
std::string table_text(const std::vector<Item>& items, const std::string& home);

/// Returns the lines to add by hand, with the file where they belong.
std::string snippet_text(const Plan& plan, const Program& program, const std::string& home);

/// Returns the JSON object of docs/schemas/setup.json and a line end.
std::string report_json(const std::vector<Item>& items, const Program& program, bool undo);

/// Returns 1 if something was not done that could or should have been. `asked_for` is false if the
/// changes were only to be shown.
int exit_code_of(const std::vector<Item>& items, bool asked_for);

}  // namespace cli::setup
