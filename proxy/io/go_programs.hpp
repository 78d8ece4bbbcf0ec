// Finds out which Go program a process runs, by the build information of its executable.
//
// The executable may be on a file system that hangs. Reading it blocks then, and so does asking
// whether it has changed. So each process is read once; afterwards /proc, which does not touch that
// file system, tells whether it is still the same.
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

/// A process and the program it runs. After an exec, or when its pid is reused, it is another
/// image.
struct ProcessImage {
    int pid = 0;
    std::uint64_t start_ticks = 0;  ///< clock ticks since boot
    std::string executable;         ///< path, as the system reports it
    friend auto operator<=>(const ProcessImage&, const ProcessImage&) = default;
};

struct GoProgram {
    /// The path of the main package ("golang.org/x/tools/gopls"); empty if this is not a Go
    /// program. Nothing if unknown because the program was built without this information.
    std::optional<std::string> package;
};

/// Returns the path of the main package, or that of the module if it was built from files
/// (`go build main.go`).
const std::string& main_package(const GoBuildInfo& info);

/// Returns the path of the executable of `pid`; empty if it may not be seen. Does not block.
std::string executable_of(int pid);

/// Reads which program the process runs. Returns nothing if the executable cannot be read now, or
/// if the process runs another one by now. Blocking.
std::optional<GoProgram> read_go_program(const ProcessImage& image);

/// Remembers the programs of processes.
class GoPrograms {
  public:
    /// Sets `Process::go_program` of known processes. Returns the unknown ones, except those whose
    /// executable may not be seen.
    std::vector<ProcessImage> fill_in(Snapshot& snapshot) const;
    void add(const ProcessImage& image, GoProgram program);

    /// Returns the number of known processes.
    std::size_t size() const { return known_.size(); }

  private:
    std::map<ProcessImage, GoProgram> known_;
};

}  // namespace io
