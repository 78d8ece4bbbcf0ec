#include "doctor/facts/gopls_api.hpp"

#include <strings.h>

#include <algorithm>
#include <array>

#include "app/config/mistakes.hpp"
#include "app/config/suggest.hpp"

namespace doctor {
namespace {

constexpr auto kObsolete = std::to_array<ObsoleteSetting>({
    {"experimentalDisabledAnalyses", "analyses, with false for each analyzer"},
    {"disableDeepCompletion", ""},
    {"disableFuzzyMatching", "matcher, with \"CaseInsensitive\" or \"CaseSensitive\""},
    {"wantCompletionDocumentation", ""},
    {"wantUnimportedCompletions", ""},
    {"fuzzyMatching", "matcher, with \"Fuzzy\" or \"CaseInsensitive\""},
    {"caseSensitiveCompletion", "matcher, with \"CaseSensitive\""},
    {"experimentalDiagnosticsDelay", "diagnosticsDelay"},
    {"codelens", "codelenses"},
    {"noSemanticString", "semanticTokenTypes, with \"string\": false"},
    {"noSemanticNumber", "semanticTokenTypes, with \"number\": false"},
    {"allowImplicitNetworkAccess", ""},
    {"memoryMode", ""},
    {"tempModFile", ""},
    {"experimentalWorkspaceModule", ""},
    {"experimentalTemplateSupport", ""},
    {"experimentalWatchedFileDelay", ""},
    {"experimentalPackageCacheKey", ""},
    {"allowModfileModifications", ""},
    {"allExperiments", ""},
    {"experimentalUseInvalidMetadata", ""},
    {"newDiff", ""},
    {"wantSuggestedFixes", ""},
    {"noIncrementalSync", ""},
    {"watchFileChanges", ""},
    {"go-diff", ""},
    {"importsSource", ""},
});

constexpr auto kInternal = std::to_array<std::string_view>({
    "completionDocumentation",
    "deepCompletion",
    "completeUnimported",
    "memoryLimit",
    "moveDeclaration",
    "verboseWorkDoneProgress",
    "showBugReports",
    "subdirWatchPatterns",
    "reportAnalysisProgressAfter",
    "telemetryPrompt",
    "linkifyShowMessage",
    "includeReplaceInWorkspace",
    "zeroConfig",
    "pullDiagnostics",
    "mcpTools",
});

/// Returns a member that is a text; empty if there is none.
std::string text_of_member(const SettingJson& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Returns a member that is a list; an empty list if there is none.
SettingJson list_of_member(const SettingJson& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_array() ? *found : SettingJson::array();
}

GoplsSetting read_setting(const SettingJson& option) {
    GoplsSetting setting;
    setting.type = text_of_member(option, "Type");
    setting.has_no_effect = text_of_member(option, "Doc").find("no effect") != std::string::npos;
    for (const SettingJson& value : list_of_member(option, "EnumValues")) {
        if (!value.is_object()) continue;
        SettingJson parsed = SettingJson::parse(text_of_member(value, "Value"), nullptr, false);
        if (!parsed.is_discarded()) setting.values.push_back(std::move(parsed));
    }
    const auto keys = option.find("EnumKeys");
    if (keys == option.end() || !keys->is_object()) return setting;
    for (const SettingJson& key : list_of_member(*keys, "Keys")) {
        if (!key.is_object()) continue;
        const SettingJson name = SettingJson::parse(text_of_member(key, "Name"), nullptr, false);
        if (name.is_string()) setting.map_keys.push_back(name.get<std::string>());
    }
    return setting;
}

/// Returns the flags in a help text of Go's flag package: `  -name=type`, `  -v,-verbose`.
std::set<std::string, std::less<>> read_flag_names(std::string_view help) {
    std::set<std::string, std::less<>> names;
    while (!help.empty()) {
        const std::size_t end = std::min(help.find('\n'), help.size());
        std::string_view line = help.substr(0, end);
        help.remove_prefix(std::min(end + 1, help.size()));
        if (!line.starts_with("  -")) continue;
        line = line.substr(2, line.find_first_of("= \t", 2) - 2);
        while (!line.empty()) {
            const std::size_t comma = std::min(line.find(','), line.size());
            std::string_view name = line.substr(0, comma);
            line.remove_prefix(std::min(comma + 1, line.size()));
            while (name.starts_with('-')) name.remove_prefix(1);
            if (!name.empty()) names.emplace(name);
        }
    }
    return names;
}

std::string shown_value(const SettingJson& value) {
    return value.dump(-1, ' ', false, SettingJson::error_handler_t::replace);
}

std::string wanted(const SettingJson& value, const std::string& allowed) {
    return " is " + shown_value(value) + app::allowed_clause(allowed);
}

std::string complaint_about_map(const GoplsSetting& setting, const SettingJson& value) {
    const bool to_bool = setting.type.ends_with("]bool");
    if (!value.is_object()) {
        return wanted(value, to_bool ? "an object of names with true or false"
                                     : "an object of names with strings");
    }
    const std::vector<std::string_view> known(setting.map_keys.begin(), setting.map_keys.end());
    for (const auto& [name, member] : value.items()) {
        if (to_bool ? !member.is_boolean() : !member.is_string()) {
            return " has " + name + ": " + shown_value(member) +
                   app::allowed_clause(to_bool ? "true or false" : "a string in quotes");
        }
        if (known.empty() || std::find(known.begin(), known.end(), name) != known.end()) continue;
        return " has the unknown name " + name + app::did_you_mean(name, known);
    }
    return {};
}

std::string complaint_about_enum(const GoplsSetting& setting, const SettingJson& value) {
    std::vector<std::string> words;
    for (const SettingJson& one : setting.values) {
        words.push_back(one.dump());
        const bool same_word = one.is_string() && value.is_string() &&
                               ::strcasecmp(one.get_ref<const std::string&>().c_str(),
                                            value.get_ref<const std::string&>().c_str()) == 0;
        if (same_word || one == value) return {};
    }
    return words.empty() ? "" : wanted(value, app::alternatives(words));
}

}  // namespace

GoplsApi read_gopls_api(std::string_view api_json, std::string_view help) {
    GoplsApi api;
    const SettingJson json = SettingJson::parse(api_json, nullptr, false);
    if (!json.is_object() || !json.contains("Options") || !json["Options"].is_object()) return api;
    for (const SettingJson& option : list_of_member(json["Options"], "User")) {
        if (!option.is_object()) continue;
        const std::string name = text_of_member(option, "Name");
        if (!name.empty()) api.settings[name] = read_setting(option);
    }
    api.known = !api.settings.empty();
    api.flags = read_flag_names(help);
    return api;
}

std::optional<ObsoleteSetting> obsolete_setting(std::string_view name) {
    const auto* const found =
        std::find_if(kObsolete.begin(), kObsolete.end(),
                     [&](const ObsoleteSetting& one) { return one.name == name; });
    if (found == kObsolete.end()) return std::nullopt;
    return *found;
}

bool is_internal_setting(std::string_view name) {
    return std::find(kInternal.begin(), kInternal.end(), name) != kInternal.end();
}

bool is_only_of_gopls(std::string_view name) {
    return obsolete_setting(name).has_value() || name == "staticcheck" || name == "semanticTokens";
}

std::string complaint_about(const GoplsSetting& setting, const SettingJson& value) {
    const std::string& type = setting.type;
    if (value.is_null()) return {};  // unknown in a script, and ignored by gopls
    if (type == "bool") return value.is_boolean() ? "" : wanted(value, "true or false");
    if (type == "string") return value.is_string() ? "" : wanted(value, "a string in quotes");
    if (type == "int64") return value.is_number() ? "" : wanted(value, "a number");
    if (type == "time.Duration") {
        return value.is_string() ? "" : wanted(value, "a duration in quotes: \"1s\", \"300ms\"");
    }
    if (type == "enum") return complaint_about_enum(setting, value);
    if (type == "[]string") {
        const bool fits = value.is_array() && std::all_of(value.begin(), value.end(),
                                                          [](auto& v) { return v.is_string(); });
        return fits ? "" : wanted(value, "a list of strings");
    }
    return type.starts_with("map[") ? complaint_about_map(setting, value) : "";
}

}  // namespace doctor
