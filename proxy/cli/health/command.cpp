#include "cli/health/command.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

#include "app/gopls/find_gopls.hpp"
#include "app/incidents/document.hpp"
#include "app/incidents/id.hpp"
#include "app/incidents/mask.hpp"
#include "cli/health/baseline.hpp"
#include "cli/health/find_files.hpp"
#include "cli/health/judge.hpp"
#include "cli/health/measure.hpp"
#include "cli/health/options.hpp"
#include "cli/health/outputs.hpp"
#include "cli/health/report.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/progress_line.hpp"
#include "io/files.hpp"
#include "io/signals.hpp"
#include "io/stderr_sink.hpp"

namespace cli {
namespace health {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSettingsBytes = std::size_t{1} << 20;

int refuse_run(const std::string& sentence) {
    io::say("gopls-proxy health: " + incidents::printable(sentence));
    return static_cast<int>(Verdict::kUnmeasured);
}

struct Workspace {
    std::string folder;  ///< with all links resolved
};

boost::system::result<Workspace, app::Failure> workspace_of(const std::string& folder) {
    std::error_code failure;
    const fs::path path = fs::canonical(folder, failure);
    if (failure) {
        return app::Failure{"cannot open the folder " + folder + ": " + failure.message()};
    }
    if (!fs::is_directory(path, failure)) {
        return app::Failure{folder + " is not a folder; name the folder that an editor opens"};
    }
    return Workspace{path.string()};
}

struct GoplsSettings {
    nlohmann::json json;  ///< null: none
};

boost::system::result<GoplsSettings, app::Failure> settings_of(const std::string& file) {
    if (file.empty()) return GoplsSettings{};
    const auto text = io::read_file(file, kMostSettingsBytes);
    if (!text) {
        return app::Failure{"cannot read " + file +
                            " (from --settings): " + text.error().message()};
    }
    GoplsSettings settings{nlohmann::json::parse(*text, nullptr, false)};
    if (!settings.json.is_object()) {
        return app::Failure{file +
                            " (from --settings) is not a JSON object; allowed: gopls's "
                            "settings, such as {\"staticcheck\": true}"};
    }
    return settings;
}

std::size_t terminal_columns() {
    winsize size{};
    const bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_known ? size.ws_col - 1U : 79;
}

/// Everything that is checked before gopls starts.
struct Prepared {
    GoplsStart start;
    std::vector<PlannedFile> files;
    std::optional<Baseline> baseline;
    Results results;
};

boost::system::result<Prepared, app::Failure> prepare(const Options& options,
                                                      const app::Configured& configured,
                                                      const app::Environment& environment) {
    Prepared prepared;
    const auto workspace = workspace_of(options.folder);
    if (!workspace) return workspace.error();
    const std::string& folder = workspace->folder;
    const auto settings = settings_of(options.settings);
    if (!settings) return settings.error();
    if (!options.baseline.empty()) {
        auto baseline = read_baseline(options.baseline);
        if (!baseline) return baseline.error();
        prepared.baseline = std::move(*baseline);
    }
    const auto gopls = app::find_gopls(app::search_of(configured), environment);
    if (!gopls) return app::Failure{gopls.error().sentence};
    auto files = options.files.empty()
                     ? find_files(folder, static_cast<std::size_t>(options.most_files))
                     : read_named(folder, options.files);
    if (!files) return files.error();

    prepared.files = std::move(*files);
    prepared.start = {gopls->path, folder, environment, settings->json};
    // Its value is a secret, and gopls runs programs of the workspace.
    prepared.start.environment.erase(std::string(kWebhookVariable));
    prepared.start.environment["PWD"] = folder;
    Results& results = prepared.results;
    results.folder = folder;
    results.time = app::incidents::rfc3339(std::chrono::system_clock::now());
    results.gopls_path = gopls->path;
    results.gopls_version = app::go_version_of(gopls->path);
    for (const PlannedFile& file : prepared.files) results.files.push_back(file.path);
    results.rounds = options.rounds;
    results.saves = options.saves;
    return prepared;
}

int run_prepared(Prepared prepared, const Options& options, const app::Environment& environment) {
    const MeasureOptions how{options.rounds, options.saves, options.request_limit,
                             options.time_limit, options.limits.load};
    ProgressLine line;
    const std::size_t columns = terminal_columns();
    Measured measured = measure(prepared.start, prepared.files, how, std::move(prepared.results),
                                [&](std::size_t done, std::size_t all, const std::string& step) {
                                    line.show(progress_text(done, all, step, columns));
                                });
    line.erase();

    Outcome outcome;
    outcome.results = std::move(measured.results);
    outcome.figures = figures_of(outcome.results);
    outcome.checks = judge(outcome.results, outcome.figures, options.limits);
    std::vector<std::string> hints;
    if (prepared.baseline) {
        for (Check& check :
             compare(outcome.figures, *prepared.baseline, options.limits.baseline_factor)) {
            outcome.checks.push_back(std::move(check));
        }
        hints = differences(outcome.results, *prepared.baseline);
    }
    outcome.verdict = verdict_of(outcome.results, outcome.checks);
    outcome.summary = summary_of(outcome.results, outcome.checks);
    return deliver(std::move(outcome), measured.evidence, hints, options, environment);
}

}  // namespace
}  // namespace health

int run_health(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment) {
    const auto options = health::parse_options(arguments, environment);
    if (!options) return app::print(options.error());
    io::ignore_write_signals();
    auto prepared = health::prepare(*options, configured, environment);
    if (!prepared) return health::refuse_run(prepared.error().sentence);
    return health::run_prepared(std::move(*prepared), *options, environment);
}

}  // namespace cli
