#include "app/config/entries.hpp"

#include <variant>

#include "app/config/mistakes.hpp"
#include "app/config/suggest.hpp"
#include "app/config/table.hpp"
#include "lsp/methods.hpp"

namespace app {
namespace {

constexpr std::string_view kMethodsAllowed =
    "a method such as textDocument/hover, or workspace/executeCommand for all commands";

std::string in_source(std::string_view source) {
    return source.empty() ? "" : " (from " + std::string(source) + ")";
}

Remarks no_single_value(std::string_view name, std::string_view source, std::string_view allowed) {
    return {"invalid value for " + std::string(name) + in_source(source) + ": not a single value" +
                allowed_clause(allowed),
            {}};
}

}  // namespace

std::vector<std::string> names_spelled(std::string (*spell)(std::string_view)) {
    std::vector<std::string> names;
    for (const Setting& setting : settings_table()) names.push_back(spell(setting.name));
    return names;
}

Remarks apply_method(std::string_view method, Configured& configured, std::string_view text,
                     const std::string& source, std::string_view named_source) {
    const std::string name = std::string(kMethodPrefix) + std::string(method);
    if (method.empty()) {
        return {"missing method in slow.methods" + in_source(named_source) +
                    allowed_clause(kMethodsAllowed),
                {}};
    }
    if (const auto complaint = assign_method(method, configured, text, source)) {
        return {invalid_value(text, name, named_source, *complaint), {}};
    }
    // A newer gopls may have this method.
    if (lsp::is_known(method)) return {};
    const std::string near = did_you_mean(method, lsp::known_methods());
    return {{},
            "unknown method " + std::string(method) + " in slow.methods" + in_source(named_source) +
                (near.empty() ? allowed_clause(kMethodsAllowed) : near)};
}

Remarks apply_entry(const FileEntry& entry, Configured& configured, const std::string& source,
                    std::string_view named_source) {
    if (entry.name.starts_with(kMethodPrefix)) {
        if (!entry.is_scalar) {
            return no_single_value(entry.name, named_source, allowed_for_method());
        }
        return apply_method(entry.name.substr(kMethodPrefix.size()), configured, entry.text, source,
                            named_source);
    }
    for (const Setting& setting : settings_table()) {
        if (setting.name != entry.name) continue;
        if (!entry.is_scalar) {
            return no_single_value(entry.name, named_source, allowed_text(setting));
        }
        if (std::holds_alternative<PathKind>(setting.kind) && !entry.is_string) {
            return {
                invalid_value(entry.text, setting.name, named_source, ": not a string in quotes"),
                {}};
        }
        const auto complaint = assign(setting, configured, entry.text, source);
        if (!complaint) return {};
        return {invalid_value(entry.text, setting.name, named_source, *complaint), {}};
    }
    const auto names = names_spelled([](std::string_view name) { return std::string(name); });
    return {unknown_setting(entry.name, named_source, names), {}};
}

}  // namespace app
