#include "cli/clean/ancestry.hpp"

#include <algorithm>
#include <array>

#include "io/belonging.hpp"

namespace cli::clean {
namespace {

/// Programs that only start others, so that the editor is above them.
constexpr auto kStarters = std::to_array<std::string_view>(
    {"sh", "bash", "dash", "zsh", "fish", "env", "sudo", "su", "direnv", "timeout", "gopls-proxy"});
/// Programs that adopt the processes whose parent is gone.
constexpr auto kInits = std::to_array<std::string_view>(
    {"systemd", "init", "launchd", "tini", "dumb-init", "docker-init", "catatonit"});

template <typename List>
bool lists(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

Ancestry::Ancestry(const io::UserProcesses& processes) {
    for (const auto& process : processes.all) by_pid_.emplace(process.pid, &process);
}

std::vector<int> Ancestry::above(int pid) const {
    constexpr std::size_t kMost = 64;
    std::vector<int> pids;
    for (auto at = by_pid_.find(pid); at != by_pid_.end() && pids.size() < kMost;) {
        const int parent = at->second->ppid;
        if (parent <= 0) break;
        pids.push_back(parent);
        at = by_pid_.find(parent);
    }
    return pids;
}

bool Ancestry::is_above(int ancestor, int pid) const {
    const std::vector<int> pids = above(pid);
    return std::find(pids.begin(), pids.end(), ancestor) != pids.end();
}

bool Ancestry::is_orphan(int pid) const {
    const std::vector<int> pids = above(pid);
    return pids.empty() || pids.front() == 1 || lists(kInits, name(pids.front()));
}

std::string Ancestry::starter_of(int pid) const {
    for (const int parent : above(pid)) {
        const std::string_view found = name(parent);
        if (parent == 1 || lists(kInits, found)) break;
        if (!io::is_gopls(found) && !lists(kStarters, found)) return std::string(found);
    }
    return {};
}

std::string_view Ancestry::name(int pid) const {
    const auto at = by_pid_.find(pid);
    return at == by_pid_.end() ? std::string_view() : std::string_view(at->second->name);
}

}  // namespace cli::clean
