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
    "  gopls-proxy doctor --network         also ask the module proxies and private hosts\n"
    "  gopls-proxy doctor --load            what keeps gopls at \"Loading…\"\n"
    "  gopls-proxy doctor --log=~/.local/state/nvim/lsp.log\n"
    "  gopls-proxy doctor --repro /tmp/repro --finding go-work-lost\n"
    "  gopls-proxy doctor --json | jq -r '.findings[] | select(.severity == \"error\") | .seen'\n"
    "\n"
    "Exit codes:\n"
    "  0  no findings, or only notes; with --repro: the workspace was written\n"
    "  1  errors or warnings; with --repro: the finding cannot be reproduced apart\n"
    "  2  invalid command line, interrupted, the folder cannot be examined, or the findings "
    "cannot\n"
    "     be written";

}  // namespace

boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> arguments) {
    Options options;
    CLI::App line(
        "Examines a folder for what keeps gopls from working in it: Go and gopls, Go's settings,\n"
        "go.mod and go.work, the settings of editors, and the machine. Prints what was seen, why\n"
        "it matters, and the command that mends it. Without --fix it changes nothing. Only\n"
        "--network, --load and --build use the network.\n",
        kCommand);
    line.add_option("folder", options.folder, "folder to examine")
        ->type_name("")
        ->capture_default_str();
    line.add_flag("--json", options.json, "print JSON (docs/schemas/doctor.json)");
    line.add_flag("--fix", options.fix,
                  "run the commands of safe remedies (docs/doctor.md), then examine again");
    line.add_option("--log", options.log_file,
                    "also read a log of gopls or of an editor's language client; without FILE "
                    "that of the proxy")
        ->type_name("FILE")
        ->expected(0, 1);
    line.add_flag("--deep", options.deep,
                  "also verify all files of the caches against their checksums");
    line.add_flag("--load", options.load,
                  "also run gopls's own `go list`, and name the step at which it hangs");
    line.add_flag("--build", options.build, "also run a `go build` in the same way");
    line.add_flag("--network", options.network,
                  "also ask the hosts that modules come from, and measure each step");
    line.add_flag("--price", options.price,
                  "measure what costly settings of gopls cost here; starts gopls some times");
    line.add_option("--repro", options.repro,
                    "write the smallest workspace that shows the first finding about the "
                    "workspace, for a bug report; the folder must be new or empty")
        ->type_name("DIR");
    line.add_option("--finding", options.finding, "with --repro: the finding that it shows")
        ->type_name("ID");
    app::add_number(line, "--time-limit", options.time_limit_seconds, "SECONDS",
                    "how long each go or git command, and each host, may take; the default is 5, "
                    "and 60 for --load, --build and --deep",
                    kMostSeconds);
    line.footer(kExamples);
    if (auto instead = app::parse_words(line, std::move(arguments))) return *std::move(instead);
    if (line.count("--time-limit") > 0) options.load_limit_seconds = options.time_limit_seconds;
    options.log = line.count("--log") > 0;
    if (line.count("--repro") > 0 && options.repro.empty()) {
        return app::usage_error(kCommand, "the folder's name behind --repro is empty");
    }
    if (!options.finding.empty() && options.repro.empty()) {
        return app::usage_error(kCommand, "--finding " + options.finding + " needs --repro DIR");
    }
    if (!options.repro.empty() && (options.json || options.fix || options.price)) {
        return app::usage_error(kCommand,
                                "--repro cannot be combined with --json, --fix or --price");
    }
    if (options.folder.empty()) return app::usage_error(kCommand, "the folder's name is empty");
    return options;
}

}  // namespace cli::doctor
