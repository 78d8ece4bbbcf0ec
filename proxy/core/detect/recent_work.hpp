// What gopls did in a span of the recent past, from its samples: CPU time and go commands.
//
// Memory is bounded. Once there are many samples every second one is dropped, so that they span a
// long wait as well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/detect/child_commands.hpp"
#include "core/detect/snapshot.hpp"

namespace core {

class RecentWork {
  public:
    static constexpr std::size_t kMaxSamples = 128;
    static constexpr std::size_t kMaxCommands = 32;

    /// Records a sample. Its first process is gopls; one without processes is ignored.
    void observed(const Snapshot& snapshot, Time now);
    /// Returns what gopls did from `from` to `to` in words: "go list -e -json … for 9.0 s; used
    /// 3.1 s of CPU in 11.0 s". Empty if no sample tells.
    std::string in_words(Time from, Time to) const;
    /// Returns how long commands of this kind ran in the span, as far as samples tell: a command
    /// counts since the sample before the first that shows it.
    Duration time_of(ChildCommand::Kind kind, Time from, Time to) const;

  private:
    struct Sample {
        Time at;
        ProcessRef gopls;
        Duration cpu;
    };
    struct Command {
        ProcessRef ref;
        ChildCommand::Kind kind;
        std::string line;
        Time began;  ///< the sample before the first that shows it
        Time last_seen;
    };
    std::string cpu_in_words(Time from, Time to, bool waits_for_command) const;

    std::vector<Sample> samples_;
    std::vector<Command> commands_;  // the one seen last at the end
};

}  // namespace core
