// Finds the smallest workspace that shows the same finding. Writes only to a temporary folder.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "app/result.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/facts/gather.hpp"
#include "doctor/finding.hpp"
#include "doctor/repro/skeleton.hpp"
#include "doctor/repro/trial.hpp"

namespace doctor {

/// At most this many smaller workspaces are examined.
inline constexpr std::size_t kMostAttempts = 200;

struct Reproduction {
    FileTexts files;
    Signs signs;               ///< that the files show
    std::size_t attempts = 0;  ///< the number of smaller workspaces that were examined
    bool smallest = true;      ///< false: it was stopped, or the attempts were used up
};

struct ReproduceCallbacks {
    std::function<bool()> is_stopped;  ///< called before and after each attempt
    /// Called before each attempt, with the size of the smallest workspace so far.
    std::function<void(std::size_t attempt, std::size_t files)> progress;
};

/// Returns why no finding of this kind can be reproduced by module files and imports; empty if it
/// may be. `id` is that of a row of `kinds()`. Pure.
std::string why_not_apart(std::string_view id);

/// Returns the smallest workspace that shows the finding, or why there is none. `facts` are those
/// that it was found in. Blocking: an attempt takes as long as go needs to list the modules.
boost::system::result<Reproduction, app::Failure> reproduce(const Question& question,
                                                            const Facts& facts,
                                                            const Finding& finding,
                                                            const ReproduceCallbacks& callbacks);

}  // namespace doctor
