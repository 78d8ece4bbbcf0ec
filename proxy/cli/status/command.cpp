#include "cli/status/command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "app/paint.hpp"
#include "app/paths.hpp"
#include "cli/control/client.hpp"
#include "cli/status/report.hpp"

namespace cli {
namespace {

constexpr int kExitUnwell = 1;
constexpr int kExitUsage = 2;

constexpr const char* kExamples =
    "Examples:\n"
    "  gopls-proxy status                         all editors at a glance\n"
    "  gopls-proxy status --json | jq '.[].state' the states, for programs\n"
    "  gopls-proxy status --quiet || echo stuck   in a script\n"
    "\n"
    "Exit code: 0 if every session is well (healthy, loading or new), 1 if one is not or none\n"
    "runs, 2 for a wrong argument.";

bool is_well(const Session& session) {
    if (!session.reply) return false;
    const auto state = session.reply->value("state", std::string());
    return state == "healthy" || state == "loading" || state == "new";
}

}  // namespace

int run_status(const std::vector<std::string>& arguments, const app::Environment& environment) {
    bool json = false;
    bool quiet = false;
    int pid = 0;
    CLI::App app("Shows what every running proxy of yours is doing, also while gopls hangs.",
                 "gopls-proxy status");
    app.add_flag("--json", json, "print JSON (docs/schemas/status.json)");
    app.add_flag("--quiet,-q", quiet, "print nothing; only the exit code tells");
    app.add_option("--pid", pid, "only the proxy with this process id")->check(CLI::PositiveNumber);
    app.footer(kExamples);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::Success&) {
        std::fputs(app.help().c_str(), stdout);
        return 0;
    } catch (const CLI::ParseError& error) {
        std::fprintf(stderr, "gopls-proxy status: %s (gopls-proxy status --help)\n", error.what());
        return kExitUsage;
    }
    auto sessions = ask_all(environment, core::OwnCommand::kStatus);
    if (pid != 0) {
        std::erase_if(sessions, [&](const Session& session) { return session.pid != pid; });
    }
    if (!quiet) {
        const app::PathResult home = app::home_folder(environment);
        const std::string text =
            json ? status_json(sessions)
                 : status_text(sessions, home.has_value() ? home->string() : std::string(),
                               app::wants_colours(STDOUT_FILENO, environment));
        std::fputs(text.c_str(), stdout);
    }
    const bool all_well =
        !sessions.empty() && std::all_of(sessions.begin(), sessions.end(), is_well);
    return all_well ? 0 : kExitUnwell;
}

}  // namespace cli
