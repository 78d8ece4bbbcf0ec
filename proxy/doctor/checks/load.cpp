#include "doctor/checks/load.hpp"

#include <algorithm>

#include "core/base/time.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

std::string effect_of(GoRun::Kind kind) {
    return kind == GoRun::Kind::kLoad
               ? "gopls runs the same command, and shows \"Loading…\" until it ends."
               : "The debugger and tests build the same way.";
}

/// Returns the innermost process whose wait is visible, or null.
const WaitingProcess* waiting_in(const GoRun& run) {
    const auto found = std::find_if(run.processes.rbegin(), run.processes.rend(),
                                    [](const auto& process) { return !process.waits_for.empty(); });
    return found == run.processes.rend() ? nullptr : &*found;
}

}  // namespace

Findings check_load_hangs(const Facts& facts) {
    Findings findings;
    for (const GoRun& run : facts.go_runs) {
        if (run.state != Ran::State::kTimedOut) continue;
        std::string seen =
            "`" + run.command + "` did not end within " + core::human(run.limit) + ".";
        if (!run.unfinished.empty()) {
            seen += " It hung at the step: " + listed(run.unfinished, 2) + ".";
        }
        if (const WaitingProcess* process = waiting_in(run)) {
            seen += " Process " + std::to_string(process->pid) + " (" + process->command +
                    ") waits for " + process->waits_for + ".";
        } else if (run.processes.size() > 1) {
            seen += " It was running " + run.processes.back().command + ".";
        }
        Finding finding{.seen = seen, .why = effect_of(run.kind), .mend = {}};
        const bool is_download =
            std::any_of(run.unfinished.begin(), run.unfinished.end(), [](const std::string& step) {
                return step.starts_with("get ") || step.find(" git ") != std::string::npos;
            });
        if (is_download) {
            finding.mend.push_back("gopls-proxy doctor --network " + shell_word(facts.folder) +
                                   "  # measures the hosts");
        }
        finding.mend.push_back(command_in(facts.folder, run.command));
        finding.mend.emplace_back("gopls-proxy doctor --load --time-limit 600  # if it is slow");
        findings.push_back(std::move(finding));
    }
    return findings;
}

Findings check_load_fails(const Facts& facts) {
    Findings findings;
    for (const GoRun& run : facts.go_runs) {
        if (run.state == Ran::State::kTimedOut ||
            (run.state == Ran::State::kEnded && run.code == 0))
            continue;
        findings.push_back({.seen = "`" + run.command + "` failed: " +
                                    (run.words.empty() ? "it was not started" : run.words) + ".",
                            .why = effect_of(run.kind),
                            .mend = {command_in(facts.folder, run.command)}});
    }
    return findings;
}

Findings check_load_errors(const Facts& facts) {
    Findings findings;
    for (const GoRun& run : facts.go_runs) {
        if (run.faulty_packages == 0) continue;
        findings.push_back(
            {.seen = counted(run.faulty_packages, "package", "packages") + " of " +
                     std::to_string(run.packages) + " cannot be loaded, first: " + run.first_error +
                     ".",
             .why = "Whatever imports them has missing types, and false errors.",
             .mend = {command_in(facts.folder, "go list -e -f '{{with .Error}}{{.}}{{end}}' ./..."),
                      command_in(facts.folder, "go mod tidy -diff")}});
    }
    return findings;
}

}  // namespace doctor
