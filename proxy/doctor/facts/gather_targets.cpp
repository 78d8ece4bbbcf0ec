#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>
#include <utility>

#include "doctor/facts/gather_modules.hpp"
#include "doctor/facts/in_thread.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t kMostTargets = 64;
constexpr std::size_t kShortCommit = 12;
constexpr auto kTargetTime = 1s;

struct TargetFiles {
    bool exists = false;
    bool has_go_mod = false;
};

TargetFiles files_of_target(const std::string& folder) {
    std::error_code failure;
    return {fs::is_directory(folder, failure), fs::exists(folder + "/go.mod", failure)};
}

/// Reads `git status --porcelain=v2 --branch`: the commit, and whether there are changes.
void read_git_status(const std::string& output, ReplaceTarget& target) {
    constexpr std::string_view kCommit = "# branch.oid ";
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(kCommit)) {
            target.commit = line.substr(kCommit.size(), kShortCommit);
        } else if (!line.empty() && line[0] != '#') {
            target.dirty = true;
        }
    }
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

/// Each target once, by its folder.
using Targets = std::map<std::string, ReplaceTarget>;

void add_targets(const std::string& below, const std::vector<Replacement>& replacements,
                 Targets& targets) {
    for (const Replacement& replacement : replacements) {
        if (!replacement.is_local() || targets.size() >= kMostTargets) continue;
        std::string folder = (fs::path(below) / replacement.new_path).lexically_normal().string();
        while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
        targets[folder].folder = folder;
    }
}

std::vector<ReplaceTarget> targets_of(const std::string& below,
                                      const std::vector<Replacement>& replacements,
                                      const Targets& targets) {
    std::vector<ReplaceTarget> list;
    for (const Replacement& replacement : replacements) {
        if (!replacement.is_local()) continue;
        Targets own;
        add_targets(below, {replacement}, own);
        const auto found = targets.find(own.begin()->first);
        list.push_back(found == targets.end() ? own.begin()->second : found->second);
    }
    return list;
}

}  // namespace

void gather_targets(Commands& commands, Facts& facts) {
    Targets targets;
    for (const Module& module : facts.modules) {
        add_targets(module.folder, module.replacements, targets);
    }
    for (const WorkFile& work : facts.works) {
        add_targets(work.folder(), work.replacements, targets);
    }
    if (targets.empty()) return;

    std::vector<Program> programs;
    if (commands.has_git()) {
        programs.push_back(commands.git({"rev-parse", "--show-toplevel"}, facts.folder));
    }
    std::vector<ReplaceTarget*> asked;
    for (auto& [folder, target] : targets) {
        const TargetFiles files = in_time(
            kTargetTime, [path = folder] { return files_of_target(path); },
            TargetFiles{true, true});
        target.exists = files.exists;
        target.has_go_mod = files.has_go_mod;
        if (!target.has_go_mod) continue;
        asked.push_back(&target);
        programs.push_back(commands.parser({"mod", "edit", "-json", folder + "/go.mod"}));
        if (!commands.has_git()) continue;
        programs.push_back(commands.git({"rev-parse", "--show-toplevel"}, folder));
        programs.push_back(
            commands.git({"status", "--porcelain=v2", "--branch", "--", "."}, folder));
    }
    const std::vector<Ran> results = commands.run(programs);
    std::size_t at = 0;
    const std::string own_repository =
        commands.has_git() ? first_line(results[at++].output) : std::string();
    for (ReplaceTarget* target : asked) {
        target->module = read_module(results[at++].output, target->folder).path;
        if (!commands.has_git()) continue;
        const Ran& top = results[at++];
        const Ran& status = results[at++];
        if (!top.ok() || !status.ok()) continue;
        target->of_other_repository = first_line(top.output) != own_repository;
        read_git_status(status.output, *target);
    }
    for (Module& module : facts.modules) {
        module.targets = targets_of(module.folder, module.replacements, targets);
    }
    for (WorkFile& work : facts.works) {
        work.targets = targets_of(work.folder(), work.replacements, targets);
    }
}

}  // namespace doctor
