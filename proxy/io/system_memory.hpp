// The memory of the machine, from /proc/meminfo (proc(5)).
//
// Linux only; elsewhere the result is nothing. Never throws on malformed content.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace io {

struct SystemMemory {
    std::uint64_t total_bytes = 0;
    /// What programs can still get without swapping: MemAvailable.
    std::uint64_t available_bytes = 0;
    std::uint64_t swap_bytes = 0;
    std::uint64_t free_swap_bytes = 0;
};

/// Parses the file. Nothing without the line MemAvailable.
std::optional<SystemMemory> parse_meminfo(std::string_view text);

std::optional<SystemMemory> system_memory();

}  // namespace io
