// Replacing: the switch, the open requests, and the end of the old server (docs/design.md,
// "Switch").
#include <algorithm>
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// An error that editors do not show (docs/pitfalls.md, "Popups").
constexpr std::string_view kReplacedMessage = "gopls was replaced while this was open";

}  // namespace

/// Whether a stuck server shows work again, even though it has not answered yet. Such a server is
/// not ended for having been stuck (docs/design.md, "Work is safe").
bool Engine::works_again(const Server& server) const {
    if (!server.episode) return false;
    if (server.episode->kind == VerdictKind::kSpinning && settings_.spin == SpinPolicy::kAct) {
        return false;
    }
    const auto& processes = server.activity.snapshot().processes;
    // Work between two stops leads nowhere.
    if (!processes.empty() && processes.front().state == 'T') return false;
    // In a load gopls only works on the purpose of that command, and without a head only the
    // command is awaited.
    if (server.loading() || server.episode->about == Episode::About::kCommand) {
        const auto quiet = server.activity.quiet_of_command(server.episode->command, turn_.now);
        if (quiet) return *quiet < settings_.stall.window;
    }
    return Watchdog::quiet_at_head(server, turn_.now) < settings_.stall.window;
}

/// Lets a loaded standby take over at once, with two exceptions. It does not if the stuck server
/// works again. If it only brings back the network, it waits until the offline server has answered
/// the requests that cannot be sent twice.
void Engine::take_over_when_due() {
    if (!pool_.standby() || pool_.standby()->phase != Server::Phase::kReady) return;
    if (pool_.standby()->spawn_reason == SpawnReason::kReplaceStuck && pool_.active() &&
        works_again(*pool_.active()))
        return;
    if (pool_.standby()->spawn_reason == SpawnReason::kReturnOnline && pool_.active()) {
        const bool unrepeatable = std::any_of(requests_.begin(), requests_.end(), [&](auto& entry) {
            const Pending& pending = entry.second;
            return pending.generation == pool_.active()->generation && !pending.pure_read;
        });
        if (unrepeatable) return;
    }
    take_over();
}

std::string Engine::mismatch_sentence(const Server& server) {
    return "the new gopls differs from the old one (" + server.difference +
           "); restart the language server";
}

/// Switches in one step: from here on the standby is the server.
void Engine::take_over() {
    if (!documents_.all_trusted()) return drop_unsure_standby();
    if (!pool_.standby()->difference.empty()) {
        if (pool_.standby()->spawn_reason != SpawnReason::kReturnOnline)
            return give_up(mismatch_sentence(*pool_.standby()), 1);
        drop_standby(mismatch_sentence(*pool_.standby()), "the fresh gopls is another version");
        return replacements_.retry_online_later(turn_);
    }
    Server& old = *pool_.switch_over();
    Server& fresh = *pool_.active();
    workspace_.server_replaced();
    cured();
    journal_.record({LogLevel::kWarning,
                     Event::kSwitch,
                     {{"generation", fresh.generation},
                      {"from", old.generation},
                      {"after", turn_.now - fresh.spawned}}},
                    turn_);
    // Progress ends before the replies to its requests.
    view_.progress.end_all(old.gated.progress, turn_);
    reclaim_requests(old.generation);
    const bool dump = fresh.spawn_reason == SpawnReason::kReplaceStuck &&
                      replacements_.cause().kind() == VerdictKind::kDeadlocked && old.episode;
    pool_.retire(old, dump, turn_);
    if (fresh.takes_messages()) {
        open_gate(fresh);
        deliver_held(fresh);
    } else {  // the session begins with it: the replay follows the editor's "initialized"
        journal_.close("replaced", turn_);
    }
    if (fresh.offline()) {
        replacements_.retry_online(turn_);
    } else {
        replacements_.is_online(turn_);
    }
    if (fresh.spawn_reason == SpawnReason::kAskedFor) {
        EditorView::log_message("A fresh gopls has taken over, as requested.", turn_);
    } else if (fresh.spawn_reason == SpawnReason::kReplaceStuck) {
        EditorView::log_message(
            std::string("A fresh gopls") + (fresh.offline() ? " without network" : "") +
                " took over, " + human(replacements_.since_stall(turn_)) +
                " after the stall began. Cause: " + sentence(replacements_.cause()) + ".",
            turn_);
    }
}

/// Gives the editor's messages to the standby, loaded or not, since the old server is gone or in
/// its way. Its gate opens once it has loaded.
void Engine::promote_standby() {
    if (!pool_.standby()->difference.empty())
        return give_up(mismatch_sentence(*pool_.standby()), 1);
    const bool loaded = pool_.standby()->phase == Server::Phase::kReady;
    journal_.record({LogLevel::kWarning,
                     Event::kSwitch,
                     {{"generation", pool_.standby()->generation}},
                     loaded ? "" : "it has not loaded yet"},
                    turn_);
    if (pool_.active()) {
        const Generation old = pool_.active()->generation;
        view_.progress.end_all(pool_.active()->gated.progress, turn_);
        pool_.retire(*pool_.active(), false, turn_);
        reclaim_requests(old);
    }
    pool_.switch_over();
    cured();
    if (pool_.active()->offline()) replacements_.retry_online(turn_);
    if (loaded) open_gate(*pool_.active());
    if (pool_.active()->takes_messages()) deliver_held(*pool_.active());
}

/// Forwards the server's output to the editor from here on, and makes up the difference to the
/// editor's state.
void Engine::open_gate(Server& server) {
    server.gate_open = true;
    count_start(server, ReplacementOutcome::kTookOver, turn_.metrics.counters);
    watch_aftermath(server, {});
    view_.hand_over(server.generation, server.gated, turn_);
    workspace_.registrations_changed(view_.registrations);
    turn_.alarms.set(Alarm::kSettle, turn_.now + kSettled);
    view_.progress.end_own("a fresh gopls has taken over", turn_);
    journal_.close("replaced", turn_);
}

