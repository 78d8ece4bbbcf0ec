#include "doctor/checks/go_folders.hpp"

#include <array>

#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

std::string trouble_of(NamedFolder::State state) {
    switch (state) {
        case NamedFolder::State::kUncreatable:
            return "does not exist and cannot be created";
        case NamedFolder::State::kNotAFolder:
            return "is not a folder";
        case NamedFolder::State::kReadOnly:
            return "is not writable";
        case NamedFolder::State::kNoAnswer:
            return "is on a file system that does not answer";
        default:
            return {};
    }
}

std::string use_of(std::string_view setting) {
    if (setting == "GOCACHE") return "The go command cannot build, and gopls cannot load packages.";
    if (setting == "GOTMPDIR") return "The go command cannot create its temporary files.";
    if (setting == "GOBIN") return "`go install` cannot install programs, such as gopls.";
    return "The go command cannot download modules.";
}

}  // namespace

Findings check_folder_unusable(const Facts& facts) {
    Findings findings;
    for (const NamedFolder& folder : facts.settings.folders) {
        const std::string trouble = trouble_of(folder.state);
        const GoSetting* setting = facts.settings.find(folder.setting);
        if (trouble.empty() || setting == nullptr) continue;
        // Nothing is written into them but by `go install` and downloads.
        const bool rarely_used = folder.setting == "GOPATH" || folder.setting == "GOBIN";
        Finding finding{
            .confidence = rarely_used ? Confidence::kPossible : Confidence::kCertain,
            .seen = named(folder.setting, *setting) + ": " + folder.path + " " + trouble + ".",
            .why = use_of(folder.setting),
            .mend = {}};
        if (folder.state == NamedFolder::State::kReadOnly) {
            finding.mend.push_back("ls -ld " + shell_word(folder.path) +
                                   "  # make it writable for you");
        }
        if (setting->source == Source::kDefault) {
            finding.mend.push_back("go env -w " + folder.setting + "=/path/to/another/folder");
        } else {
            finding.mend.push_back(change_command(folder.setting, *setting, ""));
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

Findings check_folder_relative(const Facts& facts) {
    Findings findings;
    for (const char* name : {"GOPATH", "GOBIN", "GOCACHE", "GOMODCACHE", "GOROOT", "GOTMPDIR"}) {
        const GoSetting* setting = facts.settings.find(name);
        if (setting == nullptr || setting->value.empty() || setting->value.starts_with('/') ||
            setting->value == "off") {
            continue;
        }
        findings.push_back({.seen = named(name, *setting) + " is " + setting->value +
                                    ", which is not an absolute path.",
                            .why = "The go command refuses a relative path here.",
                            .mend = {change_command(name, *setting, "/absolute/path"),
                                     change_command(name, *setting, "")}});
    }
    return findings;
}

Findings check_goroot(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOROOT");
    if (setting == nullptr || setting->source == Source::kDefault) return {};
    if (!facts.settings.goroot_has_go) {
        return {{.seen = named("GOROOT", *setting) + " is " + setting->value +
                         ", where there is no bin/go.",
                 .why = "The go command does not find its own tools and standard library.",
                 .mend = {change_command("GOROOT", *setting, "")}}};
    }
    if (facts.tools.gos.empty()) return {};
    const Tool& go = facts.tools.gos.front();
    if (is_within(go.real, setting->value) || is_within(go.path, setting->value) || go.script) {
        return {};
    }
    return {
        {.confidence = Confidence::kLikely,
         .seen =
             named("GOROOT", *setting) + " is " + setting->value + ", and go is " + go.path + ".",
         .why = "A go command with the standard library of another version does not compile it.",
         .mend = {change_command("GOROOT", *setting, "")}}};
}

Findings check_gopath(const Facts& facts) {
    Findings findings;
    const GoSetting* setting = facts.settings.find("GOPATH");
    if (setting == nullptr) return {};
    for (const std::string& path : facts.settings.gopaths_with_module) {
        findings.push_back({.seen = path + "/go.mod is in the root of GOPATH.",
                            .why = "The go command refuses or ignores it there.",
                            .mend = {"mv " + shell_word(path + "/go.mod") + " /another/folder",
                                     change_command("GOPATH", *setting, "/another/folder")},
                            .place = Place{path + "/go.mod", 0}});
    }
    const std::string_view root = facts.settings.value("GOROOT");
    if (!root.empty() && setting->value == root) {
        findings.push_back(
            {.seen = named("GOPATH", *setting) + " equals GOROOT, " + std::string(root) + ".",
             .why = "Modules and installed programs would go into Go's own folder.",
             .mend = {change_command("GOPATH", *setting, "")}});
    }
    return findings;
}

Findings check_cache_off(const Facts& facts) {
    Findings findings;
    for (const char* name : {"GOCACHE", "GOMODCACHE"}) {
        const GoSetting* setting = facts.settings.find(name);
        if (setting == nullptr || setting->value != "off") continue;
        findings.push_back({.seen = named(name, *setting) + " is off.",
                            .why = "The go command refuses to build without a cache.",
                            .mend = {change_command(name, *setting, "")}});
    }
    return findings;
}

Findings check_file_system_hangs(const Facts& facts) {
    Findings findings;
    const auto add = [&](const std::string& folder, const std::string& where,
                         const std::string& why) {
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = folder + ", " + where + ", did not answer in time.",
             .why = why,
             .mend = {"ls " + shell_word(folder) + "  # mount it again if this does not end",
                      "leave the folder out"}});
    };
    for (const std::string& folder : facts.tools.hanging) {
        add(folder, "a folder of PATH",
            "gopls, and every program that searches PATH, waits for that file system.");
    }
    if (!facts.tree.hanging.empty()) {
        add(facts.tree.hanging, "in the workspace",
            "gopls walks through the workspace and waits there. The workspace was not examined.");
    }
    // Other checks name the other folders.
    for (const DiskPlace& place : facts.machine.places) {
        if (place.answered || place.name == "the workspace" || facts.settings.find(place.name)) {
            continue;
        }
        add(place.path, place.name, "gopls waits for that file system.");
    }
    return findings;
}

}  // namespace doctor
