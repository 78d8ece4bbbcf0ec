#include "doctor/facts/costly_settings.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

namespace doctor {
namespace {

/// Returns the names of a map that are on.
std::vector<std::string> names_on(const SettingJson& map) {
    std::vector<std::string> names;
    if (!map.is_object()) return names;
    for (const auto& [name, value] : map.items()) {
        if (value == true) names.push_back(name);
    }
    return names;
}

/// Returns what gopls does for the setting; nothing if it costs nothing.
std::optional<std::string> price_of(const std::string& name, const SettingJson& value) {
    if (name == "staticcheck" && value == true) {
        return "gopls runs all of staticcheck's analyzers on each open package and its "
               "dependencies, after each edit";
    }
    if (name == "semanticTokens" && value == true) {
        return "gopls type-checks and sends the tokens of a whole file after each edit of it";
    }
    if (name == "vulncheck" && value == "Imports") {
        return "gopls asks the vulnerability database about all modules after each load and each "
               "change of go.mod";
    }
    const std::vector<std::string> on = names_on(value);
    if (name == "hints" && !on.empty()) {
        return "gopls computes inlay hints for the visible lines after each edit and scroll";
    }
    if (name == "analyses" && !on.empty()) {
        return "gopls runs further analyzers on each open package and its dependencies";
    }
    return std::nullopt;
}

/// Returns the setting that the Go extension makes of one of its own; nothing for all others.
std::optional<std::pair<std::string, SettingJson>> passed_on(const EditorSetting& setting) {
    const std::string& key = setting.keys.back();
    constexpr std::string_view kHints = "go.inlayHints.";
    if (key == "go.diagnostic.vulncheck") return std::pair("vulncheck", setting.value);
    if (!key.starts_with(kHints)) return std::nullopt;
    return std::pair("hints", SettingJson{{key.substr(kHints.size()), setting.value}});
}

std::string seconds_text(double seconds) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f s", seconds);
    return text.data();
}

/// Returns `load 1.20 s, without it 1.00 s (1.2 times)`.
std::string compared(const std::string& what, double with, double without) {
    // Times this short say more about the machine than about the setting.
    constexpr double kLeast = 0.05;
    if (with < kLeast && without < kLeast) return what + " under " + seconds_text(kLeast);
    std::array<char, 32> ratio{};
    std::snprintf(ratio.data(), ratio.size(), "%.1f",
                  std::max(with, kLeast) / std::max(without, kLeast));
    return what + " " + seconds_text(with) + ", without it " + seconds_text(without) + " (" +
           ratio.data() + " times)";
}

}  // namespace

std::string words_for(const Price& price) {
    if (!price.failure.empty()) return "not measured: " + price.failure;
    return compared("after an edit", price.with.edit, price.without.edit) + "; " +
           compared("load", price.with.load, price.without.load) + "; " +
           compared("first diagnostics", price.with.diagnostics, price.without.diagnostics);
}

std::vector<CostlySetting> costly_settings(const std::vector<EditorFile>& files) {
    std::vector<CostlySetting> found;
    const auto add = [&](const EditorFile& file, const EditorSetting& setting,
                         const std::string& name, const SettingJson& value) {
        const auto price = price_of(name, value);
        const bool is_known = std::any_of(
            found.begin(), found.end(),
            [&](const CostlySetting& one) { return one.name == name && one.file == file.file; });
        if (!price || is_known) return;
        found.push_back({name, value, setting.place(), file.file, setting.line, *price});
    };
    for (const EditorFile& file : files) {
        for (const EditorSetting& setting : file.gopls) {
            add(file, setting, setting.name_for_gopls(), setting.value);
        }
        for (const EditorSetting& setting : file.go) {
            if (const auto passed = passed_on(setting)) {
                add(file, setting, passed->first, passed->second);
            }
        }
    }
    return found;
}

}  // namespace doctor
