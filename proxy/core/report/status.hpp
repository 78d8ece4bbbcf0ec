// The state of a session for an observer: a person at a terminal, the dashboard, a metrics scraper.
//
// A value that shares nothing with the engine, so that another thread may read it while the session
// continues (proxy/README.md, "Snapshots"). `Engine::status` fills it.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/effect.hpp"
#include "core/base/metrics.hpp"
#include "core/base/settings.hpp"
#include "core/base/start_phases.hpp"
#include "core/base/time.hpp"
#include "core/base/trace_id.hpp"
#include "core/detect/verdict.hpp"

namespace core {

struct Status {
    /// Version of the JSON: increased whenever a field changes its meaning or is removed.
    static constexpr int kSchema = 1;
    /// Waiting requests beyond these are only counted.
    static constexpr std::size_t kMaxWaiting = 100;

    /// The situation in one word.
    enum class State {
        kNew,        ///< the editor has not sent `initialized` yet
        kLoading,    ///< gopls loads the workspace
        kHealthy,    ///< gopls answers, or has nothing to do
        kQuiet,      ///< gopls works on a message without any sign of it, but is not stuck yet
        kStuck,      ///< gopls makes no progress, and the verdict says why
        kReplacing,  ///< a fresh gopls is being started
        kParked,     ///< gopls was ended, and requests wait, by the command `park`
        kOff,        ///< the proxy only forwards, after failures of its own or by `mode = "off"`
        kEnded,      ///< the session is over, or gopls is gone for good
    };

    /// The request that gopls works on.
    struct Head {
        std::string method;
        Duration age{};    ///< since its service began
        Duration quiet{};  ///< since the last sign of work
    };
    /// The open stall of a server.
    struct Stall {
        VerdictKind verdict;
        std::string sentence;
    };
    struct Server {
        Generation generation = 0;
        std::string phase;  ///< "spawned", "initializing", "initialized", "loading", "ready"
        std::string place;  ///< where gopls runs: "unknown", "here", "elsewhere, only watched"
        int pid = 0;        ///< of gopls, or 0 before a sample has seen it
        Duration age{};
        bool offline = false;
        /// Times from its start to the end of each phase, as far as it has come.
        std::optional<Duration> initialized_after;
        std::optional<Duration> loaded_after;
        std::optional<Duration> first_answer_after;
        StartPhases start;                ///< how long the phases of its start took
        std::vector<SlowerPhase> slower;  ///< those that took longer than usual
        std::string last_work;            ///< the last sign of work, in words
        std::optional<Head> head;
        std::optional<Stall> stall;
    };
    /// A request of the editor without a reply.
    struct Waiting {
        std::string id;  ///< raw JSON
        std::string method;
        Duration waited{};
        Generation generation = 0;  ///< the server that has it; 0 while the proxy holds it
        TraceId trace = {};
    };
    /// The newest incident.
    struct LastIncident {
        int number = 0;
        VerdictKind verdict;
        std::string sentence;
        bool open = false;
        Duration ago{};  ///< since it began
    };

    State state() const;
    /// Returns the situation in one sentence for a person.
    std::string summary() const;

    Mode mode = Mode::kAct;
    bool running = false;  ///< the editor has sent `initialized`, and the session has not ended
    bool ended = false;
    bool circuit_open = false;  ///< the budget is used up: no automatic replacement
    std::string editor_name;    ///< `clientInfo` of `initialize`; empty if the editor gave none
    std::string editor_version;
    std::vector<std::string> folders;  ///< paths of the workspace folders
    std::optional<Server> active;
    std::optional<Server> standby;
    bool replacement_planned = false;
    bool parked = false;
    std::vector<Waiting> waiting;  ///< oldest first
    std::size_t requests_in_flight = 0;
    std::size_t open_documents = 0;
    bool texts_certain = true;
    std::optional<LastIncident> last_incident;
    Metrics metrics;
    Histogram recent;  ///< latency of the requests of the last minutes
};

/// Returns the name of a state in JSON: "healthy".
std::string_view name(Status::State state);
/// Returns the name of a mode, as in the settings: "act".
std::string_view name(Mode mode);

/// Returns the status as JSON (docs/schemas/status.json).
nlohmann::ordered_json to_json(const Status& status);

}  // namespace core
