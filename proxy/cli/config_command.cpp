#include "cli/config_command.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/config/config.hpp"
#include "app/gopls/find_gopls.hpp"
#include "app/paths.hpp"
#include "app/result.hpp"
#include "app/subcommand.hpp"
#include "io/stderr_sink.hpp"
#include "observability/otlp/settings.hpp"

namespace cli {

namespace otlp = observability::otlp;
using app::throw_exception_from_error;

namespace {

constexpr const char* kCommand = "gopls-proxy config";

constexpr const char* kExamples =
    "Examples:\n"
    "  gopls-proxy --proxy-mode=observe config                   see the effect of a flag\n"
    "  gopls-proxy config --json | jq -r .mode.value             process one setting\n"
    "\n"
    "Exit codes:\n"
    "  0  success\n"
    "  2  invalid command line, or an invalid setting in a flag";

boost::system::result<bool, app::Instead> parse_json_flag(
    const std::vector<std::string>& arguments) {
    bool json = false;
    CLI::App app(
        "Prints the settings in effect as a configuration file, with the source of each. The\n"
        "comments at the top name the gopls in use, the configuration file and the log.\n",
        kCommand);
    app.add_flag("--json", json, "print a JSON object instead");
    app.footer(kExamples);
    if (auto instead = app::parse_words(app, arguments)) return *std::move(instead);
    return json;
}

/// Returns the gopls, the configuration file and the log of a session, and the collectors of
/// OpenTelemetry, as comments.
std::string places(const app::Configured& configured, const app::Environment& environment,
                   const otlp::Settings& exported, const std::string& default_file) {
    const auto gopls = app::find_gopls(app::search_of(configured), environment);
    std::string text =
        "# gopls: " +
        (gopls ? gopls->path + " (" + gopls->found_in + ")" : gopls.error().sentence) + "\n";
    text += "# configuration file: ";
    text += !configured.config_file.empty() ? configured.config_file
            : default_file.empty()          ? "none"
                                            : default_file + " (does not exist)";
    const auto log = app::log_file(configured.log_file, app::state_folder(environment));
    text += "\n# log: " + (log ? log->string() : app::describe(log.error())) + "\n";
    for (const otlp::Signal signal : otlp::kAllSignals) {
        if (const auto& target = exported.target(signal)) {
            text += "# " + std::string(otlp::name(signal)) + ": sent to " +
                    otlp::to_text(target->url) + " (OTEL_EXPORTER_OTLP_…)\n";
        }
    }
    return text;
}

}  // namespace

int run_config(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment, const std::string& default_file) {
    const auto json = parse_json_flag(arguments);
    if (json.has_error()) return app::print(json.error());
    const otlp::Settings exported = otlp::settings_from(environment);
    for (const auto* notes : {&configured.notes, &exported.warnings}) {
        for (const std::string& note : *notes) io::say("gopls-proxy: " + note);
    }
    const std::string text =
        *json ? app::to_json(configured)
              : places(configured, environment, exported, default_file) + app::to_toml(configured);
    std::fputs(text.c_str(), stdout);
    return 0;
}

}  // namespace cli
