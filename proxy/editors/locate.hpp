// Finds the editors and agents of a user by the folders that they make. It reads the file system
// and starts nothing.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"
#include "app/paths.hpp"
#include "editors/known.hpp"

namespace editors {

/// An editor and its settings file on this machine.
struct Located {
    const Editor* editor = nullptr;
    std::string file;  ///< absolute; empty if the editor has none, or there is no home
    bool found = false;
    std::string scripts;   ///< the folder of the user's scripts; may be empty
    std::string searched;  ///< the first place that was searched, for a sentence
};

/// Returns where an editor has its settings, and whether it is used.
Located locate(const Editor& editor, const app::Environment& environment,
               app::Platform platform = app::kThisPlatform);

/// Returns the settings file and the scripts of an editor that is set up by hand, without plugins:
/// at most 200 files. They may be large or no longer exist.
std::vector<std::string> scripts_of(const Located& located);

/// Returns whether the settings file of an editor, or one of its scripts, mentions gopls-proxy.
bool mentions_proxy(const Located& located);

}  // namespace editors
