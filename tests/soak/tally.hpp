// What a soak has done so far: counted on the way, printed as a table at the end.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>

namespace soak {

/// What became of the requests of one method. Quiet: refused with a code that editors say nothing
/// about, as when gopls was replaced meanwhile.
struct Answers {
    std::size_t results = 0;
    std::size_t quiet = 0;
    std::size_t errors = 0;
};

/// Of the proxy's process.
struct Footprint {
    std::size_t resident_bytes = 0;
    std::size_t descriptors = 0;
};

struct Tally {
    std::size_t steps = 0;
    std::size_t edits = 0;
    std::size_t texts_compared = 0;
    std::size_t checks = 0;
    long long servers = 0;                        ///< goplses started
    long long replacements = 0;                   ///< automatic ones
    std::map<std::string, std::size_t> work;      ///< steps by kind
    std::map<std::string, std::size_t> faults;    ///< by kind
    std::map<std::string, std::size_t> verdicts;  ///< of the proxy's log
    std::map<std::string, Answers> answers;       ///< by method
    Footprint at_start;
    Footprint at_quarter;
    Footprint at_end;
    std::size_t most_resident_bytes = 0;
    std::deque<std::string> last_steps;  ///< for a failure

    /// Notes a step, and that it was among the last.
    void step(const std::string& what);
    void print(double seconds) const;
};

}  // namespace soak
