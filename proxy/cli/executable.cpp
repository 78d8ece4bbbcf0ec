#include "cli/executable.hpp"

#include <uv.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

#include "cli/build_info.hpp"

namespace cli {

namespace {

constexpr std::uint64_t kMostSectionBytes = std::uint64_t{1} << 20;
constexpr std::size_t kMostScannedBytes = std::size_t{16} << 20;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

/// `count` bytes from `offset`, or nothing when the file is not that long.
std::optional<std::string> read_at(std::ifstream& file, std::uint64_t offset, std::uint64_t count) {
    if (offset > kMostScannedBytes * 256 || count > kMostSectionBytes) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(count), '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(bytes.data(), static_cast<std::streamsize>(count));
    if (!file) return std::nullopt;
    return bytes;
}

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t width) {
    std::uint64_t number = 0;
    for (std::size_t i = width; i-- > 0;) {
        number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    return number;
}

/// The content of `.go.buildinfo` of a 64-bit little-endian ELF file. Nothing: the file is of
/// another kind; empty text: it has no such section.
std::optional<std::string> elf_build_info(std::ifstream& file) {
    constexpr std::size_t kHeaderBytes = 64;
    constexpr std::size_t kSectionHeaderBytes = 64;
    const auto header = read_at(file, 0, kHeaderBytes);
    if (!header || !header->starts_with("\x7f"
                                        "ELF\x02\x01")) {
        return std::nullopt;
    }
    const std::uint64_t table_at = little_endian(*header, 0x28, 8);
    const std::uint64_t entry_bytes = little_endian(*header, 0x3a, 2);
    const std::uint64_t count = little_endian(*header, 0x3c, 2);
    const std::uint64_t names_index = little_endian(*header, 0x3e, 2);
    if (entry_bytes != kSectionHeaderBytes || names_index >= count) return std::string();

    const auto table = read_at(file, table_at, count * entry_bytes);
    if (!table) return std::string();
    const auto names =
        read_at(file, little_endian(*table, names_index * kSectionHeaderBytes + 0x18, 8),
                little_endian(*table, names_index * kSectionHeaderBytes + 0x20, 8));
    if (!names) return std::string();
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::size_t at = i * kSectionHeaderBytes;
        const std::uint64_t name_at = little_endian(*table, at, 4);
        if (name_at >= names->size()) continue;
        if (std::string_view(names->c_str() + name_at) != ".go.buildinfo") continue;
        return read_at(file, little_endian(*table, at + 0x18, 8),
                       little_endian(*table, at + 0x20, 8))
            .value_or(std::string());
    }
    return std::string();
}

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
        // What is kept may hold the beginning of a marker that the next chunk ends.
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

bool is_executable(const std::filesystem::path& file) {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(file, failure)) return false;
#if defined(_WIN32)
    return ::_waccess(file.c_str(), 4) == 0;
#else
    return ::access(file.c_str(), X_OK) == 0;
#endif
}

std::string find_on_path(const std::string& name, const Environment& environment) {
    std::istringstream folders{std::string(value_of(environment, "PATH"))};
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::filesystem::path candidate = std::filesystem::path(folder) / name;
        if (candidate.is_absolute() && is_executable(candidate)) return candidate.string();
    }
    return {};
}

std::string go_build_section(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return file ? elf_build_info(file).value_or(std::string()) : std::string();
}

bool is_gopls_proxy(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return false;
    const auto section = elf_build_info(file);
    if (!section) return scan_for_marker(file);
    return section->find(kBuildInfoMarker) != std::string::npos;
}

}  // namespace cli
