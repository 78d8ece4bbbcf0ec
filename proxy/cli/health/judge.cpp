#include "cli/health/judge.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/size_text.hpp"

namespace cli::health {
namespace {

using State = Check::State;
using app::size_text;
using core::human;

std::string percent_text(double percent) {
    char text[32];
    std::snprintf(text, sizeof text, percent == std::floor(percent) ? "%.0f%%" : "%.1f%%", percent);
    return text;
}

std::string place_of(const Request& request) {
    return std::string(name_of(request.kind)) + " at " + request.file + ":" +
           std::to_string(request.line);
}

Check unmeasured(std::string id, std::string limit, const std::string& what) {
    return {std::move(id), State::kUnmeasured, "–", std::move(limit),
            what + " was not measured: the run ended before, or gopls does not report it"};
}

/// `name` begins the sentence: "the heap".
template <typename Value, typename Text>
Check at_most(std::string id, const std::string& name, std::optional<Value> measured, Value limit,
              Text text) {
    if (!measured) return unmeasured(std::move(id), text(limit), name);
    Check check{std::move(id), State::kPassed, text(*measured), text(limit), {}};
    if (*measured > limit) {
        check.state = State::kExceeded;
        check.sentence = name + " was " + check.measured + ", and the limit is " + check.limit;
    }
    return check;
}

Check workspace_check(const Results& results) {
    Check check{"workspace", State::kPassed, "loaded", "no error", {}};
    if (!results.load_error.empty()) {
        check.state = State::kExceeded;
        check.measured = "error";
        check.sentence = "gopls cannot load the workspace: " + results.load_error +
                         " (gopls-proxy doctor examines the folder)";
    } else if (!results.load) {
        check.state = State::kUnmeasured;
        check.measured = "–";
        check.sentence = "gopls has not loaded the workspace";
    }
    return check;
}

Check process_check(const Results& results) {
    if (!results.load) return unmeasured("process", "runs", "gopls after its load");
    if (results.gopls_ended.empty()) return {"process", State::kPassed, "runs", "runs", {}};
    return {"process", State::kExceeded, results.gopls_ended, "runs",
            "gopls ended during the run: " + results.gopls_ended};
}

Check load_check(const Results& results, Duration limit) {
    if (!results.load && results.load_waited) {
        return {"load", State::kExceeded, "> " + human(*results.load_waited), human(limit),
                "gopls had not loaded the workspace after " + human(*results.load_waited) +
                    ", and the limit is " + human(limit)};
    }
    return at_most("load", "the load", results.load, limit, human);
}

Check answers_check(const Results& results) {
    if (results.requests.empty()) return unmeasured("answers", "all", "whether gopls answers");
    const auto silent = std::find_if(
        results.requests.begin(), results.requests.end(),
        [](const Request& request) { return request.fate == Request::Fate::kUnanswered; });
    if (silent == results.requests.end()) return {"answers", State::kPassed, "all", "all", {}};
    return {"answers", State::kExceeded, "no reply", "all",
            "gopls did not answer " + place_of(*silent) + " within " + human(silent->took) +
                " (--request-limit)"};
}

Check success_check(const Results& results, const Times& all, double limit) {
    if (all.count == 0) return unmeasured("success", percent_text(limit), "the share of answers");
    const double percent =
        100.0 * static_cast<double>(all.answered) / static_cast<double>(all.count);
    Check check{"success", State::kPassed, percent_text(percent), percent_text(limit), {}};
    if (percent >= limit) return check;
    check.state = State::kExceeded;
    check.sentence = std::to_string(all.count - all.answered) + " of " + std::to_string(all.count) +
                     " requests failed, and " + check.limit + " must be answered";
    const auto failed = std::find_if(
        results.requests.begin(), results.requests.end(),
        [](const Request& request) { return request.is_judged() && !request.error.empty(); });
    if (failed != results.requests.end()) {
        check.sentence += "; the first was " + place_of(*failed) + ": " + failed->error;
    }
    return check;
}

Check latency_check(const Results& results, const Times& all, Duration limit, int consecutive) {
    const std::string limit_text = human(limit) + ", " + std::to_string(consecutive) + "×";
    if (all.count == 0) return unmeasured("latency", limit_text, "the latency");
    const SlowRow row = longest_slow_row(results.requests, limit);
    Check check{"latency", State::kPassed, human(all.max), limit_text, {}};
    if (row.length < consecutive) return check;
    check.state = State::kExceeded;
    check.measured = human(row.least) + ", " + std::to_string(row.length) + "×";
    check.sentence = std::to_string(row.length) + " requests in a row took " + human(row.least) +
                     " or longer; the limit is " + human(limit) + " for " +
                     std::to_string(consecutive) + " in a row";
    return check;
}

Check growth_check(const Results& results, const Growth& limit) {
    const std::string limit_text =
        limit.bytes ? size_text(*limit.bytes) : percent_text(limit.percent.value_or(0));
    const auto change = memory_change(results.memory);
    if (!change) return unmeasured("growth", limit_text, "the growth of the memory");
    const std::uint64_t grown = change->after > change->before ? change->after - change->before : 0;
    const double percent = change->before == 0 ? 0
                                               : 100.0 * static_cast<double>(grown) /
                                                     static_cast<double>(change->before);
    Check check{"growth",
                State::kPassed,
                limit.bytes ? size_text(grown) : percent_text(percent),
                limit_text,
                {}};
    const bool exceeds = limit.bytes ? grown > *limit.bytes : percent > *limit.percent;
    if (!exceeds) return check;
    check.state = State::kExceeded;
    check.sentence = std::string(change->is_heap ? "the heap" : "the resident memory") +
                     " grew from " + size_text(change->before) + " to " + size_text(change->after) +
                     ", and the limit is " + limit_text;
    return check;
}

std::optional<std::uint64_t> largest_heap(const std::vector<Memory>& memory) {
    std::optional<std::uint64_t> largest;
    for (const Memory& one : memory) {
        if (one.heap_bytes) largest = std::max(largest.value_or(0), *one.heap_bytes);
    }
    return largest;
}

std::size_t count_of(const std::vector<Check>& checks, State state) {
    return static_cast<std::size_t>(
        std::count_if(checks.begin(), checks.end(),
                      [state](const Check& check) { return check.state == state; }));
}

}  // namespace

std::string_view name_of(Check::State state) {
    switch (state) {
        case State::kPassed:
            return "passed";
        case State::kExceeded:
            return "exceeded";
        case State::kUnmeasured:
            break;
    }
    return "unmeasured";
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::kHealthy:
            return "healthy";
        case Verdict::kUnhealthy:
            return "unhealthy";
        case Verdict::kUnmeasured:
            break;
    }
    return "unmeasured";
}

