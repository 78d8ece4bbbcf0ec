#include "cli/incidents/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace cli::incidents {
namespace {

constexpr int kExitUsage = 2;

constexpr const char* kExamples =
    "ID is all of an id, a beginning or an end that only one has, or `latest`.\n"
    "\n"
    "Examples:\n"
    "  gopls-proxy incidents                        all that are kept, newest first\n"
    "  gopls-proxy incidents show latest            the story of the latest\n"
    "  gopls-proxy incidents show 20261122T10       the one of that hour\n"
    "  gopls-proxy incidents report > bug.md        the latest, to paste into a gopls bug\n"
    "  gopls-proxy incidents --json | jq '.[0].id'  for machines\n"
    "\n"
    "Exit code: 0, or 1 if there is no such incident.";

Instead usage(const std::string& what) {
    return {"gopls-proxy incidents: " + what + " (gopls-proxy incidents --help)\n", kExitUsage};
}

}  // namespace

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments) {
    Options options;
    CLI::App app(
        "Each time gopls was stuck or died, a folder is kept: what was wrong and the evidence for\n"
        "it, what was done, and what came of it.",
        "gopls-proxy incidents");
    app.add_flag("--json", options.json, "list, show: print JSON");
    app.require_subcommand(0, 1);
    app.add_subcommand("list", "a line for each (this is what happens without a word)")
        ->fallthrough();
    auto* show = app.add_subcommand("show", "the story of one, and the files kept of it");
    auto* report = app.add_subcommand("report", "Markdown for a bug report to gopls");
    for (auto* one : {show, report}) {
        one->add_option("id", options.id, "which one (latest)");
        one->fallthrough();
    }
    app.footer(kExamples);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 expects them in this order
    try {
        app.parse(arguments);
    } catch (const CLI::Success&) {
        return Instead{app.help(), 0};
    } catch (const CLI::ParseError& error) {
        return usage(error.what());
    }
    if (show->parsed()) options.view = View::kShow;
    if (report->parsed()) options.view = View::kReport;
    if (options.json && options.view == View::kReport) {
        return usage("report prints Markdown; for JSON there is show --json");
    }
    return options;
}

}  // namespace cli::incidents
