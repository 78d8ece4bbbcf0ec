#include "doctor/checks/server_log.hpp"

#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

const char* kFreshLog = "gopls -rpc.trace -logfile=/tmp/gopls.log  # as the editor's command";

Findings errors_of(const Facts& facts, LoggedError::Kind kind, const std::string& what,
                   const std::string& why, const std::vector<std::string>& mend) {
    Findings findings;
    for (const LoggedError& error : facts.log.errors) {
        if (error.kind != kind) continue;
        std::string seen = what + ": " + error.words;
        if (error.more > 0) {
            seen += " (and " + counted(error.more, "similar line", "similar lines") + ")";
        }
        findings.push_back({.confidence = Confidence::kLikely,
                            .seen = seen,
                            .why = why,
                            .mend = mend,
                            .place = Place{facts.log.file, error.line}});
    }
    return findings;
}

/// The meaning of a start that ended behind a step, and the next things to do.
struct MissingStep {
    const char* missing;
    const char* why;
    std::vector<std::string> mend;
};

MissingStep missing_behind(StartStep step, const Facts& facts) {
    const std::string doctor = "gopls-proxy doctor ";
    switch (step) {
        case StartStep::kInitialize:
            return {"the answer to `initialize`, and `initialized` from the editor",
                    "gopls does this before it reads a file. It was stopped or waits for its "
                    "caches, or the editor waits for something else.",
                    {doctor + shell_word(facts.folder), kFreshLog}};
        case StartStep::kInitialized:
        case StartStep::kConfiguration:
            return {"the view of the workspace (\"Created View\")",
                    "gopls asks the editor for its settings, and runs `go env`. The editor did not "
                    "answer, or the go command hangs.",
                    {doctor + shell_word(facts.folder) + "  # go-hangs",
                     "answer workspace/configuration in the editor's client"}};
        default:
            break;
    }
    return {"the list of packages (\"go/packages.Load\")",
            "gopls runs `go list`, which did not end: it waits for the network, for a lock or for "
            "a slow disk.",
            {doctor + "--load --network " + shell_word(facts.folder)}};
}

}  // namespace

Findings check_log_unreadable(const Facts& facts) {
    const ServerLog& log = facts.log;
    if (log.file.empty()) return {};
    if (!log.error.empty()) {
        return {{.seen = "The log " + log.file + " cannot be read: " + log.error + ".",
                 .why = "Nothing is known about earlier sessions.",
                 .mend = {"gopls-proxy doctor --log=/path/to/the/log", kFreshLog}}};
    }
    if (log.is_known) return {};
    return {{.confidence = Confidence::kLikely,
             .seen = "None of the " +
                     counted(static_cast<std::size_t>(log.lines), "line", "lines") + " of " +
                     log.file + " is of gopls, of a language client or of gopls-proxy.",
             .why = "The doctor can tell nothing from it.",
             .mend = {"gopls-proxy doctor --log=/path/to/the/log", kFreshLog}}};
}

Findings check_log_start(const Facts& facts) {
    const ServerLog& log = facts.log;
    int last = -1;
    for (std::size_t i = 0; i < kStartSteps; ++i) {
        if (log.steps[i] != 0) last = static_cast<int>(i);
    }
    if (last < 0 || last >= static_cast<int>(StartStep::kPackages)) return {};
    const auto step = static_cast<StartStep>(last);
    const MissingStep missing = missing_behind(step, facts);
    return {{.confidence = log.is_of_proxy ? Confidence::kLikely : Confidence::kPossible,
             .seen = "The last start of gopls in the log ends behind the step `" +
                     std::string(name_of(step)) + "`: the log has no sign of " + missing.missing +
                     ".",
             .why = missing.why,
             .mend = missing.mend,
             .place = Place{log.file, log.steps[static_cast<std::size_t>(last)]}}};
}

Findings check_log_not_started(const Facts& facts) {
    return errors_of(facts, LoggedError::Kind::kNotStarted, "gopls was not started",
                     "The editor has no language server for Go.",
                     {"gopls-proxy doctor " + shell_word(facts.folder), "gopls-proxy setup"});
}

Findings check_log_crash(const Facts& facts) {
    return errors_of(facts, LoggedError::Kind::kCrash, "gopls ended, or its connection broke",
                     "Requests under way were lost; behind gopls-proxy they are not.",
                     {"gopls-proxy incidents", "gopls bug  # prints what a report needs"});
}

Findings check_log_load_error(const Facts& facts) {
    return errors_of(facts, LoggedError::Kind::kLoad, "gopls did not load the packages",
                     "Definitions, completions and diagnostics are missing or wrong.",
                     {"gopls-proxy doctor --load " + shell_word(facts.folder)});
}

Findings check_log_settings(const Facts& facts) {
    Findings findings;
    for (const RefusedSetting& setting : facts.log.settings) {
        if (setting.deprecated) continue;
        findings.push_back(
            {.seen = "gopls refused the setting " + setting.name + ": " + setting.problem + ".",
             .why = "It has no effect; gopls works with the default.",
             .mend = {"gopls api-json  # lists the settings of this gopls",
                      "remove or correct " + setting.name + " in the editor's settings for gopls"},
             .place = Place{facts.log.file, setting.line}});
    }
    return findings;
}

Findings check_log_deprecated(const Facts& facts) {
    Findings findings;
    for (const RefusedSetting& setting : facts.log.settings) {
        if (!setting.deprecated) continue;
        findings.push_back(
            {.seen =
                 "gopls reported about the setting " + setting.name + ": " + setting.problem + ".",
             .why = "It has no effect, or will have none in a later gopls.",
             .mend = {"remove " + setting.name + " from the editor's settings for gopls"},
             .place = Place{facts.log.file, setting.line}});
    }
    return findings;
}

Findings check_log_stall(const Facts& facts) {
    if (!facts.log.has_stalled) return {};
    return {{.seen = "gopls-proxy found gopls stuck in its last session.",
             .why = "The incident has the cause and what was done.",
             .mend = {"gopls-proxy incidents show latest", "gopls-proxy incidents report latest"},
             .place = Place{facts.log.file, facts.log.stall_line}}};
}

}  // namespace doctor
