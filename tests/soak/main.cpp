// soak: a session with the real gopls, with all kinds of work and faults, for any length of time.
// It prints what it did; a failure prints the seed and the last steps.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <random>

#include "soak/session.hpp"

int main(int argc, char* argv[]) {
    long minutes = 0;
    soak::Length length;
    std::uint64_t seed = 0;
    CLI::App app(
        "Random work and faults with the real gopls (GOPLS_PROXY_TEST_GOPLS) behind the "
        "proxy.");
    app.add_option("--minutes", minutes, "run for at least so many minutes")
        ->check(CLI::Range(0, 100000));
    app.add_option("--steps", length.steps, "run for at least so many steps");
    app.add_option("--seed", seed, "seed of the random choices; 0 selects a random seed");
    CLI11_PARSE(app, argc, argv);
    if (seed == 0) seed = std::random_device{}();
    length.time = std::chrono::minutes(minutes);
    ::signal(SIGPIPE, SIG_IGN);

    std::printf("soak with seed %llu\n", static_cast<unsigned long long>(seed));
    std::fflush(stdout);
    soak::Tally tally;
    const auto begin = std::chrono::steady_clock::now();
    const auto print = [&] {
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
        tally.print(time.count());
    };
    try {
        soak::Session(seed, tally).run(length);
        print();
        return 0;
    } catch (const std::exception& failure) {
        std::puts(failure.what());
        std::puts("-- last steps --");
        for (const std::string& step : tally.last_steps) std::puts(step.c_str());
        print();
        std::printf("soak FAILED with seed %llu\n", static_cast<unsigned long long>(seed));
        return 1;
    }
}
