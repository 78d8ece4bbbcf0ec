#include <nlohmann/json.hpp>

#include "app/config/config.hpp"
#include "app/config/table.hpp"
#include "app/config/values.hpp"

namespace app {

namespace {

using Json = nlohmann::ordered_json;

/// A JSON string is also a TOML basic string, except that TOML allows no U+007F.
std::string quoted(const std::string& text) {
    std::string result = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    for (std::size_t at; (at = result.find('\x7f')) != std::string::npos;) {
        result.replace(at, 1, "\\u007f");
    }
    return result;
}

/// Returns a comment with the source, in which TOML allows no control characters either.
std::string comment(const std::string& source) {
    const std::string text = quoted(source);
    return "  # " + text.substr(1, text.size() - 2) + "\n";
}

std::string source_of(const Configured& configured, std::string_view name) {
    const auto found = configured.sources.find(name);
    return found == configured.sources.end() ? "default" : found->second;
}

std::string methods_toml(const Configured& configured) {
    std::string text;
    for (const auto& [method, threshold] : configured.settings.slow.methods) {
        text += quoted(method) + " = " + quoted(format_duration(threshold)) +
                comment(source_of(configured, std::string(kMethodPrefix) + method));
    }
    return text.empty() ? text : "\n[slow.methods]\n" + text;
}

}  // namespace

std::string to_toml(const Configured& configured) {
    std::string text;
    std::string_view table;
    for (const Setting& setting : settings_table()) {
        const std::size_t dot = setting.name.find('.');
        const bool nested = dot != std::string_view::npos;
        const std::string_view group = nested ? setting.name.substr(0, dot) : std::string_view();
        if (group != table) {
            text += "\n[" + std::string(group) + "]\n";
            table = group;
        }
        const std::string value = value_text(setting, configured);
        text += std::string(nested ? setting.name.substr(dot + 1) : setting.name) + " = " +
                (is_number(setting) ? value : quoted(value)) +
                comment(source_of(configured, setting.name));
    }
    return text + methods_toml(configured);
}

std::string to_json(const Configured& configured) {
    Json json = Json::object();
    const auto add = [&](const std::string& name, const Json& value) {
        json[name] = {{"value", value}, {"source", source_of(configured, name)}};
    };
    for (const Setting& setting : settings_table()) {
        const std::string value = value_text(setting, configured);
        add(std::string(setting.name), is_number(setting) ? Json(std::stoll(value)) : Json(value));
    }
    for (const auto& [method, threshold] : configured.settings.slow.methods) {
        add(std::string(kMethodPrefix) + method, format_duration(threshold));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace app
