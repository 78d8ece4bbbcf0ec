// bench_recovery: measures how long a user waits for an answer when gopls dies, stops or hangs
// behind the proxy. The result is a multiple of the time from the start of a fresh gopls to the
// same answer, split into steps. It uses the real gopls and default settings. All cases take turns,
// so that other load on the machine affects all alike.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>

#include "bench/recovery_report.hpp"
#include "support/failure.hpp"

namespace {

using bench::RecoveryCase;
using bench::RecoveryTable;

RecoveryTable measure(const std::string& name, std::vector<RecoveryCase> cases, int rounds) {
    RecoveryTable result{name, {}};
    for (auto& each : cases) result.rows.push_back({std::move(each), {}});
    for (int round = 0; round < rounds; ++round)
        for (auto& row : result.rows)
            if (round < std::ceil(row.measured.share * rounds))
                row.rounds.push_back(row.measured.measure());
    return result;
}

std::vector<RecoveryTable> measure_all(int rounds) {
    std::vector<RecoveryTable> tables;
    {
        const support::Sandbox sandbox;
        sandbox.write_module();
        const auto workspace = bench::small_workspace(sandbox);
        bench::warm_up(sandbox, workspace);
        tables.push_back(measure(workspace.name, bench::small_cases(sandbox, workspace), rounds));
    }
    {
        support::Sandbox sandbox;
        sandbox.write_module();
        const support::GoWrapper go(sandbox);
        const auto workspace = bench::small_workspace(sandbox);
        bench::warm_up(sandbox, workspace);
        tables.push_back(measure(workspace.name + ", go behind a script",
                                 bench::go_list_cases(sandbox, go, workspace), rounds));
    }
    {
        const support::Sandbox sandbox;
        const auto workspace = bench::large_workspace(sandbox);
        bench::warm_up(sandbox, workspace);
        tables.push_back(measure(workspace.name, bench::large_cases(sandbox, workspace), rounds));
    }
    return tables;
}

}  // namespace

int main(int argc, char* argv[]) {
    int rounds = 15;
    bool json = false;
    CLI::App app(
        "Measures how long an answer takes when gopls dies, stops or hangs behind the "
        "proxy.\nGOPLS_PROXY_TEST_GOPLS names the gopls.");
    app.add_option("--rounds", rounds,
                   "rounds of the cases with a warm small module; other cases run in some of these")
        ->check(CLI::Range(1, 1000));
    app.add_flag("--json", json, "print JSON instead of tables");
    CLI11_PARSE(app, argc, argv);
    ::signal(SIGPIPE, SIG_IGN);
    try {
        const auto tables = measure_all(rounds);
        if (json) {
            std::puts(bench::json(tables).c_str());
            return 0;
        }
        std::puts("Time until a definition is answered, and its steps (medians)\n");
        for (const auto& table : tables) std::puts(bench::table(table).c_str());
        std::puts(
            "noticed: until the verdict. acted: until a fresh gopls is started or the remedy "
            "applied.\n"
            "initialize: until gopls answers initialize. load: until it has the session and has "
            "loaded it.\n"
            "answer: until the editor has the answer; without the proxy, this includes loading.\n"
            "A standby is timed from its start, while the old gopls still answers.");
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_recovery: %s\n", failure.what());
        return 1;
    }
}
