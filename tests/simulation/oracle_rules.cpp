// Rules of starting, judging and ending servers, and of the proxy's own replies (docs/design.md,
// "One reply", "One active", "Work is safe", "Budget kept"), and the state at rest (docs/design.md,
// "Same text", "Progress ends").
#include <algorithm>
#include <utility>

#include "simulation/oracle.hpp"
#include "simulation/violation.hpp"

namespace simulation {
namespace {

/// The engine takes a sample 200 ms after a head has begun, and then once a second.
constexpr Duration kBetweenLooks = 600ms;
/// A working process of the models uses half a core.
constexpr int kWorkingShare = 10;

constexpr int kContentModified = -32801;
constexpr int kServerCancelled = -32802;

/// CPU time that a stuck gopls needs to read a message, and that no model uses
/// (docs/gopls-facts.md, "Processes").
constexpr Duration kReadingAMessage = 1ms;

bool worked(const core::Snapshot& before, const core::Snapshot& after, Duration elapsed,
            Duration reading) {
    if (before.processes.empty() || after.processes.empty()) return false;
    const Duration cpu = after.processes.front().cpu - before.processes.front().cpu;
    if (cpu * kWorkingShare > elapsed && cpu > 10ms + 2 * reading) return true;
    const auto& then = before.processes;
    const auto& now = after.processes;
    return !std::equal(then.begin() + 1, then.end(), now.begin() + 1, now.end(),
                       [](const core::Process& a, const core::Process& b) {
                           return a.ref == b.ref && b.cpu - a.cpu <= 1ms;
                       });
}

}  // namespace

void Oracle::looked(Generation generation, const core::Snapshot& snapshot, Time now) {
    Feed& feed = feeds_[generation];
    const Duration reading = std::exchange(feed.messages, 0) * kReadingAMessage;
    if (worked(feed.last_look, snapshot, now - feed.looked_at, reading)) feed.last_work = now;
    std::map<int, Feed::Command> commands;
    for (const core::Process& process : snapshot.processes) {
        if (&process == &snapshot.processes.front()) continue;
        const auto known = feed.commands.find(process.ref.pid);
        const bool quiet = known != feed.commands.end() && known->second.ref == process.ref &&
                           process.cpu - known->second.cpu <= 1ms;
        commands[process.ref.pid] = {process.ref, process.cpu,
                                     quiet ? known->second.last_work : now};
    }
    feed.commands = std::move(commands);
    feed.last_look = snapshot;
    feed.looked_at = now;
}

/// Returns whether a command has been quiet for the whole window, whatever else gopls does.
bool Oracle::has_hung_command(const Feed& feed, Time now) const {
    return std::any_of(feed.commands.begin(), feed.commands.end(), [&](const auto& command) {
        return now - command.second.last_work >= settings_.stall.load_window - kBetweenLooks;
    });
}

void Oracle::spawned(const core::effect::Spawn& spawn, Time now) {
    ++statistics_.spawns;
    if (spawn.generation == 1) return;
    demand(settings_.mode == core::Mode::kAct, "a server was started in a mode that does not act");
    const core::Server* standby = engine_.standby();
    const core::Server* fresh =
        standby && standby->generation == spawn.generation ? standby : engine_.active();
    if (!fresh || fresh->generation != spawn.generation) return;  // ended again in this turn
    const bool returns = fresh->spawn_reason == core::SpawnReason::kReturnOnline;
    demand(!returns || was_offline_, "an online server was to be brought back online");
    if (fresh->spawn_reason == core::SpawnReason::kAskedFor || returns) return;
    feeds_[spawn.generation].last_work = now;
    if (std::exchange(retries_, false)) {  // a retry is part of the granted replacement
        if (granted_) replaced_[spawn.generation] = *granted_;
        return;
    }
    if (standby == fresh && !excused_) suspected(*servers_.at(active_before_), now);
    replaced_[spawn.generation] = now;
    const Duration period = settings_.budget.period - 2 * settings_.budget.max_spacing;
    const auto lately = std::count_if(replaced_.begin(), replaced_.end(), [&](const auto& entry) {
        return now - entry.second < period;
    });
    // A granted replacement may begin much later, after a suspend.
    demand(lately <= settings_.budget.replacements + sleeps_,
           "more replacements than the budget allows");
}

/// Checks the reasons when another server is started beside a living one.
void Oracle::suspected(const Gopls& active, Time now) const {
    demand(around_.place != Place::kElsewhere, "a carrier of bytes was judged");
    const bool hung = has_hung_command(feeds_.at(active.start.generation), now);
    demand(!active.idle() || active.owes_aside() || hung || !active.output.empty(),
           "an idle server was judged");
    if (hung) return;
    // A delayed start may find the server at work again.
    const bool at_once = settings_.budget.max_spacing == Duration{};
    // A server that was stopped may be stopped again at any moment.
    if (!at_once || active.was_stopped() || settings_.spin == core::SpinPolicy::kAct) return;
    const Feed& feed = feeds_.at(active.start.generation);
    demand(now - feed.last_work >= settings_.stall.window - kBetweenLooks,
           "a server that works was suspected");
}

void Oracle::slept(Duration gap) {
    ++sleeps_;
    for (auto& [generation, feed] : feeds_) {
        feed.last_work += gap;
        feed.looked_at += gap;
        for (auto& [pid, command] : feed.commands) command.last_work += gap;
    }
}

/// A temporary fault has to be retried for half a minute.
void Oracle::cannot_start(Generation generation, core::StartFault fault) {
    constexpr std::size_t kTriesOfHalfAMinute = 20;
    const bool passes = fault == core::StartFault::kBusy ||
                        (fault == core::StartFault::kMissing && editor_.initialize_answered);
    if (!passes || ++failed_starts_ >= kTriesOfHalfAMinute) cannot_start_ = true;
    retries_ = passes;
    const auto counted = replaced_.extract(generation);
    granted_ = counted ? std::optional(counted.mapped()) : std::nullopt;
}

bool Oracle::may_give_up(Time now) const {
    const Duration period = settings_.budget.period + 2 * settings_.budget.max_spacing;
    const auto lately = std::count_if(replaced_.begin(), replaced_.end(), [&](const auto& entry) {
        return now - entry.second < period;
    });
    return cannot_start_ || circuit_opened_ || lately >= settings_.budget.replacements;
}

void Oracle::ends(Generation generation, Time now) {
    ++lost_;
    const Gopls& server = *servers_.at(generation);
    const Feed& feed = feeds_[generation];
    if (generation != active_before_ || !server.alive()) return;
    const bool certain = edited_unopened_.empty() &&
                         std::none_of(texts_.begin(), texts_.end(),
                                      [](const auto& entry) { return entry.second.uncertain; });
    demand(certain, "a living server was ended while a text was uncertain");
    if (parks_) return;
    if (feed.garbled || was_offline_) return;
    const core::Server* successor = engine_.active();
    if (successor && successor->spawn_reason == core::SpawnReason::kAskedFor) return;
    if (std::exchange(excused_, false)) return;
    demand(around_.place != Place::kElsewhere, "a carrier of bytes was ended");
    if (server.unread_bytes() > settings_.max_queue_bytes) return;
    demand(settings_.mode == core::Mode::kAct, "a server was ended in a mode that does not act");
    // The first server to answer `initialize` stays. Nothing is lost with the other one.
    if (!editor_.initialized_sent) return;
    if (has_hung_command(feed, now)) return;
    if (server.stopped()) return;                          // stopped again after it was continued
    if (settings_.spin == core::SpinPolicy::kAct) return;  // may work, but for ever
    demand(now - feed.last_work >= settings_.stall.window - kBetweenLooks,
           "a server that works was ended: generation ", std::to_string(generation), ", quiet for ",
           std::to_string(core::seconds(now - feed.last_work)), " s");
}

void Oracle::signalled(const core::effect::SignalProcesses& signal, Time now) {
    demand(settings_.mode == core::Mode::kAct,
           "a process was signalled in a mode that does not act");
    demand(around_.place != Place::kElsewhere, "processes of a carrier were signalled");
    if (signal.signal == core::ProcessSignal::kContinue) return;
    const Feed& feed = feeds_[signal.generation];
    for (const core::ProcessRef& process : signal.processes) {
        const auto command = feed.commands.find(process.pid);
        if (command == feed.commands.end()) continue;
        demand(now - command->second.last_work >= settings_.stall.load_window - kBetweenLooks,
               "a go command that works was ended");
    }
}

void Oracle::replied_by_proxy(const AskedByEditor& asked, const Message& m) {
    ++statistics_.replies_of_proxy;
    if (asked.proxy_command || asked.cancelled || asked.method == "shutdown") return;
    if (asked.tells && m.body.contains("result") && m.result().is_null()) return;
    demand(m.is_error(), "the proxy invented an answer: ", m.bytes);
    errors_of_proxy_.emplace_back(asked, m);
}

/// Checks that the proxy had a reason to answer with an error.
void Oracle::check_error(const AskedByEditor& asked, const Message& m) const {
    if (withheld_.contains(asked.uri)) return;
    const core::Document* document = document_of(asked.uri);
    if (document && (document->quarantined || document->withheld)) return;
    if (m.error_code() == kContentModified) {
        return demand(editor_.change_of(asked.uri) > asked.change,
                      "an unchanged document was called changed: ", m.bytes);
    }
    demand(m.error_code() == kServerCancelled, "editors show this error of the proxy: ", m.bytes);
    const auto servers = asked_servers_.find(asked.n);
    if (asked.pure_read && asked.partial_from == 0) {
        return demand(servers != asked_servers_.end() && servers->second >= 2,
                      "a read was not retried: ", sent(asked.n).bytes);
    }
    demand(lost_ > lost_before_.at(asked.n), "an error without a reason: ", m.bytes);
}

void Oracle::check_alive(bool session_ended) const {
    std::size_t alive = 0;
    for (const auto& [generation, server] : servers_) {
        if (!server->ended) ++alive;
    }
    demand(alive <= 2, "more than two servers live");
    const std::size_t known = (engine_.active() ? 1U : 0U) + (engine_.standby() ? 1U : 0U);
    demand(alive == known, "a server lives that the engine has forgotten");
    demand(!session_ended || alive == 0, "a server outlives the session");
}

void Oracle::at_rest() const {
    demand(open_requests_.empty(), "a request was never answered");
    const core::Server* active = engine_.active();
    demand(active && !engine_.standby(), "the session is not at rest");
    const Gopls& server = *servers_.at(active->generation);
    std::map<std::string, std::string> findings = server.published;
    std::erase_if(findings, [](const auto& entry) { return entry.second.empty(); });
    for (const auto& [uri, finding] : editor_.findings) {
        demand(findings.contains(uri) && findings[uri] == finding,
               "an outdated finding is shown: ", uri, " ", finding);
    }
    demand(findings.size() == editor_.findings.size(), "a finding is not shown");
    std::multiset<std::string> known;
    std::multiset<std::string> live;
    for (const auto& [id, options] : server.registrations) known.insert(options.dump());
    for (const auto& [id, what] : editor_.registrations) live.insert(what.second.dump());
    for (const std::string& options : editor_.registrations_refused) {
        if (live.count(options) < known.count(options)) known.erase(known.find(options));
    }
    demand(known == live, "the live registrations differ from the server's");
    // The proxy created a standby's token for it. The editor may have refused it at the switch.
    std::set<std::string> open = server.progress_open;
    for (const std::string& token : editor_.progress_refused) open.erase(token);
    demand(editor_.progress_open == open, "the progress shown differs from the server's");
    demand(server.settings == editor_.settings,
           "the server has other settings: ", server.settings.dump(), " for ",
           editor_.settings.dump());
    demand(server.trace == editor_.trace, "the trace value in the server differs");
    const auto names = [](const std::vector<json>& folders) {
        std::set<std::string> uris;
        for (const json& folder : folders) uris.insert(folder.at("uri"));
        return uris;
    };
    demand(names(server.folders) == names(editor_.folders), "the server has other folders");
}

}  // namespace simulation
