#include "io/mounts.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

#include "io/proc_stat.hpp"

namespace io {

namespace {

// The kernel writes blanks and backslashes as "\040" and "\134".
std::string unescaped(std::string_view text) {
    std::string plain;
    const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
    while (!text.empty()) {
        if (text.size() >= 4 && text[0] == '\\' && is_octal(text[1]) && is_octal(text[2]) &&
            is_octal(text[3])) {
            plain += static_cast<char>(to_number(text.substr(1, 3), 8));
            text.remove_prefix(4);
        } else {
            plain += text.front();
            text.remove_prefix(1);
        }
    }
    return plain;
}

// ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [FIELDS…] - TYPE SOURCE OPTIONS
std::optional<MountPoint> parse_mount(std::string_view line) {
    MountPoint mount;
    for (int skipped = 0; skipped < 4; ++skipped) next_word(line);
    mount.point = unescaped(next_word(line));
    std::string_view word = next_word(line);
    while (!word.empty() && word != "-") word = next_word(line);
    mount.type = unescaped(next_word(line));
    mount.source = unescaped(next_word(line));
    mount.options = unescaped(next_word(line));
    if (!mount.point.starts_with('/') || mount.type.empty()) return std::nullopt;
    return mount;
}

bool is_below_or_same(std::string_view path, std::string_view folder) {
    if (folder == "/") return path.starts_with('/');
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// "C:", "C:\", "C:\Users"
bool begins_with_drive(std::string_view text) {
    return text.size() >= 2 && std::isalpha(static_cast<unsigned char>(text[0])) != 0 &&
           text[1] == ':' && (text.size() == 2 || text[2] == '\\' || text[2] == '/');
}

}  // namespace

std::vector<MountPoint> parse_mounts(std::string_view mountinfo) {
    std::vector<MountPoint> mounts;
    while (!mountinfo.empty()) {
        const std::string_view line = mountinfo.substr(0, mountinfo.find('\n'));
        mountinfo.remove_prefix(std::min(mountinfo.size(), line.size() + 1));
        if (auto mount = parse_mount(line)) mounts.push_back(*std::move(mount));
    }
    return mounts;
}

std::vector<MountPoint> read_mounts() {
    std::ifstream file("/proc/self/mountinfo");
    std::ostringstream text;
    text << file.rdbuf();
    return parse_mounts(text.str());
}

const MountPoint* mount_of(const std::vector<MountPoint>& mounts, std::string_view path) {
    const MountPoint* found = nullptr;
    for (const MountPoint& mount : mounts) {
        if (!is_below_or_same(path, mount.point)) continue;
        if (found == nullptr || mount.point.size() >= found->point.size()) found = &mount;
    }
    return found;
}

bool is_windows_drive(const MountPoint& mount) {
    if (mount.type == "drvfs" || mount.source == "drvfs") return true;
    if (mount.type != "9p" && mount.type != "virtiofs") return false;
    return mount.options.find("aname=drvfs") != std::string::npos ||
           mount.source.starts_with("drvfs") || begins_with_drive(mount.source);
}

std::optional<std::uint64_t> mount_id(int fd) {
#if defined(__linux__) && defined(STATX_MNT_ID)
    struct statx status {};
    if (::statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &status) != 0) return std::nullopt;
    if ((status.stx_mask & STATX_MNT_ID) == 0) return std::nullopt;
    return status.stx_mnt_id;
#else
    (void)fd;
    return std::nullopt;
#endif
}

}  // namespace io
