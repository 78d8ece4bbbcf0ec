#include "core/servers/replacements.hpp"

#include <algorithm>
#include <utility>

namespace core {
namespace {

/// How long others start offline after a standby found the network silent.
constexpr Duration kNetworkDistrust = 10min;
/// While offline, the interval between attempts with a normal server doubles up to this.
constexpr Duration kMaxRetryInterval = 30min;

}  // namespace

bool Replacements::open_circuit(const Turn& turn) {
    if (budget_.circuit_open(turn.now)) return false;
    budget_.open_circuit(turn.now);
    return true;
}

std::string Replacements::used_up(const Settings& settings) {
    const int most = settings.budget.replacements;
    if (most == 0) return "Automatic replacements are switched off (budget.replacements = 0)";
    return "The budget of " + std::to_string(most) + " automatic replacement" +
           (most == 1 ? "" : "s") + " within " + human(settings.budget.period) + " is used up";
}

Time Replacements::begin(const Verdict& cause, Turn& turn) {
    begin_with_standby(cause, turn);
    return budget_.take(turn.now);
}

void Replacements::begin_with_standby(const Verdict& cause, Turn& turn) {
    cause_ = cause;
    stalled_since_ = turn.now - cause.head.age;
    ++turn.metrics.counters.replacements;
}

void Replacements::plan(const Plan& plan, Time at, Turn& turn) {
    planned_ = plan;
    turn.alarms.set(Alarm::kSpawn, at);
}

std::optional<Replacements::Plan> Replacements::take_planned(Turn& turn) {
    turn.alarms.clear(Alarm::kSpawn);
    return std::exchange(planned_, std::nullopt);
}

void Replacements::withdraw(Turn& turn) {
    planned_.reset();
    budget_.give_back();
    --turn.metrics.counters.replacements;
}

void Replacements::acted_on(VerdictKind kind, const Turn& turn) {
    std::erase_if(
        past_, [&](const Past& past) { return turn.now - past.at >= turn.settings.budget.period; });
    past_.push_back({kind, turn.now});
}

std::optional<Time> Replacements::last_acted_on(VerdictKind kind) const {
    const auto last = std::find_if(past_.rbegin(), past_.rend(),
                                   [&](const Past& past) { return past.kind == kind; });
    return last == past_.rend() ? std::nullopt : std::optional(last->at);
}

int Replacements::returns_of(VerdictKind kind, Time until, const Turn& turn) const {
    return static_cast<int>(std::count_if(past_.begin(), past_.end(), [&](const Past& past) {
        return past.kind == kind && past.at <= until &&
               turn.now - past.at < turn.settings.budget.period;
    }));
}

void Replacements::distrust_network(const Turn& turn) {
    offline_until_ = turn.now + kNetworkDistrust;
}

Network Replacements::network_of(const Plan& plan, const Turn& turn) const {
    const bool distrusted =
        plan.spawn_reason != SpawnReason::kReturnOnline && turn.now < offline_until_;
    return plan.network == Network::kNormal && distrusted ? Network::kOffline : plan.network;
}

void Replacements::retry_online(Turn& turn) const {
    turn.alarms.set(Alarm::kRetry, turn.now + retry_in_);
}

void Replacements::retry_online_later(Turn& turn) {
    retry_in_ = std::min<Duration>(2 * retry_in_, kMaxRetryInterval);
    retry_online(turn);
}

void Replacements::is_online(Turn& turn) {
    turn.alarms.clear(Alarm::kRetry);
    retry_in_ = turn.settings.stall.retry_interval;
}

}  // namespace core
