#include "core/servers/start.hpp"

#include <algorithm>

namespace core {

StartPhases start_of(const Server& server) {
    const StartTimes& times = server.start_times;
    StartPhases start;
    start[StartPhase::kSpawn] = times.started;
    start[StartPhase::kFirstAnswer] = times.first_answer;
    start[StartPhase::kTotal] = times.loaded;
    if (!times.initialize_sent || !times.initialized) return start;
    // The editor does not wait for the process before it sends `initialize`.
    const Duration runs = times.started.value_or(Duration{});
    const Duration asked = std::min(std::max(*times.initialize_sent, runs), *times.initialized);
    start[StartPhase::kInitialize] = *times.initialized - asked;
    if (!times.load_began) return start;
    start[StartPhase::kEditor] =
        std::max(asked - runs, Duration{}) + *times.load_began - *times.initialized;
    start[StartPhase::kConfiguration] = times.configuration;
    const Time began = server.spawned + *times.load_began;
    const Time ended = times.loaded ? server.spawned + *times.loaded : Time::max();
    start[StartPhase::kGoEnv] =
        server.recent_work.time_of(ChildCommand::Kind::kGoQuery, began, ended);
    start[StartPhase::kGoList] =
        server.recent_work.time_of(ChildCommand::Kind::kGoList, began, ended);
    if (!times.loaded) return start;
    start[StartPhase::kLoad] =
        std::max(*times.loaded - *times.load_began - times.configuration, Duration{});
    return start;
}

Fields log_fields(const StartPhases& start) {
    Fields fields;
    for (const StartPhase phase :
         {StartPhase::kSpawn, StartPhase::kInitialize, StartPhase::kEditor,
          StartPhase::kConfiguration, StartPhase::kLoad, StartPhase::kGoEnv, StartPhase::kGoList}) {
        if (start[phase]) fields.emplace_back(name(phase), *start[phase]);
    }
    return fields;
}

}  // namespace core
