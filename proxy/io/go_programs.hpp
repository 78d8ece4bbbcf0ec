// Which Go program a process runs, by the build information of its executable.
//
// An executable is read once and then known by device, inode, time and size. A value: a copy may go
// to another thread and come back. Every call blocks.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace io {

class GoPrograms {
  public:
    /// The path of the main package of what `pid` runs ("golang.org/x/tools/gopls"); empty if that
    /// is not a Go program. Nothing if it cannot be told: the executable is not ours to read, is
    /// not an ELF file, or is a Go program that was built without this information.
    std::optional<std::string> of_process(int pid);

    /// How many executables are known.
    std::size_t size() const { return known_.size(); }

  private:
    struct File {
        std::uint64_t device = 0, inode = 0, size = 0;
        std::int64_t seconds = 0, nanoseconds = 0;  ///< of the last change
        friend auto operator<=>(const File&, const File&) = default;
    };
    std::map<File, std::optional<std::string>> known_;
};

}  // namespace io
