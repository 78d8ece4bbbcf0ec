#include "support/marked_processes.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace support {
namespace {

/// What can be read of it: a process may end at any moment, and then reading is an error.
std::string read_proc(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

std::vector<std::string> split_at_zero(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, '\0');) parts.push_back(part);
    return parts;
}

/// Fills state, parent and session; false when the process is gone.
bool read_stat(const std::filesystem::path& folder, MarkedProcess& process) {
    const std::string stat = read_proc(folder / "stat");
    // The name stands in parentheses and may itself contain blanks and parentheses.
    const std::size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos) return false;
    std::istringstream fields(stat.substr(name_end + 1));
    pid_t group = 0;
    return static_cast<bool>(fields >> process.state >> process.parent >> group >> process.session);
}

}  // namespace

std::string MarkedProcess::describe() const {
    std::ostringstream text;
    text << pid << " (parent " << parent << ", session " << session << ", " << state << ")";
    for (const std::string& argument : argv) text << ' ' << argument;
    return text.str();
}

std::vector<MarkedProcess> processes_marked(const std::string& variable) {
    std::vector<MarkedProcess> found;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
        const std::string name = entry.path().filename().string();
        if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }))
            continue;
        const pid_t pid = std::stoi(name);
        if (pid == ::getpid()) continue;
        const std::vector<std::string> environment =
            split_at_zero(read_proc(entry.path() / "environ"));
        if (std::find(environment.begin(), environment.end(), variable) == environment.end())
            continue;
        MarkedProcess process;
        process.pid = pid;
        if (!read_stat(entry.path(), process) || process.state == 'Z' || process.state == 'X')
            continue;
        process.argv = split_at_zero(read_proc(entry.path() / "cmdline"));
        process.executable = std::filesystem::read_symlink(entry.path() / "exe", ignored).string();
        found.push_back(std::move(process));
    }
    std::sort(found.begin(), found.end(),
              [](const MarkedProcess& a, const MarkedProcess& b) { return a.pid < b.pid; });
    return found;
}

char state_of(pid_t pid) {
    MarkedProcess process;
    const bool there = read_stat("/proc/" + std::to_string(pid), process);
    return there ? process.state : 'X';
}

}  // namespace support
