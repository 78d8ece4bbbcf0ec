#include "cli/config/options.hpp"

#include <CLI/CLI.hpp>
#include <utility>

namespace cli::config {
namespace {

constexpr const char* kCommand = "gopls-proxy config";

constexpr const char* kExamples =
    "Examples:\n"
    "  gopls-proxy config                                        the settings and their sources\n"
    "  gopls-proxy --proxy-mode=observe config                   see the effect of a flag\n"
    "  gopls-proxy config --json | jq -r .settings.mode.value    process one setting\n"
    "  gopls-proxy config check                                  check the file in use\n"
    "  gopls-proxy config check ./config.toml                    check a file before its use\n"
    "\n"
    "Exit codes:\n"
    "  0  success; the checked file has no errors, but may have warnings\n"
    "  1  the checked file has errors\n"
    "  2  invalid command line, an invalid setting in a flag, or a file that cannot be read";

}  // namespace

boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> arguments) {
    Options options;
    CLI::App line(
        "Prints the settings in effect as a configuration file, with the source of each. The\n"
        "comments at the top name the gopls in use, the files and folders of the proxy, and the\n"
        "sessions that still use older settings: a session reads its settings once, at its "
        "start.\n",
        kCommand);
    line.require_subcommand(0, 1);
    auto* check = line.add_subcommand("check", "find the mistakes in a configuration file");
    for (auto* owner : {&line, check}) {
        owner->add_flag("--json", options.json,
                        owner == &line ? "print JSON (docs/schemas/config.json)"
                                       : "print JSON (docs/schemas/config-check.json)");
    }
    check->add_option("file", options.file, "file to check; the default is the file in use")
        ->type_name("");
    check->fallthrough();
    line.footer(kExamples);
    if (auto instead = app::parse_words(line, std::move(arguments))) return *std::move(instead);
    options.check = check->parsed();
    return options;
}

}  // namespace cli::config
