// Examines single files and folders that may be deleted. Reads the disk, changes nothing.
#pragma once

#include <string>
#include <vector>

#include "cli/clean/plan.hpp"
#include "cli/clean/safety.hpp"

namespace cli::clean {

/// Returns why the open entry is not what it should be, or an empty text: the rules of safety.hpp
/// and contents.hpp.
std::string unfit(Kind kind, const std::string& path, const io::HeldEntry& entry, uid_t user,
                  const Protected& protected_folders);

/// Returns the candidate at `path`, which need not exist.
Candidate candidate_at(Kind kind, const std::string& path, uid_t user,
                       const Protected& protected_folders);

}  // namespace cli::clean
