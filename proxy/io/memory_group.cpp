#include "io/memory_group.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace io {
namespace {

namespace fs = std::filesystem;

/// "No limit" of cgroup v1 is the largest multiple of the page size.
constexpr std::uint64_t kNoLimit = std::uint64_t{1} << 62;

struct Mount {
    std::string root;   ///< the group visible at `point`
    std::string point;  ///< absolute
};

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(std::move(word));
    return words;
}

bool lists(std::string_view comma_separated, std::string_view word) {
    while (!comma_separated.empty()) {
        const auto end = std::min(comma_separated.find(','), comma_separated.size());
        if (comma_separated.substr(0, end) == word) return true;
        comma_separated.remove_prefix(std::min(end + 1, comma_separated.size()));
    }
    return false;
}

/// Returns this process's group in a hierarchy, from /proc/self/cgroup (cgroups(7)): in that of the
/// memory controller of version 1, or in that of version 2.
std::optional<std::string> group_of(const fs::path& root, bool version_1) {
    std::ifstream file(root / "proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        if (version_1 ? lists(controllers, "memory") : controllers.empty()) {
            return line.substr(second + 1);
        }
    }
    return {};
}

/// Finds the mount of that hierarchy in /proc/self/mountinfo (proc(5)).
std::optional<Mount> mount_of(const fs::path& root, bool version_1) {
    std::ifstream file(root / "proc/self/mountinfo");
    for (std::string line; std::getline(file, line);) {
        const std::vector<std::string> words = words_of(line);
        const auto dash = std::find(words.begin(), words.end(), "-");
        if (words.size() < 5 || words.end() - dash < 4) continue;
        const bool right =
            version_1 ? dash[1] == "cgroup" && lists(dash[3], "memory") : dash[1] == "cgroup2";
        if (right) return Mount{words[3], words[4]};
    }
    return {};
}

/// Returns the folder of the group, or the mount point in a container whose group is mounted there.
fs::path folder_of(const fs::path& root, const Mount& mount, const std::string& group) {
    const fs::path point = root / fs::path(mount.point).relative_path();
    std::string_view below = group;
    if (mount.root != "/" && below.starts_with(mount.root)) below.remove_prefix(mount.root.size());
    const fs::path folder = point / fs::path(below).relative_path();
    std::error_code failure;
    return fs::is_directory(folder, failure) ? folder : point;
}

/// Returns the number behind `key`, or the only one; nothing for "max" or a missing file.
std::optional<std::uint64_t> number_in(const fs::path& path, std::string_view key) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::string_view text = line;
        if (!key.empty()) {
            if (!text.starts_with(key) || text.substr(key.size()).substr(0, 1) != " ") continue;
            text.remove_prefix(key.size() + 1);
        }
        std::uint64_t number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec == std::errc()) return number;
        return {};
    }
    return {};
}

std::uint64_t limit_2(fs::path folder, const fs::path& point) {
    std::uint64_t lowest = kNoLimit;
    for (;; folder = folder.parent_path()) {
        lowest = std::min(lowest, number_in(folder / "memory.max", "").value_or(kNoLimit));
        if (folder == point || !folder.has_relative_path()) return lowest;
    }
}

std::uint64_t used_in(const fs::path& folder, bool version_1) {
    const char* file = version_1 ? "memory.usage_in_bytes" : "memory.current";
    const char* cache = version_1 ? "total_inactive_file" : "inactive_file";
    const std::uint64_t used = number_in(folder / file, "").value_or(0);
    return used - std::min(used, number_in(folder / "memory.stat", cache).value_or(0));
}

}  // namespace

std::optional<MemoryGroup> memory_group(const fs::path& root) {
    // With both versions mounted, version 1 has the memory controller.
    for (const bool version_1 : {true, false}) {
        const auto group = group_of(root, version_1);
        const auto mount = mount_of(root, version_1);
        if (!group || !mount) continue;
        const fs::path folder = folder_of(root, *mount, *group);
        const auto kills =
            number_in(folder / (version_1 ? "memory.oom_control" : "memory.events"), "oom_kill");
        if (!kills) continue;
        const std::uint64_t limit =
            version_1 ? number_in(folder / "memory.stat", "hierarchical_memory_limit").value_or(0)
                      : limit_2(folder, root / fs::path(mount->point).relative_path());
        return MemoryGroup{*kills, limit < kNoLimit ? limit : 0, used_in(folder, version_1)};
    }
    return {};
}

}  // namespace io
