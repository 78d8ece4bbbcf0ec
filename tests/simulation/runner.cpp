#include "simulation/runner.hpp"

#include <mutex>
#include <thread>
#include <vector>

#include "simulation/shrink.hpp"
#include "simulation/world.hpp"

namespace simulation {
namespace {

constexpr std::uint64_t kBetweenProgress = 500;

std::string told(const Plan& plan) {
    Statistics ignored;
    std::vector<std::string> transcript;
    const auto broken = run(plan, ignored, &transcript);
    std::string text;
    for (const std::string& line : transcript) text += line + "\n";
    return text + (broken ? "broken: " + *broken + "\n" : "all invariants hold\n");
}

}  // namespace

std::optional<Failure> run_all(const Run& what, Statistics& statistics) {
    std::atomic<std::uint64_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    std::optional<Failure> failure;
    const auto work = [&](bool tells) {
        Statistics own;
        while (!failed) {
            const std::uint64_t number = next++;
            if (number >= what.sessions) break;
            if (tells && what.progress && number % kBetweenProgress < what.jobs) {
                what.progress(number);
            }
            const std::uint64_t seed = what.first_seed + number;
            const auto broken = run(make_plan(seed, what.steps), own);
            if (!broken) continue;
            failed = true;
            const std::lock_guard lock(mutex);
            if (!failure || seed < failure->seed) failure = {seed, *broken};
        }
        const std::lock_guard lock(mutex);
        statistics.add(own);
    };
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 1; i < what.jobs; ++i) threads.emplace_back(work, false);
        work(true);
    }
    return failure;
}

std::string report_of(const Failure& failure, std::size_t steps) {
    const Plan plan = make_plan(failure.seed, steps);
    const Plan small = shrunk(plan, failure.violation);
    return told(small) + "\nseed " + std::to_string(failure.seed) + ": " + failure.violation +
           "\n\nAbove: the failure in " + std::to_string(small.steps.size()) + " of " +
           std::to_string(plan.steps.size()) +
           " steps; turn it into a scenario (tests/scenario).\nThe whole session: simulation "
           "--seed=" +
           std::to_string(failure.seed) + " --steps=" + std::to_string(steps) + "\n";
}

std::string tell(std::uint64_t seed, std::size_t steps) {
    return told(make_plan(seed, steps));
}

}  // namespace simulation
