#include "cli/incidents/go_build_info.hpp"

#include <algorithm>
#include <cstdint>

namespace cli::incidents {
namespace {

constexpr std::string_view kMagic = "\xff Go buildinf:";
constexpr std::size_t kFlagsAt = 15;
constexpr unsigned kInlineStrings = 2;
constexpr std::size_t kHeaderBytes = 32;
/// Around the module information (cmd/go/internal/modload, infoStart and infoEnd).
constexpr std::size_t kSentinelBytes = 16;

/// A string behind its length, a varint.
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

}  // namespace

std::optional<GoBuildInfo> parse_go_build_info(std::string_view section) {
    if (section.size() < kHeaderBytes || !section.starts_with(kMagic)) return std::nullopt;
    if ((static_cast<unsigned char>(section[kFlagsAt]) & kInlineStrings) == 0) return std::nullopt;
    section.remove_prefix(kHeaderBytes);
    const auto go = take_string(section);
    const auto wrapped = take_string(section);
    if (!go || !wrapped) return std::nullopt;
    GoBuildInfo info{std::string(*go), {}, {}};
    if (wrapped->size() < 2 * kSentinelBytes) return info;
    std::string_view lines = wrapped->substr(kSentinelBytes, wrapped->size() - 2 * kSentinelBytes);
    while (!lines.empty()) {
        std::string_view line = take_until(lines, '\n');
        const std::string_view kind = take_until(line, '\t');
        if (kind == "path") info.path = line;
        if (kind == "mod") {
            take_until(line, '\t');
            info.version = take_until(line, '\t');
        }
    }
    return info;
}

}  // namespace cli::incidents
