#include "doctor/checks/editor_files.hpp"

#include <algorithm>

#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

std::string text_of(const EditorSetting& setting) {
    return setting.value.is_string() ? setting.value.get<std::string>() : std::string();
}

/// Returns whether the settings of one file override those of the other in the same editor.
bool overrides(const EditorFile& workspace, const EditorFile& user) {
    const auto is_vscode = [](const EditorFile& file) {
        return file.dialect == Dialect::kVsCode || file.dialect == Dialect::kVsCodeWorkspace;
    };
    return workspace.in_workspace && !user.in_workspace &&
           (workspace.dialect == user.dialect || (is_vscode(workspace) && is_vscode(user)));
}

}  // namespace

Findings check_editor_syntax(const Facts& facts) {
    Findings findings;
    for (const EditorFile& file : facts.editor_files) {
        if (file.error.empty()) continue;
        findings.push_back({.seen = "The settings of " + file.editor + " in " + file.file +
                                    " cannot be read: " + file.error + ".",
                            .why = "The editor ignores the file, or a part of it, and the doctor "
                                   "cannot check it.",
                            .mend = {file.error_line > 0 ? "correct the file at this place"
                                                         : "ls -lL " + shell_word(file.file)},
                            .place = Place{file.file, file.error_line}});
    }
    return findings;
}

Findings check_editor_program_missing(const Facts& facts) {
    Findings findings;
    for (const EditorFile& file : facts.editor_files) {
        for (const EditorSetting& program : file.programs) {
            const std::string path = text_of(program);
            const auto& missing = file.missing_programs;
            if (std::find(missing.begin(), missing.end(), path) == missing.end()) continue;
            findings.push_back(
                {.seen = file.editor + " is to start " + path + " as gopls (" + program.place() +
                         "), which is not a program.",
                 .why = "The editor has no language server for Go.",
                 .mend = {"gopls-proxy setup --undo  # if setup added it",
                          "remove " + program.place() + ", or name a program that exists"},
                 .place = Place{file.file, program.line}});
        }
    }
    return findings;
}

Findings check_editor_programs_differ(const Facts& facts) {
    Findings findings;
    for (const EditorFile& workspace : facts.editor_files) {
        for (const EditorFile& user : facts.editor_files) {
            if (!overrides(workspace, user) || workspace.programs.empty() ||
                user.programs.empty()) {
                continue;
            }
            const EditorSetting& here = workspace.programs.front();
            const EditorSetting& there = user.programs.front();
            if (here.value == there.value) continue;
            findings.push_back({.confidence = Confidence::kLikely,
                                .seen = here.place() + " of this folder is " + text_of(here) +
                                        ", and " + there.place() + " in " + user.file + " is " +
                                        text_of(there) + ".",
                                .why = "In this folder " + user.editor +
                                       " starts another program as gopls than elsewhere.",
                                .mend = {"remove " + here.place() + " from " + workspace.file},
                                .place = Place{workspace.file, here.line}});
        }
    }
    return findings;
}

}  // namespace doctor
