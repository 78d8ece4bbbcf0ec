#include "core/workspace/server_log.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"

namespace core {
namespace {

/// Messages of the system about an unusable disk or folder (Go's syscall error texts).
constexpr std::array<std::string_view, 7> kSystemErrors = {
    "no space left on device", "disk quota exceeded", "read-only file system", "input/output error",
    "permission denied",       "not a directory",     "stale NFS file handle"};

/// Messages of the go command itself (cmd/go/internal/cache).
constexpr std::array<std::string_view, 2> kOwnWords = {"failed to initialize build cache",
                                                       "build cache is required"};

constexpr std::size_t kMaxLineBytes = 300;

/// Returns the go command's part of the line: gopls prepends "…: err: exit status 1: stderr: ".
std::string_view go_command_part(std::string_view line) {
    constexpr std::string_view kBefore = "stderr: ";
    const auto at = line.find(kBefore);
    return at == std::string_view::npos ? line : line.substr(at + kBefore.size());
}

}  // namespace

bool tells_of_load(std::string_view message) {
    return contains(message.substr(0, message.find('\n')), "go/packages.Load #");
}

bool tells_of_view(std::string_view message) {
    return contains(message.substr(0, message.find('\n')), "Created View");
}

std::string go_cache_in(std::string_view message) {
    constexpr std::string_view kName = " GOCACHE:";
    constexpr std::string_view kNext = " GOMODCACHE:";
    if (!tells_of_view(message)) return {};
    const auto at = message.find(kName);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = message.substr(at + kName.size());
    const auto end = rest.find(kNext);
    return end == std::string_view::npos ? std::string() : std::string(rest.substr(0, end));
}

std::string build_cache_fault(std::string_view message, std::string_view go_cache) {
    while (!message.empty()) {
        const std::string_view line = message.substr(0, message.find('\n'));
        message.remove_prefix(std::min(message.size(), line.size() + 1));
        const bool names_it = !go_cache.empty() && contains(line, std::string(go_cache) + "/");
        if (contains_any(line, kOwnWords) || (names_it && contains_any(line, kSystemErrors)))
            return std::string(go_command_part(line).substr(0, kMaxLineBytes));
    }
    return {};
}

}  // namespace core
