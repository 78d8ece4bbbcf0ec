#include "doctor/checks/go_modes.hpp"

#include <algorithm>

#include "app/incidents/mask.hpp"
#include "doctor/facts/build_tags.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/versions.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

using app::incidents::masked_value;

bool is_under_gopath_mode(std::string_view value) {
    return value == "off";
}

/// Returns the value of `-mod` in GOFLAGS; empty if there is none.
std::string mod_flag(const std::vector<std::string>& flags) {
    std::string value;
    for (std::string_view flag : flags) {
        if (flag.starts_with("--")) flag.remove_prefix(1);
        if (flag.starts_with("-mod=")) value = flag.substr(5);
    }
    return value;
}

bool has_vendor_folder(const Facts& facts) {
    if (const WorkFile* work = facts.work()) return work->has_vendor;
    const Module* module = facts.module();
    return module != nullptr && module->has_vendor;
}

}  // namespace

Findings check_goflags_invalid(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOFLAGS");
    if (setting == nullptr) return {};
    Findings findings;
    for (const std::string& flag : split_flags(setting->value)) {
        if (flag.starts_with('-')) continue;
        findings.push_back({.seen = named("GOFLAGS", *setting) + " has the word `" +
                                    masked_value("GOFLAGS", flag) +
                                    "`, which does not begin with a dash.",
                            .why = "Most go commands refuse to run, and gopls loads nothing.",
                            .mend = {change_command("GOFLAGS", *setting, "-flag=value"),
                                     change_command("GOFLAGS", *setting, "")}});
    }
    return findings;
}

Findings check_goflags_mod(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOFLAGS");
    if (setting == nullptr) return {};
    const std::string mod = mod_flag(split_flags(setting->value));
    if (mod == "mod") {
        return {{.confidence = Confidence::kPossible,
                 .seen = named("GOFLAGS", *setting) + " has -mod=mod.",
                 .why =
                     "Every go command may rewrite go.mod and go.sum, also those that gopls runs "
                     "while you type; each change makes gopls load the workspace again. A vendor "
                     "folder is ignored.",
                 .mend = {change_command("GOFLAGS", *setting, "")}}};
    }
    if (mod == "vendor" && !has_vendor_folder(facts) && !facts.modules.empty()) {
        return {{.confidence = Confidence::kCertain,
                 .seen = named("GOFLAGS", *setting) +
                         " has -mod=vendor, and the module has no vendor folder.",
                 .why = "The go command finds no module but those of the workspace.",
                 .mend = {change_command("GOFLAGS", *setting, ""),
                          facts.work() != nullptr ? "go work vendor" : "go mod vendor"}}};
    }
    return {};
}

Findings check_go111module(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GO111MODULE");
    if (setting == nullptr || setting->value.empty() || setting->value == "on" ||
        setting->value == "auto") {
        return {};
    }
    if (!is_under_gopath_mode(setting->value)) {
        return {{.seen = named("GO111MODULE", *setting) + " is " +
                         masked_value("GO111MODULE", setting->value) +
                         "; allowed: on, off or auto.",
                 .why = "The go command refuses to run, and gopls loads nothing.",
                 .mend = {change_command("GO111MODULE", *setting, "")}}};
    }
    return {
        {.confidence = facts.tree.modules.empty() ? Confidence::kPossible : Confidence::kCertain,
         .seen = named("GO111MODULE", *setting) + " is off.",
         .why = "The go command ignores go.mod and searches GOPATH: imports of modules stay "
                "unresolved.",
         .mend = {change_command("GO111MODULE", *setting, "")}}};
}

Findings check_gowork_missing(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOWORK");
    if (setting == nullptr || setting->source == Source::kDefault || setting->value == "off") {
        return {};
    }
    const WorkFile* work = facts.work();
    const bool exists = work != nullptr && (!work->text.empty() || work->errors.empty());
    if (exists && setting->value.starts_with('/')) return {};
    return {
        {.seen = named("GOWORK", *setting) + " is " + setting->value + ", which " +
                 (setting->value.starts_with('/') ? "cannot be read." : "is not an absolute path."),
         .why = "The go command refuses to load any package.",
         .mend = {change_command("GOWORK", *setting, "")}}};
}

