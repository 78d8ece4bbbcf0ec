#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "doctor/facts/gather_modules.hpp"
#include "doctor/facts/json_stream.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;
using ListedJson = nlohmann::json;

/// Each takes a go command of its own.
constexpr std::size_t kMostCompared = 16;

/// Returns `v1.2.0`, or `v1.2.0 => ../fork`, for each module that is not a main one.
std::map<std::string, std::string> listed_versions(std::string_view json) {
    std::map<std::string, std::string> versions;
    each_document(json, [&](const ListedJson& one) {
        const std::string path = one.value("Path", "");
        if (path.empty() || one.value("Main", false)) return;
        std::string version = one.value("Version", "");
        if (one.contains("Replace") && one.at("Replace").is_object()) {
            const ListedJson& replacement = one.at("Replace");
            const std::string new_version = replacement.value("Version", "");
            const std::string path_or_folder =
                new_version.empty() ? replacement.value("Dir", replacement.value("Path", ""))
                                    : replacement.value("Path", "") + " " + new_version;
            version += " => " + path_or_folder;
        }
        versions[path] = version;
    });
    return versions;
}

std::string quoted_path(const std::string& path) {
    std::string text = "\"";
    for (const char c : path) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + "\"";
}

}  // namespace

std::string copy_of(const WorkFile& work) {
    std::string text = work.go.empty() ? "" : "go " + work.go + "\n";
    for (const WorkUse& use : work.uses) text += "use " + quoted_path(use.folder) + "\n";
    for (const Replacement& one : work.replacements) {
        const std::string target =
            one.is_local()
                ? quoted_path((fs::path(work.folder()) / one.new_path).lexically_normal().string())
                : one.new_path + (one.new_version.empty() ? "" : " " + one.new_version);
        text += "replace " + one.path + (one.version.empty() ? "" : " " + one.version) + " => " +
                target + "\n";
    }
    return text;
}

std::vector<VersionChange> version_changes(const std::string& module, std::string_view alone,
                                           std::string_view in_workspace) {
    const auto before = listed_versions(alone);
    const auto after = listed_versions(in_workspace);
    std::vector<VersionChange> changes;
    for (const auto& [path, version] : before) {
        const auto found = after.find(path);
        if (found == after.end() || found->second == version) continue;
        changes.push_back({module, path, version, found->second});
    }
    return changes;
}

void gather_version_changes(Commands& commands, const std::string& work_copy, Facts& facts) {
    if (facts.works.empty() || work_copy.empty()) return;
    std::vector<const Module*> modules;
    for (const WorkUse& use : facts.works.front().uses) {
        const auto found = std::find_if(facts.modules.begin(), facts.modules.end(),
                                        [&](const Module& m) { return m.folder == use.folder; });
        if (found == facts.modules.end() || !found->errors.empty()) continue;
        if (modules.size() < kMostCompared) modules.push_back(&*found);
    }
    if (modules.empty()) return;
    const std::vector<std::string> list = {"list", "-mod=readonly", "-m", "-e", "-json", "all"};
    std::vector<Program> programs;
    programs.push_back(commands.go(list, modules.front()->folder, work_copy));
    for (const Module* module : modules) {
        programs.push_back(commands.go(list, module->folder, "off"));
    }
    const std::vector<Ran> results = commands.run(programs);
    if (results.front().state != Ran::State::kEnded) return;
    for (std::size_t i = 0; i < modules.size(); ++i) {
        const auto changes =
            version_changes(modules[i]->path, results[i + 1].output, results.front().output);
        facts.version_changes.insert(facts.version_changes.end(), changes.begin(), changes.end());
    }
}

}  // namespace doctor
