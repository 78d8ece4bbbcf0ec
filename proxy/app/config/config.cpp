#include "app/config/config.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "app/config/entries.hpp"
#include "app/config/mistakes.hpp"
#include "app/config/table.hpp"
#include "app/paths.hpp"

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

constexpr std::string_view kConfigAllowed = "an absolute path or a path that begins with ~/";

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
        const std::string source = path + ":" + std::to_string(entry.line);
        Remarks remarks = apply_entry(entry, configured, source, source);
        if (!remarks.error.empty()) leave_out(configured, {std::move(remarks.error)});
        if (!remarks.warning.empty()) configured.notes.push_back(std::move(remarks.warning));
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
        const std::string source = "--proxy-" + flag.name;
        Remarks remarks = apply_method(flag.name.substr(kMethodPrefix.size()), configured,
                                       flag.value, source, source);
        if (!remarks.error.empty()) return ConfigError{std::move(remarks.error)};
        if (!remarks.warning.empty()) configured.notes.push_back(std::move(remarks.warning));
        return {};
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
