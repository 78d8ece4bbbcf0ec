#include "demo/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/completion.hpp"
#include "app/config/mistakes.hpp"
#include "app/config/suggest.hpp"

namespace demo {
namespace {

constexpr const char* kCommand = "gopls-proxy demo";

constexpr const char* kExamples =
    "Examples:\n"
    "  gopls-proxy demo                           play all scenarios, in under a minute\n"
    "  gopls-proxy demo --scenario steady         play one scenario\n"
    "  gopls-proxy demo --json | jq .ok           process the result with a program\n"
    "  gopls-proxy demo --keep                    keep the folder, with the proxy's log\n"
    "  gopls-proxy demo --gopls ~/go/bin/gopls    use another gopls\n"
    "\n"
    "Exit codes:\n"
    "  0    every check passed\n"
    "  1    a check failed, or the demo could not run\n"
    "  2    invalid command line\n"
    "  127  gopls or go was not found";

}  // namespace

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments,
                                                      std::span<const std::string_view> scenarios) {
    const std::string names = app::alternatives({scenarios.begin(), scenarios.end()});
    Options options;
    CLI::App app(
        "Hangs a real gopls and shows how the proxy detects and replaces it. The demo plays an\n"
        "editor with a small Go module, and changes nothing outside its temporary folder.\n",
        kCommand);
    app::offer_words(
        app.add_option("--scenario", options.scenario, "play only this scenario: " + names)
            ->type_name("NAME"),
        scenarios);
    app.add_option("--gopls", options.gopls, "path or name of the gopls to hang")
        ->type_name("GOPLS");
    app.add_flag("--json", options.json, "print one JSON document instead of the timeline");
    app.add_flag("--list", options.list, "list the scenarios and exit");
    app.add_flag("--keep", options.keep, "keep the temporary folder and print its path");
    app.footer(kExamples);
    if (auto instead = app::parse_words(app, std::move(arguments))) return *std::move(instead);
    const bool known =
        std::find(scenarios.begin(), scenarios.end(), options.scenario) != scenarios.end();
    if (app.count("--scenario") > 0 && !known) {
        return app::usage_error(
            kCommand, app::invalid_value(options.scenario, "--scenario", {},
                                         app::allowed_clause(names) +
                                             app::did_you_mean(options.scenario, scenarios)));
    }
    return options;
}

}  // namespace demo
