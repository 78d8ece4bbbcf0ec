// Bytes that wait for a reader: for the editor, and for a server that does not read.
#include <algorithm>
#include <utility>

#include "core/engine.hpp"

namespace core {
namespace {

/// Backlog towards a slow editor beyond which gopls's output is no longer read.
constexpr std::size_t kEditorBacklogBytes = std::size_t{16} << 20;
/// In a plain pipe, the backlog towards a slow server beyond which the editor is no longer read.
constexpr std::size_t kPipeBacklogBytes = std::size_t{1} << 20;
}  // namespace

Effects& Engine::editor_backlog(std::size_t queued_bytes, Time now) {
    const Time written = turn_.now;  // in the turn before this one
    return turn(now, [&] {
        editor_reads(queued_bytes, written);
        if (!pool_.active()) return;
        const bool pause =
            pool_.active()->paused ? queued_bytes > 0 : queued_bytes > kEditorBacklogBytes;
        if (pause != pool_.active()->paused) {
            pool_.active()->paused = pause;
            Watchdog::begin_window(*pool_.active(), "the editor was slow to read",
                                   view_.server_requests, turn_);
            turn_.out.add(effect::PauseServer{pool_.active()->generation, pause});
            if (!pause && pool_.active()->queue.awaited())
                watchdog_.head_opened(*pool_.active(), turn_);
            if (!pause) watchdog_.may_load(turn_);
        }
    });
}

Effects& Engine::server_backlog(Generation generation, std::size_t queued_bytes, Time now) {
    return turn(now, [&] {
        Server* server = pool_.find(generation);
        if (!server) return;
        if (!acting()) {
            if (server == pool_.active() &&
                (queued_bytes == 0 || queued_bytes > kPipeBacklogBytes)) {
                server->backlog_full = queued_bytes > 0;
            }
            return;
        }
        // The replay does not count against a fresh server.
        const bool full = queued_bytes > settings_.max_queue_bytes + server->replayed_bytes;
        Verdict verdict{verdict::Deadlocked{std::to_string(queued_bytes) + " bytes are waiting"}};
        if (server != pool_.active()) {
            if (full) standby_lost(verdict);
            return;
        }
        // A server that still reads, however slowly, gets time, as from a plain pipe.
        const std::uint64_t taken = server->written_bytes - queued_bytes;
        if (full != server->backlog_full || taken != server->drained_bytes)
            server->last_drained = now;
        if (full && !turn_.alarms.is_set(Alarm::kSample)) watchdog_.backlog_began(*server, turn_);
        server->backlog_full = full;
        server->drained_bytes = taken;
        if (!full) return;
        // A server whose work cannot be seen is not ended for not reading, and one that works will
        // read. If a text is uncertain the editor waits, as for a plain pipe.
        const Activity& activity = server->activity;
        const Time since = std::max(server->last_drained, now - activity.quiet(now));
        verdict.head.quiet = now - since;
        const bool reads_no_more = verdict.head.quiet >= settings_.stall.window;
        if (reads_no_more && activity.has_baseline() && documents_.all_trusted()) {
            active_lost(verdict, 1);
        } else {
            turn_.alarms.set(Alarm::kBacklog,
                             (reads_no_more ? now : since) + settings_.stall.window);
        }
    });
}

/// Handles the deadline of a server with a full queue. If the proxy was not running to write to it,
/// its time starts again. The rest of the queue is reported after this turn, and judged then
/// (`server_backlog`).
void Engine::backlog_due(Time due) {
    if (pool_.active() && Watchdog::is_late(due, turn_)) pool_.active()->last_drained = turn_.now;
}

}  // namespace core
