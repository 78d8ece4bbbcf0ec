#include "doctor/checks/go_work.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

constexpr const char* kRefuses = "The go command refuses to load any module of the workspace.";

/// Other lists say nothing more with their tenth element.
constexpr std::size_t kMostListed = 5;

std::string edit_command(const WorkFile& work, const std::string& options) {
    return "go work edit " + options + " " + shell_word(work.file);
}

const Module* module_in(const Facts& facts, const std::string& folder) {
    const auto found = std::find_if(facts.modules.begin(), facts.modules.end(),
                                    [&](const Module& module) { return module.folder == folder; });
    return found == facts.modules.end() ? nullptr : &*found;
}

bool is_used(const WorkFile& work, const std::string& folder) {
    return std::any_of(work.uses.begin(), work.uses.end(),
                       [&](const WorkUse& use) { return use.folder == folder; });
}

}  // namespace

Findings check_work_lost_module(const Facts& facts) {
    Findings findings;
    for (const WorkFile& work : facts.works) {
        for (const WorkUse& use : work.uses) {
            if (use.has_go_mod) continue;
            if (use.is_blocked) {
                // Behind the link may be a module, so the line stays.
                findings.push_back(
                    {.seen = work.file + " uses " + use.written +
                             ", whose go.mod cannot be opened: a link leads nowhere, or access is "
                             "denied.",
                     .why = kRefuses,
                     .mend = {"ls -ld " + shell_word(use.folder) + " " +
                              shell_word(use.folder + "/go.mod")},
                     .place = Place{work.file, line_of(work.text, use.written)}});
                continue;
            }
            const bool pattern = use.written.find("...") != std::string::npos;
            const std::string drop = "-dropuse=" + use.written;
            findings.push_back(
                {.seen = work.file + " uses " + use.written + ", where there is no go.mod.",
                 .why = kRefuses,
                 .mend = {edit_command(work, shell_word(drop)),
                          pattern ? command_in(work.folder(),
                                               "go work use -r .  # go.work knows no patterns")
                                  : "restore " + shell_word(use.folder + "/go.mod")},
                 .place = Place{work.file, line_of(work.text, use.written)},
                 .fix = Fix{.argv = {"go", "work", "edit", drop, work.file},
                            .folder = work.folder(),
                            .undo = edit_command(work, shell_word("-use=" + use.written))}});
        }
    }
    return findings;
}

Findings check_work_repeats_module(const Facts& facts) {
    Findings findings;
    for (const WorkFile& work : facts.works) {
        std::map<std::string, const WorkUse*> first;
        std::set<std::string> reported;
        for (const WorkUse& use : work.uses) {
            const auto [earlier, added] = first.try_emplace(use.folder, &use);
            if (added || !reported.insert(use.folder).second) continue;
            const std::string& one = earlier->second->written;
            const int line = line_of(work.text, one);
            Fix fix{.argv = {"go", "work", "edit"}, .folder = work.folder()};
            std::set<std::string> spellings;
            for (const WorkUse& same : work.uses) {
                if (same.folder == use.folder && spellings.insert(same.written).second) {
                    fix.argv.push_back("-dropuse=" + same.written);
                }
            }
            fix.argv.push_back("-use=" + one);
            fix.argv.push_back(work.file);
            findings.push_back(
                {.seen = work.file + " uses " + use.written + " more than once.",
                 .why = kRefuses,
                 .mend = {command_line(fix.argv)},
                 .place =
                     Place{work.file, use.written == one ? line_of(work.text, use.written, line)
                                                         : line_of(work.text, use.written)},
                 .fix = std::move(fix)});
        }
    }
    return findings;
}

Findings check_work_misses_module(const Facts& facts) {
    Findings findings;
    for (const WorkFile& work : facts.works) {
        std::vector<std::string> missing;
        std::vector<std::string> words;
        for (const Module& module : facts.modules) {
            if (!is_within(module.folder, work.folder()) || is_used(work, module.folder)) continue;
            missing.push_back(module.folder);
            words.push_back(shell_word(relative_to(module.folder, work.folder())));
        }
        if (missing.empty()) continue;
        std::string command = "go work use";
        for (const std::string& word : words) command += " " + word;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = work.file + " does not use " + counted(missing.size(), "module", "modules") +
                     " below it: " + listed(words, kMostListed) + ".",
             .why =
                 "gopls loads files of such a module apart from the workspace, with the published "
                 "versions of its neighbours.",
             .mend = {command_in(work.folder(), command)},
             .place = Place{work.file, 0}});
    }
    return findings;
}

Findings check_requirements_differ(const Facts& facts) {
    const WorkFile* work = facts.work();
    if (work == nullptr) return {};
    // By dependency, the modules that require each version.
    std::map<std::string, std::map<std::string, std::string>> versions;
    for (const WorkUse& use : work->uses) {
        const Module* module = module_in(facts, use.folder);
        if (module == nullptr) continue;
        for (const Requirement& one : module->requirements) {
            if (!one.indirect) versions[one.path].try_emplace(one.version, use.written);
        }
    }
    std::vector<std::string> differing;
    for (const auto& [path, by_version] : versions) {
        if (by_version.size() < 2) continue;
        std::string text = path + " (";
        for (const auto& [version, module] : by_version) {
            text += (text.ends_with('(') ? "" : ", ") + version + " in " + module;
        }
        differing.push_back(text + ")");
    }
    if (differing.empty()) return {};
    return {{.confidence = Confidence::kPossible,
             .seen = "Modules of " + work->file + " require different versions of " +
                     listed(differing, kMostListed) + ".",
             .why = "With go.work all modules get the highest version; built alone, each gets its "
                    "own.",
             .mend = {command_in(work->folder(),
                                 "go work sync  # writes the higher versions into each go.mod")},
             .place = Place{work->file, 0}}};
}

Findings check_work_changes_versions(const Facts& facts) {
    const WorkFile* work = facts.work();
    if (work == nullptr || facts.version_changes.empty()) return {};
    std::map<std::string, std::vector<std::string>> by_module;
    for (const VersionChange& change : facts.version_changes) {
        by_module[change.module].push_back(change.dependency + " is " + change.in_workspace +
                                           " instead of " + change.alone);
    }
    Findings findings;
    for (const auto& [module, changes] : by_module) {
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = "With " + work->file + ", " + module +
                     " is loaded with other versions: " + listed(changes, kMostListed) + ".",
             .why = "gopls uses the versions of the workspace. A build without go.work, as in CI, "
                    "uses the others, and may give other errors.",
             .mend = {"GOWORK=off go build ./...  # the module alone",
                      command_in(work->folder(), "go work sync"),
                      "the same replace line in go.mod"},
             .place = Place{work->file, 0}});
    }
    return findings;
}

}  // namespace doctor
