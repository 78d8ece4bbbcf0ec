// The counts of a soak: kept during the run, printed as a table at its end.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>

namespace soak {

/// The outcomes of the requests of one method. Quiet: refused with an error code that editors do
/// not show, as when gopls was replaced meanwhile.
struct Answers {
    std::size_t results = 0;
    std::size_t quiet = 0;
    std::size_t errors = 0;
};

/// Resources of the proxy's process.
struct Footprint {
    std::size_t resident_bytes = 0;
    std::size_t descriptors = 0;
};

struct Tally {
    std::size_t steps = 0;
    std::size_t edits = 0;
    std::size_t texts_compared = 0;
    std::size_t checks = 0;
    long long servers = 0;                        ///< gopls processes started
    long long replacements = 0;                   ///< automatic replacements
    std::map<std::string, std::size_t> work;      ///< steps by kind
    std::map<std::string, std::size_t> faults;    ///< faults by kind
    std::map<std::string, std::size_t> verdicts;  ///< from the proxy's log
    std::map<std::string, Answers> answers;       ///< by method
    Footprint at_start;
    Footprint at_quarter;
    Footprint at_end;
    std::size_t most_resident_bytes = 0;
    std::deque<std::string> last_steps;  ///< printed at a failure

    /// Counts a step and adds it to the last steps.
    void step(const std::string& what);
    void print(double seconds) const;
};

}  // namespace soak
