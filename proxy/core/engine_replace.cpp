// Replacing: the standby, the switch, the end of the old one (design, section 5).
#include <algorithm>
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// After a standby met a silent network, others start offline for as long.
constexpr Duration kNetworkDistrust = 10min;
/// Offline, a normal server is tried again after twice as long each time, up to this.
constexpr Duration kMaxRetryInterval = 30min;

/// What editors stay quiet about (pitfall 18).
constexpr std::string_view kReplacedMessage = "gopls was replaced while this was open";

}  // namespace

void Engine::plan_replacement(PlannedSpawn plan, const Verdict& verdict) {
    if (standby_ && standby_->purpose == Purpose::kReturnOnline) return put_to_use(verdict);
    if (standby_ || planned_) return;
    if (plan.purpose == Purpose::kReplaceStuck && !documents_.all_trusted()) {
        return log(LogLevel::kWarning, "no replacement: " + std::string(kUncertainText));
    }
    if (!budget_.allows(now_)) return open_circuit();
    const Time at = budget_.take(now_);
    replacing_ = verdict;
    stalled_since_ = now_ - verdict.evidence.head_age;
    ++metrics_.counters.replacements;
    begin_own_progress(plan.purpose == Purpose::kReplaceDead
                           ? "gopls is gone, starting a fresh one"
                           : "gopls is stuck, preparing a fresh one beside it");
    if (at <= now_) return spawn(plan);
    note(LogLevel::kInfo, "the replacement begins in " + human(at - now_));
    planned_ = plan;
    alarms_.set(Alarm::kSpawn, at);
}

/// The offline server is stuck while another, which was to bring the network back, waits for it.
void Engine::put_to_use(const Verdict& verdict) {
    standby_->purpose = Purpose::kReplaceStuck;
    replacing_ = verdict;
    stalled_since_ = now_ - verdict.evidence.head_age;
    ++metrics_.counters.replacements;
    take_over_when_due();
}

void Engine::spawn(const PlannedSpawn& plan) {
    const Generation generation = ++last_generation_;
    const bool distrusted = plan.purpose != Purpose::kReturnOnline && now_ < offline_until_;
    const Network network =
        plan.network == Network::kNormal && distrusted ? Network::kOffline : plan.network;
    auto server = std::make_unique<Server>(generation, plan.purpose, network,
                                           settings_.max_frame_bytes, now_);
    const bool beside = active_ != nullptr;
    server->private_build_cache = private_build_cache_;
    out_.add(effect::Spawn{generation, plan.cache, network, generation > 1, private_build_cache_});
    const char* cache = plan.cache == CacheUse::kClean  ? "clean"
                        : plan.cache == CacheUse::kSame ? "warm"
                                                        : "start";
    note(LogLevel::kInfo, "spawn generation=" + std::to_string(generation) + " cache=" + cache +
                              (network != Network::kNormal ? " offline" : "") +
                              (private_build_cache_ ? " build-cache=own" : "") +
                              (beside ? " as standby" : ""));
    Server& fresh = *server;
    (beside ? standby_ : active_) = std::move(server);
    fresh.gate_open = plan.purpose == Purpose::kFirst;
    if (plan.purpose != Purpose::kFirst && session_.phase >= Session::Phase::kInitializing) {
        initialize(fresh);
    }
}

void Engine::initialize(Server& server) {
    server.initialize_id = own_id();
    server.phase = Server::Phase::kInitializing;
    send(server,
         lsp::request(server.initialize_id.raw(), "initialize", session_.initialize_params()));
    server.queue.sent_request(server.initialize_id, "initialize", false, now_);
    head_opened(server);
}

