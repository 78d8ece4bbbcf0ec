#include "io/system_memory.hpp"

#include <algorithm>
#include <array>

#include "io/proc_stat.hpp"

namespace io {

std::optional<SystemMemory> parse_meminfo(std::string_view text) {
    SystemMemory memory;
    bool has_available = false;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::string_view key = next_word(line);
        const std::uint64_t bytes = to_number(next_word(line)) * 1024;
        if (key == "MemTotal:") memory.total_bytes = bytes;
        if (key == "SwapTotal:") memory.swap_bytes = bytes;
        if (key == "SwapFree:") memory.free_swap_bytes = bytes;
        if (key != "MemAvailable:") continue;
        memory.available_bytes = bytes;
        has_available = true;
    }
    return has_available ? std::optional(memory) : std::nullopt;
}

std::optional<SystemMemory> system_memory() {
    std::array<char, 8192> text;
    return parse_meminfo(read_proc("/proc/meminfo", text));
}

}  // namespace io
