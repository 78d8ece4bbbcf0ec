// The settings of VS Code's Go extension. Pure.
//
// Source: package.json of golang/vscode-go, v0.58.0-dev of August 2026, and for removed settings
// its released versions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/facts/editor_settings.hpp"

namespace doctor {

/// The version of the extension whose settings these are.
inline constexpr std::string_view kGoExtension = "v0.58";

struct ExtensionSetting {
    std::string_view key;    ///< `go.buildTags`
    std::string_view types;  ///< letters: a array, b boolean, n null, o object, s string
    std::string_view words;  ///< the allowed strings, separated by blanks; empty: any
};

/// Returns the setting with this key, or null.
const ExtensionSetting* extension_setting(std::string_view key);

/// Returns the keys of all settings.
std::vector<std::string_view> extension_keys();

/// Returns what a removed or deprecated setting is replaced by, a sentence without its dot; nothing
/// if it is neither.
std::optional<std::string_view> successor_of(std::string_view key);

/// Returns why the value is invalid, ` is 5; allowed: true or false`; empty if it fits.
std::string complaint_about(const ExtensionSetting& setting, const SettingJson& value);

}  // namespace doctor
