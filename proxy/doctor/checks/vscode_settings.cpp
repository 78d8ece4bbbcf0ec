#include "doctor/checks/vscode_settings.hpp"

#include <algorithm>

#include "app/config/suggest.hpp"
#include "app/incidents/mask.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/facts/go_extension.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

/// A setting of the Go extension and its file.
struct Set {
    const EditorFile* file = nullptr;
    const EditorSetting* setting = nullptr;
};

/// Returns where a key is set; only in the folder if it is set there, which overrides the user's.
std::vector<Set> effective(const Facts& facts, std::string_view key) {
    std::vector<Set> in_folder;
    std::vector<Set> of_user;
    for (const EditorFile& file : facts.editor_files) {
        const EditorSetting* setting = file.find_go(key);
        if (setting != nullptr)
            (file.in_workspace ? in_folder : of_user).push_back({&file, setting});
    }
    return in_folder.empty() ? of_user : in_folder;
}

Place place_of(const Set& set) {
    return {set.file->file, set.setting->line};
}

/// Returns a value for a sentence, with secrets masked.
std::string shown(const EditorSetting& setting) {
    const std::string text =
        setting.value.dump(-1, ' ', false, SettingJson::error_handler_t::replace);
    return app::incidents::masked_value(setting.keys.back(), text);
}

/// Returns GOPATH in `go.toolsEnvVars`; empty if it is not there.
std::string gopath_for_tools(const EditorSetting& setting) {
    const SettingJson* value = editors::value_at(setting.value, {"GOPATH"});
    return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

}  // namespace

Findings check_language_server_off(const Facts& facts) {
    Findings findings;
    for (const Set& set : effective(facts, "go.useLanguageServer")) {
        if (set.setting->value != false) continue;
        findings.push_back(
            {.seen = "go.useLanguageServer is false in the settings of " + set.file->editor + ".",
             .why = "The Go extension starts no gopls: no completion, no "
                    "definitions, no diagnostics.",
             .mend = {"write \"go.useLanguageServer\": true, or remove the setting"},
             .place = place_of(set)});
    }
    return findings;
}

Findings check_go_setting_unknown(const Facts& facts) {
    Findings findings;
    const std::vector<std::string_view> known = extension_keys();
    for (const EditorFile& file : facts.editor_files) {
        for (const EditorSetting& setting : file.go) {
            const std::string& key = setting.keys.back();
            const auto successor = successor_of(key);
            if (extension_setting(key) != nullptr && !successor) continue;
            const std::string meant = app::did_you_mean(key, known);
            Finding finding{
                .confidence = successor ? Confidence::kCertain : Confidence::kLikely,
                .seen = key + (successor ? " is a setting of older versions of the Go extension."
                                         : " is an unknown setting of the Go extension " +
                                               std::string(kGoExtension) + meant + "."),
                .why = "The setting has no effect.",
                .mend = {successor ? std::string(*successor) : "remove \"" + key + "\""},
                .place = Place{file.file, setting.line}};
            if (!meant.empty() && !successor) finding.seen.pop_back();
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

Findings check_go_setting_value(const Facts& facts) {
    Findings findings;
    for (const EditorFile& file : facts.editor_files) {
        for (const EditorSetting& setting : file.go) {
            const ExtensionSetting* known = extension_setting(setting.keys.back());
            if (known == nullptr) continue;
            const std::string complaint = complaint_about(*known, setting.value);
            if (complaint.empty()) continue;
            findings.push_back(
                {.seen = setting.keys.back() + complaint + ".",
                 .why = "The Go extension ignores the value, or fails where it uses it.",
                 .mend = {"write an allowed value, or remove \"" + setting.keys.back() + "\""},
                 .place = Place{file.file, setting.line}});
        }
    }
    return findings;
}

Findings check_go_gopath(const Facts& facts) {
    Findings findings;
    for (const Set& gopath : effective(facts, "go.gopath")) {
        if (!gopath.setting->value.is_string()) continue;
        for (const Set& tools : effective(facts, "go.toolsEnvVars")) {
            const std::string other = gopath_for_tools(*tools.setting);
            if (other.empty() || gopath.setting->value == other) continue;
            findings.push_back(
                {.seen = "go.gopath is " + shown(*gopath.setting) +
                         ", and GOPATH in go.toolsEnvVars is \"" + other + "\".",
                 .why =
                     "go.gopath wins for gopls and the tools of the extension. Programs that get "
                     "only go.toolsEnvVars use other modules and tools.",
                 .mend = {"remove \"go.gopath\"", "remove GOPATH from \"go.toolsEnvVars\""},
                 .place = place_of(gopath)});
        }
    }
    return findings;
}

Findings check_build_flags_ignored(const Facts& facts) {
    Findings findings;
    std::vector<Set> of_gopls;
    for (const EditorFile& file : facts.editor_files) {
        const bool is_vscode =
            file.dialect == Dialect::kVsCode || file.dialect == Dialect::kVsCodeWorkspace;
        for (const EditorSetting& setting : file.gopls) {
            if (is_vscode && setting.name_for_gopls() == "buildFlags") {
                of_gopls.push_back({&file, &setting});
            }
        }
    }
    if (of_gopls.empty()) return findings;
    for (const char* key : {"go.buildTags", "go.buildFlags"}) {
        for (const Set& set : effective(facts, key)) {
            const SettingJson& value = set.setting->value;
            if (value.empty() || value == "") continue;
            findings.push_back(
                {.seen = std::string(key) + " is " + shown(*set.setting) + ", and " +
                         of_gopls.front().setting->place() + " is set in " +
                         of_gopls.front().file->file + ".",
                 .why = "gopls gets only its own buildFlags; the extension's go commands get only "
                        "the other. They see other files.",
                 .mend = {"remove " + of_gopls.front().setting->place() +
                              ": the extension passes " + key + " to gopls",
                          "the same flags in both settings"},
                 .place = place_of(set)});
        }
    }
    return findings;
}

}  // namespace doctor
