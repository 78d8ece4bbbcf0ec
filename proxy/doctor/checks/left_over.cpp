#include "doctor/checks/left_over.hpp"

#include "core/base/time.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {

Findings check_left_over_processes(const Facts& facts) {
    Findings findings;
    for (const LeftOverProcess& process : facts.machine.processes.left_over) {
        if (!is_within(process.folder, facts.folder)) continue;
        findings.push_back({.confidence = Confidence::kLikely,
                            .seen = "A " + process.sort + " (pid " + std::to_string(process.pid) +
                                    ", " + process.command + ") has been running for " +
                                    core::human(process.age) + " in " + process.folder +
                                    ", and the program that started it is gone.",
                            .why = "It takes memory and time, and may hold a lock or a port.",
                            .mend = {"kill " + std::to_string(process.pid)}});
    }
    return findings;
}

Findings check_held_locks(const Facts& facts) {
    Findings findings;
    const std::string cache(facts.settings.value("GOMODCACHE"));
    for (const HeldLock& lock : facts.machine.processes.locks) {
        if (!is_within(lock.path, cache)) continue;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = lock.name + " (pid " + std::to_string(lock.pid) + ") holds a lock on " +
                     lock.path + ".",
             .why = "Other go commands that need the same module wait for it, as long as it takes.",
             .mend = {"kill " + std::to_string(lock.pid) + "  # if it makes no progress"}});
    }
    return findings;
}

}  // namespace doctor