/// Tells a freshly initialized server all that the editor has told so far. From here on it gets
/// every notification as it comes.
void Engine::replay(Server& server) {
    const bool beside = &server == standby_.get();
    if (beside && !documents_.all_trusted()) {
        return drop_standby(kUncertainText, "gopls cannot be replaced now");
    }
    server.phase = Server::Phase::kLoading;
    const auto tell = [&](std::string message, std::string_view method) {
        send(server, std::move(message));
        server.queue.sent_notification(method, now_);
    };
    tell(lsp::notification("initialized", "{}"), "initialized");
    for (std::string& message : session_.catch_up()) tell(std::move(message), "catch-up");
    any_withheld_ = false;
    for (const auto& [uri, document] : documents_.all()) {
        Document* entry = documents_.find(uri);
        entry->withheld = !document.trusted || document.quarantined;
        any_withheld_ = any_withheld_ || entry->withheld;
        if (!entry->withheld) tell(Documents::did_open(uri, document), "textDocument/didOpen");
    }
    server.load_probe = send_probe(server);
    server.replayed_bytes = server.written_bytes;
    if (&server == active_.get()) deliver_held(server);
}

void Engine::drop_standby(std::string_view why, const std::string& told) {
    note(LogLevel::kInfo, "standby generation=" + std::to_string(standby_->generation) +
                              " dropped, " + std::string(why));
    end_own_progress(told);
    retire(std::move(standby_), false);
}

void Engine::standby_lost(const Verdict& verdict) {
    const bool was_returning = standby_->purpose == Purpose::kReturnOnline;
    note(LogLevel::kWarning,
         "the standby failed: " + log_fields(verdict) + ": " + sentence(verdict));
    if (verdict.kind == VerdictKind::kGoCommandNetwork) offline_until_ = now_ + kNetworkDistrust;
    drop_standby("it failed itself", "the fresh gopls failed as well");
    if (was_returning) retry_later();
}

void Engine::retry_later() {
    retry_in_ = std::min<Duration>(2 * retry_in_, kMaxRetryInterval);
    alarms_.set(Alarm::kRetry, now_ + retry_in_);
}

void Engine::try_returning_online() {
    if (!active_ || !active_->offline() || standby_ || planned_ || !acting()) return;
    if (!documents_.all_trusted() || active_->loading()) {
        return alarms_.set(Alarm::kRetry, now_ + retry_in_);
    }
    log(LogLevel::kInfo, "trying a server with the network beside the offline one");
    spawn({Purpose::kReturnOnline, CacheUse::kSame, Network::kNormal});
}

/// It was stuck and shows work again, though it has not answered yet: it is not ended for having
/// been stuck (design, section 9, invariant 6).
bool Engine::works_again(const Server& server) const {
    if (!server.episode) return false;
    if (server.episode->kind == VerdictKind::kSpinning && settings_.spin == SpinPolicy::kAct) {
        return false;
    }
    const auto& processes = server.activity.snapshot().processes;
    // What it does between two stops leads nowhere.
    if (!processes.empty() && processes.front().state == 'T') return false;
    return quiet_at_head(server) < settings_.stall.window;
}

/// A loaded standby takes over at once, unless the stuck server has come back to life, or it only
/// brings the network back: then it waits until the offline server has done what cannot be asked
/// twice.
void Engine::take_over_when_due() {
    if (!standby_ || standby_->phase != Server::Phase::kReady) return;
    if (standby_->purpose == Purpose::kReplaceStuck && active_ && works_again(*active_)) return;
    if (standby_->purpose == Purpose::kReturnOnline && active_) {
        const bool unrepeatable = std::any_of(pending_.begin(), pending_.end(), [&](auto& entry) {
            const Pending& pending = entry.second;
            return pending.generation == active_->generation && !pending.pure_read;
        });
        if (unrepeatable) return;
    }
    take_over();
}

std::string Engine::differs(const Server& server) {
    return "the new gopls differs from the one the editor knows (" + server.difference +
           "), the editor has to start afresh";
}

