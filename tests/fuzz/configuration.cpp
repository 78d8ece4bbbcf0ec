// Fuzz target: the configuration. Any file, environment and flags yield settings within their
// limits, or a sentence that names the bad value. Printed settings read back unchanged.
//
// Sections: a configuration file; variables, one `NAME=value` per line; flags, one `name=value` per
// line.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/config/config.hpp"
#include "app/config/table.hpp"
#include "app/config/values.hpp"
#include "fuzz/edits.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"

namespace fuzz {
namespace {

using Flags = std::vector<app::ProxyFlag>;

/// Settings that name a file are ignored: no target reads files.
constexpr std::string_view kFileFlag = "config";
constexpr std::string_view kFileVariable = "GOPLS_PROXY_CONFIG";

std::pair<std::string, std::string> name_and_value(std::string_view line) {
    const auto sign = std::min(line.find('='), line.size());
    return {std::string(line.substr(0, sign)),
            std::string(line.substr(std::min(sign + 1, line.size())))};
}

app::Environment environment_from(std::string_view section) {
    app::Environment environment;
    while (!section.empty()) {
        auto [name, value] = name_and_value(take_line(section));
        if (name != kFileVariable) environment.insert_or_assign(std::move(name), std::move(value));
    }
    return environment;
}

Flags flags_from(std::string_view section) {
    Flags flags;
    while (!section.empty()) {
        auto [name, value] = name_and_value(take_line(section));
        if (name != kFileFlag) flags.push_back({std::move(name), std::move(value)});
    }
    return flags;
}

/// Returns the entries of a file as the equivalent flags.
Flags flags_from_file(std::string_view content) {
    Flags flags;
    const auto entries = app::parse_config(content, "/c.toml");
    if (!entries) {
        check(entries.error().sentence.starts_with("/c.toml:"), "an error names the file and line");
        return flags;
    }
    for (const app::FileEntry& entry : *entries) {
        check(entry.line > 0, "an entry has a line");
        const bool one_line = entry.name.find_first_of("\r\n") == std::string::npos;
        if (entry.is_scalar && one_line && entry.name != kFileFlag) {
            flags.push_back({entry.name, entry.text});
        }
    }
    return flags;
}

void check_error(const std::string& sentence, const Flags& flags,
                 const app::Environment& environment) {
    bool named = false;
    for (const auto& flag : flags) named = named || sentence.find(flag.name) != std::string::npos;
    for (const auto& [name, value] : environment) {
        named = named || sentence.find(name) != std::string::npos;
    }
    // Errors name a flag as the documentation spells it.
    named = named || sentence.find("--proxy-") != std::string::npos;
    check(named, "the error names a flag or variable: " + sentence);
}

/// Checks that the printed settings read back unchanged.
void check_round_trip(const app::Configured& configured) {
    check(nlohmann::json::accept(app::to_json(configured)), "the printed settings are JSON");
    const std::string toml = app::to_toml(configured);
    // Paths and the names of sources can be arbitrary bytes, which TOML cannot hold.
    if (!is_valid_utf8(configured.gopls + configured.log_file)) return;
    for (const auto& [name, source] : configured.sources) {
        if (!is_valid_utf8(name) || !is_valid_utf8(source)) return;
    }
    const auto entries = app::parse_config(toml, "/again.toml");
    check(entries.has_value(), "the printed settings are TOML:\n" + toml);
    Flags flags;
    for (const app::FileEntry& entry : *entries) flags.push_back({entry.name, entry.text});
    const auto again = app::load_settings(flags, {}, {});
    check(again.has_value(), "the printed settings are valid:\n" + toml);
    for (const app::Setting& setting : app::settings_table()) {
        check_same(app::value_text(setting, *again), app::value_text(setting, configured),
                   setting.name);
    }
    check(again->settings.slow.methods == configured.settings.slow.methods,
          "the methods of slow.methods read back unchanged");
}

void check_values(std::string_view text) {
    if (const auto duration = app::parse_duration(text)) {
        check(*duration >= core::Duration{}, "a duration is not negative");
        check(app::parse_duration(app::format_duration(*duration)) == duration,
              "a duration reads back unchanged");
    }
    if (const auto size = app::parse_size(text)) {
        check(app::parse_size(app::format_size(*size)) == size, "a size reads back unchanged");
    }
}

}  // namespace

void configuration(Bytes input) {
    const auto sections = sections_of(text_of(input));
    Flags flags = flags_from_file(sections[0]);
    app::Environment environment;
    if (sections.size() > 1) environment = environment_from(sections[1]);
    if (sections.size() > 2) {
        for (auto& flag : flags_from(sections[2])) flags.push_back(std::move(flag));
    }
    for (const auto& flag : flags) check_values(flag.value);
    for (const auto& [name, value] : environment) check_values(value);
    const auto configured = app::load_settings(flags, environment, {});
    if (!configured) return check_error(configured.error().sentence, flags, environment);
    check_round_trip(*configured);
}

}  // namespace fuzz