Findings check_gowork_off(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOWORK");
    if (setting == nullptr || setting->value != "off" || setting->source == Source::kDefault ||
        facts.work_above.empty()) {
        return {};
    }
    return {{.confidence = Confidence::kPossible,
             .seen = named("GOWORK", *setting) + " is off, and there is " + facts.work_above + ".",
             .why = "Each module is loaded alone, with the published versions of its neighbours.",
             .mend = {change_command("GOWORK", *setting, "")},
             .place = Place{facts.work_above, 0}}};
}

Findings check_gowork_elsewhere(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOWORK");
    const WorkFile* work = facts.work();
    if (setting == nullptr || setting->source == Source::kDefault || work == nullptr) return {};
    if (facts.work_above == work->file || is_within(facts.folder, work->folder())) return {};
    const bool contains =
        std::any_of(work->uses.begin(), work->uses.end(), [&](const WorkUse& use) {
            return is_within(facts.folder, use.folder) || is_within(use.folder, facts.folder);
        });
    if (contains) return {};
    return {{.confidence = Confidence::kLikely,
             .seen = named("GOWORK", *setting) + " is " + work->file +
                     ", which uses no module in " + facts.folder + ".",
             .why = "The go command loads that workspace and finds no package of this folder.",
             .mend = {change_command("GOWORK", *setting, "")},
             .place = Place{work->file, 0}}};
}

Findings check_gotoolchain(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOTOOLCHAIN");
    if (setting == nullptr || setting->source == Source::kDefault || setting->value.empty()) {
        return {};
    }
    const std::string& value = setting->value;
    const std::string name = value.substr(0, value.find('+'));
    const std::string rest = value.size() > name.size() ? value.substr(name.size()) : "";
    const bool known = name == "auto" || name == "local" || name == "path" ||
                       (name.starts_with("go") && parse_go_version(name));
    const bool known_rest = rest.empty() || rest == "+auto" || rest == "+path";
    if (!known || !known_rest) {
        return {{.seen = named("GOTOOLCHAIN", *setting) + " is " +
                         masked_value("GOTOOLCHAIN", value) +
                         "; allowed: local, auto, path or a version such as go1.26.1.",
                 .why = "The go command refuses to run, and gopls loads nothing.",
                 .mend = {change_command("GOTOOLCHAIN", *setting, "")}}};
    }
    return {};
}

Findings check_setting_overridden(const Facts& facts) {
    Findings findings;
    for (const auto& [name, setting] : facts.settings.values) {
        if (!setting.overridden) continue;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = named(name, setting) + " is " + masked_value(name, setting.value) +
                     ", and go env -w set it to " + masked_value(name, *setting.overridden) + ".",
             .why = "The environment wins. A program without this variable, such as an editor that "
                    "was not started from the shell, uses the other value.",
             .mend = {"go env -u " + name, "unset " + name}});
    }
    return findings;
}

Findings check_build_tags(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOFLAGS");
    if (setting == nullptr) return {};
    const std::string tags = tags_in(split_flags(setting->value));
    Findings findings;
    for (const TagSetting& editor : facts.editor_tags) {
        if (editor.tags == tags) continue;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = "gopls gets the build tags " + editor.tags + " (" + editor.source +
                     "), and the go command in the shell " + (tags.empty() ? "none" : tags) +
                     " (GOFLAGS).",
             .why = "gopls and the build see other files: errors that one reports are hidden from "
                    "the other.",
             .mend = {change_command("GOFLAGS", *setting, "-tags=" + editor.tags),
                      "the same tags in " + editor.source},
             .place = Place{editor.file, 0}});
    }
    return findings;
}

}  // namespace doctor
