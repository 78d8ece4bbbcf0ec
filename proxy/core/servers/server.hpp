// One gopls as the engine knows it: its place in the life of a replacement, its
// serial queue, what it works on, what it has put before the editor.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/effect.hpp"
#include "core/base/turn.hpp"
#include "core/detect/activity.hpp"
#include "core/detect/verdict.hpp"
#include "core/relay/server_queue.hpp"
#include "core/relay/streamed_message.hpp"
#include "core/servers/aftermath.hpp"
#include "core/view/gate.hpp"
#include "lsp/frame.hpp"
#include "lsp/id.hpp"

namespace core {

/// One stall of one server: begins with a verdict that asks for something, ends with what it was
/// about. One alert for each.
struct Episode {
    enum class About {
        kQueue,    ///< it ends when the queue moves
        kAside,    ///< a request that runs aside: it ends when one of those is answered
        kCommand,  ///< a command that nobody waits for: it ends with that command
    };
    VerdictKind kind;
    Verdict verdict;  ///< the newest
    Time began{};
    Time head_since{};
    int command = 0;        ///< pid of the child that the rungs were about
    int rung = 0;           ///< remedies tried
    int ends = 0;           ///< of these, that were to end the command
    bool acted_on = false;  ///< something was done about it, beyond a line in the log
    bool told = false;      ///< it was said, once, that nothing is done about it
    About about = About::kQueue;
};

/// Why a server was started.
enum class Purpose {
    kFirst,
    kReplaceDead,   ///< the active one is gone: takes over as soon as it is initialized
    kReplaceStuck,  ///< beside a stuck one: takes over once it has loaded
    kAskedFor,      ///< a person asked for it: takes over once it has loaded, in any case
    kReturnOnline,  ///< beside an offline one: takes over once it has loaded
};

struct Server {
    enum class Phase {
        kSpawned,       ///< nothing was sent yet
        kInitializing,  ///< `initialize` sent
        kInitialized,   ///< it answered; the editor's `initialized` has not come yet
        kLoading,       ///< `initialized` sent, its probe is open
        kReady,         ///< the first load has ended
    };

    Server(Generation number, Purpose why, Network reach, std::size_t max_frame_bytes, Time now)
        : generation(number),
          purpose(why),
          network(reach),
          spawned(now),
          output(max_frame_bytes),
          activity(now) {}

    bool offline() const { return network != Network::kNormal; }

    Generation generation;
    Purpose purpose;
    Network network;
    CacheUse cache = CacheUse::kStart;
    bool private_build_cache = false;     ///< GOCACHE is the proxy's own
    bool build_cache_fault_seen = false;  ///< it was said that nothing is done about that one
    Phase phase = Phase::kSpawned;
    Time spawned;
    lsp::FrameReader output;
    ServerQueue queue;
    Activity activity;
    Voice voice;
    std::optional<Episode> episode;
    Aftermath aftermath;

    /// What it says reaches the editor. Closed on a standby, and on one that replaces a dead server
    /// until it has loaded, so that registrations and diagnostics are compared, not repeated.
    bool gate_open = false;
    lsp::RequestId initialize_id;
    /// What it can is not what the editor knows (gopls was upgraded on disk): in what.
    std::string difference;
    lsp::RequestId load_probe;         ///< sent behind `initialized` and the documents
    lsp::RequestId probe;              ///< the open one behind a lone notification, if any
    std::uint64_t written_bytes = 0;   ///< to its stdin, queued ones included
    std::uint64_t replayed_bytes = 0;  ///< of these, what it was told of the session so far
    bool full = false;                 ///< so much is queued that the editor is not read
    std::uint64_t taken_bytes = 0;     ///< while full: of those written, what it has read
    Time taken_at{};                   ///< when that grew last
    bool paused = false;               ///< its output is not read: the editor is slow
    bool answered_request = false;     ///< its first answer to the editor was noted
    /// What it was asked to switch on again, and has not answered: the folder, by the request's id.
    std::unordered_map<lsp::RequestId, std::string> switching_on;
    std::uint64_t reloaded_order = 0;  ///< the editor's message before it was told to load anew
    int looks_left = 0;                ///< it is looked at so often though nobody waits

    /// Where gopls itself is, known once it has answered `initialize`.
    enum class Place {
        kUnknown,
        kInTree,
        kElsewhere,  ///< what was spawned only carries bytes: watched, never judged
    };
    Place place = Place::kUnknown;
    int looks_in_vain = 0;  ///< it was not found, and nothing said that it runs elsewhere
    ProcessRef seen_as;     ///< the process of gopls, as first seen in the tree
    /// The process of gopls, which need not be the one that was spawned; pid 0 if it was not seen.
    ProcessRef process() const {
        const auto& processes = activity.snapshot().processes;
        return processes.empty() ? ProcessRef{} : processes.front().ref;
    }

    /// A large message of the editor that it is given as that comes, from its first bytes to its
    /// end. What else is to be written waits behind it.
    std::optional<StreamedMessage> streamed;
    /// Nothing can be told from its silence: what it is to answer is held back from it, or what it
    /// says is not read.
    bool is_excused() const;

    /// What became of bytes that were to be written.
    enum class Written {
        kPassedOn,
        kWaits,            ///< behind the message that is being streamed
        kWithThoseBehind,  ///< it was the end of that message, and what waited was sent as well
    };
    /// What the editor wrote: a whole frame.
    Written write(std::string_view bytes, Turn& turn);
    /// A part of the message that is being streamed.
    void forward(std::string_view bytes, Turn& turn);
    /// A message of the proxy's own.
    void send(std::string message, Turn& turn);

    bool loading() const { return phase < Phase::kReady; }
    /// The editor's messages may go to it as they come. The first server gets everything, as
    /// through a pipe; a later one must have been told what it missed.
    bool takes_messages() const { return purpose == Purpose::kFirst || phase >= Phase::kLoading; }
};

}  // namespace core
