#include "simulation/plan.hpp"

#include <array>

namespace simulation {
namespace {

struct Entry {
    StepKind kind;
    std::string_view name;
    std::size_t weight;  ///< relative frequency
    bool fault;
};

// In the order of StepKind.
constexpr std::array kEntries = std::to_array<Entry>({
    {StepKind::kInitialize, "initialize", 0, false},
    {StepKind::kInitialized, "initialized", 0, false},
    {StepKind::kOpen, "open", 60, false},
    {StepKind::kEdit, "edit", 260, false},
    {StepKind::kReplaceText, "replace text", 20, false},
    {StepKind::kBadEdit, "edit that does not fit", 5, true},
    {StepKind::kSloppy, "sloppy notification", 6, true},
    {StepKind::kSave, "save", 30, false},
    {StepKind::kClose, "close", 25, false},
    {StepKind::kRename, "rename of an open file", 6, false},
    {StepKind::kAsk, "request", 300, false},
    {StepKind::kPull, "pull diagnostics", 25, false},
    {StepKind::kCommand, "command", 20, false},
    {StepKind::kOwnCommand, "command of the proxy", 3, false},
    {StepKind::kCancel, "cancel", 40, false},
    {StepKind::kConfigure, "configure", 6, false},
    {StepKind::kFolders, "folders", 5, false},
    {StepKind::kTrace, "trace", 3, false},
    {StepKind::kWatchedFiles, "watched files", 15, false},
    {StepKind::kOpaque, "batch or invalid JSON", 3, true},
    {StepKind::kEditorSlowToAnswer, "editor slow to answer", 3, true},
    {StepKind::kEditorSlowToRead, "editor slow to read", 3, true},
    {StepKind::kEditorStopsMidMessage, "editor stops within a message", 4, true},
    {StepKind::kShutdown, "shutdown", 0, false},
    {StepKind::kEditorLeaves, "editor leaves", 0, true},
    {StepKind::kSecondInitialize, "second initialize", 1, true},
    {StepKind::kHang, "hang", 5, true},
    {StepKind::kSlow, "slow with work", 8, true},
    {StepKind::kQuietForAWhile, "quiet for a while", 5, true},
    {StepKind::kGoListStuck, "go list stuck", 3, true},
    {StepKind::kGoListStuckBesideWork, "go list stuck beside work", 3, true},
    {StepKind::kTwoGoListsStuck, "two go lists stuck", 2, true},
    {StepKind::kLoadBeside, "load without a request", 4, true},
    {StepKind::kPullHangs, "hanging pull", 3, true},
    {StepKind::kDriver, "quiet packages driver", 1, true},
    {StepKind::kAskpass, "child asks for a password", 1, true},
    {StepKind::kStop, "stopped process", 2, true},
    {StepKind::kDie, "death", 5, true},
    {StepKind::kDieMidMessage, "death within a message", 3, true},
    {StepKind::kGarbage, "garbage", 1, true},
    {StepKind::kReplyOddly, "double, late or stray reply", 5, true},
    {StepKind::kStopsReading, "stops reading", 2, true},
    {StepKind::kServerAsks, "server asks", 10, false},
    {StepKind::kFlood, "flood", 2, true},
    {StepKind::kNetworkSilent, "silent network", 2, true},
    {StepKind::kSpawnFails, "start fails", 2, true},
    {StepKind::kBuildCacheFault, "build cache fault", 1, true},
    {StepKind::kDiskChange, "change on disk", 6, false},
    {StepKind::kGoReplaced, "go replaced", 1, true},
    {StepKind::kGarbageFromEditor, "garbage from the editor", 0, true},
    {StepKind::kPause, "pause", 300, false},
    {StepKind::kSuspend, "suspended", 1, true},
    {StepKind::kProxyStopped, "proxy stopped", 1, true},
    {StepKind::kTerminate, "signal to the proxy", 0, true},
});
static_assert(kEntries.size() == static_cast<std::size_t>(StepKind::kCount));

constexpr std::size_t total_weight() {
    std::size_t total = 0;
    for (const Entry& entry : kEntries) total += entry.weight;
    return total;
}

StepKind any_kind(Choices& choices) {
    std::size_t at = choices.below(total_weight());
    for (const Entry& entry : kEntries) {
        if (at < entry.weight) return entry.kind;
        at -= entry.weight;
    }
    return StepKind::kPause;
}

/// Returns an end of the session other than an orderly shutdown.
StepKind any_end(Choices& choices) {
    static constexpr std::array<StepKind, 3> kEnds = {
        StepKind::kEditorLeaves, StepKind::kGarbageFromEditor, StepKind::kTerminate};
    return choices.of(kEnds);
}

}  // namespace

std::string_view name(StepKind kind) {
    return kEntries[static_cast<std::size_t>(kind)].name;
}

bool is_fault(StepKind kind) {
    return kEntries[static_cast<std::size_t>(kind)].fault;
}

Plan make_plan(std::uint64_t seed, std::size_t steps) {
    Choices choices(seed);
    Plan plan{seed, {}};
    const auto add = [&](StepKind kind) { plan.steps.push_back({kind, choices.next()}); };
    // One session in twenty begins with steps before `initialize`.
    for (std::size_t early = choices.one_in(20) ? choices.below(6) : 0; early > 0; --early) {
        add(any_kind(choices));
    }
    add(StepKind::kInitialize);
    if (choices.percent(30)) add(any_kind(choices));
    add(StepKind::kPause);
    add(StepKind::kInitialized);
    while (plan.steps.size() < steps) add(any_kind(choices));
    if (choices.one_in(12)) {
        plan.steps[choices.below(plan.steps.size())].kind = any_end(choices);
    } else if (choices.one_in(12)) {
        plan.steps[choices.below(plan.steps.size())].kind = StepKind::kShutdown;
    }
    return plan;
}

core::Settings settings_of(std::uint64_t seed) {
    Choices choices(seed ^ 0x5e771495);
    core::Settings settings;
    if (choices.one_in(16)) {
        settings.mode = choices.percent(50) ? core::Mode::kObserve : core::Mode::kOff;
    }
    settings.stall.hard_limit = 60s;
    settings.stall.load_hard_limit = 90s;
    settings.stall.retry_interval = 20s;
    // Some sessions use up the budget; most have to continue.
    settings.budget.replacements =
        static_cast<int>(choices.one_in(4) ? 3 + choices.below(6) : 8 + choices.below(16));
    settings.budget.period = 2min;
    settings.budget.max_spacing = choices.percent(50) ? 0s : 5s;
    settings.max_queue_bytes = 8 << 10;
    static constexpr std::array<core::CachePolicy, 4> kPolicies = {
        core::CachePolicy::kCleanOnStall, core::CachePolicy::kWarmFirst,
        core::CachePolicy::kAlwaysClean, core::CachePolicy::kNeverClean};
    settings.cache_policy = choices.of(kPolicies);
    settings.spin = choices.percent(30) ? core::SpinPolicy::kAct : core::SpinPolicy::kTell;
    if (choices.percent(60)) settings.large_frame_bytes = 150 + choices.below(250);
    return settings;
}

}  // namespace simulation
