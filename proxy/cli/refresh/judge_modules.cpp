#include <algorithm>
#include <map>

#include "cli/refresh/judge.hpp"
#include "doctor/facts/json_stream.hpp"
#include "doctor/words.hpp"

namespace cli::refresh {
namespace {

using ::doctor::command_in;
using ::doctor::counted;
using ::doctor::Replacement;
using ::doctor::Requirement;
using ::doctor::shell_word;

template <typename Values, typename Test>
std::size_t count_if(const Values& values, Test test) {
    return static_cast<std::size_t>(std::count_if(values.begin(), values.end(), test));
}

std::string target_of(const Replacement& replacement) {
    return replacement.new_path +
           (replacement.new_version.empty() ? "" : " " + replacement.new_version);
}

std::string text_of(const Replacement& replacement) {
    return replacement.path + (replacement.version.empty() ? "" : " " + replacement.version) +
           " => " + target_of(replacement);
}

Result failed_list(const Ran& ran, const Root& root) {
    Result result;
    result.state = Result::State::kFailed;
    result.summary = "the go command could not choose versions";
    result.problems.push_back(failure_of(ran, root));
    return result;
}

}  // namespace

std::vector<ListedModule> listed_modules(std::string_view output) {
    std::vector<ListedModule> modules;
    ::doctor::each_document(output, [&](const nlohmann::json& one) {
        ListedModule module;
        module.path = one.value("Path", "");
        module.version = one.value("Version", "");
        module.is_main = one.value("Main", false);
        module.is_indirect = one.value("Indirect", false);
        module.deprecated = one.value("Deprecated", "");
        module.is_retracted = one.contains("Retracted");
        if (one.contains("Update")) module.update = one.at("Update").value("Version", "");
        if (one.contains("Replace")) {
            const nlohmann::json& by = one.at("Replace");
            const std::string version = by.value("Version", "");
            module.replaced_by = by.value("Path", "") + (version.empty() ? "" : " " + version);
        }
        modules.push_back(std::move(module));
    });
    return modules;
}

std::vector<Problem> replaces_without_effect(const Root& root,
                                             const std::vector<ListedModule>& modules) {
    std::vector<Problem> notes;
    for (const Root::Replace& one : root.replacements) {
        const Replacement& replacement = one.replacement;
        const auto module =
            std::find_if(modules.begin(), modules.end(), [&](const ListedModule& other) {
                return other.path == replacement.path && !other.is_main;
            });
        std::string reason;
        if (module == modules.end()) {
            reason = "no module needs " + replacement.path;
        } else if (!replacement.version.empty() && replacement.version != module->version) {
            reason = "the selected version is " + module->version;
        } else {
            continue;
        }
        const bool is_of_work = one.file.ends_with("/go.work");
        const std::string version = replacement.version.empty() ? "" : "@" + replacement.version;
        notes.push_back({"replace " + text_of(replacement) + " has no effect: " + reason,
                         std::string("go ") + (is_of_work ? "work" : "mod") +
                             " edit -dropreplace=" + shell_word(replacement.path + version) + " " +
                             shell_word(one.file)});
    }
    return notes;
}

Result judge_list(const Ran& ran, const Root& root) {
    if (!ran.ok()) return failed_list(ran, root);
    Result result;
    result.modules = listed_modules(ran.output);
    const auto& modules = result.modules;
    const std::size_t main = count_if(modules, [](const auto& m) { return m.is_main; });
    const std::size_t indirect = count_if(modules, [](const auto& m) { return m.is_indirect; });
    const std::size_t replaced =
        count_if(modules, [](const auto& m) { return !m.replaced_by.empty(); });
    result.summary = counted(modules.size() - main, "module", "modules") + ": " +
                     std::to_string(modules.size() - main - indirect) + " direct, " +
                     std::to_string(indirect) + " indirect, " + std::to_string(replaced) +
                     " replaced";
    result.notes = replaces_without_effect(root, modules);
    return result;
}

Result judge_updates(const Ran& ran, const Root& root) {
    if (!ran.ok()) return failed_list(ran, root);
    Result result;
    result.modules = listed_modules(ran.output);
    const std::size_t newer =
        count_if(result.modules, [](const auto& m) { return !m.update.empty(); });
    const std::size_t direct =
        count_if(result.modules, [](const auto& m) { return !m.update.empty() && !m.is_indirect; });
    result.summary = newer == 0 ? "no module has a newer version"
                                : counted(newer, "module has", "modules have") +
                                      " a newer version, " + std::to_string(direct) + " direct";
    for (const ListedModule& module : result.modules) {
        const std::string name = module.path + " " + module.version;
        const std::string get =
            module.update.empty()
                ? std::string()
                : command_in(root.folder,
                             "go get " + shell_word(module.path + "@" + module.update));
        if (module.is_retracted) {
            result.notes.push_back({name + " is retracted by its author", get});
        }
        if (!module.deprecated.empty()) {
            result.notes.push_back({module.path + " is deprecated: " + module.deprecated, {}});
        }
    }
    return result;
}

std::vector<VersionStep> version_steps(const std::vector<Requirement>& before,
                                       const std::vector<Requirement>& after) {
    std::map<std::string, VersionStep> steps;
    for (const Requirement& one : before) {
        VersionStep& step = steps[one.path];
        step.path = one.path;
        step.before = one.version;
        step.was_indirect = one.indirect;
    }
    for (const Requirement& one : after) {
        VersionStep& step = steps[one.path];
        step.path = one.path;
        step.after = one.version;
        step.is_indirect = one.indirect;
    }
    std::vector<VersionStep> changed;
    for (auto& [path, step] : steps) {
        if (step.before != step.after || step.was_indirect != step.is_indirect) {
            changed.push_back(std::move(step));
        }
    }
    return changed;
}

std::string tidy_summary(const std::vector<VersionStep>& steps, std::string_view diff) {
    if (diff.empty()) return "go.mod and go.sum are tidy";
    const std::size_t added = count_if(steps, [](const auto& s) { return s.before.empty(); });
    const std::size_t removed = count_if(steps, [](const auto& s) { return s.after.empty(); });
    std::string text;
    const auto add = [&](std::size_t count, const std::string& what) {
        if (count == 0) return;
        text += (text.empty() ? "go.mod: " : ", ") + counted(count, "module", "modules") + what;
    };
    add(added, " added");
    add(removed, " removed");
    add(steps.size() - added - removed, " changed");
    return text.empty() ? "no requirement changes, but other lines do" : text;
}

}  // namespace cli::refresh
