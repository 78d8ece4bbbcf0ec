#include "io/go_programs.hpp"

#include <sys/stat.h>

#include "io/go_build_info.hpp"

namespace io {
namespace {

/// A go command starts a few others. Beyond this all are read again.
constexpr std::size_t kMostKnown = 256;
/// The main package of `go build main.go`.
constexpr const char* kOfFiles = "command-line-arguments";

std::optional<std::string> program_of(const std::string& executable) {
    const auto section = go_build_section(executable);
    if (!section) return std::nullopt;
    if (section->empty()) return std::string();
    const auto info = parse_go_build_info(*section);
    if (!info || info->path.empty()) return std::nullopt;
    return info->path == kOfFiles ? info->module : info->path;
}

}  // namespace

std::optional<std::string> GoPrograms::of_process(int pid) {
    const std::string executable = "/proc/" + std::to_string(pid) + "/exe";
    struct stat found {};
    if (::stat(executable.c_str(), &found) != 0) return std::nullopt;
#if defined(__APPLE__)
    const timespec changed = found.st_mtimespec;
#else
    const timespec changed = found.st_mtim;
#endif
    const File file{
        static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino),
        static_cast<std::uint64_t>(found.st_size), static_cast<std::int64_t>(changed.tv_sec),
        static_cast<std::int64_t>(changed.tv_nsec)};
    if (const auto it = known_.find(file); it != known_.end()) return it->second;
    const auto program = program_of(executable);
    // What cannot be read now may be readable later: a process that is ending, a busy disk.
    if (!program) return program;
    if (known_.size() >= kMostKnown) known_.clear();
    return known_[file] = program;
}

}  // namespace io
