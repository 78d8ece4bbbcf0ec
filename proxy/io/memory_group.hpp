// The control group whose memory limit this process and its children run into: how many processes
// the kernel has killed in it, and the limit. Both versions of cgroups.
//
// Blocking reads of a few small files. Linux only; elsewhere, and where no such group can be seen,
// there is nothing. Never throws on what it reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace io {

struct MemoryGroup {
    std::uint64_t oom_kills = 0;    ///< since the group was made; of other processes too
    std::uint64_t limit_bytes = 0;  ///< the lowest that applies; 0: none
};

/// `root` is the folder that holds proc and sys.
std::optional<MemoryGroup> memory_group(const std::filesystem::path& root = "/");

}  // namespace io
