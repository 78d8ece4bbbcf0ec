// Counts of a run, for the table at its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace simulation {

/// A session with at least this many steps is a long one.
inline constexpr std::size_t kLongSession = 200;

struct Statistics {
    std::uint64_t sessions = 0;
    std::uint64_t long_sessions = 0;  ///< with kLongSession steps or more; others end early
    std::uint64_t with_replacement = 0;
    std::uint64_t steps = 0;
    std::uint64_t turns = 0;  ///< calls of the engine
    std::uint64_t requests = 0;
    std::uint64_t replies = 0;           ///< of servers
    std::uint64_t replies_of_proxy = 0;  ///< quiet errors, and replies to its own commands
    std::uint64_t spawns = 0;
    std::uint64_t replacements = 0;
    std::uint64_t averted = 0;
    std::uint64_t messages_checked = 0;
    std::uint64_t texts_compared = 0;
    std::map<std::string, std::uint64_t> faults;  ///< injected, by kind
    std::map<std::string, std::uint64_t> ends;    ///< sessions, by how they ended

    void add(const Statistics& other);
    /// Returns a table for people.
    std::string table() const;
};

}  // namespace simulation
