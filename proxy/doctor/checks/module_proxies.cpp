#include "doctor/checks/module_proxies.hpp"

#include <algorithm>
#include <string_view>

#include "app/incidents/mask.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

using app::incidents::masked_value;

/// Returns the entries of GOPROXY.
std::vector<std::string> proxies_of(const Facts& facts) {
    return split_at(facts.settings.value("GOPROXY"), ",|");
}

bool is_proxy_url(const std::string& entry) {
    return entry.starts_with("https://") || entry.starts_with("http://") ||
           entry.starts_with("file://");
}

/// Returns why the go command matches nothing by this pattern; empty if it is fine.
std::string trouble_with_pattern(const std::string& pattern) {
    if (pattern.find("://") != std::string::npos) return "is a URL; a pattern has no scheme";
    if (pattern.find(' ') != std::string::npos)
        return "contains a blank; patterns are separated "
               "by commas";
    if (pattern.find(':') != std::string::npos) return "contains a colon; a module path has none";
    if (pattern.starts_with("git@")) return "is an ssh address; a pattern is a module path";
    return {};
}

}  // namespace

Findings check_goproxy_invalid(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOPROXY");
    if (setting == nullptr) return {};
    Findings findings;
    for (const std::string& entry : proxies_of(facts)) {
        if (entry == "direct" || entry == "off" || entry == "noproxy" || is_proxy_url(entry)) {
            continue;
        }
        // The go command completes a name without a scheme.
        if (entry.find("://") == std::string::npos && entry.find('.') != std::string::npos)
            continue;
        findings.push_back(
            {.seen = named("GOPROXY", *setting) + " has the entry " +
                     masked_value("GOPROXY", entry) + ", which is not a URL, `direct` or `off`.",
             .why = "The go command refuses to download any module.",
             .mend = {change_command("GOPROXY", *setting, "https://proxy.golang.org,direct")}});
    }
    return findings;
}

Findings check_goproxy_off(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOPROXY");
    const auto entries = proxies_of(facts);
    if (setting == nullptr || entries.empty() || entries.front() != "off") return {};
    return {{.confidence = Confidence::kPossible,
             .seen = named("GOPROXY", *setting) + " is off.",
             .why = "No module is downloaded: imports of modules that are not on this machine stay "
                    "unresolved.",
             .mend = {change_command("GOPROXY", *setting, ""),
                      change_command("GOPROXY", *setting, "https://proxy.golang.org,direct")}}};
}

Findings check_goproxy_without_direct(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOPROXY");
    const auto entries = proxies_of(facts);
    if (setting == nullptr || entries.empty() || setting->source == Source::kDefault) return {};
    const bool ends = std::any_of(entries.begin(), entries.end(), [](const std::string& entry) {
        return entry == "direct" || entry == "off" || entry.starts_with("file://");
    });
    if (ends) return {};
    return {{.confidence = Confidence::kPossible,
             .seen = named("GOPROXY", *setting) + " is " + masked_value("GOPROXY", setting->value) +
                     ", without `direct` at its end.",
             .why = "A module that these proxies do not have cannot be loaded, unless GOPRIVATE "
                    "matches it.",
             .mend = {change_command("GOPROXY", *setting,
                                     masked_value("GOPROXY", setting->value) + ",direct")}}};
}

Findings check_private_patterns(const Facts& facts) {
    Findings findings;
    for (const char* name : {"GOPRIVATE", "GONOPROXY", "GONOSUMDB"}) {
        const GoSetting* setting = facts.settings.find(name);
        if (setting == nullptr) continue;
        // The default of the other two is GOPRIVATE: one finding is enough.
        if (setting->source == Source::kDefault) continue;
        for (const std::string& pattern : split_at(setting->value, ",")) {
            const std::string trouble = trouble_with_pattern(pattern);
            if (trouble.empty()) continue;
            findings.push_back(
                {.seen = named(name, *setting) + " has the pattern " + masked_value(name, pattern) +
                         ", which " + trouble + ".",
                 .why =
                     "It matches no module, so private modules are asked for at the public proxy.",
                 .mend = {change_command(name, *setting, "git.example.com/team/*")}});
        }
    }
    return findings;
}

Findings check_private_overridden(const Facts& facts) {
    const GoSetting* of_private = facts.settings.find("GOPRIVATE");
    if (of_private == nullptr || of_private->value.empty()) return {};
    Findings findings;
    for (const char* name : {"GONOPROXY", "GONOSUMDB"}) {
        const GoSetting* setting = facts.settings.find(name);
        if (setting == nullptr || setting->source == Source::kDefault ||
            setting->value == of_private->value) {
            continue;
        }
        const auto own = split_at(setting->value, ",");
        std::vector<std::string> lost;
        for (const std::string& pattern : split_at(of_private->value, ",")) {
            if (std::find(own.begin(), own.end(), pattern) == own.end()) {
                lost.push_back(masked_value("GOPRIVATE", pattern));
            }
        }
        if (lost.empty()) continue;
        const bool of_proxy = std::string_view(name) == "GONOPROXY";
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = named(name, *setting) + " is " + masked_value(name, setting->value) +
                     ", without " + listed(lost) + " of " + named("GOPRIVATE", *of_private) + ".",
             .why = std::string(name) + " replaces GOPRIVATE, it does not add to it: the " +
                    (of_proxy ? "module proxy" : "checksum database") +
                    " is asked for these modules.",
             .mend = {change_command(name, *setting, "")}});
    }
    return findings;
}

Findings check_gosumdb_off(const Facts& facts) {
    const GoSetting* setting = facts.settings.find("GOSUMDB");
    if (setting == nullptr || setting->value != "off" || setting->source == Source::kDefault) {
        return {};
    }
    return {{.confidence = Confidence::kPossible,
             .seen = named("GOSUMDB", *setting) + " is off.",
             .why = "Downloaded modules are not verified. For private modules alone, GOPRIVATE is "
                    "enough.",
             .mend = {change_command("GOSUMDB", *setting, "")}}};
}

}  // namespace doctor
