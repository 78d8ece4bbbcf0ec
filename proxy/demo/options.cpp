#include "demo/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace demo {
namespace {

constexpr int kExitUsage = 2;

constexpr const char* kExamples =
    "Examples:\n"
    "  gopls-proxy demo                           all of it, in under a minute\n"
    "  gopls-proxy demo --scenario steady         one hang only\n"
    "  gopls-proxy demo --json | jq .ok           for machines\n"
    "  gopls-proxy demo --keep                    leave the folder with the proxy's log\n"
    "  gopls-proxy demo --gopls ~/go/bin/gopls    another gopls\n"
    "\n"
    "Exit code: 0 if every line of every table holds, 1 if one does not, 127 without gopls or go.";

}  // namespace

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments,
                                                      std::span<const std::string_view> scenarios) {
    Options options;
    CLI::App app(
        "Plays an editor with a small Go module in a temporary folder, truly hangs a real gopls,\n"
        "and shows how it is noticed and replaced. It touches nothing but that folder.",
        "gopls-proxy demo");
    app.add_option("--scenario", options.scenario, "play one scenario only (see --list)")
        ->check(CLI::IsMember(std::vector<std::string>(scenarios.begin(), scenarios.end())));
    app.add_option("--gopls", options.gopls, "the gopls to hang");
    app.add_flag("--json", options.json, "print one JSON document instead of the timeline");
    app.add_flag("--list", options.list, "name the scenarios");
    app.add_flag("--keep", options.keep, "leave the temporary folder, and say where it is");
    app.footer(kExamples);
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    try {
        app.parse(arguments);
    } catch (const CLI::Success&) {
        return Instead{app.help(), 0};
    } catch (const CLI::ParseError& error) {
        return Instead{
            std::string("gopls-proxy demo: ") + error.what() + " (gopls-proxy demo --help)\n",
            kExitUsage};
    }
    return options;
}

}  // namespace demo
