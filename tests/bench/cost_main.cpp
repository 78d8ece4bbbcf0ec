// bench_cost: counts the instructions and system calls that the proxy needs for a message of each
// kind, and compares them with stored numbers. Unlike times, counts repeat nearly exactly on every
// machine that runs the same programs, however busy it is, so that growth is a finding.
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): setenv is not in <cstdlib>

#include <CLI/CLI.hpp>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "bench/cost_baseline.hpp"
#include "bench/frames.hpp"
#include "bench/process_cost.hpp"
#include "bench/temporary_home.hpp"

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

namespace {

using bench::Costs;

/// The exit code that ctest takes for "skipped".
constexpr int kSkipped = 77;

struct Options {
    std::string proxy;
    std::string baseline;
    std::string store;
    int messages = 20;
    bool json = false;
};

bool has_avx2() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") != 0;
#else
    return false;
#endif
}

/// Includes the processor's features, by which the libraries choose their code.
std::string built_with() {
    std::string text = GOPLS_PROXY_BENCH_BUILT_WITH;
    if (has_avx2()) text += " with AVX2";
#if defined(__GLIBC__)
    text += std::string(", glibc ") + ::gnu_get_libc_version();
#endif
    return text + ", " + bench::first_line_of("valgrind --version 2>/dev/null");
}

Costs count_all(const Options& options) {
    const bench::TemporaryHome home;
    const bench::PinnedToOneCpu pinned;
    const auto programs = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    ::setenv("GOPLS_PROXY_GOPLS", (programs / "bench_echo").c_str(), 1);
    // No periodic sample falls between the messages.
    ::setenv("GOPLS_PROXY_STALL_SAMPLE_INTERVAL", "1m", 1);
    if (has_avx2()) ::setenv("SIMDJSON_FORCE_IMPLEMENTATION", "haswell", 1);

    const auto folder = [&](const char* name) {
        std::filesystem::create_directory(home.path() / name);
        return home.path() / name;
    };
    Costs costs{built_with(), {}};
    for (const auto& tool :
         {bench::callgrind(folder("callgrind")), bench::strace(folder("strace"))}) {
        const auto missing = tool->missing(options.proxy);
        if (!missing.empty()) {
            std::fprintf(stderr, "Cannot count %s: %s.\n", tool->name().c_str(), missing.c_str());
            continue;
        }
        const auto counts = bench::count_costs(*tool, options.proxy, options.messages);
        for (std::size_t i = 0; i < counts.size(); ++i) {
            // Rounds to the significant digits.
            const double unit = tool->name() == "instructions" ? 1 : 100;
            costs.each[tool->name()][bench::cost_kinds()[i].name] =
                std::round(counts[i] * unit) / unit;
        }
    }
    return costs;
}

std::optional<double> find(const Costs& costs, const std::string& tool, const std::string& kind) {
    const auto kinds = costs.each.find(tool);
    if (kinds == costs.each.end() || !kinds->second.contains(kind)) return {};
    return kinds->second.at(kind);
}

void print_table(const Costs& now, const std::optional<Costs>& stored) {
    std::printf("Per message of each kind%s\n", stored ? ", now and stored" : "");
    for (const char* tool : {"", "instructions", "system_calls"})
        std::printf("%*s", *tool == '\0' ? -24 : (stored ? 26 : 14), tool);
    std::puts("");
    for (const auto& kind : bench::cost_kinds()) {
        std::printf("%-24s", kind.name.c_str());
        for (const char* tool : {"instructions", "system_calls"}) {
            for (const Costs* costs : {&now, stored ? &*stored : nullptr}) {
                if (costs == nullptr) continue;
                const auto each = find(*costs, tool, kind.name);
                const int width = costs == &now ? 14 : 12;
                each ? std::printf("%*.*f", width, *tool == 'i' ? 0 : 2, *each)
                     : std::printf("%*s", width, "-");
            }
        }
        std::puts("");
    }
}

int report(const Options& options, const Costs& now) {
    std::optional<Costs> stored;
    if (!options.baseline.empty()) stored = bench::read_stored(options.baseline);
    options.json ? static_cast<void>(std::puts(to_json(now).dump(2).c_str()))
                 : print_table(now, stored);
    if (!stored) return 0;

    const auto comparison = compare(*stored, now);
    std::FILE* const out = options.json ? stderr : stdout;
    for (const auto& why : comparison.not_compared)
        std::fprintf(out, "Not compared: %s.\n", why.c_str());
    for (const auto& text : comparison.fallen) std::fprintf(out, "Less: %s.\n", text.c_str());
    for (const auto& text : comparison.grown) std::fprintf(out, "GROWN: %s.\n", text.c_str());
    if (!comparison.grown.empty() || !comparison.fallen.empty()) {
        std::fprintf(
            out,
            "If the change is wanted, state the reason in the commit and store the new numbers:\n"
            "  bench_cost --proxy=%s --store=%s\n",
            options.proxy.c_str(), options.baseline.c_str());
    }
    if (!comparison.grown.empty()) return 1;
    return comparison.not_compared.empty() ? 0 : kSkipped;
}

}  // namespace

int main(int argc, char* argv[]) {
    Options options;
    CLI::App app("Counts the instructions and system calls that gopls-proxy needs for a message.");
    app.add_option("--proxy", options.proxy, "the gopls-proxy whose work is counted")
        ->required()
        ->check(CLI::ExistingFile);
    app.add_option("--baseline", options.baseline,
                   "compare with this file; exit 1 if a number has grown by more than its margin "
                   "(10 % where messages come one by one), 77 if some could not be compared")
        ->check(CLI::ExistingFile);
    app.add_option("--store", options.store, "write the numbers to this file");
    app.add_option("--messages", options.messages, "messages of each kind in one part")
        ->check(CLI::Range(10, 100000));
    app.add_flag("--json", options.json, "print JSON instead of a table");
    CLI11_PARSE(app, argc, argv);
    options.proxy = std::filesystem::absolute(options.proxy);

    // A failed write reports a proxy that has ended.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const auto costs = count_all(options);
        if (!options.store.empty()) {
            if (costs.each.size() != 2)
                throw bench::Failure("cannot store the numbers: a tool is missing");
            bench::store(costs, options.store);
        }
        return report(options, costs);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_cost: %s\n", failure.what());
        return 1;
    }
}