std::vector<Check> judge(const Results& results, const Figures& figures, const Limits& limits) {
    const Times& all = figures.all;
    const auto of_all = [&](Duration value) {
        return all.count == 0 ? std::nullopt : std::optional(value);
    };
    std::vector<Check> checks;
    checks.push_back(workspace_check(results));
    checks.push_back(process_check(results));
    if (limits.load) checks.push_back(load_check(results, *limits.load));
    checks.push_back(answers_check(results));
    checks.push_back(success_check(results, all, limits.success_percent));
    if (limits.latency) {
        checks.push_back(latency_check(results, all, *limits.latency, limits.consecutive));
    }
    if (limits.mean) {
        checks.push_back(
            at_most("mean", "the mean of all requests", of_all(all.mean), *limits.mean, human));
    }
    if (limits.p95) {
        checks.push_back(at_most("p95", "the 95th percentile of all requests", of_all(all.p95),
                                 *limits.p95, human));
    }
    if (limits.heap_bytes) {
        checks.push_back(at_most("heap", "the heap", largest_heap(results.memory),
                                 *limits.heap_bytes, size_text));
    }
    if (limits.resident_bytes) {
        checks.push_back(at_most("rss", "the resident memory", results.peak_resident_bytes,
                                 *limits.resident_bytes, size_text));
    }
    if (limits.growth) checks.push_back(growth_check(results, *limits.growth));
    return checks;
}

Verdict verdict_of(const Results& results, const std::vector<Check>& checks) {
    if (results.interrupted) return Verdict::kUnmeasured;
    if (count_of(checks, State::kExceeded) > 0) return Verdict::kUnhealthy;
    if (!results.problem.empty() || count_of(checks, State::kUnmeasured) > 0) {
        return Verdict::kUnmeasured;
    }
    return Verdict::kHealthy;
}

std::string summary_of(const Results& results, const std::vector<Check>& checks) {
    switch (verdict_of(results, checks)) {
        case Verdict::kHealthy:
            return "All " + std::to_string(checks.size()) + " checks passed";
        case Verdict::kUnmeasured: {
            if (!results.problem.empty()) return "Not measured: " + results.problem;
            const auto missing = std::find_if(checks.begin(), checks.end(), [](const Check& one) {
                return one.state == State::kUnmeasured;
            });
            return "Not measured: " + missing->sentence;
        }
        case Verdict::kUnhealthy:
            break;
    }
    std::string text = std::to_string(count_of(checks, State::kExceeded)) + " of " +
                       std::to_string(checks.size()) + " checks failed: ";
    const auto first = std::find_if(checks.begin(), checks.end(),
                                    [](const Check& one) { return one.state == State::kExceeded; });
    return text + first->sentence;
}

}  // namespace cli::health
