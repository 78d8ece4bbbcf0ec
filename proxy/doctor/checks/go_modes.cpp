#include "doctor/checks/go_modes.hpp"

#include <algorithm>

#include "app/incidents/mask.hpp"
#include "doctor/facts/build_tags.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/facts/go_flags.hpp"
#include "doctor/versions.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

using app::incidents::masked_value;

bool is_under_gopath_mode(std::string_view value) {
    return value == "off";
}

bool has_vendor_folder(const Facts& facts) {
    if (const WorkFile* work = facts.work()) return work->has_vendor;
    const Module* module = facts.module();
    return module != nullptr && module->has_vendor;
}

/// Returns whether the go command is to load from a vendor folder, and there is none.
bool lacks_vendor_folder(const Facts& facts, const std::string& mod) {
    return mod == "vendor" && !has_vendor_folder(facts) && !facts.modules.empty();
}

std::string vendor_command(const Facts& facts) {
    if (const WorkFile* work = facts.work()) return command_in(work->folder(), "go work vendor");
    const Module* module = facts.module();
    return command_in(module != nullptr ? module->folder : facts.folder, "go mod vendor");
}

}  // namespace

Findings check_goflags_invalid(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOFLAGS");
    if (setting == nullptr) return {};
    const std::vector<std::string> flags = split_flags(setting->value);
    const std::string& refusal = facts.settings.flags_refusal;
    if (!refusal.empty()) {
        return {{.seen = "The go command refuses " + named("GOFLAGS", *setting) + ": " +
                         masked_value("GOFLAGS", refusal) + ".",
                 .why = "Most go commands refuse to run, and gopls loads nothing.",
                 .mend = {change_command("GOFLAGS", *setting,
                                         joined_flags(accepted_flags(flags, refusal)))}}};
    }
    Findings findings;
    for (const std::string& flag : flags) {
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
    const std::vector<std::string> flags = split_flags(setting->value);
    const std::string mod = mod_flag(flags);
    const std::string remedy =
        change_command("GOFLAGS", *setting, joined_flags(flags_without_mod(flags)));
    if (mod == "mod") {
        return {{.confidence = Confidence::kPossible,
                 .seen = named("GOFLAGS", *setting) + " has -mod=mod.",
                 .why =
                     "Every go command may rewrite go.mod and go.sum, also those that gopls runs "
                     "while you type; each change makes gopls load the workspace again. A vendor "
                     "folder is ignored.",
                 .mend = {remedy}}};
    }
    if (lacks_vendor_folder(facts, mod) && facts.settings.vendor_refusal.empty()) {
        return {{.confidence = Confidence::kPossible,
                 .seen = named("GOFLAGS", *setting) +
                         " has -mod=vendor, and the module has no vendor folder.",
                 .why = "The go command refuses to load packages from the first requirement of "
                        "another module on.",
                 .mend = {remedy, vendor_command(facts)}}};
    }
    return {};
}

Findings check_goflags_vendor(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOFLAGS");
    if (setting == nullptr || facts.settings.vendor_refusal.empty()) return {};
    const std::vector<std::string> flags = split_flags(setting->value);
    if (!lacks_vendor_folder(facts, mod_flag(flags))) return {};
    return {{.seen = named("GOFLAGS", *setting) +
                     " has -mod=vendor, and there is no vendor folder with the required modules.",
             .why = "The go command refuses to load any package (\"inconsistent vendoring\"), and "
                    "gopls loads nothing.",
             .mend = {change_command("GOFLAGS", *setting, joined_flags(flags_without_mod(flags))),
                      vendor_command(facts)}}};
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
             .mend = {change_command(
                          "GOFLAGS", *setting,
                          joined_flags(flags_with_tags(split_flags(setting->value), editor.tags))),
                      "the same tags in " + editor.source},
             .place = Place{editor.file, 0}});
    }
    return findings;
}

}  // namespace doctor
