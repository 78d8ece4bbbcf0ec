#include "io/go_build_info.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>

namespace io {
namespace {

constexpr std::string_view kMagic = "\xff Go buildinf:";
constexpr std::size_t kFlagsAt = 15;
constexpr unsigned kInlineStrings = 2;
constexpr std::size_t kHeaderBytes = 32;
/// The sentinels around the module information (cmd/go/internal/modload, infoStart and infoEnd).
constexpr std::size_t kSentinelBytes = 16;

/// Takes a string that follows its length, a varint.
std::optional<std::string_view> take_string(std::string_view& bytes) {
    std::uint64_t length = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        if (bytes.empty()) return std::nullopt;
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        length |= std::uint64_t{byte & 0x7fU} << shift;
        if ((byte & 0x80U) != 0) continue;
        if (length > bytes.size()) return std::nullopt;
        const std::string_view text = bytes.substr(0, static_cast<std::size_t>(length));
        bytes.remove_prefix(text.size());
        return text;
    }
    return std::nullopt;
}

std::string_view take_until(std::string_view& text, char end) {
    const std::size_t at = std::min(text.find(end), text.size());
    const std::string_view part = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return part;
}

constexpr std::uint64_t kMostSectionBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kMostOffset = std::uint64_t{1} << 32;

/// Reads `count` bytes from `offset`; returns nothing if the file is too short.
std::optional<std::string> read_at(std::ifstream& file, std::uint64_t offset, std::uint64_t count) {
    if (offset > kMostOffset || count > kMostSectionBytes) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(count), '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(bytes.data(), static_cast<std::streamsize>(count));
    if (!file) return std::nullopt;
    return bytes;
}

/// The offsets of the fields of an ELF header and of a section header (elf(5)).
struct ElfLayout {
    std::size_t header_bytes, table_at, entry_bytes_at, section_header_bytes;
    std::size_t offset_in_section, size_in_section, word_bytes;
    bool big_endian;

    std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t width) const {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const std::size_t from = big_endian ? at + i : at + width - 1 - i;
            value = value << 8 | static_cast<unsigned char>(bytes[from]);
        }
        return value;
    }
    std::uint64_t word(std::string_view bytes, std::size_t at) const {
        return number(bytes, at, word_bytes);
    }
};

/// Returns nothing if this is not the beginning of an ELF file.
std::optional<ElfLayout> layout_of(std::string_view identification) {
    constexpr std::size_t kClassAt = 4;
    constexpr std::size_t kEndianAt = 5;
    if (identification.size() <= kEndianAt || !identification.starts_with("\x7f"
                                                                          "ELF")) {
        return std::nullopt;
    }
    const bool big_endian = identification[kEndianAt] == 2;
    if (identification[kClassAt] == 1) {
        return ElfLayout{0x34, 0x20, 0x2e, 40, 0x10, 0x14, 4, big_endian};
    }
    return ElfLayout{0x40, 0x28, 0x3a, 64, 0x18, 0x20, 8, big_endian};
}

}  // namespace

std::optional<std::string> go_build_section(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    const auto identification = read_at(file, 0, 16);
    const auto elf = identification ? layout_of(*identification) : std::nullopt;
    if (!elf) return std::nullopt;
    const auto header = read_at(file, 0, elf->header_bytes);
    if (!header) return std::nullopt;
    const std::uint64_t table_at = elf->word(*header, elf->table_at);
    const std::uint64_t entry_bytes = elf->number(*header, elf->entry_bytes_at, 2);
    const std::uint64_t count = elf->number(*header, elf->entry_bytes_at + 2, 2);
    const std::uint64_t names_index = elf->number(*header, elf->entry_bytes_at + 4, 2);
    if (entry_bytes != elf->section_header_bytes || names_index >= count) return std::string();

    const auto table = read_at(file, table_at, count * entry_bytes);
    if (!table) return std::string();
    const auto content = [&](std::uint64_t index) {
        const std::size_t at = static_cast<std::size_t>(index * entry_bytes);
        return read_at(file, elf->word(*table, at + elf->offset_in_section),
                       elf->word(*table, at + elf->size_in_section));
    };
    const auto names = content(names_index);
    if (!names) return std::string();
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t name_at =
            elf->number(*table, static_cast<std::size_t>(i * entry_bytes), 4);
        if (name_at >= names->size()) continue;
        if (std::string_view(names->c_str() + name_at) != ".go.buildinfo") continue;
        return content(i).value_or(std::string());
    }
    return std::string();
}

std::optional<GoBuildInfo> parse_go_build_info(std::string_view section) {
    if (section.size() < kHeaderBytes || !section.starts_with(kMagic)) return std::nullopt;
    if ((static_cast<unsigned char>(section[kFlagsAt]) & kInlineStrings) == 0) return std::nullopt;
    section.remove_prefix(kHeaderBytes);
    const auto go = take_string(section);
    const auto wrapped = take_string(section);
    if (!go || !wrapped) return std::nullopt;
    GoBuildInfo info;
    info.go = *go;
    if (wrapped->size() < 2 * kSentinelBytes) return info;
    std::string_view lines = wrapped->substr(kSentinelBytes, wrapped->size() - 2 * kSentinelBytes);
    while (!lines.empty()) {
        std::string_view line = take_until(lines, '\n');
        const std::string_view kind = take_until(line, '\t');
        if (kind == "path") info.path = line;
        if (kind == "mod") {
            info.module = take_until(line, '\t');
            info.version = take_until(line, '\t');
        }
    }
    return info;
}

}  // namespace io
