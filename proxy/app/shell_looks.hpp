// Samples the processes of servers, in another thread.
//
// Each server has one sample at a time. The executables of its processes are read separately: if
// they are on a file system that hangs, the sample comes without them. Used from the loop only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/effect.hpp"
#include "core/base/time.hpp"
#include "io/background.hpp"
#include "io/go_programs.hpp"
#include "io/loop.hpp"
#include "io/processes.hpp"

namespace app {

class Looks {
  public:
    struct Events {
        /// Receives a sample; command lines are masked.
        std::function<void(core::Generation, io::Snapshot)> seen;
        /// Receives a sentence for the log, once for each server, about something that cannot be
        /// sampled.
        std::function<void(core::Generation, const std::string&)> incomplete;
    };
    using ReadProgram = std::function<std::optional<io::GoProgram>(const io::ProcessImage&)>;

    /// `read` is called in another thread.
    Looks(io::Loop& loop, Events events, ReadProgram read = io::read_go_program);

    /// Samples the session that `pid` leads. Does nothing while a sample is being taken, or the
    /// server is paused. A sample that only waits for the executables is superseded by the new one.
    void look(core::Generation generation, int pid);
    /// Reports no samples, not even the current one, until `resume` was called as often.
    void pause(core::Generation generation);
    void resume(core::Generation generation);
    void forget(core::Generation generation) { servers_.erase(generation); }

  private:
    struct Server {
        std::uint64_t number = 0;                ///< of the sample that counts
        std::optional<core::Time> looking = {};  ///< since when it is being sampled
        std::optional<core::Time> reading = {};  ///< since when its executables are being read
        int paused = 0;
        bool said_incomplete = false;
    };

    core::Time now() const { return core::Time(loop_.now()); }
    void looked(core::Generation generation, std::uint64_t number, io::Snapshot snapshot);
    void read_programs(core::Generation generation, std::uint64_t number, io::Snapshot snapshot,
                       std::vector<io::ProcessImage> unknown);
    void say_if_late(core::Generation generation, Server& server);

    io::Loop& loop_;
    Events events_;
    ReadProgram read_;
    std::map<core::Generation, Server> servers_;
    io::GoPrograms programs_;
    int reading_ = 0;  ///< reading threads, also for servers that are gone
    io::Background background_;
};

}  // namespace app
