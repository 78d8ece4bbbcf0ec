#include "doctor/checks/module_layout.hpp"

#include <algorithm>

#include "doctor/facts/facts.hpp"
#include "doctor/versions.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

constexpr std::size_t kMostShown = 5;
/// Go 1.25 knows the line `ignore` of go.mod.
constexpr GoVersion kKnowsIgnore{1, 25};

/// Returns "37 %" of a whole, at least 1.
std::string percent(std::size_t part, std::size_t whole) {
    if (whole == 0) return "0 %";
    return std::to_string(std::max<std::size_t>(1, part * 100 / whole)) + " %";
}

std::string in_folder(const Facts& facts, const std::string& path) {
    return relative_to(path, facts.folder);
}

}  // namespace

Findings check_no_module(const Facts& facts) {
    if (!facts.settings.good() || facts.tree.go_files == 0 || !facts.modules.empty() ||
        facts.work() != nullptr || facts.settings.value("GO111MODULE") == "off") {
        return {};
    }
    const bool below_gopath = std::any_of(
        facts.settings.folders.begin(), facts.settings.folders.end(), [&](const NamedFolder& f) {
            return f.setting == "GOPATH" && is_within(facts.folder, f.path);
        });
    return {{.confidence = Confidence::kLikely,
             .seen = facts.folder + " has " + counted(facts.tree.go_files, "Go file", "Go files") +
                     ", and neither it nor a folder above has a go.mod.",
             .why = "gopls loads each file alone: imports of other modules stay unresolved, and "
                    "references in other packages are not found.",
             .mend = {command_in(facts.folder, "go mod init example.com/name"),
                      below_gopath ? "export GO111MODULE=off  # for a workspace in GOPATH"
                                   : "open the folder of the module instead"}}};
}

Findings check_modules_without_work(const Facts& facts) {
    if (!facts.settings.good() || facts.work() != nullptr || facts.module() != nullptr) return {};
    std::vector<std::string> words;
    for (const Module& module : facts.modules) {
        if (module.folder != facts.folder && is_within(module.folder, facts.folder)) {
            words.push_back(shell_word(in_folder(facts, module.folder)));
        }
    }
    if (words.size() < 2 || !facts.work_above.empty()) return {};
    std::string command = "go work init";
    for (const std::string& word : words) command += " " + word;
    return {{.confidence = Confidence::kPossible,
             .seen = facts.folder + " is above " + counted(words.size(), "module", "modules") +
                     " and has no go.work: " + listed(words, kMostShown) + ".",
             .why = "gopls loads each module by itself once one of its files is open. References "
                    "between modules are found only with a go.work or `replace` lines.",
             .mend = {command_in(facts.folder, command), "open the folder of one module"}}};
}

Findings check_nested_modules(const Facts& facts) {
    if (facts.work() != nullptr) return {};  // go-work-misses-module
    const Module* own = facts.module();
    if (own == nullptr) return {};
    std::vector<std::string> names;
    for (const Module& module : facts.modules) {
        if (module.folder != own->folder && is_within(module.folder, own->folder)) {
            names.push_back(in_folder(facts, module.folder));
        }
    }
    if (names.empty()) return {};
    return {{.confidence = Confidence::kPossible,
             .seen = "The module in " + own->folder + " contains " +
                     counted(names.size(), "other module", "other modules") + ": " +
                     listed(names, kMostShown) + ".",
             .why = "`./...` of the outer module leaves them out. gopls loads each by itself once "
                    "one of its files is open.",
             .mend = {command_in(own->folder, "go work init . " + shell_word(names.front()) +
                                                  "  # to work on them together")}}};
}

Findings check_symlinked_folder(const Facts& facts) {
    if (facts.given_folder == facts.folder || facts.given_folder.empty()) return {};
    return {{.confidence = Confidence::kPossible,
             .seen = facts.given_folder + " leads through a symbolic link to " + facts.folder + ".",
             .why = "The go command reports files under the second path, and an editor may open "
                    "them under the first: gopls then takes one file for two.",
             .mend = {"open " + shell_word(facts.folder) + " in the editor"}}};
}

Findings check_symlinks_inside(const Facts& facts) {
    std::vector<std::string> names;
    for (const Link& link : facts.tree.links) {
        if (link.to_go) names.push_back(in_folder(facts, link.path) + " -> " + link.target);
    }
    if (names.empty()) return {};
    const bool folders = std::any_of(facts.tree.links.begin(), facts.tree.links.end(),
                                     [](const Link& link) { return link.to_go && link.to_folder; });
    return {{.confidence = Confidence::kPossible,
             .seen = counted(names.size(), "symbolic link leads", "symbolic links lead") +
                     " to Go code: " + listed(names, kMostShown) + ".",
             .why = folders ? "The go command follows no link to a folder: `./...` leaves these "
                              "packages out, and gopls does not find them."
                            : "gopls knows such a file under the path of the link alone; opened "
                              "under the other path it is a second file.",
             .mend = {"a module of its own and a `replace` or go.work line, instead of the link"}}};
}

Findings check_large_folders(const Facts& facts) {
    if (facts.tree.without_go.empty()) return {};
    std::size_t files = 0;
    std::size_t folders = 0;
    std::vector<std::string> names;
    std::string filters;
    std::string ignores;
    for (const Subtree& subtree : facts.tree.without_go) {
        files += subtree.files;
        folders += subtree.folders;
        names.push_back(subtree.path + " (" + std::to_string(subtree.files) + " files)");
        if (names.size() > kMostShown) continue;
        filters += (filters.empty() ? "" : ", ") + std::string("\"-") + subtree.path + "\"";
        ignores +=
            (ignores.empty() ? "" : " and ") + std::string("`ignore ./") + subtree.path + "`";
    }
    Finding finding{
        .confidence = facts.tree.complete ? Confidence::kLikely : Confidence::kPossible,
        .seen = "Large folders without Go code: " + listed(names, kMostShown) + ".",
        .why = "gopls and the editor's file watcher walk through them. Without them, they visit " +
               percent(files, facts.tree.files) + " fewer files and " +
               percent(folders, facts.tree.folders) + " fewer folders.",
        .mend = {"the gopls setting \"directoryFilters\": [" + filters + "]"}};
    const auto go = parse_go_version(facts.settings.value("GOVERSION"));
    if (go && !(*go < kKnowsIgnore)) {
        finding.mend.push_back("the lines " + ignores + " in go.mod, for the go command as well");
    }
    return {finding};
}

}  // namespace doctor
