#include "app/gopls/executable.hpp"

#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "app/build_info.hpp"
#include "io/go_build_info.hpp"
#include "io/processes.hpp"

namespace app {

namespace {

constexpr std::size_t kMostScannedBytes = std::size_t{16} << 20;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

bool scan_for_marker(std::ifstream& file) {
    file.clear();
    file.seekg(0);
    std::string window;
    std::string chunk(kChunkBytes, '\0');
    for (std::size_t read = 0; read < kMostScannedBytes; read += kChunkBytes) {
        file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        window.append(chunk, 0, static_cast<std::size_t>(file.gcount()));
        if (window.find(kBuildInfoMarker) != std::string::npos) return true;
        if (!file) return false;
        // The kept bytes may hold the beginning of a marker that ends in the next chunk.
        window.erase(0, window.size() - std::min(window.size(), kBuildInfoMarker.size()));
    }
    return false;
}

}  // namespace

std::filesystem::path own_executable() {
    std::array<char, 8192> buffer{};
    std::size_t length = buffer.size();
    if (uv_exepath(buffer.data(), &length) != 0) return {};
    return std::string(buffer.data(), length);
}

int copies_above() {
    constexpr std::size_t kMostAncestors = 32;
    const std::vector<int> ancestors = io::ancestors(kMostAncestors);
    return static_cast<int>(std::count_if(ancestors.begin(), ancestors.end(), [](int pid) {
        std::error_code failure;
        return std::filesystem::equivalent("/proc/" + std::to_string(pid) + "/exe",
                                           "/proc/self/exe", failure);
    }));
}

bool is_executable(const std::filesystem::path& file) {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(file, failure)) return false;
    return ::access(file.c_str(), X_OK) == 0;
}

std::string find_on_path(const std::string& name, const Environment& environment) {
    std::istringstream folders{std::string(value_of(environment, "PATH"))};
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::filesystem::path candidate = std::filesystem::path(folder) / name;
        if (candidate.is_absolute() && is_executable(candidate)) return candidate.string();
    }
    return {};
}

std::string go_version_of(const std::filesystem::path& file) {
    const auto info = io::parse_go_build_info(io::go_build_section(file).value_or(""));
    return info ? info->version : std::string();
}

bool is_gopls_proxy(const std::filesystem::path& path) {
    if (const auto section = io::go_build_section(path)) {
        return section->find(kBuildInfoMarker) != std::string::npos;
    }
    std::ifstream file(path, std::ios::binary);
    return file && scan_for_marker(file);
}

}  // namespace app
