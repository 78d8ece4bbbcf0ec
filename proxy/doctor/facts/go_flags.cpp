#include "doctor/facts/go_flags.hpp"

#include <algorithm>
#include <utility>

#include "doctor/facts/packages.hpp"

namespace doctor {
namespace {

/// Returns `mod` of `--mod=vendor`; empty for a word that is not a flag.
std::string_view name_in(std::string_view flag) {
    if (!flag.starts_with('-')) return {};
    flag.remove_prefix(flag.starts_with("--") ? 2 : 1);
    return flag.substr(0, flag.find('='));
}

bool has_flag(const std::vector<std::string>& flags, std::string_view name) {
    return std::any_of(flags.begin(), flags.end(),
                       [&](const std::string& flag) { return name_in(flag) == name; });
}

std::vector<std::string> without_flag(const std::vector<std::string>& flags,
                                      std::string_view name) {
    std::vector<std::string> rest;
    std::copy_if(flags.begin(), flags.end(), std::back_inserter(rest),
                 [&](const std::string& flag) { return name_in(flag) != name; });
    return rest;
}

/// Returns whether `word` stands in `text`, not as a part of a longer word.
bool names(std::string_view text, std::string_view word) {
    constexpr std::string_view kAround = " \t\n\":;,=()'`";
    for (std::size_t at = text.find(word); !word.empty() && at != text.npos;
         at = text.find(word, at + 1)) {
        const std::size_t after = at + word.size();
        const bool begins = at == 0 || kAround.find(text[at - 1]) != kAround.npos;
        const bool ends = after == text.size() || kAround.find(text[after]) != kAround.npos;
        if (begins && ends) return true;
    }
    return false;
}

/// Returns a command that parses GOFLAGS and reads no file of the workspace.
Program question(const std::string& go, app::Environment environment) {
    environment["GOWORK"] = "off";
    return {{go, "list", "-e", "-f", "accepted", "unsafe"}, "/", std::move(environment)};
}

}  // namespace

app::Environment without_go_flags(app::Environment environment) {
    environment["GOFLAGS"] = " ";
    return environment;
}

void ask_about_go_flags(Programs& programs, const std::string& go, const std::string& folder,
                        const app::Environment& environment, GoSettings& settings) {
    const std::vector<std::string> flags = split_flags(settings.value("GOFLAGS"));
    if (!settings.good() || flags.empty()) return;
    const app::Environment offline = offline_environment(environment);
    std::vector<Program> programs_to_run = {question(go, offline),
                                            question(go, without_go_flags(offline))};
    if (mod_flag(flags) == "vendor") {
        programs_to_run.push_back(
            {{go, "list", "-e", "-f", "accepted", "unsafe"}, folder, offline});
    }
    const std::vector<Ran> results = programs.run(programs_to_run);
    const auto refuses = [](const Ran& ran) {
        return ran.state == Ran::State::kEnded && !ran.ok();
    };
    // These name files of the workspace, which is not there.
    const bool needs_workspace = has_flag(flags, "modfile") || has_flag(flags, "overlay");
    const bool of_flags = results[0].errors.find("$GOFLAGS") != std::string::npos;
    if (refuses(results[0]) && (of_flags || (results[1].ok() && !needs_workspace))) {
        settings.flags_refusal = first_words(results[0]);
        return;
    }
    if (results.size() > 2 && refuses(results[2]) &&
        results[2].errors.find("inconsistent vendoring") != std::string::npos) {
        settings.vendor_refusal = first_words(results[2]);
    }
}

std::string mod_flag(const std::vector<std::string>& flags) {
    std::string value;
    for (const std::string& flag : flags) {
        const std::size_t equals = flag.find('=');
        if (name_in(flag) == "mod" && equals != flag.npos) value = flag.substr(equals + 1);
    }
    return value;
}

std::string joined_flags(const std::vector<std::string>& flags) {
    std::string text;
    for (const std::string& flag : flags) {
        const bool is_plain = flag.find_first_of(" \t\n'\"") == flag.npos;
        const std::string quote = is_plain ? "" : flag.find('\'') == flag.npos ? "'" : "\"";
        text += (text.empty() ? "" : " ") + quote + flag + quote;
    }
    return text;
}

std::vector<std::string> accepted_flags(const std::vector<std::string>& flags,
                                        std::string_view refusal) {
    std::vector<std::string> rest;
    for (const std::string& flag : flags) {
        const std::string name = "-" + std::string(name_in(flag));
        // The go command says `buildmode=foo not supported`.
        if (names(refusal, flag) || (name.size() > 1 && names(refusal, name)) ||
            (flag.starts_with('-') && names(refusal, flag.substr(1)))) {
            continue;
        }
        rest.push_back(flag);
    }
    // Nothing is better than a value that the go command refuses.
    return rest.size() == flags.size() ? std::vector<std::string>() : rest;
}

std::vector<std::string> flags_with_tags(const std::vector<std::string>& flags,
                                         const std::string& tags) {
    std::vector<std::string> rest = without_flag(flags, "tags");
    if (!tags.empty()) rest.push_back("-tags=" + tags);
    return rest;
}

std::vector<std::string> flags_without_mod(const std::vector<std::string>& flags) {
    return without_flag(flags, "mod");
}

}  // namespace doctor
