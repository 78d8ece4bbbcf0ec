// The settings and flags that a gopls knows, as it lists them itself. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/facts/editor_settings.hpp"

namespace doctor {

/// A setting in the output of `gopls api-json`.
struct GoplsSetting {
    std::string type;                 ///< `bool`, `[]string`, `map[enum]bool`, `time.Duration`, …
    std::vector<SettingJson> values;  ///< of an enum: the allowed ones
    std::vector<std::string> map_keys;  ///< of a map: the known ones; empty: any
    bool has_no_effect = false;         ///< gopls lists it and ignores it
};

struct GoplsApi {
    /// False if no gopls was asked, or its answer was not understood.
    bool known = false;
    std::map<std::string, GoplsSetting, std::less<>> settings;
    std::set<std::string, std::less<>> flags;  ///< without dashes; empty if unknown
};

/// Returns the settings and flags in the outputs of `gopls api-json`, and of `gopls -h` with `gopls
/// serve -h`.
GoplsApi read_gopls_api(std::string_view api_json, std::string_view help);

/// What became of a setting of earlier versions.
struct ObsoleteSetting {
    std::string_view name;
    std::string_view instead;  ///< what to write; empty: it has no effect and no successor
};

/// Returns the obsolete setting with this name, or nothing. Source: gopls v0.24.0,
/// internal/settings, Options.setOne, "deprecated and renamed settings".
std::optional<ObsoleteSetting> obsolete_setting(std::string_view name);

/// Returns whether gopls accepts the setting without listing it (the same function).
bool is_internal_setting(std::string_view name);

/// Returns whether a word in a script can only mean a setting of gopls.
bool is_only_of_gopls(std::string_view name);

/// Returns why the value of a setting is invalid, ` is 5; allowed: true or false`; empty if
/// gopls accepts it.
std::string complaint_about(const GoplsSetting& setting, const SettingJson& value);

}  // namespace doctor
