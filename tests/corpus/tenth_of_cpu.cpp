#include "corpus/tenth_of_cpu.hpp"

#include <sched.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/waiting.hpp"

namespace corpus {
namespace {

namespace fs = std::filesystem;

constexpr int kCrowd = 9;

bool write_cgroup(const fs::path& path, const std::string& text) {
    std::ofstream file(path);
    file << text << std::flush;
    return file.good();
}

/// Returns folders in which a group may be made: this process's own group in each mounted
/// hierarchy.
std::vector<std::string> parents() {
    std::vector<std::string> found;
    std::ifstream mounts("/proc/self/mounts");
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream words(line);
        std::string device;
        std::string folder;
        std::string type;
        std::string options;
        words >> device >> folder >> type >> options;
        const bool first = type == "cgroup" && ("," + options + ",").find(",cpu,") != options.npos;
        if (!first && type != "cgroup2") continue;
        // "5:cpu,cpuacct:/a/b", or "0::/a/b" in version 2
        std::ifstream groups("/proc/self/cgroup");
        for (std::string group; std::getline(groups, group);) {
            const auto path = group.find(":/");
            const std::string name = group.substr(0, path);
            const bool ours = first ? (name + ",").find("cpu,") != name.npos : name == "0:";
            if (path != group.npos && ours) found.push_back(folder + group.substr(path + 1));
        }
    }
    return found;
}

/// Returns the number of a processor that this process may use.
std::string some_processor() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    ::sched_getaffinity(0, sizeof allowed, &allowed);
    int number = 0;
    while (number < CPU_SETSIZE - 1 && !CPU_ISSET(static_cast<std::size_t>(number), &allowed))
        ++number;
    return std::to_string(number);
}

support::Environment search_path() {
    const char* path = ::getenv("PATH");
    return {{"PATH", path == nullptr ? "/usr/bin:/bin" : path}};
}

}  // namespace

TenthOfCpu::TenthOfCpu() {
    for (const std::string& parent : parents())
        if (make_group(parent)) return;
    processor_ = some_processor();
    // Each runs in its own session: a kernel that divides CPU time by session gives none of them
    // more.
    for (int i = 0; i < kCrowd; ++i)
        crowd_.push_back(std::make_unique<support::ChildProcess>(support::ChildOptions{
            {"taskset", "-c", processor_, "setsid", "sh", "-c", "while :; do :; done"},
            search_path(),
            "/",
            "",
            false}));
}

TenthOfCpu::~TenthOfCpu() {
    if (group_.empty()) return;
    // The kernel takes a moment to remove an ended process from the group.
    const auto give_up = support::Clock::now() + std::chrono::seconds(10);
    std::error_code error;
    while (!fs::remove(group_, error) && support::Clock::now() < give_up) ::sched_yield();
}

bool TenthOfCpu::make_group(const std::string& parent) {
    const fs::path group = fs::path(parent) / ("gopls-proxy-test-" + std::to_string(::getpid()));
    std::error_code error;
    if (!fs::create_directory(group, error)) return false;
    const bool limited = write_cgroup(group / "cpu.max", "10000 100000") ||
                         (write_cgroup(group / "cpu.cfs_period_us", "100000") &&
                          write_cgroup(group / "cpu.cfs_quota_us", "10000"));
    if (limited && ::access((group / "cgroup.procs").c_str(), W_OK) == 0) {
        group_ = group.string();
        return true;
    }
    fs::remove(group, error);
    return false;
}

std::vector<std::string> TenthOfCpu::command(const std::vector<std::string>& argv) const {
    std::vector<std::string> command{"taskset", "-c", processor_};
    if (!group_.empty())
        command = {"sh", "-c", "echo $$ >'" + group_ + "/cgroup.procs' && exec \"$@\"", "sh"};
    command.insert(command.end(), argv.begin(), argv.end());
    return command;
}

}  // namespace corpus
