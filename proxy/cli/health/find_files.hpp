// Reads the files of a workspace for the plan. Bounded in time and number; follows no link, and
// writes nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "app/result.hpp"
#include "cli/health/plan.hpp"

namespace cli::health {

using app::throw_exception_from_error;

struct SearchLimits {
    std::chrono::milliseconds time{10'000};
    std::size_t entries = 400'000;
};

/// Returns the files that the user named, absolute or relative to `folder`; fails with a sentence
/// about the first that is not a Go file with a name to ask about. Blocking.
boost::system::result<std::vector<PlannedFile>, app::Failure> read_named(
    const std::string& folder, const std::vector<std::string>& files);

/// Chooses up to `most` Go files below `folder`, which is absolute. Leaves out what gopls leaves
/// out (hidden folders, `_…`, `testdata`, `vendor`, `node_modules`), and modules nested in that of
/// the folder, which gopls would load in addition. Blocking for little more than the time limit.
boost::system::result<std::vector<PlannedFile>, app::Failure> find_files(
    const std::string& folder, std::size_t most, const SearchLimits& limits = {});

}  // namespace cli::health
