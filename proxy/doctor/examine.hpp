// Examines a folder: gathers the facts, runs all checks, and carries out fixes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/result.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/facts/gather.hpp"
#include "doctor/finding.hpp"

namespace doctor {

/// Returns the findings of all kinds: errors first, then warnings, then notes. Pure.
Findings findings_of(const Facts& facts);

/// The result of one fix.
struct Mended {
    Finding finding;
    bool gone = false;  ///< the finding is no longer there
    std::string words;  ///< of the command, if it failed
};

struct FixCallbacks {
    std::function<void(const Finding&)> starting;  ///< before the command runs
    std::function<void(const Mended&)> done;
};

/// Runs the fixes of the findings, one after the other, and examines the folder again to see
/// whether they are gone. Replaces `facts` by those of the last examination. Blocking.
std::vector<Mended> mend(const Question& question, Facts& facts, const FixCallbacks& callbacks);

}  // namespace doctor
