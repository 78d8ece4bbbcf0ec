// An incident as Markdown, under the headings of the Go project's form for gopls bugs. It contains
// nothing of the user's files, and the home folder is `~`. Pure.
#pragma once

#include <string>
#include <string_view>

#include "app/incidents/document.hpp"

namespace cli::incidents {

using app::incidents::Json;

/// Texts that are shown folded; may be empty.
struct Attachments {
    std::string stacks;
    std::string stderr_tail;
    std::string go_env;
    std::string go_stacks = {};  ///< from a go command
};

/// Returns the report. GitHub limits an issue to 65,536 characters, so the stacks are cut first.
std::string bug_report(const Json& document, const Attachments& attachments, std::string_view home);

/// Returns `text` with `~` for `home`, wherever that is a whole folder name.
std::string with_short_home(std::string_view text, std::string_view home);

}  // namespace cli::incidents
