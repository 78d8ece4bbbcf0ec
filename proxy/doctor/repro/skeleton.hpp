// The skeleton of a workspace: its module files, and Go files without code. Reads files, writes
// none. Blocking.
#pragma once

#include <map>
#include <string>

#include "doctor/facts/facts.hpp"

namespace doctor {

/// Texts by their path relative to the workspace.
using FileTexts = std::map<std::string, std::string>;

struct Skeleton {
    FileTexts files;
    bool complete = true;  ///< false: the workspace has more files than are read
};

/// Returns the skeleton of the workspace that contains the examined folder: from the folder of
/// go.work, else that of the module, else the examined folder itself. Holds go.mod, go.sum,
/// go.work, go.work.sum, vendor/modules.txt and Go files. Folders elsewhere to which go.work and
/// `replace` lines lead are in `outside/`, and the lines lead there.
Skeleton skeleton_of(const Facts& facts);

}  // namespace doctor
