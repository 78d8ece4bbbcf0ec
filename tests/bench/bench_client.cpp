// bench_client: measures the cost of a relay between an editor and a language server. It plays the
// editor, and bench_echo is the server. Between them runs nothing, a blind relay, socat,
// gopls-proxy or any other command. All take turns in one run, so that other load on the machine
// affects all alike. The first run is pinned to one processor, where relays are comparable; the
// second is unpinned, as on a user's machine.
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): setenv, mkdtemp are not in <cstdlib>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "bench/collector.hpp"
#include "bench/frames.hpp"
#include "bench/measurements.hpp"
#include "bench/process_cost.hpp"
#include "bench/relays.hpp"
#include "bench/report.hpp"
#include "bench/temporary_home.hpp"

namespace {

using bench::Effort;
using bench::Failure;
using bench::RelayCommand;
using bench::Run;
using Clock = std::chrono::steady_clock;

struct Options {
    bench::RelayOptions relays;
    int rounds = 5;
    int seconds = 240;
    bool pinned_only = false;
    bool quick = false;
    bool json = false;
};

Effort effort_of(const Options& options, int round, int expensive_rounds) {
    Effort effort;
    if (options.quick) {
        effort = {.starts = 1,
                  .round_trips = 50,
                  .pipelined = 500,
                  .held_round_trips = 5,
                  .most_held = 20,
                  .opened = 2,
                  .typed = 50,
                  .typing_bursts = 1,
                  .replies = {2, 2, 2, 1, 1, 16},
                  .expensive = true,
                  .idle = std::chrono::milliseconds(20),
                  .edits = 5,
                  .most_documents = 20};
    }
    effort.expensive = round < expensive_rounds;
    return effort;
}

/// Runs all relays in turns, round after round, until the rounds or the time are used up.
void run_all(Run& run, const std::vector<RelayCommand>& commands, const Options& options,
             int expensive_rounds, Clock::time_point deadline) {
    for (const auto& command : commands) run.rows.push_back({command.name, {}});
    const int rounds = options.quick ? 1 : options.rounds;
    for (int round = 0; round < rounds; ++round) {
        if (round > 0 && Clock::now() >= deadline) break;
        for (std::size_t i = 0; i < commands.size(); ++i) {
            const auto effort = effort_of(options, round, expensive_rounds);
            try {
                run.rows[i].rounds.push_back(bench::measure_round(commands[i], effort));
            } catch (const Failure& failure) {
                throw Failure(commands[i].name + ": " + failure.what());
            }
        }
    }
}

constexpr const char* kLegend =
    "±: half the distance between the quartiles. Ratios are the medians of the rounds' ratios.\n"
    "reply: until the whole reply has arrived. 5,000 edits: written as fast as the relay takes "
    "them,\n"
    "until the completion after them is answered. edit: an edit and a request. Documents have\n"
    "100 KiB, the 10,000 have 1 KiB. CPU, memory and wake-ups: of the relay's process. peak: with\n"
    "replies up to 16 MiB.\n"
    "Compare the pinned rows: unpinned, waking other cores adds to every row.";

void run(const Options& options) {
    const bench::TemporaryHome home;
    ::setenv("GOPLS_PROXY_GOPLS", options.relays.server.c_str(), 1);
    const bench::Collector collector;  // not pinned, since it belongs to no relay
    auto wanted = options.relays;
    wanted.collector = "http://127.0.0.1:" + std::to_string(collector.port());
    wanted.log_file = home.path() / "all-on.log";
    const auto commands = bench::relays(wanted);
    const auto start = Clock::now();
    const auto limit = std::chrono::seconds(options.seconds);
    std::vector<Run> runs;
    {
        const bench::PinnedToOneCpu pinned;
        runs.push_back({"pinned", "Everything pinned to CPU " + std::to_string(pinned.cpu()), {}});
        run_all(runs.back(), commands, options, 2, start + limit * 2 / 3);
    }
    if (!options.pinned_only) {
        runs.push_back({"unpinned", "Not pinned", {}});
        run_all(runs.back(), commands, options, 1, start + limit);
    }
    if (options.json) {
        std::puts(bench::json(runs).c_str());
        return;
    }
    for (const auto& each : runs) std::printf("%s\n", bench::table(each).c_str());
    std::printf("%s\n\n%s", kLegend, bench::goals_text(runs.front()).c_str());
    const bool has_socat =
        std::ranges::find(commands, bench::kSocat, &RelayCommand::name) != commands.end();
    if (!has_socat) std::puts("Without socat: it is not on PATH.");
}

}  // namespace

int main(int argc, char* argv[]) {
    Options options;
    bench::RelayOptions& relays = options.relays;
    std::error_code no_proc;
    const auto here = std::filesystem::read_symlink("/proc/self/exe", no_proc).parent_path();
    relays.server = here / "bench_echo";
    relays.relay = here / "bench_relay";
    bool no_socat = false;
    CLI::App app("Measures what a relay between an editor and a language server costs.");
    app.add_option("--proxy", relays.proxy, "the gopls-proxy to measure")->check(CLI::ExistingFile);
    app.add_option(
        "--relay", relays.more,
        "NAME=COMMAND: another relay; {server} stands for the echo server, which is also "
        "in GOPLS_PROXY_GOPLS");
    app.add_option("--server", relays.server, "the echo server")->check(CLI::ExistingFile);
    app.add_option("--blind-relay", relays.relay, "the blind relay to compare with")
        ->check(CLI::ExistingFile);
    app.add_option("--rounds", options.rounds, "rounds of each run")->check(CLI::Range(1, 1000));
    app.add_option("--seconds", options.seconds, "start no new round after this time");
    app.add_flag("--pinned", options.pinned_only, "only the pinned run");
    app.add_flag("--no-socat", no_socat, "leave out socat");
    app.add_flag("--quick", options.quick, "only a few messages, to check that the bench works");
    app.add_flag("--json", options.json, "print JSON instead of tables");
    CLI11_PARSE(app, argc, argv);
    relays.socat = !no_socat;
    if (!relays.proxy.empty()) relays.proxy = std::filesystem::absolute(relays.proxy);

    // A failed write reports a relay that has ended.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        run(options);
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench: %s\n", failure.what());
        return 1;
    }
}
