// An incident as Markdown, under the headings that the Go project asks for in a
// gopls bug. Nothing of anybody's files is in it, and the home folder is `~`.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "app/incidents/document.hpp"

namespace cli::incidents {

using app::incidents::Json;

/// What is shown folded up; may be empty.
struct Attachments {
    std::string stacks;
    std::string stderr_tail;
    std::string go_env;
    std::string go_stacks = {};  ///< of a go command
};

/// An issue on GitHub takes 65,536 characters: it stays below, the stacks give way first.
std::string bug_report(const Json& document, const Attachments& attachments, std::string_view home);

/// `text` with `~` in place of the folder `home`, where it is a whole folder.
std::string with_short_home(std::string_view text, std::string_view home);

}  // namespace cli::incidents