/// Sorts the unanswered requests of a server that is gone. Reads wait for the next server, once.
/// The others are answered with error codes that editors do not show.
void Engine::reclaim_requests(Generation generation) {
    view_.server_requests.retire(generation);
    late_configuration_ = false;
    for (Pending* pending : requests_.in_order()) {
        if (pending->generation != generation) continue;
        if (pending->id == session_.initialize_id || pending->method->name == "shutdown") {
            pending->generation = 0;
            pending->since = turn_.now;
        } else if (pending->method->traits.notification) {
            answer_for_gopls(*pending);
        } else if (pending->cancelled) {
            fail(*pending, lsp::ErrorCode::kRequestCancelled, "cancelled", Outcome::kCancelled);
        } else if (pending->pure_read && !pending->reissued &&
                   !requests_.is_partly_answered(*pending) && !pending->frame.empty()) {
            pending->generation = 0;
            pending->since = turn_.now;
            pending->reissued = true;
            view_.progress.mute(*pending);
        } else {
            fail(*pending, lsp::ErrorCode::kServerCancelled, kReplacedMessage, Outcome::kLost);
        }
    }
}

/// Fails a request about an older text instead of sending it again.
bool Engine::fail_if_outdated(Pending& pending) {
    const auto key = message_document_key(lsp::body_of(pending.frame));
    const Document* document = key ? documents_.find(*key) : nullptr;
    const bool changed = document && document->changed_order > pending.order;
    if (!changed && !(key && requests_.has_lost(pending, *key))) return false;
    fail(pending, lsp::ErrorCode::kContentModified, "the document has changed since this request",
         Outcome::kLost);
    return true;
}

void Engine::deliver_held(Server& server) {
    for (Pending* pending : requests_.in_order()) {
        if (pending->generation != 0 || pending->is_proxy_command) continue;
        if (pending->id == session_.initialize_id) continue;
        if (quarantine_.holds(lsp::body_of(pending->frame), documents_)) {
            answer_for_quarantined(*pending);
            continue;
        }
        if (fail_if_outdated(*pending)) continue;
        // The message must outlive this table's copy.
        deliver(server, *pending, turn_.out.copy_for_turn(pending->frame));
        if (!pending->pure_read) pending->frame.clear();
    }
}

void Engine::active_lost(const Verdict& verdict, int exit_code) {
    log({LogLevel::kWarning, Event::kLost,
         log_fields({{"generation", pool_.active()->generation}}, verdict), sentence(verdict)});
    const Generation generation = pool_.active()->generation;
    const Network network = pool_.active()->network;
    view_.progress.end_all(pool_.active()->gated.progress, turn_);
    if (session_.phase >= Session::Phase::kShutDown) {
        pool_.retire(*pool_.active(), false, turn_);
        turn_.alarms.set(Alarm::kShutdown, turn_.now);
        return;
    }
    if (verdict.kind() == VerdictKind::kRefusedStart) {
        pool_.retire(*pool_.active(), false, turn_);
        return give_up(sentence(verdict), exit_code);
    }
    ++turn_.metrics.counters.stalls_detected[verdict.kind()];
    open_incident(verdict, *pool_.active());
    // Killed twice for lack of memory: a third start would meet the same limit.
    const bool at_the_wall = verdict.kind() == VerdictKind::kOutOfMemory && !pool_.standby() &&
                             replacements_.returns_of(VerdictKind::kOutOfMemory, turn_) > 0;
    if (at_the_wall) report_memory_limit(verdict);
    const bool may_replace =
        acting() && !at_the_wall &&
        (pool_.standby() || replacements_.planned() || replacements_.allowed(turn_));
    pool_.retire(*pool_.active(), false, turn_);
    if (!may_replace && turn_.mode == Mode::kAct && !at_the_wall) {
        EditorView::show_message(sentence(verdict) + ". " + Replacements::used_up(settings_) +
                                     ", so gopls is not started again. Restart the language "
                                     "server.",
                                 turn_);
    }
    if (!may_replace) return give_up(sentence(verdict), exit_code);
    reclaim_requests(generation);
    ++turn_.metrics.counters.stalls_acted_on[verdict.kind()];
    if (pool_.standby()) {
        if (verdict.kind() == VerdictKind::kOutOfMemory)
            replacements_.acted_on(verdict.kind(), turn_);
        return promote_standby();
    }
    const bool again = verdict.kind() == VerdictKind::kCacheFault ||
                       replacements_.returns_of(verdict.kind(), turn_) > 0;
    replacements_.acted_on(verdict.kind(), turn_);
    const bool clean = settings_.cache_policy == CachePolicy::kAlwaysClean ||
                       (again && settings_.cache_policy != CachePolicy::kNeverClean);
    log({LogLevel::kWarning, Event::kRemedy,
         log_fields({{"generation", generation}, {"remedy", "restart"}}, verdict)});
    journal_.tried("restart", turn_);
    plan_replacement(
        {SpawnReason::kReplaceDead, clean ? CacheUse::kClean : CacheUse::kSame, network}, verdict);
    EditorView::log_message(sentence(verdict) + ". A fresh gopls is being started.", turn_);
}

void Engine::give_up(const std::string& why, int exit_code) {
    journal_.record(
        {LogLevel::kError, Event::kGaveUp, {}, "gopls has ended and is not restarted: " + why},
        turn_);
    journal_.close("gave_up", turn_);
    release_held();  // it has to be answered like the others
    if (ended_) return;
    fail_all("gopls has ended: " + why);
    end_session(exit_code);
}

}  // namespace core
