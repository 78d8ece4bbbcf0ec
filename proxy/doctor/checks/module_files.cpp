#include "doctor/checks/module_files.hpp"

#include <map>
#include <utility>

#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

bool is_conflict(const SyntaxError& error) {
    for (const char* marker : {"<<<<<<<", ">>>>>>>", "=======", "conflict marker"}) {
        if (error.words.find(marker) != std::string::npos) return true;
    }
    return false;
}

Finding syntax_finding(const SyntaxError& error, const std::string& why) {
    const std::string place =
        error.place.file + (error.place.line > 0 ? ":" + std::to_string(error.place.line) : "");
    Finding finding{.seen = place + ": " + error.words + ".", .why = why, .place = error.place};
    if (is_conflict(error)) {
        finding.seen = place + " has the marker of a merge conflict that was not resolved.";
        const std::string folder = error.place.file.substr(0, error.place.file.rfind('/'));
        finding.mend = {command_in(folder, "git mergetool " + shell_word(error.place.file)),
                        command_in(folder, "git diff --check")};
    } else {
        finding.mend = {"correct line " + std::to_string(error.place.line) + " of " +
                        error.place.file};
        if (error.place.line == 0) finding.mend = {"correct " + error.place.file};
    }
    return finding;
}

/// Returns the line of the second `replace` of a module that is replaced twice; 0 if the refusal is
/// about something else.
int refused_line(const Module& module) {
    constexpr std::string_view kConflict = "conflicting replacements for ";
    const std::size_t at = module.refusal.find(kConflict);
    if (at == std::string::npos) return 0;
    std::string words = module.refusal.substr(at + kConflict.size());
    words = words.substr(words.find(':') + 1);
    // The two targets follow.
    const std::size_t last = words.find_last_of(" \t");
    return line_of(module.text, last == std::string::npos ? words : words.substr(last + 1));
}

/// One finding for a conflict, which has three markers and more.
void add_errors(Findings& findings, const std::vector<SyntaxError>& errors,
                const std::string& why) {
    bool conflict = false;
    for (const SyntaxError& error : errors) {
        if (is_conflict(error) && std::exchange(conflict, true)) continue;
        findings.push_back(syntax_finding(error, why));
    }
}

}  // namespace

Findings check_go_mod_syntax(const Facts& facts) {
    Findings findings;
    for (const Module& module : facts.modules) {
        add_errors(findings, module.errors,
                   "The go command cannot load the module, and gopls reports every import in it.");
    }
    return findings;
}

Findings check_go_work_syntax(const Facts& facts) {
    Findings findings;
    for (const WorkFile& work : facts.works) {
        // A file that is missing is a finding of its own.
        if (work.text.empty()) continue;
        add_errors(findings, work.errors,
                   "The go command loads no module of the workspace, and gopls loads nothing.");
    }
    return findings;
}

Findings check_go_sum_syntax(const Facts& facts) {
    Findings findings;
    for (const Module& module : facts.modules) {
        add_errors(findings, module.sum_errors,
                   "The go command verifies modules by go.sum, and refuses to load them.");
    }
    for (const WorkFile& work : facts.works) {
        add_errors(findings, work.sum_errors,
                   "The go command verifies modules by go.work.sum, and refuses to load them.");
    }
    for (Finding& finding : findings) {
        const std::string& file = finding.place->file;
        finding.mend.push_back(command_in(file.substr(0, file.rfind('/')),
                                          file.ends_with(".work.sum")
                                              ? "rm go.work.sum && go work sync"
                                              : "git checkout -- go.sum && go mod tidy"));
    }
    return findings;
}

Findings check_go_mod_refused(const Facts& facts) {
    Findings findings;
    for (const Module& module : facts.modules) {
        if (module.refusal.empty()) continue;
        findings.push_back(
            {.seen = "The go command refuses " + module.file() + ": " + module.refusal,
             .why = "gopls cannot load the module.",
             .mend = {command_in(module.folder, "go list -m  # names what to correct")},
             .place = Place{module.file(), refused_line(module)}});
    }
    return findings;
}

Findings check_go_work_refused(const Facts& facts) {
    Findings findings;
    for (const WorkFile& work : facts.works) {
        if (work.refusal.empty()) continue;
        const bool of_go_line = work.refusal.find("go.work lists go") != std::string::npos;
        findings.push_back({.seen = "The go command refuses " + work.file + ": " + work.refusal,
                            .why = "gopls cannot load the workspace.",
                            .mend = {command_in(
                                work.folder(), of_go_line ? "go work use  # raises the go line"
                                                          : "go list -m  # names what to correct")},
                            .place = Place{work.file, of_go_line ? line_of(work.text, "go") : 0}});
    }
    return findings;
}

Findings check_go_mod_duplicates(const Facts& facts) {
    Findings findings;
    for (const Module& module : facts.modules) {
        std::map<std::string, std::string> versions;
        for (const Requirement& requirement : module.requirements) {
            const auto [first, added] = versions.try_emplace(requirement.path, requirement.version);
            if (added || first->second == requirement.version) continue;
            const int earlier = line_of(module.text, requirement.path);
            findings.push_back(
                {.seen = module.file() + " requires " + requirement.path +
                         " twice: " + first->second + " and " + requirement.version + ".",
                 .why = "The higher version counts. One of the lines is left over from a merge.",
                 .mend = {command_in(module.folder, "go mod tidy")},
                 .place = Place{module.file(), line_of(module.text, requirement.path, earlier)}});
        }
    }
    return findings;
}

}  // namespace doctor
