#include "cli/clean/refreshing.hpp"

#include <algorithm>
#include <utility>

#include "cli/clean/safety.hpp"

namespace cli::clean {
namespace {

template <typename List, typename Value>
void insert_once(List& list, const Value& value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

bool overlaps(const std::string& one, const std::string& other) {
    return is_within(one, other) || is_within(other, one);
}

bool concerns(const SessionFacts& session, const std::vector<refresh::Root>& roots) {
    const auto is_in = [&](const std::string& folder) {
        return std::any_of(roots.begin(), roots.end(), [&](const refresh::Root& root) {
            const auto& modules = root.modules;
            return overlaps(folder, root.folder) ||
                   std::any_of(modules.begin(), modules.end(),
                               [&](const std::string& module) { return overlaps(folder, module); });
        });
    };
    return std::any_of(session.folders.begin(), session.folders.end(), is_in);
}

}  // namespace

bool Refresh::has_trouble() const {
    return !problems.empty() ||
           std::any_of(steps.begin(), steps.end(),
                       [](const refresh::Step& step) { return !step.refusal.empty(); }) ||
           std::any_of(results.begin(), results.end(), &refresh::is_trouble);
}

std::vector<std::string> folders_to_refresh(const Options& options, const Plan& plan,
                                            const Facts& facts, const std::string& working_folder) {
    if (options.tasks.empty() || !options.folders.empty()) return options.folders;
    std::vector<std::string> folders;
    for (const SessionFacts& session : facts.sessions) {
        const auto& parked = plan.to_park;
        if (std::find(parked.begin(), parked.end(), session.proxy_pid) == parked.end()) continue;
        for (const std::string& folder : session.folders) insert_once(folders, folder);
    }
    if (!working_folder.empty()) insert_once(folders, working_folder);
    return folders;
}

Refresh plan_refresh(const Options& options, refresh::Roots roots) {
    Refresh refresh;
    refresh.roots = std::move(roots.roots);
    refresh.steps = refresh::make_steps(options.tasks, refresh.roots);
    if (!options.folders.empty() || refresh.roots.empty()) {
        refresh.problems = std::move(roots.problems);
    }
    if (!options.tasks.empty() && refresh.roots.empty() && refresh.problems.empty()) {
        refresh.problems.emplace_back("the working folder is unknown: name a folder");
    }
    return refresh;
}

void park_for(const Refresh& refresh, const Facts& facts, Plan& plan) {
    const bool is_writing =
        std::any_of(refresh.steps.begin(), refresh.steps.end(), [](const refresh::Step& step) {
            return step.refusal.empty() && refresh::writes(step.task);
        });
    if (!is_writing) return;
    for (const SessionFacts& session : facts.sessions) {
        if (concerns(session, refresh.roots)) insert_once(plan.to_park, session.proxy_pid);
    }
}

}  // namespace cli::clean
