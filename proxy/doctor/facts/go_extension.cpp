#include "doctor/facts/go_extension.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "app/config/mistakes.hpp"

namespace doctor {
namespace {

constexpr auto kSettings = std::to_array<ExtensionSetting>({
    {"go.addTags", "o", ""},
    {"go.alternateTools", "o", ""},
    {"go.buildFlags", "a", ""},
    {"go.buildOnSave", "s", "package workspace off"},
    {"go.buildTags", "s", ""},
    {"go.coverMode", "s", "default set count atomic"},
    {"go.coverOnSave", "b", ""},
    {"go.coverOnSingleTest", "b", ""},
    {"go.coverOnSingleTestFile", "b", ""},
    {"go.coverOnTestPackage", "b", ""},
    {"go.coverShowCounts", "b", ""},
    {"go.coverageDecorator", "o", ""},
    {"go.coverageOptions", "s",
     "showCoveredCodeOnly showUncoveredCodeOnly showBothCoveredAndUncoveredCode"},
    {"go.delveConfig", "o", ""},
    {"go.diagnostic.vulncheck", "s", "Imports Off Prompt"},
    {"go.disableConcurrentTests", "b", ""},
    {"go.editorContextMenuCommands", "o", ""},
    {"go.enableCodeLens", "o", ""},
    {"go.experiments", "o", ""},
    {"go.formatFlags", "a", ""},
    {"go.formatTool", "s", "default gofmt goimports goformat gofumpt custom"},
    {"go.generateTestsFlags", "a", ""},
    {"go.gopath", "ns", ""},
    {"go.goroot", "ns", ""},
    {"go.inferGopath", "b", ""},
    {"go.inlayHints.assignVariableTypes", "b", ""},
    {"go.inlayHints.compositeLiteralFields", "b", ""},
    {"go.inlayHints.compositeLiteralTypes", "b", ""},
    {"go.inlayHints.constantValues", "b", ""},
    {"go.inlayHints.functionTypeParameters", "b", ""},
    {"go.inlayHints.ignoredError", "b", ""},
    {"go.inlayHints.parameterNames", "b", ""},
    {"go.inlayHints.rangeVariableTypes", "b", ""},
    {"go.installDependenciesWhenBuilding", "b", ""},
    {"go.languageServerFlags", "a", ""},
    {"go.lintFlags", "a", ""},
    {"go.lintOnSave", "s", "file package workspace off"},
    {"go.lintTool", "s", "staticcheck golint golangci-lint golangci-lint-v2 revive"},
    {"go.logging.level", "s", ""},
    {"go.playground", "o", ""},
    {"go.removeTags", "o", ""},
    {"go.showWelcome", "b", ""},
    {"go.survey.prompt", "b", ""},
    {"go.tasks.provideDefault", "b", ""},
    {"go.terminal.activateEnvironment", "b", ""},
    {"go.testEnvFile", "s", ""},
    {"go.testEnvVars", "o", ""},
    {"go.testExplorer.alwaysRunBenchmarks", "b", ""},
    {"go.testExplorer.concatenateMessages", "b", ""},
    {"go.testExplorer.enable", "b", ""},
    {"go.testExplorer.packageDisplayMode", "s", "flat nested"},
    {"go.testExplorer.showDynamicSubtestsInEditor", "b", ""},
    {"go.testExplorer.showOutput", "b", ""},
    {"go.testFlags", "an", ""},
    {"go.testOnSave", "b", ""},
    {"go.testTags", "ns", ""},
    {"go.testTimeout", "s", ""},
    {"go.toolsEnvVars", "o", ""},
    {"go.toolsGopath", "ns", ""},
    {"go.toolsManagement.autoUpdate", "b", ""},
    {"go.toolsManagement.checkForUpdates", "s", "proxy local off"},
    {"go.toolsManagement.go", "s", ""},
    {"go.trace.server", "s", "off messages verbose"},
    {"go.useLanguageServer", "b", ""},
    {"go.vetFlags", "a", ""},
    {"go.vetOnSave", "s", "package workspace off"},
});

constexpr std::string_view kByGopls = "gopls does this by itself; remove the setting";
constexpr std::string_view kPlaceholders =
    "write \"gopls\": {\"ui.completion.usePlaceholders\": true}";

constexpr auto kSuccessors = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"go.autocompleteUnimportedPackages", kByGopls},
    {"go.buildOnSave", kByGopls},
    {"go.docsTool", kByGopls},
    {"go.gocodeAutoBuild", kByGopls},
    {"go.gocodeFlags", kByGopls},
    {"go.gocodePackageLookupMode", kByGopls},
    {"go.gotoSymbol.ignoreFolders", "write \"gopls\": {\"build.directoryFilters\": [\"-FOLDER\"]}"},
    {"go.gotoSymbol.includeGoroot", kByGopls},
    {"go.gotoSymbol.includeImports", "write \"gopls\": {\"ui.navigation.symbolScope\": \"all\"}"},
    {"go.languageServerExperimentalFeatures", kByGopls},
    {"go.liveErrors", kByGopls},
    {"go.logging.level", "use the command `Developer: Set Log Level...`"},
    {"go.overwriteGoplsMiddleware", kByGopls},
    {"go.useCodeSnippetsOnFunctionSuggest", kPlaceholders},
    {"go.useCodeSnippetsOnFunctionSuggestWithoutType", kPlaceholders},
    {"go.useGoProxyToCheckForToolUpdates",
     "write \"go.toolsManagement.checkForUpdates\": \"proxy\" or \"local\""},
});

char letter_of(const SettingJson& value) {
    if (value.is_array()) return 'a';
    if (value.is_boolean()) return 'b';
    if (value.is_null()) return 'n';
    if (value.is_object()) return 'o';
    return value.is_string() ? 's' : '?';
}

std::string name_of_type(char letter) {
    switch (letter) {
        case 'a':
            return "a list in []";
        case 'b':
            return "true or false";
        case 'n':
            return "null";
        case 'o':
            return "an object in {}";
        default:
            return "a string in quotes";
    }
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.push_back("\"" + std::string(text.substr(0, end)) + "\"");
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

}  // namespace

const ExtensionSetting* extension_setting(std::string_view key) {
    const auto* const found =
        std::find_if(kSettings.begin(), kSettings.end(),
                     [&](const ExtensionSetting& one) { return one.key == key; });
    return found == kSettings.end() ? nullptr : found;
}

std::vector<std::string_view> extension_keys() {
    std::vector<std::string_view> keys;
    for (const ExtensionSetting& setting : kSettings) keys.push_back(setting.key);
    return keys;
}

std::optional<std::string_view> successor_of(std::string_view key) {
    for (const auto& [name, instead] : kSuccessors) {
        if (name == key) return instead;
    }
    return std::nullopt;
}

std::string complaint_about(const ExtensionSetting& setting, const SettingJson& value) {
    const std::string shown =
        " is " + value.dump(-1, ' ', false, SettingJson::error_handler_t::replace);
    if (setting.types.find(letter_of(value)) == std::string_view::npos) {
        std::vector<std::string> allowed;
        for (const char letter : setting.types) allowed.push_back(name_of_type(letter));
        return shown + app::allowed_clause(app::alternatives(allowed));
    }
    if (setting.words.empty() || !value.is_string()) return {};
    const std::vector<std::string> words = words_of(setting.words);
    if (std::find(words.begin(), words.end(), value.dump()) != words.end()) return {};
    return shown + app::allowed_clause(app::alternatives(words));
}

}  // namespace doctor
