#include "cli/incidents/options.hpp"

#include <CLI/CLI.hpp>

namespace cli::incidents {
namespace {

constexpr const char* kCommand = "gopls-proxy incidents";

constexpr const char* kExamples =
    "ID is an id, the beginning or end of exactly one id, or `latest` (the default).\n"
    "\n"
    "Examples:\n"
    "  gopls-proxy incidents                        list all incidents, newest first\n"
    "  gopls-proxy incidents show latest            show the newest incident\n"
    "  gopls-proxy incidents show 20261122T10       show the incident of that hour\n"
    "  gopls-proxy incidents report > bug.md        write a bug report about the newest incident\n"
    "  gopls-proxy incidents --json | jq '.[0].id'  process the list with a program\n"
    "\n"
    "Exit codes:\n"
    "  0  success; an empty list as well\n"
    "  1  no such incident, no incidents to show, or they cannot be read or printed\n"
    "  2  invalid command line";

}  // namespace

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments) {
    Options options;
    CLI::App app(
        "Lists, shows and reports incidents. The proxy saves one whenever it acts on a stuck "
        "gopls\n"
        "and whenever gopls dies: the cause, the evidence, the remedies and the outcome.\n",
        kCommand);
    app.require_subcommand(0, 1);
    auto* list = app.add_subcommand("list", "list all incidents, newest first (the default)");
    auto* show = app.add_subcommand("show", "show one incident and the paths of its files");
    auto* report = app.add_subcommand("report", "print a bug report for gopls, in Markdown");
    for (auto* owner : {&app, list, show}) {
        owner->add_flag("--json", options.json,
                        owner == &app ? "print JSON (list and show)" : "print JSON");
    }
    for (auto* one : {show, report}) {
        one->add_option("id", options.id, "id, beginning or end of an id, or `latest`")
            ->type_name("")
            ->capture_default_str();
    }
    for (auto* one : {list, show, report}) one->fallthrough();
    app.footer(kExamples);
    if (auto instead = app::parse_words(app, std::move(arguments))) return *std::move(instead);
    if (show->parsed()) options.view = View::kShow;
    if (report->parsed()) options.view = View::kReport;
    if (options.json && options.view == View::kReport) {
        return app::usage_error(kCommand,
                                "report prints Markdown, not JSON; use `show --json` for JSON");
    }
    return options;
}

}  // namespace cli::incidents