/// The switch, in one step: from here on the standby is the server.
void Engine::take_over() {
    if (!documents_.all_trusted()) {
        return drop_standby(kUncertainText, "gopls cannot be replaced now");
    }
    if (!standby_->difference.empty()) {
        if (standby_->purpose != Purpose::kReturnOnline) return give_up(differs(*standby_), 1);
        drop_standby(differs(*standby_), "the fresh gopls is another");
        return retry_later();
    }
    std::unique_ptr<Server> old = std::exchange(active_, std::move(standby_));
    Server& fresh = *active_;
    go_.forget();  // it goes by the one that is there now
    note(LogLevel::kWarning, "switch generation=" + std::to_string(fresh.generation) +
                                 " from=" + std::to_string(old->generation) + " after " +
                                 human(now_ - fresh.spawned));
    reclaim_requests(old->generation);
    end_progress_of(*old);
    const bool dump = fresh.purpose == Purpose::kReplaceStuck &&
                      replacing_.kind == VerdictKind::kDeadlocked && old->episode;
    retire(std::move(old), dump);
    if (fresh.takes_messages()) {
        open_gate(fresh);
        deliver_held(fresh);
    } else {  // the session begins with it: it is told all when the editor says "initialized"
        close_incident("replaced");
    }
    if (fresh.offline()) {
        alarms_.set(Alarm::kRetry, now_ + retry_in_);
    } else {
        alarms_.clear(Alarm::kRetry);
        retry_in_ = settings_.stall.retry_interval;
    }
    if (fresh.purpose == Purpose::kAskedFor) {
        tell_in_editor_log("A fresh gopls took over, as you asked.");
    } else if (fresh.purpose == Purpose::kReplaceStuck) {
        const bool stuck = replacing_.kind != VerdictKind::kBuildCacheFault;
        tell_in_editor_log((stuck ? "gopls was stuck: " : "gopls was replaced: ") +
                           sentence(replacing_) + ". A fresh one" +
                           (fresh.offline() ? " without network" : "") + " took over, " +
                           human(now_ - stalled_since_) + " after the stall began.");
    }
}

/// The standby takes the editor's messages, loaded or not, since the old one is gone or in its way.
/// Its gate opens when it has loaded.
void Engine::promote_standby() {
    if (!standby_->difference.empty()) return give_up(differs(*standby_), 1);
    const bool loaded = standby_->phase == Server::Phase::kReady;
    note(LogLevel::kWarning, "switch generation=" + std::to_string(standby_->generation) +
                                 (loaded ? "" : " before it has loaded"));
    if (active_) {
        const Generation old = active_->generation;
        end_progress_of(*active_);
        retire(std::move(active_), false);
        reclaim_requests(old);
    }
    active_ = std::move(standby_);
    if (active_->offline()) alarms_.set(Alarm::kRetry, now_ + retry_in_);
    if (loaded) open_gate(*active_);
    if (active_->takes_messages()) deliver_held(*active_);
}

/// What the server says reaches the editor from here on; the difference to what the editor holds
/// is made up.
void Engine::open_gate(Server& server) {
    server.gate_open = true;
    const auto change = registrations_.replaced_by(server.voice.registrations);
    if (!change.unregister_params.empty()) {
        ask_editor("client/unregisterCapability", change.unregister_params, {});
    }
    if (!change.register_params.empty()) {
        ask_editor("client/registerCapability", change.register_params, {});
    }
    reopen_progress_of(server);
    deliver_held_diagnostics(server);
    alarms_.set(Alarm::kSettle, now_ + kSettled);
    refresh_editor();
    end_own_progress("a fresh gopls has taken over");
    close_incident("replaced");
}

/// Sorts what the gone server had not answered: reads wait for the next one, once; the rest is
/// answered with codes that editors stay quiet about.
void Engine::reclaim_requests(Generation generation) {
    asked_.retire(generation);
    for (Pending* pending : pending_.in_order()) {
        if (pending->generation != generation) continue;
        if (pending->id == session_.initialize_id || pending->method == "shutdown") {
            pending->generation = 0;
        } else if (pending->cancelled) {
            fail(pending->id, lsp::ErrorCode::kRequestCancelled, "cancelled", Outcome::kCancelled);
        } else if (pending->pure_read && !pending->reissued && !pending->partly_answered &&
                   !pending->frame.empty()) {
            pending->generation = 0;
            pending->reissued = true;
        } else {
            fail(pending->id, lsp::ErrorCode::kServerCancelled, kReplacedMessage, Outcome::kLost);
        }
    }
}

