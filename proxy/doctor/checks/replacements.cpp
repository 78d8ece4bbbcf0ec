#include "doctor/checks/replacements.hpp"

#include <functional>
#include <sstream>

#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

/// A local `replace` line with its target and its place.
struct ReplaceLine {
    const Replacement& replacement;
    const ReplaceTarget& target;
    Place place;
    bool in_work = false;
};

void each_replacement(const Facts& facts, const std::function<void(const ReplaceLine&)>& visit) {
    const auto visit_all = [&](const std::vector<Replacement>& replacements,
                               const std::vector<ReplaceTarget>& targets, const std::string& file,
                               const std::string& text, bool in_work) {
        std::size_t next = 0;
        for (const Replacement& one : replacements) {
            if (!one.is_local() || next >= targets.size()) continue;
            visit({one, targets[next++], {file, line_of(text, one.new_path)}, in_work});
        }
    };
    for (const Module& module : facts.modules) {
        visit_all(module.replacements, module.targets, module.file(), module.text, false);
    }
    for (const WorkFile& work : facts.works) {
        visit_all(work.replacements, work.targets, work.file, work.text, true);
    }
}

/// Returns the second line of the go command's words, which names the first difference.
std::string first_difference(const std::string& words) {
    std::istringstream lines(words);
    std::string line;
    std::getline(lines, line);
    std::getline(lines, line);
    const std::size_t begin = line.find_first_not_of(" \t");
    return begin == std::string::npos ? "they differ" : line.substr(begin);
}

}  // namespace

Findings check_replace_missing(const Facts& facts) {
    Findings findings;
    each_replacement(facts, [&](const ReplaceLine& line) {
        if (line.target.exists && line.target.has_go_mod) return;
        const std::string version =
            line.replacement.version.empty() ? "" : "@" + line.replacement.version;
        const std::string drop = std::string("go ") + (line.in_work ? "work" : "mod") +
                                 " edit -dropreplace=" + line.replacement.path + version + " " +
                                 shell_word(line.place.file);
        findings.push_back(
            {.seen = line.place.file + " replaces " + line.replacement.path + " by " +
                     line.replacement.new_path + ", " +
                     (line.target.exists ? "which has no go.mod." : "which does not exist."),
             .why = "The go command cannot load packages that import the module.",
             .mend = {"git clone URL " + shell_word(line.target.folder), drop},
             .place = line.place});
    });
    return findings;
}

Findings check_replace_other_module(const Facts& facts) {
    Findings findings;
    each_replacement(facts, [&](const ReplaceLine& line) {
        const std::string& declared = line.target.module;
        if (declared.empty() || declared == line.replacement.path) return;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = line.place.file + " replaces " + line.replacement.path + " by " +
                     line.replacement.new_path + ", whose go.mod declares " + declared + ".",
             .why = "The go command accepts this for a fork. Packages in it that import each other "
                    "by the path " +
                    declared + " are not found.",
             .mend = {"go mod edit -module=" + line.replacement.path + " " +
                      shell_word(line.target.folder + "/go.mod")},
             .place = line.place});
    });
    return findings;
}

Findings check_replace_dirty(const Facts& facts) {
    Findings findings;
    each_replacement(facts, [&](const ReplaceLine& line) {
        if (!line.target.dirty || !line.target.of_other_repository) return;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = line.place.file + " replaces " + line.replacement.path + " by " +
                     line.target.folder + ", another repository at commit " + line.target.commit +
                     " with changes that are not committed.",
             .why = "Nobody else has this state: what gopls shows here differs from every other "
                    "machine.",
             .mend = {"git -C " + shell_word(line.target.folder) + " status",
                      "go mod edit -dropreplace=" + line.replacement.path + " " +
                          shell_word(line.place.file)},
             .place = line.place});
    });
    return findings;
}

Findings check_vendor_stale(const Facts& facts) {
    Findings findings;
    const auto add = [&](const std::string& folder, const std::string& error, const char* command) {
        if (error.empty()) return;
        findings.push_back({.seen = folder + "/vendor does not match the requirements: " +
                                    first_difference(error) + ".",
                            .why = "The go command refuses to load any package, and so does gopls.",
                            .mend = {command_in(folder, command),
                                     "export GOFLAGS=-mod=readonly  # ignores the vendor folder"},
                            .place = Place{folder + "/vendor/modules.txt", 0}});
    };
    for (const WorkFile& work : facts.works) {
        add(work.folder(), work.vendor_error, "go work vendor");
    }
    for (const Module& module : facts.modules) {
        const WorkFile* work = facts.work();
        const bool ignored = work != nullptr && work->folder() != module.folder;
        if (work == nullptr || !ignored) {
            if (work != nullptr && work->has_vendor) continue;  // it is that of go.work
            add(module.folder, module.vendor_error, "go mod vendor");
        }
    }
    return findings;
}

Findings check_vendor_ignored(const Facts& facts) {
    const WorkFile* work = facts.work();
    if (work == nullptr) return {};
    Findings findings;
    for (const WorkUse& use : work->uses) {
        for (const Module& module : facts.modules) {
            const bool own = module.folder == work->folder();
            if (module.folder != use.folder || !module.has_vendor || own) continue;
            findings.push_back(
                {.confidence = Confidence::kLikely,
                 .seen = module.folder + "/vendor is ignored, since " + work->file +
                         " uses the module.",
                 .why = "gopls loads the modules from the module cache, and needs a network for "
                        "those that are only vendored.",
                 .mend = {command_in(work->folder(), "go work vendor"),
                          "export GOWORK=off  # uses the vendor folder"},
                 .place = Place{module.folder + "/vendor/modules.txt", 0}});
        }
    }
    return findings;
}

}  // namespace doctor
