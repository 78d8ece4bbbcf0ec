// bench_recovery: how long somebody waits for an answer when gopls dies or stands still behind the
// proxy, as a multiple of what a fresh gopls needs from its start to the same answer. The real
// gopls, the settings' defaults, a small module, warm caches; all cases in turns, so that whatever
// else the machine does hits all alike.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "support/failure.hpp"
#include "support/keep_stopped.hpp"
#include "support/steps.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;
using support::ChildOptions;
using support::Editor;
using support::Sandbox;
using support::Target;

constexpr Seconds kStallWindow{5};  ///< the default of `stall.window`

ChildOptions proxied(const Sandbox& sandbox) {
    ChildOptions options = support::direct(sandbox, Target::proxy());
    options.environment["GOPLS_PROXY_GOPLS"] = Target::real_gopls();
    return options;
}

Seconds answer_time(Clock::time_point start, Editor& editor, const Sandbox& sandbox) {
    const std::string uri = steps::main_uri(sandbox);
    steps::expect_definition(editor, uri, steps::ask_definition(editor, uri));
    return Clock::now() - start;
}

Seconds start_to_answer(const Sandbox& sandbox, const ChildOptions& options) {
    const auto start = Clock::now();
    const auto editor = steps::open_main(sandbox, options);
    const Seconds time = answer_time(start, *editor, sandbox);
    steps::finish(*editor);
    return time;
}

/// The load is over when gopls has said what it thinks of the file.
void wait_for_diagnostics(Editor& editor) {
    editor.wait_until([&] { return !editor.received("textDocument/publishDiagnostics").empty(); },
                      "diagnostics");
}

/// `harm` is done to gopls in steady state; then a definition is asked for.
template <class Harm>
Seconds time_without_answer(const Sandbox& sandbox, Harm harm) {
    const auto editor = steps::settle(sandbox, proxied(sandbox));
    wait_for_diagnostics(*editor);
    const pid_t gopls = sandbox.servers(Target::real_gopls()).at(0).pid;
    [[maybe_unused]] const auto harmed = harm(gopls);
    const Seconds time = answer_time(Clock::now(), *editor, sandbox);
    steps::finish(*editor);
    return time;
}

Seconds after_kill(const Sandbox& sandbox) {
    return time_without_answer(sandbox, [](pid_t gopls) { return ::kill(gopls, SIGKILL); });
}

Seconds after_stop(const Sandbox& sandbox) {
    return time_without_answer(sandbox, [](pid_t gopls) {
        // Between two stops it may run for a moment, too short for an answer; without the pause the
        // stopping would take a processor from the gopls that is measured.
        return std::make_unique<support::KeepStopped>(gopls, std::chrono::microseconds(10));
    });
}

struct Case {
    const char* key;
    const char* title;
    std::function<Seconds(const Sandbox&)> measure;
    /// The most that is promised, given what a fresh gopls needs.
    std::function<std::optional<Seconds>(Seconds fresh)> limit;
    std::vector<Seconds> times;  ///< sorted, once all are there

    Seconds median() const { return times[times.size() / 2]; }
};

std::vector<Case> cases() {
    const auto no_limit = [](Seconds) { return std::optional<Seconds>(); };
    return {
        {"fresh",
         "a fresh gopls, no proxy",
         [](const Sandbox& sandbox) {
             return start_to_answer(sandbox, support::direct(sandbox, Target::real_gopls()));
         },
         no_limit,
         {}},
        {"fresh_proxied",
         "a fresh gopls through the proxy",
         [](const Sandbox& sandbox) { return start_to_answer(sandbox, proxied(sandbox)); },
         no_limit,
         {}},
        {"sigkill",
         "gopls killed (SIGKILL), then asked",
         after_kill,
         [](Seconds fresh) { return std::optional(1.3 * fresh); },
         {}},
        {"sigstop",
         "gopls kept stopped (SIGSTOP), then asked",
         after_stop,
         [](Seconds fresh) { return std::optional(kStallWindow + 1.5 * fresh + Seconds(1)); },
         {}},
    };
}

void print_table(const std::vector<Case>& measured) {
    const Seconds fresh = measured.front().median();
    std::printf("Until a definition is answered, medians of %zu rounds\n",
                measured.front().times.size());
    std::printf("%-44s %9s %9s %9s %9s %11s\n", "", "median", "least", "most", "/ fresh",
                "at most");
    for (const auto& c : measured) {
        const auto limit = c.limit(fresh);
        std::printf("%-44s %7.3f s %7.3f s %7.3f s %7.2f x", c.title, c.median().count(),
                    c.times.front().count(), c.times.back().count(), c.median() / fresh);
        if (limit) {
            std::printf(" %9.3f s%s", limit->count(), c.median() <= *limit ? "" : "  EXCEEDED");
        }
        std::puts("");
    }
}

void print_json(const std::vector<Case>& measured) {
    nlohmann::ordered_json result;
    for (const auto& c : measured) {
        nlohmann::ordered_json seconds;
        for (const Seconds time : c.times) seconds.push_back(time.count());
        result[c.key] = {{"median_s", c.median().count()}, {"all_s", seconds}};
    }
    std::puts(result.dump(2).c_str());
}

}  // namespace

int main(int argc, char* argv[]) {
    int rounds = 5;
    bool json = false;
    CLI::App app(
        "Measures how long an answer takes when gopls dies or stands still behind the proxy.\n"
        "The gopls is that of GOPLS_PROXY_TEST_GOPLS.");
    app.add_option("--rounds", rounds, "rounds of all cases")->check(CLI::Range(1, 1000));
    app.add_flag("--json", json, "print JSON instead of a table");
    CLI11_PARSE(app, argc, argv);
    ::signal(SIGPIPE, SIG_IGN);
    try {
        const Sandbox sandbox;
        sandbox.write_module();
        auto measured = cases();
        measured.front().measure(sandbox);  // fills the caches
        for (int round = 0; round < rounds; ++round)
            for (auto& c : measured) c.times.push_back(c.measure(sandbox));
        for (auto& c : measured) std::sort(c.times.begin(), c.times.end());
        json ? print_json(measured) : print_table(measured);
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_recovery: %s\n", failure.what());
        return 1;
    }
}
