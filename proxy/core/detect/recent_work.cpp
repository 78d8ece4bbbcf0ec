#include "core/detect/recent_work.hpp"

#include <algorithm>
#include <utility>

namespace core {
namespace {

/// A sample this long before a span still stands for its beginning.
constexpr Duration kBefore = 2s;
/// As in core/detect/activity: below this share of a core gopls does no work.
constexpr double kIdleCpuShare = 0.025;
/// Commands of one span that are named.
constexpr std::size_t kNamed = 2;

}  // namespace

void RecentWork::observed(const Snapshot& snapshot, Time now) {
    if (!snapshot.known || snapshot.processes.empty()) return;
    if (samples_.size() == kMaxSamples) {
        std::size_t n = 0;
        std::erase_if(samples_, [&](const Sample&) { return n++ % 2 == 1; });
    }
    const bool watched = !samples_.empty() && now - samples_.back().at <= kBefore;
    const Time began = watched ? samples_.back().at : now;
    const Process& gopls = snapshot.processes.front();
    samples_.push_back({now, gopls.ref, gopls.cpu});
    for (ChildCommand& command : child_commands(snapshot)) {
        const ProcessRef ref = command.subtree.back();
        auto known = std::find_if(commands_.begin(), commands_.end(),
                                  [&](const Command& old) { return old.ref == ref; });
        Command seen{ref, command.kind, std::move(command.line), began, now};
        if (known != commands_.end()) {
            seen.began = known->began;
            commands_.erase(known);
        } else if (commands_.size() == kMaxCommands) {
            commands_.erase(commands_.begin());
        }
        commands_.push_back(std::move(seen));
    }
}

std::string RecentWork::in_words(Time from, Time to) const {
    std::vector<std::pair<Duration, const Command*>> found;
    for (const Command& command : commands_) {
        if (command.last_seen < from || command.began > to) continue;
        found.emplace_back(std::min(command.last_seen, to) - std::max(command.began, from),
                           &command);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string words;
    const auto add = [&](const std::string& more) {
        if (!more.empty()) words.append(words.empty() ? "" : "; ").append(more);
    };
    for (std::size_t i = 0; i < std::min(found.size(), kNamed); ++i) {
        const auto& [seen_for, command] = found[i];
        add(command->line + (seen_for > Duration{} ? " for " + human(seen_for) : ""));
    }
    if (found.size() > kNamed) {
        const std::size_t more = found.size() - kNamed;
        add(std::to_string(more) + (more == 1 ? " more command" : " more commands"));
    }
    add(cpu_in_words(from, to, !found.empty()));
    return words;
}

Duration RecentWork::time_of(ChildCommand::Kind kind, Time from, Time to) const {
    std::vector<std::pair<Time, Time>> spans;
    for (const Command& command : commands_) {
        if (command.kind != kind) continue;
        const Time began = std::max(command.began, from);
        const Time ended = std::min(command.last_seen, to);
        if (began < ended) spans.emplace_back(began, ended);
    }
    std::sort(spans.begin(), spans.end());
    Duration sum{};
    Time counted = from;  // up to here: several commands may run at once
    for (const auto& [began, ended] : spans) {
        if (ended <= counted) continue;
        sum += ended - std::max(began, counted);
        counted = ended;
    }
    return sum;
}

std::string RecentWork::cpu_in_words(Time from, Time to, bool waits_for_command) const {
    const Sample* first = nullptr;
    const Sample* last = nullptr;
    for (const Sample& sample : samples_) {
        if (sample.at > to) break;
        if (sample.at < from - kBefore) continue;
        if (!first || sample.at <= from || !(first->gopls == sample.gopls)) first = &sample;
        last = &sample;
    }
    if (!last || last->at <= std::max(first->at, from)) return {};
    const Duration cpu = last->cpu - first->cpu;
    const Duration span = last->at - first->at;
    const bool idle = seconds(cpu) < kIdleCpuShare * seconds(span);
    return (idle && !waits_for_command ? "blocked: used " : "used ") + human(cpu) + " of CPU in " +
           human(span);
}

}  // namespace core
