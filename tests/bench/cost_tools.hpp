// The tools that count a program's work instead of timing it: instructions (valgrind's callgrind)
// and system calls (strace). They start the proxy and return its counts so far. All threads of the
// proxy are counted, but not the server that it starts.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// Counts since the start.
struct Count {
    std::uint64_t loop = 0;   ///< of the first thread, which runs the event loop
    std::uint64_t aside = 0;  ///< of all other threads
};

class CostTool {
  public:
    virtual ~CostTool() = default;

    /// Returns the name of the counted quantity, which is also its key: "instructions".
    virtual std::string name() const = 0;
    /// Returns why the tool cannot be used here with this program; empty if it can.
    virtual std::string missing(const std::string& proxy) const = 0;
    /// Returns the command that runs `argv` under the tool, in the process that the command starts.
    virtual std::vector<std::string> command(const std::vector<std::string>& argv) = 0;
    /// Makes the tool write its counts. The proxy must be at rest before; it may work afterwards,
    /// since writing costs it the same each time.
    virtual void look(pid_t proxy) = 0;
    /// Returns the counts that the last look() wrote. The proxy must be at rest again.
    virtual Count count(pid_t proxy) = 0;
};

/// Counts instructions. `folder` must exist, be empty, and be used by nothing else.
std::unique_ptr<CostTool> callgrind(const std::filesystem::path& folder);
/// Counts system calls.
std::unique_ptr<CostTool> strace(const std::filesystem::path& folder);

/// Returns the first line that a command prints on standard output; empty if the command fails.
std::string first_line_of(const std::string& shell_command);

}  // namespace bench
