// The command line of the simulation.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

#include "simulation/mutants.hpp"
#include "simulation/runner.hpp"

namespace {

/// Enough sessions to find every mutant. The first few find most of them.
constexpr std::uint64_t kSessionsForMutant = 10000;
constexpr std::uint64_t kSessionsAtOnce = 2000;

void say_progress(std::uint64_t done, std::uint64_t of) {
    if (isatty(STDERR_FILENO) == 0) return;
    std::fprintf(stderr, "\r%llu of %llu sessions", static_cast<unsigned long long>(done),
                 static_cast<unsigned long long>(of));
}

/// Prints a table, and writes it to a file (`make test` shows these at its end).
void show(const std::string& table, const std::string& file) {
    std::fputs(table.c_str(), stdout);
    std::fflush(stdout);
    if (!file.empty()) std::ofstream(file) << table;
}

int run_sessions(simulation::Run run, bool for_ever, const std::string& file) {
    simulation::Statistics statistics;
    run.progress = [&](std::uint64_t done) { say_progress(done, run.sessions); };
    do {
        const auto failure = simulation::run_all(run, statistics);
        if (isatty(STDERR_FILENO) != 0) std::fputs("\r", stderr);
        if (failure) {
            std::fputs(simulation::report_of(*failure, run.steps).c_str(), stdout);
            return 1;
        }
        show("simulation\n" + statistics.table(), file);
        run.first_seed += run.sessions;
    } while (for_ever);
    return 0;
}

/// The result for one mutant: the rule that caught it, or the reason why it was not caught.
struct Found {
    bool caught = false;
    std::uint64_t sessions = 0;
    std::string rule;
};

Found find_mutant(std::size_t index, const simulation::Run& run) {
    const auto& lost = simulation::lost_mutants();
    if (std::find(lost.begin(), lost.end(), simulation::mutants()[index]) != lost.end()) {
        return {false, 0, "NO MUTANT: its text is not in the source exactly once (mutants.cmake)"};
    }
    simulation::switch_on(static_cast<int>(index) + 1);
    simulation::Statistics statistics;
    const auto failure = simulation::run_all(run, statistics);
    if (!failure) return {false, statistics.sessions, "NOT CAUGHT"};
    const std::string& violation = failure->violation;
    return {true, statistics.sessions + 1, violation.substr(0, violation.find(": "))};
}

/// Checks that each deliberate fault of the core is caught.
int find_mutants(simulation::Run run, const std::string& file) {
    run.sessions = kSessionsForMutant;
    std::string table =
        "deliberate mutations of the core: sessions until caught, and the rule that caught them\n";
    std::size_t caught = 0;
    const auto& mutants = simulation::mutants();
    for (std::size_t i = 0; i < mutants.size(); ++i) {
        const Found found = find_mutant(i, run);
        if (found.caught) ++caught;
        char line[160];
        std::snprintf(line, sizeof line, "  %-44s %6llu  %s\n", mutants[i].c_str(),
                      static_cast<unsigned long long>(found.sessions), found.rule.c_str());
        table += line;
    }
    table += "mutations caught: " + std::to_string(caught) + " of " +
             std::to_string(mutants.size()) + "\n";
    show(table, file);
    return caught == mutants.size() && caught > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app(
        "Plays sessions of a model editor and faulty model servers against the real engine, in "
        "virtual time, and checks the invariants of the proxy on every message.");
    simulation::Run run{.sessions = kSessionsAtOnce,
                        .steps = 260,
                        .jobs = std::max(1U, std::thread::hardware_concurrency())};
    std::uint64_t seed = 0;
    bool for_ever = false;
    std::string table;
    app.add_option("--sessions", run.sessions, "number of sessions")->capture_default_str();
    app.add_option("--first-seed", run.first_seed, "seed of the first one")->capture_default_str();
    app.add_option("--steps", run.steps, "steps per session")->capture_default_str();
    app.add_option("--jobs", run.jobs, "sessions in parallel")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--seed", seed, "print this one session, message by message");
    app.add_flag("--for-ever", for_ever, "continue with further seeds until a session fails");
    app.add_option("--table", table, "file for the table at the end");
    app.footer(
        "Examples:\n  simulation --sessions=20000\n  simulation --seed=7949\n  simulation "
        "--for-ever");
    CLI11_PARSE(app, argc, argv);
    if (seed != 0) {
        std::fputs(simulation::tell(seed, run.steps).c_str(), stdout);
        return 0;
    }
    return simulation::mutants().empty() ? run_sessions(run, for_ever, table)
                                         : find_mutants(run, table);
}
