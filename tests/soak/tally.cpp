#include "soak/tally.hpp"

#include <cstdio>

namespace soak {
namespace {

constexpr std::size_t kLastSteps = 40;

void print_counts(const char* title, const std::map<std::string, std::size_t>& counts) {
    std::printf("%-28s", title);
    const char* separator = "";
    for (const auto& [name, count] : counts) {
        std::printf("%s%s %zu", separator, name.c_str(), count);
        separator = ", ";
    }
    std::puts(counts.empty() ? "none" : "");
}

double mib(std::size_t bytes) {
    return static_cast<double>(bytes) / (1 << 20);
}

}  // namespace

void Tally::step(const std::string& what) {
    ++steps;
    last_steps.push_back(std::to_string(steps) + " " + what);
    if (last_steps.size() > kLastSteps) last_steps.pop_front();
}

void Tally::print(double seconds) const {
    std::size_t answered = 0;
    std::size_t injected = 0;
    for (const auto& [method, counts] : answers)
        answered += counts.results + counts.quiet + counts.errors;
    for (const auto& [kind, count] : faults) injected += count;
    std::printf("%-28s%zu in %.0f s\n", "steps", steps, seconds);
    print_counts("  by kind", work);
    std::printf("%-28s%zu\n", "edits", edits);
    std::printf("%-28s%zu\n", "requests answered", answered);
    for (const auto& [method, counts] : answers)
        std::printf("  %-34s%7zu results %6zu quiet errors %6zu errors\n", method.c_str(),
                    counts.results, counts.quiet, counts.errors);
    std::printf("%-28s%zu\n", "faults", injected);
    print_counts("  by kind", faults);
    print_counts("verdicts", verdicts);
    std::printf("%-28s%lld, replaced automatically %lld\n", "gopls processes started", servers,
                replacements);
    std::printf("%-28s%zu in %zu checks, all equal\n", "texts compared", texts_compared, checks);
    std::printf("%-28s%.1f MiB at start, %.1f at a quarter, %.1f at the end, %.1f at most\n",
                "memory of the proxy", mib(at_start.resident_bytes), mib(at_quarter.resident_bytes),
                mib(at_end.resident_bytes), mib(most_resident_bytes));
    std::printf("%-28s%zu at start, %zu at the end\n", "descriptors of the proxy",
                at_start.descriptors, at_end.descriptors);
}

}  // namespace soak
