// The tools that count what a program does instead of timing it: instructions (valgrind's
// callgrind) and system calls (strace). How the proxy is started under one, and what it has counted
// so far. Only the proxy itself is counted, with all its threads: not the server that it starts.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// So much so far.
struct Count {
    std::uint64_t loop = 0;   ///< by the first thread, which has the event loop
    std::uint64_t aside = 0;  ///< by all others
};

class CostTool {
  public:
    virtual ~CostTool() = default;

    /// A key, and what is counted: "instructions".
    virtual std::string name() const = 0;
    /// Why it cannot be used here; empty if it can.
    virtual std::string missing() const = 0;
    /// The command that runs `argv` under the tool, in the process that is started for it.
    virtual std::vector<std::string> command(const std::vector<std::string>& argv) = 0;
    /// Has the proxy, which is at rest, say what was counted. It need not be at rest afterwards:
    /// this costs, each time the same.
    virtual void look(pid_t proxy) = 0;
    /// What it said, once it is at rest again.
    virtual Count count(pid_t proxy) = 0;
};

/// Counts instructions. `folder` is its own, empty and there.
std::unique_ptr<CostTool> callgrind(const std::filesystem::path& folder);
/// Counts system calls.
std::unique_ptr<CostTool> strace(const std::filesystem::path& folder);

/// The first line that a command prints on its standard output; empty if it fails.
std::string first_line_of(const std::string& shell_command);

}  // namespace bench
