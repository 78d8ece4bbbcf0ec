// The session as a whole, and the engine's effects.
#include "simulation/world.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <utility>

#include "simulation/violation.hpp"

namespace simulation {
namespace {

constexpr Time kBegin = Time{} + 1h;
/// No request is answered after this time, which is longer than every window, budget and retry.
constexpr Duration kLongEnough = 30min;
/// After this time a user returns to the editor, if no request waits.
constexpr Duration kSomebodyAsks = 5min;
/// The session is at rest if nothing is open this often in a row, every five seconds.
constexpr int kRested = 3;

std::string content(std::string_view bytes) {
    const std::size_t body = bytes.find("\r\n\r\n");
    if (body != std::string_view::npos) bytes.remove_prefix(body + 4);
    return std::string(bytes.substr(0, 240)) + (bytes.size() > 240 ? "…" : "");
}

}  // namespace

World::World(std::uint64_t seed, Statistics& statistics, bool tells)
    : settings_(settings_of(seed)),
      statistics_(statistics),
      tells_(tells),
      choices_(seed ^ 0x3017d),
      now_(kBegin),
      engine_(settings_, seed),
      editor_(Choices(seed ^ 0xed1702)),
      oracle_(engine_, editor_, servers_, settings_, around_, statistics_) {
    Choices place(seed ^ 0x91ace);
    if (place.one_in(8)) {
        around_.place = Place::kBehindScript;
    } else if (place.one_in(20)) {
        around_.place = Place::kElsewhere;
    }
    editor_.on_proxy_reply = [this](const AskedByEditor& asked, const Message& m) {
        oracle_.replied_by_proxy(asked, m);
    };
    editor_.on_reply = [this](const AskedByEditor&, const Message&) { oracle_.replied(); };
    if (choices_.one_in(40)) starts_fail();
    editor_.watches_files = seed % 3 != 0;
    turn([&]() -> core::Effects& { return engine_.start(now_); });
}

void World::note(const char* what, std::string_view bytes) {
    if (!tells_) return;
    char time[32];
    std::snprintf(time, sizeof time, "%10.4f ", core::seconds(now_ - kBegin));
    transcript_.push_back(time + std::string(what) + " " + content(bytes));
}

void World::carry_out(core::Effects& effects, Generation) {
    for (; !untaken_.empty() && taken_ < engine_.messages_taken(); ++taken_) {
        editor_.was_taken(untaken_.front().n);
        oracle_.delivered(std::move(untaken_.front()));
        untaken_.pop_front();
    }
    const Generation before = last_active_;
    ending_ = std::any_of(effects.begin(), effects.end(), [](const core::Effect& effect) {
        return std::holds_alternative<core::effect::Exit>(effect);
    });
    for (const core::Effect& effect : effects) {
        std::visit([this](const auto& e) { act(e); }, effect);
    }
    engine_.turn_done({});
    demand(to_editor_.empty(), "part of a frame was written to the editor: ", to_editor_);
    for (const auto& [generation, part] : to_server_) {
        demand(part.empty() || editor_.is_half_way(part),
               "a server got part of a frame though more of it is here: ", part);
    }
    if (const core::Server* active = engine_.active()) last_active_ = active->generation;
    if (before != 0 && last_active_ != before) {
        ++statistics_.replacements;
        ++switches_;
    }
    oracle_.turn_over(over());
}

void World::act(const core::effect::WriteEditor& e) {
    to_editor_ += e.bytes;
    // The engine may switch servers in this turn, so the message's number tells the sender.
    while (const auto m = take_message(to_editor_)) {
        note("editor <-", m->bytes);
        oracle_.to_editor(*m);
        editor_.receive(*m, static_cast<Generation>(m->n / kNumbersEach), now_);
    }
}

void World::act(const core::effect::WriteServer& e) {
    Gopls& server = *servers_.at(e.generation);
    demand(!server.ended, "a message was written to an ended server");
    std::string& stream = to_server_[e.generation];
    stream += e.bytes;
    while (auto m = take_message(stream)) {
        note(("server " + std::to_string(e.generation) + " <-").c_str(), m->bytes);
        oracle_.to_server(e.generation, *m);
        server.receive(std::move(*m), now_);
    }
}

void World::act(const core::effect::Spawn& e) {
    note(("spawn " + std::to_string(e.generation)).c_str(), "");
    demand(!servers_.contains(e.generation), "a generation is used twice");
    servers_[e.generation] = std::make_unique<Gopls>(e, Choices(choices_.next()), around_, now_);
    oracle_.spawned(e, now_);
    if (failing_starts_ == 0) return;
    --failing_starts_;
    failed_to_start_[e.generation] = start_fault_;
    servers_[e.generation]->exit_status = core::ExitStatus{127, 0};
}

void World::act(const core::effect::LookAtDisk& e) {
    Duration takes{};
    if (choices_.percent(10)) takes = choices_.between(0ms, 100ms);
    if (choices_.percent(2)) takes = choices_.between(200ms, 10s);
    disk_looks_.push_back({e.number, now_, now_ + (editor_.patient ? 0s : takes)});
}

void World::act(const core::effect::CloseInput& e) {
    Gopls& server = *servers_.at(e.generation);
    server.input_closed = true;
    if (server.alive()) server.exit_status = core::ExitStatus{0, 0};
}

void World::act(const core::effect::EndServer& e) {
    note(("end " + std::to_string(e.generation)).c_str(), "");
    Gopls& server = *servers_.at(e.generation);
    demand(!server.ended, "a server is ended twice");
    if (!ending_) oracle_.ends(e.generation, now_);
    server.ended = true;
    to_server_.erase(e.generation);
    if (e.dump) dumps_.push_back(e.generation);
}

void World::act(const core::effect::SignalProcesses& e) {
    note("signal", std::to_string(static_cast<int>(e.signal)));
    Gopls& server = *servers_.at(e.generation);
    demand(!server.ended, "processes of an ended server were signalled");
    oracle_.signalled(e, now_);
    server.gets_signal(e, now_);
}

void World::act(const core::effect::Observe& e) {
    demand(!servers_.at(e.generation)->ended, "an ended server was sampled");
    looks_.push_back({e.generation, now_ + choices_.between(0ms, 30ms)});
}

void World::act(const core::effect::PauseServer& e) {
    if (e.paused) {
        server_paused_.insert(e.generation);
    } else {
        server_paused_.erase(e.generation);
    }
}

void World::act(const core::effect::Log& e) {
    const std::string text = core::to_text(e.event);
    note("log", text);
    demand(e.event.name != core::Event::kInternalError, "the engine has an ", text);
}

void World::act(const core::effect::Exit& e) {
    note("exit", std::to_string(e.code));
    demand(!over(), "the session ends twice");
    demand(may_end(), "the session ends without a reason, with code ", std::to_string(e.code));
    exit_code_ = e.code;
}

void World::apply(const Step& step) {
    if (over()) return;
    choices_ = Choices(step.seed);
    ++statistics_.steps;
    ++steps_;
    note("---", name(step.kind));
    if (step.kind <= StepKind::kSecondInitialize) {
        editor_step(step.kind);
    } else if (step.kind <= StepKind::kGarbageFromEditor) {
        gopls_step(step.kind);
    } else {
        time_step(step.kind);
    }
    pump(choices_.percent(80));
    if (is_fault(step.kind)) ++statistics_.faults[std::string(name(step.kind))];
}

/// The session may end if the editor wants it to, or if a dead gopls may not be replaced.
bool World::may_end() {
    if (leaves_ || settings_.mode != core::Mode::kAct) return true;
    if (oracle_.may_give_up(now_)) {
        end_ = "gave up";
        return true;
    }
    return false;
}

/// Nothing is open, and no server is about to be replaced.
bool World::at_rest() const {
    const core::Server* active = engine_.active();
    if (!editor_.asked().empty() || editor_.in_transit() || !active || engine_.standby() ||
        !untaken_.empty()) {
        return false;
    }
    const Gopls& server = *servers_.at(active->generation);
    const bool judged = settings_.mode == core::Mode::kAct && around_.place != Place::kElsewhere;
    if (judged && server.loads_beside()) return false;
    return server.idle() && server.output.empty() && server.initialized && active->gate_open &&
           active->phase == core::Server::Phase::kReady && !active->aftermath.new_view_comes() &&
           !editor_.next_answer();
}

/// A hang in a command beside the queue is not a stall until a request waits. The engine
/// itself has to find a lone notification that hangs.
bool World::nobody_waits() const {
    const core::Server* active = engine_.active();
    return editor_.asked().empty() && active && !active->queue.lone_notification();
}

void World::resolve() {
    note("===", "all faults end here");
    around_.calm = true;
    around_.network_silent = false;
    failing_starts_ = 0;
    editor_.slow_answers = {};
    editor_.patient = true;
    // A server is not replaced while a text is uncertain, so it has to wake up by itself.
    const bool cured = settings_.mode == core::Mode::kAct && around_.place != Place::kElsewhere &&
                       engine_.documents().all_trusted();
    for (auto& [generation, server] : servers_) {
        // While a server does not read, the editor is not read either, and its answers are missing.
        server->calms_down(!cured || !server->reads_input, now_);
        // Report the backlog to the engine again, even if it is empty.
        backlog_[generation] = std::numeric_limits<std::size_t>::max();
    }
    turn([&]() -> core::Effects& { return engine_.editor_backlog(0, now_); });
    pump(true);
    if (over()) return;
    if (!editor_.initialize_sent) editor_.initializes();
    int rested = 0;
    for (Duration waited{}; !over() && waited < kLongEnough && rested < kRested; waited += 5s) {
        pass(5s);
        if (over()) return;
        // Messages in transit may have made a text uncertain, and only waiting messages make it
        // certain.
        if (editor_paused_ && !engine_.documents().all_trusted()) {
            for (auto& [generation, server] : servers_) server->calms_down(true, now_);
        }
        editor_.says_initialized();
        editor_.heals();
        if (waited == kSomebodyAsks && nobody_waits()) {
            editor_.asks("workspace/symbol", {{"query", "x"}});
        }
        pump(true);
        rested = at_rest() ? rested + 1 : 0;
    }
    if (!over()) demand(rested == kRested, "the session does not come to rest within 30 minutes");
}

void World::finish() {
    if (!over() && !editor_.shutdown_sent) resolve();
    if (!over() && !editor_.shutdown_sent && settings_.mode == core::Mode::kAct) oracle_.at_rest();
    if (!over()) shut_down();
    demand(over(), "the session does not end");
    for (const auto& [generation, server] : servers_) {
        demand(server->ended, "a server outlives the session");
    }
    ++statistics_.sessions;
    ++statistics_.ends[end_];
    if (steps_ >= kLongSession) ++statistics_.long_sessions;
    if (switches_ > 0) ++statistics_.with_replacement;
    statistics_.averted += engine_.metrics().counters.averted;
}

void World::shut_down() {
    if (!editor_.shutdown_sent) {
        editor_.shutdown_sent = true;
        editor_.asks("shutdown", nullptr);
    }
    const bool was_paused = editor_paused_;
    pass(1s);
    // A server that works has time to answer.
    const core::Server* active = over() ? nullptr : engine_.active();
    if (active && active->activity.quiet(now_) < 1s) pass(5s);
    // The proxy waits for a server with a full queue, like a plain pipe. If the server is not
    // replaced, this lasts as long as an editor waits before it ends the proxy.
    if (!over() && (was_paused || editor_paused_)) {
        for (auto& [generation, server] : servers_) {
            if (around_.place == Place::kElsewhere) server->calms_down(true, now_);
        }
        pass(6 * settings_.stall.window);
    }
    if (!over() && editor_paused_) return end_by(StepKind::kTerminate);
    if (over()) return;
    demand(!editor_.waits_for("shutdown"), "shutdown was not answered");
    leaves_ = true;
    editor_.notifies("exit", nullptr);
    pump(true);
    // Earlier requests are answered first, and the proxy waits for a server that works.
    pass(10s);
    if (!over()) turn([&]() -> core::Effects& { return engine_.editor_backlog(0, now_); });
    for (Duration waited{}; !over() && waited < kLongEnough; waited += 5s) {
        for (auto& [generation, server] : servers_) server->calms_down(true, now_);
        pass(5s);
    }
}

std::optional<std::string> run(const Plan& plan, Statistics& statistics,
                               std::vector<std::string>* transcript) {
    std::optional<World> world;
    std::optional<std::string> broken;
    try {
        world.emplace(plan.seed, statistics, transcript != nullptr);
        for (const Step& step : plan.steps) world->apply(step);
        world->finish();
    } catch (const Violation& violation) {
        broken = violation.what();
    }
    if (transcript && world) *transcript = world->transcript();
    return broken;
}

}  // namespace simulation
