#include "doctor/checks/go_command.hpp"

#include <set>

#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

std::string seconds(std::chrono::milliseconds time) {
    return std::to_string(time.count() / 1000) + " s";
}

/// Returns "/usr/bin/go (go1.26.8)".
std::string go_and_version(const Tool& go) {
    return go.path + (go.built_with.empty() ? "" : " (" + go.built_with + ")");
}

}  // namespace

Findings check_go_missing(const Facts& facts) {
    if (!facts.tools.gos.empty() || !facts.tools.hanging.empty()) return {};
    return {{.seen = "go was not found on PATH.",
             .why = "gopls runs the go command to load packages; without it, it has no view of the "
                    "workspace.",
             .mend = {"install Go (https://go.dev/doc/install)",
                      "export PATH=\"$PATH:/usr/local/go/bin\""}}};
}

Findings check_go_fails(const Facts& facts) {
    if (facts.settings.answer != GoSettings::Answer::kFailed) return {};
    const std::string& words = facts.settings.error;
    Finding finding{.seen = "`go env` fails: " + words,
                    .why =
                        "gopls runs the same command first, and does not load the workspace "
                        "when it fails."};
    for (const auto& [name, value] : facts.environment) {
        const bool is_named = words.find(name) != std::string::npos;
        const bool is_cause = !value.empty() && words.find(value) != std::string::npos;
        if (name.starts_with("GO") && !value.empty() && (is_named || is_cause)) {
            finding.mend.push_back("unset " + name + "  # the message is about its value");
        }
    }
    finding.mend.push_back(command_in(facts.folder, "go env  # names the setting to correct"));
    return {finding};
}

Findings check_go_hangs(const Facts& facts) {
    Findings findings;
    const std::string why =
        "gopls runs go commands as well and waits for them; every request waits behind them.";
    if (facts.settings.answer == GoSettings::Answer::kTimedOut) {
        findings.push_back({.confidence = Confidence::kLikely,
                            .seen = "`go env` did not end in time, and was killed.",
                            .why = why,
                            .mend = {command_in(facts.folder, "time go env"),
                                     "replace " + facts.tools.gos.front().path +
                                         ", if that is a script that waits for something"}});
    }
    for (const Unfinished& one : facts.unfinished) {
        findings.push_back({.confidence = Confidence::kPossible,
                            .seen = "`" + one.command + "` in " + one.folder +
                                    " did not end within " + seconds(one.limit) +
                                    ", and was killed.",
                            .why = one.command.starts_with("go ")
                                       ? why
                                       : "Findings that depend on this command are missing.",
                            .mend = {command_in(one.folder, "time " + one.command),
                                     "gopls-proxy doctor --time-limit 60  # if it is only slow"}});
    }
    return findings;
}

Findings check_several_go(const Facts& facts) {
    const std::vector<Tool>& gos = facts.tools.gos;
    std::set<std::string> versions;
    std::vector<std::string> names;
    for (const Tool& go : gos) {
        if (!go.built_with.empty()) versions.insert(go.built_with);  // a script has none
        names.push_back(go_and_version(go));
    }
    if (versions.size() < 2) return {};
    return {{.confidence = Confidence::kPossible,
             .seen = "PATH has " + counted(gos.size(), "go command", "go commands") +
                     " of different versions: " + listed(names) + ".",
             .why = "An editor with another PATH than the shell uses another Go, and reports other "
                    "errors than the build.",
             .mend = {"remove all but one from PATH",
                      "start the editor from the shell, so that both have the same PATH"}}};
}

Findings check_shims(const Facts& facts) {
    Findings findings;
    const auto check = [&](const char* name, const Tool& tool) {
        if (!is_shim(tool)) return;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = std::string(name) + " is a shim of a version manager: " + tool.path + ".",
             .why = "It chooses a version by the working folder and the environment, which may "
                    "differ between the editor and the shell.",
             .mend = {std::string("type -a ") + name + "  # lists them all",
                      "put the folder of one version before the shims on PATH"}});
    };
    if (!facts.tools.gos.empty()) check("go", facts.tools.gos.front());
    if (facts.tools.gopls) check("gopls", *facts.tools.gopls);
    return findings;
}

}  // namespace doctor
