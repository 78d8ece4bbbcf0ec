#include "doctor/checks/gopls_settings.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "app/config/suggest.hpp"
#include "doctor/facts/costly_settings.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

/// Calls `check` with each setting that an editor sends to gopls.
void for_each_setting(const Facts& facts,
                      const std::function<void(const EditorFile&, const EditorSetting&)>& check) {
    for (const EditorFile& file : facts.editor_files) {
        for (const EditorSetting& setting : file.gopls) check(file, setting);
    }
}

std::string this_gopls(const Facts& facts) {
    return facts.tools.gopls && !facts.tools.gopls->version.empty()
               ? "gopls " + facts.tools.gopls->version
               : "this gopls";
}

/// Returns whether gopls ignores the setting, and has done so for long.
std::optional<ObsoleteSetting> obsolete(const Facts& facts, const std::string& name) {
    const auto known = facts.gopls_api.settings.find(name);
    const bool is_listed = known != facts.gopls_api.settings.end();
    // An older gopls may still have it.
    if (is_listed && !known->second.has_no_effect && !name.starts_with("noSemantic")) {
        return std::nullopt;
    }
    if (const auto found = obsolete_setting(name)) return found;
    if (is_listed && known->second.has_no_effect) return ObsoleteSetting{known->first, {}};
    return std::nullopt;
}

/// Returns the removal of a setting from a file that can be edited safely.
std::optional<Fix> removal_of(const EditorFile& file, const EditorSetting& setting) {
    const bool is_json = file.dialect != Dialect::kScript && file.dialect != Dialect::kHelix;
    if (!is_json) return std::nullopt;
    return Fix{.removal = Removal{file.file, setting.keys, setting.value}};
}

/// Returns the measured price of a setting as a sentence behind another; empty without one.
std::string measured(const Facts& facts, const std::string& name) {
    for (const Price& price : facts.prices) {
        if (price.name != name) continue;
        return (price.failure.empty() ? " Measured here: " : " The price was ") + words_for(price) +
               ".";
    }
    return {};
}

}  // namespace

Findings check_gopls_setting_unknown(const Facts& facts) {
    Findings findings;
    if (!facts.gopls_api.known) return findings;
    std::vector<std::string_view> names;
    for (const auto& entry : facts.gopls_api.settings) names.push_back(entry.first);
    for_each_setting(facts, [&](const EditorFile& file, const EditorSetting& setting) {
        const std::string name = setting.name_for_gopls();
        if (facts.gopls_api.settings.contains(name) || obsolete_setting(name) ||
            is_internal_setting(name)) {
            return;
        }
        const std::string meant = app::did_you_mean(name, names);
        findings.push_back(
            {.seen = setting.place() + " is an unknown setting of " + this_gopls(facts) +
                     (meant.empty() ? "." : meant),
             .why = "gopls ignores it, and shows \"unexpected setting\" at its start.",
             .mend = {"remove " + setting.place(),
                      "gopls api-json | jq -r '.Options.User[].Name'  # lists the settings"},
             .place = Place{file.file, setting.line}});
    });
    return findings;
}

Findings check_gopls_setting_obsolete(const Facts& facts) {
    Findings findings;
    for_each_setting(facts, [&](const EditorFile& file, const EditorSetting& setting) {
        const auto old = obsolete(facts, setting.name_for_gopls());
        if (!old) return;
        Finding finding{.confidence = file.dialect == Dialect::kScript ? Confidence::kLikely
                                                                       : Confidence::kCertain,
                        .seen = setting.place() + " is a setting of older versions of gopls.",
                        .why = old->instead.empty() ? "It has no effect."
                                                    : "gopls has another setting for it by now.",
                        .mend = {},
                        .place = Place{file.file, setting.line}};
        if (old->instead.empty()) {
            finding.mend = {"remove " + setting.place()};
            finding.fix = removal_of(file, setting);
        } else {
            finding.mend = {"write " + std::string(old->instead), "remove " + setting.place()};
        }
        findings.push_back(std::move(finding));
    });
    return findings;
}

Findings check_gopls_setting_value(const Facts& facts) {
    Findings findings;
    for_each_setting(facts, [&](const EditorFile& file, const EditorSetting& setting) {
        const auto known = facts.gopls_api.settings.find(setting.name_for_gopls());
        if (known == facts.gopls_api.settings.end()) return;
        const std::string complaint = complaint_about(known->second, setting.value);
        if (complaint.empty()) return;
        findings.push_back(
            {.seen = setting.place() + complaint + (complaint.ends_with('?') ? "" : "."),
             .why = complaint.starts_with(" has the unknown name ")
                        ? "The name has no effect; gopls uses the others."
                        : "gopls ignores the value and keeps its default.",
             .mend = {"write an allowed value, or remove " + setting.place()},
             .place = Place{file.file, setting.line}});
    });
    return findings;
}

Findings check_gopls_setting_repeated(const Facts& facts) {
    Findings findings;
    for (const EditorFile& file : facts.editor_files) {
        if (file.dialect == Dialect::kScript) continue;
        std::map<std::string, const EditorSetting*> first;
        for (const EditorSetting& setting : file.gopls) {
            const auto [known, is_new] = first.emplace(setting.name_for_gopls(), &setting);
            if (is_new) continue;
            findings.push_back(
                {.seen = known->second->place() + " and " + setting.place() +
                         " are the same setting of gopls.",
                 .why = "gopls uses either of them, and shows \"duplicate value\".",
                 .mend = {"remove " + setting.place(), "remove " + known->second->place()},
                 .place = Place{file.file, setting.line}});
        }
    }
    return findings;
}

Findings check_gopls_settings_costly(const Facts& facts) {
    Findings findings;
    for (const CostlySetting& costly : costly_settings(facts.editor_files)) {
        findings.push_back({.confidence = Confidence::kPossible,
                            .seen = costly.place + " is on.",
                            .why = costly.price + "." + measured(facts, costly.name),
                            .mend = {"remove " + costly.place + ", if gopls is slow"},
                            .place = Place{costly.file, costly.line}});
    }
    return findings;
}

}  // namespace doctor
