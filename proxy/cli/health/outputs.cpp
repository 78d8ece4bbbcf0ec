#include "cli/health/outputs.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "app/incidents/document.hpp"
#include "app/paint.hpp"
#include "app/paths.hpp"
#include "cli/health/annotations.hpp"
#include "cli/health/incident.hpp"
#include "cli/health/json.hpp"
#include "cli/health/junit.hpp"
#include "cli/health/report.hpp"
#include "cli/health/webhook.hpp"
#include "doctor/words.hpp"
#include "io/named_file.hpp"
#include "io/stderr_sink.hpp"

namespace cli::health {
namespace {

void warn(const std::string& sentence) {
    io::say("gopls-proxy health: " + sentence);
}

/// Returns the folder of all incidents, absolute; empty if the user has none.
std::string incidents_root(const Options& options, const app::Environment& environment) {
    if (!options.incidents.empty()) {
        std::error_code unknown;
        return std::filesystem::absolute(options.incidents, unknown).string();
    }
    const auto state = app::or_temporary(app::state_folder(environment), environment);
    if (state) return (*state / "incidents").string();
    warn("no incident is saved: " + app::describe(state.error()));
    return {};
}

bool write_asked_file(const std::string& option, const std::string& file,
                      const std::string& content) {
    if (file.empty()) return true;
    const auto written = io::write_named_file(file, content);
    if (!written) {
        warn("cannot write " + file + " (from " + option + "): " + written.error().message());
    }
    return static_cast<bool>(written);
}

void save_evidence(Outcome& outcome, const Evidence& evidence,
                   const std::vector<std::string>& hints, const Options& options,
                   const app::Environment& environment) {
    if (outcome.verdict == Verdict::kHealthy || outcome.results.interrupted) return;
    const std::string root = incidents_root(options, environment);
    if (root.empty()) return;
    const auto saved = save_incident(root, outcome, evidence, report_text(outcome, hints, {}));
    if (saved) {
        outcome.incident = saved->folder;
    } else {
        warn(saved.error().sentence);
    }
}

void print_report(const Outcome& outcome, const std::vector<std::string>& hints,
                  const Options& options, const app::Environment& environment) {
    Style style{app::wants_colours(STDOUT_FILENO, environment), {}};
    const auto home = app::home_folder(environment);
    if (home) style.home = home->string();
    std::fputs(report_text(outcome, hints, style).c_str(), stdout);
    if (options.annotations) std::fputs(annotations_of(outcome).c_str(), stdout);
    std::fflush(stdout);
}

void post_outcome(Outcome& outcome, const Options& options) {
    const bool is_due = outcome.verdict != Verdict::kHealthy || options.webhook_always;
    if (options.webhook.empty() || !is_due || outcome.results.interrupted) return;
    outcome.posted = post(options.webhook, message_of(outcome));
    if (!outcome.posted->delivered) {
        warn("the webhook did not accept the message after " +
             ::doctor::counted(static_cast<std::size_t>(outcome.posted->attempts), "attempt",
                               "attempts") +
             ": " + outcome.posted->problem);
    }
}

}  // namespace

int deliver(Outcome outcome, const Evidence& evidence, const std::vector<std::string>& hints,
            const Options& options, const app::Environment& environment) {
    save_evidence(outcome, evidence, hints, options, environment);
    bool all_written =
        write_asked_file("--junit", options.junit, options.junit.empty() ? "" : junit_of(outcome));
    if (!options.json) print_report(outcome, hints, options, environment);
    // Last, since it may take half a minute. The JSON says how it went.
    post_outcome(outcome, options);
    const std::string json = app::incidents::text_of(json_of(outcome));
    const bool is_good = outcome.verdict == Verdict::kHealthy;
    if (is_good) {
        all_written =
            write_asked_file("--save-baseline", options.save_baseline, json) && all_written;
    } else if (!options.save_baseline.empty()) {
        warn("the run is not stored in " + options.save_baseline +
             " (from --save-baseline): only a good run is a baseline");
    }
    if (options.json) {
        std::fputs(json.c_str(), stdout);
        // GitHub reads both streams, and the JSON stays alone on its own.
        if (options.annotations) std::fputs(annotations_of(outcome).c_str(), stderr);
    }
    return is_good && !all_written ? static_cast<int>(Verdict::kUnmeasured)
                                   : static_cast<int>(outcome.verdict);
}

}  // namespace cli::health
