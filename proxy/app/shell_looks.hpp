// Looks at the processes of servers, in another thread.
//
// Each server has one look at a time. What its processes run is read apart, from their executables:
// on a file system that hangs, a look is given without it. Used from the loop only.
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
        /// Its command lines are masked.
        std::function<void(core::Generation, io::Snapshot)> seen;
        /// A sentence for the log, once for each server: something cannot be looked at.
        std::function<void(core::Generation, const std::string&)> incomplete;
    };
    using ReadProgram = std::function<std::optional<io::GoProgram>(const io::ProcessImage&)>;

    /// `read` is called in another thread.
    Looks(io::Loop& loop, Events events, ReadProgram read = io::read_go_program);

    /// Looks at the session that `pid` leads. Does nothing while the look before is under way, or
    /// the server is paused. A look that only waits for what its processes run gives way to this
    /// one.
    void look(core::Generation generation, int pid);
    /// Until as many calls of `resume` nothing is seen of it, nor by the look that is under way.
    void pause(core::Generation generation);
    void resume(core::Generation generation);
    void forget(core::Generation generation) { servers_.erase(generation); }

  private:
    struct Server {
        std::uint64_t number = 0;                ///< of the look that counts
        std::optional<core::Time> looking = {};  ///< since then
        std::optional<core::Time> reading = {};  ///< what its processes run, since then
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
    int reading_ = 0;  ///< threads that read, also for servers that are gone
    io::Background background_;
};

}  // namespace app
