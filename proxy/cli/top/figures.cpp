#include "cli/top/figures.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "cli/incidents/reading.hpp"

namespace cli::top {
namespace {

using incidents::list_at;
using incidents::number_at;
using incidents::text_at;

/// A tree that is deeper is shown flat.
constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxCommandBytes = 500;

/// Returns a number that is at least 0 and not absurd, however the document lies.
double sane(std::optional<double> number) {
    return number && std::isfinite(*number) ? std::clamp(*number, 0.0, 1e15) : 0;
}

long long id_at(const Json& process, const char* pointer) {
    return static_cast<long long>(sane(number_at(process, pointer)));
}

std::string command_of(const Json& process) {
    std::string text;
    for (const Json& word : list_at(process, "/argv")) {
        if (!word.is_string()) continue;
        const auto& bytes = word.get_ref<const std::string&>();
        // The program by its name alone: a path takes the place of the arguments.
        text += text.empty() ? bytes.substr(bytes.rfind('/') + 1) : " " + bytes;
        if (text.size() > kMaxCommandBytes) break;
    }
    return text.empty() ? "?" : text;
}

/// Arranges processes as a tree, each below its parent.
class Tree {
  public:
    Tree(std::vector<Process> processes, std::map<long long, long long> parents)
        : processes_(std::move(processes)), parents_(std::move(parents)) {}

    std::vector<Process> arranged() {
        for (const Process& process : processes_) known_.insert(process.pid);
        for (const Process& process : processes_) {
            if (!known_.contains(parents_[process.pid])) add(process, "", "", 0);
        }
        // Left over only if parents form a circle.
        for (const Process& process : processes_) add(process, "", "", 0);
        return std::move(result_);
    }

  private:
    void add(const Process& process, const std::string& branch, const std::string& below,
             std::size_t depth) {
        if (!added_.insert(process.pid).second) return;
        result_.push_back(process);
        result_.back().branch = branch;
        if (depth == kMaxDepth) return;
        std::vector<const Process*> children;
        for (const Process& other : processes_) {
            if (parents_[other.pid] == process.pid && !added_.contains(other.pid)) {
                children.push_back(&other);
            }
        }
        for (const Process* child : children) {
            const bool last = child == children.back();
            add(*child, below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "), depth + 1);
        }
    }

    std::vector<Process> processes_;
    std::map<long long, long long> parents_;
    std::set<long long> known_;
    std::set<long long> added_;
    std::vector<Process> result_;
};

}  // namespace

CpuSeconds cpu_seconds_of(const Json& status) {
    CpuSeconds result;
    for (const Json& process : list_at(status, "/processes")) {
        result[id_at(process, "/pid")] = sane(number_at(process, "/cpu_seconds"));
    }
    return result;
}

std::optional<double> p99_of(const Json& status) {
    if (const auto recent = number_at(status, "/recent/requests")) {
        return *recent > 0 ? number_at(status, "/recent/p99_seconds") : std::nullopt;
    }
    struct Method {
        double count;
        double p50;
        double p99;
        double max;
    };
    std::vector<Method> methods;
    std::vector<double> bounds;
    double total = 0;
    for (const Json& method : list_at(status, "/methods")) {
        if (text_at(method, "/method") == "initialize") continue;
        const Method m{sane(number_at(method, "/count")), sane(number_at(method, "/p50_seconds")),
                       sane(number_at(method, "/p99_seconds")),
                       sane(number_at(method, "/max_seconds"))};
        if (m.count == 0) continue;
        methods.push_back(m);
        total += m.count;
        bounds.insert(bounds.end(), {m.p50, m.p99, m.max});
    }
    std::sort(bounds.begin(), bounds.end());
    for (const double bound : bounds) {
        double slower = 0;
        for (const Method& m : methods) {
            const double part = bound >= m.max   ? 0
                                : bound >= m.p99 ? 0.01
                                : bound >= m.p50 ? 0.5
                                                 : 1;
            slower += m.count * part;
        }
        if (slower <= total * 0.01) return bound;
    }
    return std::nullopt;
}

Figures figures_of(const Json& status, const CpuSeconds& before, double elapsed) {
    Figures result;
    result.state = text_at(status, "/state");
    result.waiting = static_cast<std::size_t>(sane(number_at(status, "/requests_in_flight")));
    result.p99_seconds = p99_of(status);
    result.head_seconds = number_at(status, "/active/head/age_seconds");
    std::vector<Process> processes;
    std::map<long long, long long> parents;
    for (const Json& found : list_at(status, "/processes")) {
        Process process;
        process.pid = id_at(found, "/pid");
        process.command = command_of(found);
        process.state = text_at(found, "/state");
        process.memory_bytes = sane(number_at(found, "/resident_bytes"));
        if (elapsed > 0) {
            // A new process has used all its CPU since then. One that is older, judged by its CPU,
            // only changed its parent.
            const auto earlier = before.find(process.pid);
            const double used = sane(number_at(found, "/cpu_seconds")) -
                                (earlier == before.end() ? 0 : earlier->second);
            if (earlier != before.end() || used <= elapsed) {
                process.cpu = std::max(used, 0.0) / elapsed;
            }
        }
        result.memory_bytes = result.memory_bytes.value_or(0) + process.memory_bytes;
        if (process.cpu) result.cpu = result.cpu.value_or(0) + *process.cpu;
        parents[process.pid] = id_at(found, "/parent");
        processes.push_back(std::move(process));
    }
    result.processes = Tree(std::move(processes), std::move(parents)).arranged();
    return result;
}

}  // namespace cli::top
