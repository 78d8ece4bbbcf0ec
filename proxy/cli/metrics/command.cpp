#include "cli/metrics/command.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <utility>

#include "app/result.hpp"
#include "app/subcommand.hpp"
#include "cli/control/client.hpp"
#include "io/stderr_sink.hpp"
#include "observability/metrics/merge.hpp"

namespace cli {

using app::throw_exception_from_error;

namespace {

constexpr int kExitIncomplete = 1;

constexpr const char* kMetricsExamples =
    "Each series has the label pid, the process id of its proxy (docs/metrics.md).\n"
    "\n"
    "Examples:\n"
    "  gopls-proxy metrics | grep stalls_detected  count the stalls of all sessions\n"
    "  gopls-proxy metrics | promtool check metrics\n"
    "\n"
    "Exit codes:\n"
    "  0  every running proxy answered\n"
    "  1  a proxy did not answer, or no proxy runs\n"
    "  2  invalid command line";

/// Returns the pid of the only proxy to ask; 0 for all.
boost::system::result<int, app::Instead> parse_pid(std::vector<std::string> words) {
    int pid = 0;
    CLI::App line("Prints the metrics of every running proxy of yours in Prometheus's format.\n",
                  "gopls-proxy metrics");
    app::add_number(line, "--pid", pid, "PID",
                    "print only those of the proxy with this process id");
    line.footer(kMetricsExamples);
    if (auto instead = app::parse_words(line, std::move(words))) return *std::move(instead);
    return pid;
}

}  // namespace

int run_metrics(const std::vector<std::string>& arguments, const app::Environment& environment) {
    const auto pid = parse_pid(arguments);
    if (pid.has_error()) return app::print(pid.error());
    std::vector<std::string> texts;
    bool complete = true;
    for (const Session& session : ask_all(environment, app::control::Command::kMetrics)) {
        if (*pid != 0 && session.pid != *pid) continue;
        if (session.reply && session.reply->is_string()) {
            texts.push_back(session.reply->get<std::string>());
            continue;
        }
        complete = false;
        io::say("gopls-proxy: no metrics of the proxy " + std::to_string(session.pid) + ": " +
                (session.reply ? "its answer is not a text" : session.reply.error().message));
    }
    if (texts.empty() && complete) {
        io::say(*pid != 0
                    ? "gopls-proxy: no proxy with the process id " + std::to_string(*pid) + " runs"
                    : std::string("gopls-proxy: no proxy runs"));
    }
    std::fputs(observability::metrics::merged(texts).c_str(), stdout);
    return complete && !texts.empty() ? 0 : kExitIncomplete;
}

}  // namespace cli
