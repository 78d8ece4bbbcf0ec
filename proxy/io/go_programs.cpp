#include "io/go_programs.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "io/processes.hpp"

namespace io {
namespace {

/// A go command starts only a few others. Beyond this number, all are forgotten and read again.
constexpr std::size_t kMostKnown = 256;

std::string link_of(int pid) {
    return "/proc/" + std::to_string(pid) + "/exe";
}

GoProgram program_in(const std::string& section) {
    if (section.empty()) return {std::string()};
    const auto info = parse_go_build_info(section);
    if (!info || info->path.empty()) return {};
    return {main_package(*info)};
}

}  // namespace

const std::string& main_package(const GoBuildInfo& info) {
    return info.path == "command-line-arguments" ? info.module : info.path;
}

std::string executable_of(int pid) {
    std::error_code failure;
    return std::filesystem::read_symlink(link_of(pid), failure).string();
}

std::optional<GoProgram> read_go_program(const ProcessImage& image) {
    const auto section = go_build_section(link_of(image.pid));
    // A failure may be temporary: the process is ending, or the disk is busy.
    if (!section || executable_of(image.pid) != image.executable ||
        !same_process(image.pid, image.start_ticks)) {
        return std::nullopt;
    }
    return program_in(*section);
}

std::vector<ProcessImage> GoPrograms::fill_in(Snapshot& snapshot) const {
    std::vector<ProcessImage> unknown;
    for (Process& process : snapshot.processes) {
        if (process.executable.empty()) continue;
        ProcessImage image{process.pid, process.start_ticks, process.executable};
        if (const auto it = known_.find(image); it != known_.end()) {
            process.go_program = it->second.package;
        } else {
            unknown.push_back(std::move(image));
        }
    }
    return unknown;
}

void GoPrograms::add(const ProcessImage& image, GoProgram program) {
    if (known_.size() >= kMostKnown) known_.clear();
    known_[image] = std::move(program);
}

}  // namespace io
