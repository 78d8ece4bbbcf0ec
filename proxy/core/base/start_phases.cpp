#include "core/base/start_phases.hpp"

#include <algorithm>

namespace core {
namespace {

struct PhaseNames {
    std::string_view name;
    std::string_view words;    ///< in a list of phases
    std::string_view subject;  ///< of a sentence
};
/// In the order of the enumerators.
constexpr auto kNames = std::to_array<PhaseNames>({
    {"spawn", "spawn", "starting the process"},
    {"initialize", "initialize", "initialize"},
    {"editor", "editor", "the editor"},
    {"configuration", "configuration", "the editor's answer to workspace/configuration"},
    {"load", "load", "the load"},
    {"go_env", "go env", "go env"},
    {"go_list", "go list", "go list"},
    {"first_answer", "first answer", "the first answer"},
    {"total", "total", "the start"},
});
static_assert(kNames.size() == kStartPhases);

constexpr Duration kLeastShown = 1ms;
constexpr std::size_t kLeastStarts = 3;
constexpr int kTimesUsual = 2;
constexpr Duration kBeyondUsual = 1s;

const PhaseNames& names_of(StartPhase phase) {
    return kNames[static_cast<std::size_t>(phase)];
}

bool is_part_of_load(StartPhase phase) {
    return phase == StartPhase::kGoEnv || phase == StartPhase::kGoList;
}

/// Calls `f` for each phase in order.
template <class F>
void for_each_phase(F f) {
    for (std::size_t i = 0; i < kStartPhases; ++i) f(static_cast<StartPhase>(i));
}

/// Returns "initialize 200 ms, load 3.0 s": the phases of `start` that `chosen` accepts.
template <class Chosen>
std::string list_of(const StartPhases& start, Chosen chosen) {
    std::string list;
    for_each_phase([&](StartPhase phase) {
        const auto& took = start[phase];
        if (!chosen(phase) || !took || *took < kLeastShown) return;
        list.append(list.empty() ? "" : ", ").append(names_of(phase).words).append(" ");
        list += human(*took);
        if (phase != StartPhase::kLoad) return;
        const std::string parts = list_of(start, is_part_of_load);
        if (!parts.empty()) list.append(" (").append(parts).append(")");
    });
    return list;
}

}  // namespace

std::string_view name(StartPhase phase) {
    return names_of(phase).name;
}

std::optional<StartPhase> start_phase(std::string_view name) {
    const auto found = std::find_if(kNames.begin(), kNames.end(),
                                    [&](const PhaseNames& names) { return names.name == name; });
    if (found == kNames.end()) return {};
    return static_cast<StartPhase>(found - kNames.begin());
}

std::string in_words(const StartPhases& start) {
    const std::string list = list_of(start, [](StartPhase phase) {
        return !is_part_of_load(phase) && phase != StartPhase::kTotal;
    });
    const auto& total = start[StartPhase::kTotal];
    if (!total) return list.empty() ? list : "so far: " + list;
    return human(*total) + (list.empty() ? "" : ": " + list);
}

StartPhases usual_of(const std::vector<StartPhases>& past) {
    StartPhases usual;
    for_each_phase([&](StartPhase phase) {
        std::vector<Duration> known;
        for (const StartPhases& start : past) {
            if (start[phase]) known.push_back(*start[phase]);
        }
        if (known.size() < kLeastStarts) return;
        const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
        std::nth_element(known.begin(), middle, known.end());
        usual[phase] = *middle;
    });
    return usual;
}

std::vector<SlowerPhase> slower_than_usual(const StartPhases& start, const StartPhases& usual) {
    std::vector<SlowerPhase> slower;
    for_each_phase([&](StartPhase phase) {
        if (phase == StartPhase::kFirstAnswer || !start[phase] || !usual[phase]) return;
        if (phase == StartPhase::kTotal && !slower.empty()) return;
        const Duration took = *start[phase], usually = *usual[phase];
        if (took > kTimesUsual * usually && took > usually + kBeyondUsual) {
            slower.push_back({phase, took, usually});
        }
    });
    return slower;
}

std::string in_words(const std::vector<SlowerPhase>& slower) {
    std::string words;
    for (const SlowerPhase& phase : slower) {
        words.append(words.empty() ? "" : "; ").append(names_of(phase.phase).subject);
        words += " took " + human(phase.took) + ", usually " + human(phase.usual);
    }
    return words;
}

}  // namespace core
