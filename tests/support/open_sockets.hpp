// The sockets of a process.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>

namespace support {

/// Returns how many sockets a process has open, without its three standard files. Linux only.
inline std::size_t open_sockets(pid_t pid) {
    std::size_t sockets = 0;
    const std::string folder = "/proc/" + std::to_string(pid) + "/fd/";
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::error_code gone;
        const auto opened = std::filesystem::read_symlink(file, gone).string();
        const bool is_standard = std::stoi(file.path().filename().string()) <= 2;
        if (!is_standard && opened.starts_with("socket:")) ++sockets;
    }
    return sockets;
}

}  // namespace support
