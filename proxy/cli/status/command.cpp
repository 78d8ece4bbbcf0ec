#include "cli/status/command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "app/paint.hpp"
#include "app/paths.hpp"
#include "app/result.hpp"
#include "app/subcommand.hpp"
#include "cli/control/client.hpp"
#include "cli/status/report.hpp"
#include "io/stderr_sink.hpp"

namespace cli {

using app::throw_exception_from_error;

namespace {

constexpr int kExitUnwell = 1;

constexpr const char* kCommand = "gopls-proxy status";

constexpr const char* kExamples =
    "Examples:\n"
    "  gopls-proxy status                          show all sessions\n"
    "  gopls-proxy status --json | jq '.[].state'  process the list with a program\n"
    "  gopls-proxy status --quiet || echo stuck    check all sessions in a script\n"
    "\n"
    "Exit codes:\n"
    "  0  every session is well: its state is healthy, quiet, loading, new or off\n"
    "  1  a session is not well or does not answer, or no proxy runs\n"
    "  2  invalid command line";

struct Options {
    bool json = false;
    bool quiet = false;
    int pid = 0;  ///< 0: all
};

boost::system::result<Options, app::Instead> parse_status(std::vector<std::string> words) {
    Options options;
    CLI::App line("Shows what every running proxy of yours is doing, also while gopls hangs.\n",
                  kCommand);
    line.add_flag("--json", options.json, "print JSON (docs/schemas/status.json)");
    line.add_flag("--quiet,-q", options.quiet, "print nothing, only set the exit code");
    app::add_number(line, "--pid", options.pid, "PID", "show only the proxy with this process id");
    line.footer(kExamples);
    if (auto instead = app::parse_words(line, std::move(words))) return *std::move(instead);
    return options;
}

bool is_well(const Session& session) {
    if (!session.reply) return false;
    const auto state = session.reply->value("state", std::string());
    constexpr auto kWell =
        std::to_array<std::string_view>({"healthy", "quiet", "loading", "new", "off"});
    return std::find(kWell.begin(), kWell.end(), state) != kWell.end();
}

}  // namespace

int run_status(const std::vector<std::string>& arguments, const app::Environment& environment) {
    const auto options = parse_status(arguments);
    if (options.has_error()) return app::print(options.error());
    auto sessions = ask_all(environment, app::control::Command::kStatus);
    if (options->pid != 0) {
        std::erase_if(sessions,
                      [&](const Session& session) { return session.pid != options->pid; });
        if (sessions.empty()) {
            io::say("gopls-proxy status: no gopls-proxy with the process id " +
                    std::to_string(options->pid) + " is running");
            return kExitUnwell;
        }
    }
    if (!options->quiet) {
        const app::PathResult home = app::home_folder(environment);
        const std::string text =
            options->json ? status_json(sessions)
                          : status_text(sessions, home.has_value() ? home->string() : std::string(),
                                        app::wants_colours(STDOUT_FILENO, environment));
        std::fputs(text.c_str(), stdout);
    }
    const bool all_well =
        !sessions.empty() && std::all_of(sessions.begin(), sessions.end(), is_well);
    return all_well ? 0 : kExitUnwell;
}

}  // namespace cli
