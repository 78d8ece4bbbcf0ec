// The setting that makes an editor start a program instead of gopls. Pure.
#pragma once

#include <vector>

#include "cli/setup/names.hpp"
#include "cli/setup/program.hpp"

namespace cli::setup {

/// The setting of an editor that can be added to its file.
struct Entry {
    Format format = Format::kJson;
    /// Where the server for Go may be set. The first is added if none exists.
    std::vector<Keys> places;
    Json value;         ///< to add
    Keys command = {};  ///< where the command is in the value; its first item if it is an array
};

/// Returns the setting that makes an editor start the program. Not for `Way::kByHand`.
Entry entry_of(Way way, const Program& program);

}  // namespace cli::setup