void Engine::deliver_held(Server& server) {
    for (Pending* pending : pending_.in_order()) {
        if (pending->generation != 0 || pending->id == session_.initialize_id) continue;
        if (is_quarantined(lsp::body_of(pending->frame))) {
            answer_for_quarantined(pending->id);
            continue;
        }
        const Document* document = documents_.find(text_document_uri(lsp::body_of(pending->frame)));
        if (pending->closed || (document && document->changed_order > pending->order)) {
            fail(pending->id, lsp::ErrorCode::kContentModified,
                 "the document has changed since this was asked", Outcome::kLost);
            continue;
        }
        // The message outlives this table's copy of it.
        deliver(server, *pending, out_.kept(pending->frame));
        if (!pending->pure_read) pending->frame.clear();
    }
}

void Engine::active_lost(const Verdict& verdict, int exit_code) {
    log(LogLevel::kWarning, "generation=" + std::to_string(active_->generation) + " " +
                                log_fields(verdict) + ": " + sentence(verdict));
    const Generation generation = active_->generation;
    const Network network = active_->network;
    end_progress_of(*active_);
    if (session_.phase >= Session::Phase::kShutDown) {
        retire(std::move(active_), false);
        alarms_.set(Alarm::kShutdown, now_);
        return;
    }
    if (verdict.kind == VerdictKind::kRefusedStart) {
        retire(std::move(active_), false);
        return give_up(sentence(verdict), exit_code);
    }
    ++metrics_.counters.stalls_detected;
    open_incident(verdict, *active_);
    const bool may_replace = acting() && (standby_ || planned_ || budget_.allows(now_));
    retire(std::move(active_), false);
    if (!may_replace) return give_up(sentence(verdict), exit_code);
    reclaim_requests(generation);
    ++metrics_.counters.stalls_acted_on;
    if (standby_) return promote_standby();
    const bool again = verdict.kind == VerdictKind::kCacheFault || returns_of(verdict.kind) > 0;
    history_.push_back({verdict.kind, now_});
    const bool clean = settings_.cache_policy == CachePolicy::kAlwaysClean ||
                       (again && settings_.cache_policy != CachePolicy::kNeverClean);
    log(LogLevel::kWarning, "remedy=restart for " + log_fields(verdict));
    remedy_tried("restart");
    plan_replacement({Purpose::kReplaceDead, clean ? CacheUse::kClean : CacheUse::kSame, network},
                     verdict);
    tell_in_editor_log(sentence(verdict) + ". A fresh one is being started.");
}

void Engine::retire(std::unique_ptr<Server> server, bool dump) {
    log(LogLevel::kInfo, "ended generation=" + std::to_string(server->generation));
    if (server->full) out_.add(effect::PauseEditor{false});
    const bool cache_is_bad = dump;
    out_.add(effect::EndServer{server->generation, dump, cache_is_bad});
    retired_.push_back(std::move(server));
}

void Engine::give_up(const std::string& why, int exit_code) {
    note(LogLevel::kError, "gopls is gone for good: " + why);
    close_incident("gave_up");
    for (Pending* pending : pending_.in_order()) {
        fail(pending->id, lsp::ErrorCode::kServerCancelled, "gopls is gone: " + why,
             Outcome::kLost);
    }
    end_session(exit_code);
}

void Engine::open_circuit() {
    if (budget_.circuit_open(now_)) return;
    budget_.open_circuit(now_);
    show_message("gopls was replaced " + std::to_string(settings_.budget.replacements) +
                 " times within " + human(settings_.budget.period) +
                 "; it is left alone for a while. The log says why.");
}

}  // namespace core
