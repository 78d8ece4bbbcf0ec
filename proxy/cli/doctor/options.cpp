#include "cli/doctor/options.hpp"

#include <CLI/CLI.hpp>
#include <utility>

namespace cli::doctor {
namespace {

constexpr const char* kCommand = "gopls-proxy doctor";
constexpr int kMostSeconds = 3600;

constexpr const char* kExamples =
    "Examples:\n"
    "  gopls-proxy doctor                   examine the working folder\n"
    "  gopls-proxy doctor ~/src/app         examine the folder that an editor opens\n"
    "  gopls-proxy doctor --fix             also carry out the safe remedies\n"
    "  gopls-proxy doctor --price           measure what settings such as staticcheck cost here\n"
    "  gopls-proxy doctor --json | jq -r '.findings[] | select(.severity == \"error\") | .seen'\n"
    "\n"
    "Exit codes:\n"
    "  0  no findings, or only notes\n"
    "  1  errors or warnings\n"
    "  2  invalid command line, or the folder cannot be examined";

}  // namespace

boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> arguments) {
    Options options;
    CLI::App line(
        "Examines a folder for what keeps gopls from working in it: Go and gopls, Go's settings,\n"
        "go.mod and go.work, the settings of editors. Prints what was seen, why it matters,\n"
        "and the command that mends it. Without --fix it changes nothing. It uses no network.\n",
        kCommand);
    line.add_option("folder", options.folder, "folder to examine")
        ->type_name("")
        ->capture_default_str();
    line.add_flag("--json", options.json, "print JSON (docs/schemas/doctor.json)");
    line.add_flag("--fix", options.fix,
                  "run the commands of safe remedies (docs/doctor.md), then examine again");
    line.add_flag("--price", options.price,
                  "measure what costly settings of gopls cost here; starts gopls some times");
    app::add_number(line, "--time-limit", options.time_limit_seconds, "SECONDS",
                    "how long each go or git command may take; the default is 5", kMostSeconds);
    line.footer(kExamples);
    if (auto instead = app::parse_words(line, std::move(arguments))) return *std::move(instead);
    if (options.folder.empty()) return app::usage_error(kCommand, "the folder's name is empty");
    return options;
}

}  // namespace cli::doctor
