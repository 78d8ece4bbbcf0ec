// Which Go program a process runs, by the build information of its executable.
//
// The executable may be on a file system that hangs: reading it blocks, even asking whether it has
// changed does. Each process is therefore read once, and known from then on by what /proc says
// without going to that file system.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/go_build_info.hpp"

namespace io {

struct Process;
struct Snapshot;

/// A process and what it runs: another program, or a later process of that number, is another one.
struct ProcessImage {
    int pid = 0;
    std::uint64_t start_ticks = 0;  ///< clock ticks since boot
    std::string executable;         ///< its path, as the system has it
    friend auto operator<=>(const ProcessImage&, const ProcessImage&) = default;
};

struct GoProgram {
    /// The path of the main package ("golang.org/x/tools/gopls"); empty if this is not a Go
    /// program. Nothing if it cannot be told: built without this information.
    std::optional<std::string> package;
};

/// The path of its main package; the module's, if it was built from files (`go build main.go`).
const std::string& main_package(const GoBuildInfo& info);

/// The path of what `pid` runs; empty where it may not be seen. Does not block.
std::string executable_of(int pid);

/// What it runs. Nothing if the executable cannot be read now, or it runs another by now. Blocks.
std::optional<GoProgram> read_go_program(const ProcessImage& image);

/// What is known of processes.
class GoPrograms {
  public:
    /// Sets `Process::go_program` of those that are known, and returns the others, but for those
    /// whose executable may not be seen.
    std::vector<ProcessImage> fill_in(Snapshot& snapshot) const;
    void add(const ProcessImage& image, GoProgram program);

    /// How many processes are known.
    std::size_t size() const { return known_.size(); }

  private:
    std::map<ProcessImage, GoProgram> known_;
};

}  // namespace io
