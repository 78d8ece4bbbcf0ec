#include "core/detect/locate_server.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/detect/child_commands.hpp"

namespace core {
namespace {

/// The tree of a snapshot, as indices into it.
class Tree {
  public:
    explicit Tree(const std::vector<Process>& processes) : processes_(processes) {
        for (std::size_t i = 0; i < processes.size(); ++i) by_pid_.emplace(processes[i].ref.pid, i);
    }

    /// Calls `f` with each ancestor, the parent first.
    template <class F>
    void ancestors(const std::size_t of, F f) const {
        std::size_t i = of;
        // A snapshot is not atomic: parents may form a cycle.
        for (std::size_t steps = processes_.size(); steps > 0; --steps) {
            const auto parent = by_pid_.find(processes_[i].parent);
            if (parent == by_pid_.end() || parent->second == i || parent->second == of) return;
            i = parent->second;
            f(i);
        }
    }
    bool is_below(std::size_t i, std::size_t other) const {
        bool below = false;
        ancestors(i, [&](std::size_t ancestor) { below = below || ancestor == other; });
        return below;
    }
    std::size_t depth(std::size_t i) const {
        std::size_t depth = 0;
        ancestors(i, [&](std::size_t) { ++depth; });
        return depth;
    }

  private:
    const std::vector<Process>& processes_;
    std::unordered_map<int, std::size_t> by_pid_;
};

std::size_t server_in(const std::vector<Process>& processes, const Tree& tree) {
    std::size_t found = processes.size();
    const auto rank = [&](std::size_t i) {
        return std::tuple(tree.depth(i), processes[i].ref.start_ticks, processes[i].ref.pid);
    };
    for (std::size_t i = 0; i < processes.size(); ++i) {
        if (processes[i].is_gopls != IsGopls::kYes || is_telemetry(processes[i])) continue;
        bool below_another = false;
        tree.ancestors(i, [&](std::size_t ancestor) {
            below_another = below_another || processes[ancestor].is_gopls == IsGopls::kYes;
        });
        if (below_another) continue;
        if (found == processes.size() || rank(i) < rank(found)) found = i;
    }
    return found;
}

}  // namespace

Snapshot locate_server(Snapshot seen) {
    if (!seen.known || seen.processes.empty()) return seen;
    std::vector<Process> all = std::exchange(seen.processes, {});
    const Tree tree(all);
    const std::size_t server = server_in(all, tree);
    if (server == all.size()) {
        seen.elsewhere = std::all_of(all.begin(), all.end(), [](const Process& process) {
            return process.is_gopls == IsGopls::kNo;
        });
        seen.carriers = std::move(all);
        return seen;
    }
    // The spawned process comes first. A process below neither it nor the server has lost its
    // parent. A process older than the server was not started by it.
    const auto belongs = [&](std::size_t i) {
        if (i == server || tree.is_below(i, server)) return true;
        if (i == 0 || tree.is_below(i, 0)) return false;
        return all[i].ref.start_ticks >= all[server].ref.start_ticks;
    };
    std::vector<bool> own(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) own[i] = i != server && belongs(i);
    seen.processes.push_back(std::move(all[server]));
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i != server) (own[i] ? seen.processes : seen.carriers).push_back(std::move(all[i]));
    }
    return seen;
}

}  // namespace core
