#include "cli/config/config.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "cli/config/table.hpp"
#include "cli/paths.hpp"
#include "cli/suggest.hpp"

namespace cli {

namespace {

constexpr std::string_view kConfigFlag = "config";
constexpr std::string_view kConfigVariable = "GOPLS_PROXY_CONFIG";
constexpr std::string_view kVariablePrefix = "GOPLS_PROXY_";

using Outcome = boost::system::result<void, ConfigError>;

/// `stall.window: "5" (from GOPLS_PROXY_STALL_WINDOW) is not a duration: …`
ConfigError wrong_value(std::string_view name, std::string_view text, const std::string& source,
                        const std::string& complaint) {
    return ConfigError{std::string(name) + ": \"" + std::string(text) + "\" (from " + source +
                       ") " + complaint};
}

/// ` is no setting of gopls-proxy; did you mean "…"?`, `spell` says how names look at this source.
std::string no_setting(std::string_view name, std::string (*spell)(std::string_view)) {
    std::vector<std::string> spelled{spell(kConfigFlag)};
    for (const Setting& setting : settings_table()) spelled.push_back(spell(setting.name));
    const std::vector<std::string_view> known(spelled.begin(), spelled.end());
    return " is no setting of gopls-proxy" + did_you_mean(name, known);
}

Outcome apply(const Setting& setting, Configured& configured, std::string_view text,
              const std::string& source) {
    const auto complaint = assign(setting, configured, text, source);
    if (complaint) return wrong_value(setting.name, text, source, *complaint);
    return {};
}

Outcome apply_method(std::string_view method, Configured& configured, std::string_view text,
                     const std::string& source) {
    const auto complaint = assign_method(method, configured, text, source);
    if (!complaint) return {};
    return wrong_value(std::string(kMethodPrefix) + std::string(method), text, source, *complaint);
}

Outcome apply_entry(const FileEntry& entry, Configured& configured, const std::string& path) {
    const std::string source = path + ":" + std::to_string(entry.line);
    if (!entry.is_scalar) {
        return ConfigError{entry.name + " (from " + source + ") is not a single value"};
    }
    if (entry.name.starts_with(kMethodPrefix)) {
        return apply_method(entry.name.substr(kMethodPrefix.size()), configured, entry.text,
                            source);
    }
    for (const Setting& setting : settings_table()) {
        if (setting.name != entry.name) continue;
        if (std::holds_alternative<PathKind>(setting.kind) && !entry.is_string) {
            return wrong_value(setting.name, entry.text, source, "is not text: write it in quotes");
        }
        return apply(setting, configured, entry.text, source);
    }
    // Of a newer version, or misspelled: no reason to leave the editor without gopls.
    const std::string sentence =
        entry.name + " (from " + source + ")" +
        no_setting(entry.name, [](std::string_view n) { return std::string(n); });
    configured.notes.push_back(sentence);
    configured.settings.notices.push_back(sentence);
    return {};
}

Outcome apply_file(Configured& configured, const std::string& path, bool must_exist) {
    const auto content = read_config(path);
    if (!content) return content.error();
    if (!content->unreachable.empty()) {
        if (must_exist) return ConfigError{content->unreachable};
        configured.notes.push_back(content->unreachable + "; it is left out");
        return {};
    }
    if (!content->existed) {
        if (!must_exist) return {};
        return ConfigError{"the configuration file " + path + " does not exist"};
    }
    const auto entries = parse_config(content->text, path);
    if (!entries) return entries.error();
    configured.config_file = path;
    for (const FileEntry& entry : *entries) {
        if (auto applied = apply_entry(entry, configured, path); !applied) return applied;
    }
    return {};
}

Outcome apply_environment(Configured& configured, const Environment& environment) {
    for (const Setting& setting : settings_table()) {
        const std::string variable = variable_name(setting.name);
        const std::string_view text = value_of(environment, variable);
        if (text.empty()) continue;
        if (auto applied = apply(setting, configured, text, variable); !applied) {
            return applied;
        }
    }
    // A variable may come from a newer version's set-up, or from another program altogether: that
    // is no reason not to start.
    for (const auto& variable : environment) {
        const std::string& name = variable.first;
        if (!name.starts_with(kVariablePrefix)) continue;
        const auto table = settings_table();
        const bool known =
            name == kConfigVariable || name == kDepthVariable || name == "GOPLS_PROXY_SESSION" ||
            std::any_of(table.begin(), table.end(),
                        [&](const Setting& s) { return variable_name(s.name) == name; });
        if (!known) configured.notes.push_back(name + no_setting(name, &variable_name));
    }
    return {};
}

Outcome apply_flag(const ProxyFlag& flag, Configured& configured) {
    const std::string given = flag_name(flag.name);
    const std::string method_prefix = flag_name(kMethodPrefix);
    if (given.starts_with(method_prefix) && given.size() > method_prefix.size()) {
        // Spelled with dots or dashes, the prefix has the same length; the method is kept as typed.
        return apply_method(flag.name.substr(kMethodPrefix.size()), configured, flag.value,
                            "--proxy-" + flag.name);
    }
    for (const Setting& setting : settings_table()) {
        if (flag_name(setting.name) != given) continue;
        return apply(setting, configured, flag.value, given);
    }
    return ConfigError{"--proxy-" + flag.name + no_setting(given, &flag_name)};
}

}  // namespace

boost::system::result<Configured, ConfigError> load_settings(
    const std::vector<ProxyFlag>& proxy_flags, const Environment& environment,
    const std::string& default_file) {
    std::string named(value_of(environment, kConfigVariable));
    std::string source(kConfigVariable);
    for (const ProxyFlag& flag : proxy_flags) {
        if (flag.name != kConfigFlag) continue;
        named = flag.value;
        source = flag_name(kConfigFlag);
    }
    if (!named.empty()) {
        const std::string expanded = expand_home(named, environment);
        if (!std::filesystem::path(expanded).is_absolute()) {
            return wrong_value("config", named, source,
                               "is not an absolute path: write one, or one that begins with ~/");
        }
        named = expanded;
    }

    Configured configured;
    const std::string& file = named.empty() ? default_file : named;
    if (!file.empty()) {
        const auto applied = apply_file(configured, file, !named.empty());
        if (!applied) return applied.error();
    }
    if (const auto applied = apply_environment(configured, environment); !applied) {
        return applied.error();
    }
    for (const ProxyFlag& flag : proxy_flags) {
        if (flag.name == kConfigFlag) continue;
        if (const auto applied = apply_flag(flag, configured); !applied) return applied.error();
    }
    configured.log_file = expand_home(configured.log_file, environment);
    return configured;
}

}  // namespace cli
