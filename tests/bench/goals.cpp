#include "bench/goals.hpp"

#include <algorithm>
#include <cmath>

#include "bench/relays.hpp"

namespace bench {
namespace {

using Value = double Numbers::*;

double median(const Row& row, Value value) {
    return summarize(row.rounds, value).median;
}

class Judge {
  public:
    explicit Judge(const std::vector<Row>& rows) : rows_(rows) {}

    const Row* row(std::string_view name) const {
        const auto found = std::ranges::find(rows_, name, &Row::name);
        return found == rows_.end() ? nullptr : &*found;
    }

    /// Compares the proxy with the best of these rows that exist.
    void against(const std::vector<std::string>& names, const std::string& what, Value value,
                 std::string_view relation, double limit) {
        const bool more_is_better = relation == ">=";
        const Row* best = nullptr;
        for (const Row& each : rows_) {
            if (std::ranges::find(names, each.name) == names.end()) continue;
            if (best == nullptr || (median(each, value) < median(*best, value)) != more_is_better)
                best = &each;
        }
        if (best != nullptr)
            add({what + " / " + best->name, ratio(row(kProxy)->rounds, best->rounds, value),
                 relation, limit, "x"});
    }

    void plain(const std::string& what, double value, std::string_view relation, double limit,
               std::string_view unit) {
        add({what, value, relation, limit, unit});
    }

    std::vector<Goal> goals;

  private:
    void add(Goal goal) {
        if (!std::isnan(goal.value)) goals.push_back(std::move(goal));
    }

    const std::vector<Row>& rows_;
};

}  // namespace

bool Goal::met() const {
    if (relation == "<") return value < limit;
    if (relation == ">=") return value >= limit;
    return value <= limit;
}

std::vector<Goal> goals(const std::vector<Row>& rows) {
    Judge judge(rows);
    const Row* const proxy = judge.row(kProxy);
    if (proxy == nullptr) return {};
    const std::vector<std::string> relay{kBlindRelay};
    const std::vector<std::string> socat{kSocat, kSocatPipes};
    std::vector<std::string> others;
    for (const Row& each : rows)
        if (each.name != kNone && each.name != kProxy && each.name != kProxyAllOn)
            others.push_back(each.name);

    judge.against(relay, "round trip, p50", &Numbers::p50_us, "<=", 1.1);
    judge.against(socat, "round trip, p50", &Numbers::p50_us, "<", 1);
    judge.against(socat, "round trip, p99", &Numbers::p99_us, "<=", 1);
    judge.against(others, "reply of 64 KiB", &Numbers::reply_64k_us, "<=", 1);
    judge.against(others, "reply of 1 MiB", &Numbers::reply_1m_us, "<=", 1);
    judge.against(others, "reply of 16 MiB", &Numbers::reply_16m_us, "<=", 1);
    judge.against(socat, "pipelined", &Numbers::pipelined_per_s, ">=", 1);
    judge.against(relay, "CPU per round trip", &Numbers::relay_cpu_us, "<=", 1.1);
    judge.against(relay, "CPU per pipelined request", &Numbers::relay_cpu_pipelined_us, "<=", 1.1);
    judge.plain("memory, idle", median(*proxy, &Numbers::idle_mib), "<", 10, "MiB");
    judge.plain("memory per byte of open text", median(*proxy, &Numbers::memory_per_text),
                "<=", 1.1, "");
    judge.plain("wake-ups per second, idle", median(*proxy, &Numbers::wake_ups_per_s), "<=", 0, "");
    if (const Row* const none = judge.row(kNone))
        judge.plain("start adds",
                    (median(*proxy, &Numbers::start_us) - median(*none, &Numbers::start_us)) / 1000,
                    "<", 5, "ms");
    return judge.goals;
}

}  // namespace bench
