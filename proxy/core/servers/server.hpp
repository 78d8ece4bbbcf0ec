// One gopls as the engine knows it: its role in a replacement, its serial queue, its signs of work,
// and what it has shown to the editor.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/effect.hpp"
#include "core/base/turn.hpp"
#include "core/detect/activity.hpp"
#include "core/detect/recent_work.hpp"
#include "core/detect/verdict.hpp"
#include "core/relay/server_queue.hpp"
#include "core/relay/streamed_message.hpp"
#include "core/servers/aftermath.hpp"
#include "core/view/gate.hpp"
#include "lsp/frame.hpp"
#include "lsp/id.hpp"

namespace core {

/// One stall of one server, reported once. It begins with a verdict that calls for action, and ends
/// when its subject is over.
struct Episode {
    enum class About {
        kQueue,    ///< ends when the queue moves
        kAside,    ///< a request that runs aside: ends when any such request is answered
        kCommand,  ///< a command that nobody waits for: ends with that command
    };
    VerdictKind kind;
    Verdict verdict;  ///< the newest
    Time began{};
    Time head_since{};
    int command = 0;        ///< pid of the child command that the rungs apply to
    int rung = 0;           ///< remedies tried
    int ends = 0;           ///< of these, attempts to end the command
    bool acted_on = false;  ///< a remedy beyond a log line was applied
    bool told = false;      ///< the log says, once, that no action is taken
    About about = About::kQueue;
};

/// Why a server was started.
enum class SpawnReason {
    kFirst,
    kReplaceDead,   ///< the active server is gone: takes over once initialized
    kReplaceStuck,  ///< beside a stuck server: takes over once it has loaded
    kAskedFor,      ///< requested by a person: takes over once it has loaded, in any case
    kReturnOnline,  ///< beside an offline server: takes over once it has loaded
};

/// Times since the start of a server, as far as it has come.
struct StartTimes {
    std::optional<Duration> started;          ///< its process runs
    std::optional<Duration> initialize_sent;  ///< or queued until its process runs
    std::optional<Duration> initialized;      ///< it answered `initialize`
    std::optional<Duration> load_began;       ///< `initialized` was sent
    std::optional<Duration> loaded;
    std::optional<Duration> first_answer;  ///< to a request of the editor
    Duration configuration{};  ///< not since the start: how long it waited for its settings to load
};

struct Server {
    enum class Phase {
        kSpawned,       ///< nothing was sent yet
        kInitializing,  ///< `initialize` sent
        kInitialized,   ///< it has answered; the editor has not sent `initialized` yet
        kLoading,       ///< `initialized` sent, its probe is open
        kReady,         ///< the first load has ended
    };

    Server(Generation number, SpawnReason why, Network reach, std::size_t max_frame_bytes, Time now)
        : generation(number),
          spawn_reason(why),
          network(reach),
          spawned(now),
          output(max_frame_bytes),
          activity(now) {}

    bool offline() const { return network != Network::kNormal; }

    Generation generation;
    SpawnReason spawn_reason;
    Network network;
    CacheUse cache = CacheUse::kStart;
    bool private_build_cache = false;     ///< GOCACHE is the proxy's own
    bool build_cache_fault_seen = false;  ///< the log says that it is not acted on
    Phase phase = Phase::kSpawned;
    Time spawned;
    lsp::FrameReader output;
    ServerQueue queue;
    Activity activity;
    RecentWork recent_work;
    GatedOutput gated;
    std::optional<Episode> episode;
    Aftermath aftermath;

    /// Its output reaches the editor. Closed on a standby, and on a replacement of a dead server
    /// until it has loaded, so that registrations and diagnostics are compared, not repeated.
    bool gate_open = false;
    /// How its start ends if it is retired before its gate opens.
    ReplacementOutcome ends_as = ReplacementOutcome::kFailed;
    lsp::RequestId initialize_id;
    /// How its capabilities differ from those the editor knows (gopls was upgraded on disk), or
    /// empty.
    std::string difference;
    lsp::RequestId load_probe;         ///< sent behind `initialized` and the documents
    lsp::RequestId probe;              ///< the open probe behind a lone notification, if any
    std::uint64_t written_bytes = 0;   ///< to its stdin, including queued ones
    std::uint64_t replayed_bytes = 0;  ///< of these, from the replay of the session
    bool backlog_full = false;         ///< its queue is so long that the editor is not read
    std::uint64_t drained_bytes = 0;   ///< while full: bytes that it has read of those written
    Time last_drained{};               ///< when `drained_bytes` last grew
    bool paused = false;               ///< its output is not read, since the editor is slow
    bool answered_request = false;     ///< its first answer to the editor has been logged
    StartTimes start_times;
    /// Toggles that it was asked to switch on again and has not answered: the folder, by request
    /// id.
    std::unordered_map<lsp::RequestId, std::string> switching_on;
    Time reloaded = Time::min();       ///< when the proxy last sent new views
    std::uint64_t reloaded_order = 0;  ///< number of the editor's last message before its reload
    int looks_left = 0;                ///< remaining samples although no request waits

    /// Where gopls itself runs, known once it has answered `initialize`.
    enum class Place {
        kUnknown,
        kInTree,
        kElsewhere,  ///< the spawned process only carries bytes: watched, never judged
    };
    Place place = Place::kUnknown;
    int looks_in_vain = 0;  ///< samples that neither found it nor showed that it runs elsewhere
    ProcessRef seen_as;     ///< the process of gopls, as first seen in the tree
    /// Returns the process of gopls, which may differ from the spawned one. Pid 0 if it was not
    /// seen.
    ProcessRef process() const {
        const auto& processes = activity.snapshot().processes;
        return processes.empty() ? ProcessRef{} : processes.front().ref;
    }

    /// The large message of the editor that is being streamed to it, from the first bytes to the
    /// last. Other writes wait behind it.
    std::optional<StreamedMessage> streamed;
    /// Whether its silence means nothing, because messages for it are held back or its output is
    /// not read.
    bool is_excused() const;

    /// The outcome of a write.
    enum class Written {
        kPassedOn,
        kWaits,            ///< queued behind the message that is being streamed
        kWithThoseBehind,  ///< ended that message, and the queued ones were sent too
    };
    /// Writes a message of the editor: a whole frame.
    Written write(std::string_view bytes, Turn& turn);
    /// Writes a part of the message that is being streamed.
    void forward(std::string_view bytes, Turn& turn);
    /// Writes a message of the proxy itself.
    void send(std::string message, Turn& turn);

    bool loading() const { return phase < Phase::kReady; }
    /// Returns the time since its start.
    Duration age(Time now) const { return now - spawned; }
    /// Whether the editor's messages may be forwarded to it on arrival. The first server receives
    /// everything, as through a pipe. A later one must have received the replay first.
    bool takes_messages() const {
        return spawn_reason == SpawnReason::kFirst || phase >= Phase::kLoading;
    }
};

/// Counts how the start of a server ended, unless it is the first one.
void count_start(const Server& server, ReplacementOutcome outcome, Counters& counters);

}  // namespace core
