#include "app/config/config.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "app/config/mistakes.hpp"
#include "app/config/suggest.hpp"
#include "app/config/table.hpp"
#include "app/paths.hpp"
#include "lsp/methods.hpp"

namespace app {

namespace {

constexpr std::string_view kConfigFlag = "config";
constexpr std::string_view kConfigVariable = "GOPLS_PROXY_CONFIG";
constexpr std::string_view kVariablePrefix = "GOPLS_PROXY_";

using Outcome = boost::system::result<void, ConfigError>;

ConfigError wrong_value(std::string_view name, std::string_view text, std::string_view source,
                        std::string_view complaint) {
    return ConfigError{invalid_value(text, name, source, complaint)};
}

std::vector<std::string> names_spelled(std::string (*spell)(std::string_view)) {
    std::vector<std::string> names;
    for (const Setting& setting : settings_table()) names.push_back(spell(setting.name));
    return names;
}

/// Reports the error and continues: the editor still gets its gopls.
void leave_out(Configured& configured, const ConfigError& error) {
    configured.notes.push_back("ignored: " + error.sentence);
    configured.settings.notices.push_back(configured.notes.back());
}

Outcome apply(const Setting& setting, Configured& configured, std::string_view text,
              const std::string& source) {
    const auto complaint = assign(setting, configured, text, source);
    if (complaint) return wrong_value(setting.name, text, source, *complaint);
    return {};
}

constexpr std::string_view kMethodsAllowed =
    "a method such as textDocument/hover, or workspace/executeCommand for all commands";
constexpr std::string_view kConfigAllowed = "an absolute path or a path that begins with ~/";

Outcome apply_method(std::string_view method, Configured& configured, std::string_view text,
                     const std::string& source) {
    const std::string name = std::string(kMethodPrefix) + std::string(method);
    if (method.empty()) {
        return ConfigError{"missing method in slow.methods (from " + source + ")" +
                           allowed_clause(kMethodsAllowed)};
    }
    if (const auto complaint = assign_method(method, configured, text, source)) {
        return wrong_value(name, text, source, *complaint);
    }
    // A newer gopls may have this method.
    if (!lsp::is_known(method)) {
        const std::string near = did_you_mean(method, lsp::known_methods());
        configured.notes.push_back("unknown method " + std::string(method) +
                                   " in slow.methods (from " + source + ")" +
                                   (near.empty() ? allowed_clause(kMethodsAllowed) : near));
    }
    return {};
}

Outcome apply_entry(const FileEntry& entry, Configured& configured, const std::string& path) {
    const std::string source = path + ":" + std::to_string(entry.line);
    const auto no_single_value = [&](std::string_view allowed) {
        return ConfigError{"invalid value for " + entry.name + " (from " + source +
                           "): not a single value" + allowed_clause(allowed)};
    };
    if (entry.name.starts_with(kMethodPrefix)) {
        if (!entry.is_scalar) return no_single_value(allowed_for_method());
        return apply_method(entry.name.substr(kMethodPrefix.size()), configured, entry.text,
                            source);
    }
    for (const Setting& setting : settings_table()) {
        if (setting.name != entry.name) continue;
        if (!entry.is_scalar) return no_single_value(allowed_text(setting));
        if (std::holds_alternative<PathKind>(setting.kind) && !entry.is_string) {
            return wrong_value(setting.name, entry.text, source, ": not a string in quotes");
        }
        return apply(setting, configured, entry.text, source);
    }
    const auto names = names_spelled([](std::string_view name) { return std::string(name); });
    return ConfigError{unknown_setting(entry.name, source, names)};
}

Outcome apply_file(Configured& configured, const std::string& path, bool must_exist) {
    const auto content = read_config(path);
    if (!content) return content.error();
    if (!content->unreachable.empty()) {
        if (must_exist) return ConfigError{content->unreachable};
        configured.notes.push_back("ignored: " + content->unreachable);
        return {};
    }
    if (!content->existed) {
        if (!must_exist) return {};
        return ConfigError{"the configuration file " + path + " does not exist"};
    }
    configured.config_file = path;
    const auto entries = parse_config(content->text, path);
    if (!entries) return entries.error();
    for (const FileEntry& entry : *entries) {
        if (const auto applied = apply_entry(entry, configured, path); !applied) {
            leave_out(configured, applied.error());
        }
    }
    return {};
}

void apply_environment(Configured& configured, const Environment& environment) {
    for (const Setting& setting : settings_table()) {
        const std::string variable = variable_name(setting.name);
        const std::string_view text = value_of(environment, variable);
        if (text.empty()) continue;
        if (const auto applied = apply(setting, configured, text, variable); !applied) {
            leave_out(configured, applied.error());
        }
    }
    // A variable may belong to a newer version or to another program, so an unknown one does not
    // prevent the start.
    for (const auto& variable : environment) {
        const std::string& name = variable.first;
        if (!name.starts_with(kVariablePrefix)) continue;
        const auto table = settings_table();
        const bool known =
            name == kConfigVariable || name == kDepthVariable || name == "GOPLS_PROXY_SESSION" ||
            name == "GOPLS_PROXY_WEBHOOK" ||  // of `gopls-proxy health`
            std::any_of(table.begin(), table.end(),
                        [&](const Setting& s) { return variable_name(s.name) == name; });
        if (known) continue;
        std::vector<std::string> names = names_spelled(&variable_name);
        names.emplace_back(kConfigVariable);
        configured.notes.push_back("ignored: " + unknown_setting(name, "the environment", names));
    }
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
    return ConfigError{unknown_flag("--proxy-" + flag.name)};
}

Outcome apply_named_file(Configured& configured, const std::string& name, const std::string& source,
                         const Environment& environment) {
    const std::string path = expand_home(name, environment);
    if (!std::filesystem::path(path).is_absolute()) {
        return wrong_value("config", name, source,
                           ": not an absolute path" + allowed_clause(kConfigAllowed));
    }
    return apply_file(configured, path, true);
}

/// A file named by a flag must exist, because the author of the flag sees the error.
Outcome apply_files(Configured& configured, const std::vector<ProxyFlag>& proxy_flags,
                    const Environment& environment, const std::string& default_file) {
    std::string by_flag;
    for (const ProxyFlag& flag : proxy_flags) {
        if (flag.name == kConfigFlag) by_flag = flag.value;
    }
    if (!by_flag.empty()) {
        return apply_named_file(configured, by_flag, flag_name(kConfigFlag), environment);
    }
    const std::string by_variable(value_of(environment, kConfigVariable));
    Outcome applied;
    if (!by_variable.empty()) {
        applied =
            apply_named_file(configured, by_variable, std::string(kConfigVariable), environment);
    } else if (!default_file.empty()) {
        applied = apply_file(configured, default_file, false);
    }
    if (!applied) leave_out(configured, applied.error());
    return {};
}

}  // namespace

std::string unknown_flag(const std::string& flag) {
    std::vector<std::string> names = names_spelled(&flag_name);
    for (const std::string_view name :
         {kConfigFlag, std::string_view("version"), std::string_view("help")}) {
        names.push_back(flag_name(name));
    }
    constexpr std::string_view kPrefix = "--proxy-";
    return unknown_setting(flag_name(flag.substr(kPrefix.size())), "the command line", names);
}

std::string missing_value(const std::string& flag) {
    constexpr std::string_view kPrefix = "--proxy-";
    const std::string given = flag_name(flag.substr(kPrefix.size()));
    std::string allowed;
    for (const Setting& setting : settings_table()) {
        if (flag_name(setting.name) == given) allowed = allowed_text(setting);
    }
    if (given == flag_name(kConfigFlag)) allowed = kConfigAllowed;
    if (given.starts_with(flag_name(kMethodPrefix))) allowed = allowed_for_method();
    if (allowed.empty()) return unknown_flag(flag);
    return "missing value for " + flag + ": write " + flag + "=<value>" + allowed_clause(allowed);
}

boost::system::result<Configured, ConfigError> load_settings(
    const std::vector<ProxyFlag>& proxy_flags, const Environment& environment,
    const std::string& default_file) {
    Configured configured;
    const auto files = apply_files(configured, proxy_flags, environment, default_file);
    if (!files) return files.error();
    apply_environment(configured, environment);
    for (const ProxyFlag& flag : proxy_flags) {
        if (flag.name == kConfigFlag) continue;
        if (const auto applied = apply_flag(flag, configured); !applied) return applied.error();
    }
    configured.log_file = expand_home(configured.log_file, environment);
    configured.metrics_file = expand_home(configured.metrics_file, environment);
    return configured;
}

}  // namespace app
