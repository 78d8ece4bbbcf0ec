#include "scenario/harness.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <iterator>
#include <span>
#include <utility>

#include "lsp/message.hpp"
#include "support/failed_assertions.hpp"

namespace scenario {
namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

std::size_t fill(std::span<char> room, std::string_view& bytes) {
    REQUIRE_FALSE(room.empty());
    const std::size_t n = std::min(room.size(), bytes.size());
    std::copy_n(bytes.begin(), n, room.begin());
    bytes.remove_prefix(n);
    return n;
}

/// The engine is woken at most this often without time passing.
constexpr int kMaxTicksAtOnce = 100;

}  // namespace

std::string shown(std::string_view bytes) {
    const std::size_t body = bytes.find("\r\n\r\n");
    if (body != std::string_view::npos) bytes.remove_prefix(body + 4);
    return std::string(bytes.substr(0, 200)) + (bytes.size() > 200 ? "…" : "");
}

World::World(core::Settings settings)
    : engine(std::move(settings), 1),
      editor([this](std::string_view bytes) { from_editor(bytes); }),
      now(core::Time{} + 1h),
      failed_at_start_(support::failed_assertions()),
      exceptions_at_start_(std::uncaught_exceptions()) {
    carry_out(engine.start(now), Turn::kOwn);
    settle();
}

World::~World() {
    const bool failed = support::failed_assertions() > failed_at_start_ ||
                        std::uncaught_exceptions() > exceptions_at_start_;
    if (!failed) return;
    for (const std::string& line : transcript_) std::cerr << line << '\n';
}

void World::note(std::string line) {
    char time[32];
    std::snprintf(time, sizeof time, "%9.3f ", core::seconds(now - (core::Time{} + 1h)));
    transcript_.push_back(time + std::move(line));
}

void World::session_runs() {
    const int id = editor.initializes();
    REQUIRE(editor.has_reply(id));
    editor.notifies("initialized");
    REQUIRE(engine.active());
}

Gopls& World::gopls(Generation generation) {
    INFO("server " << generation << " was not started");
    REQUIRE(servers_.contains(generation));
    return *servers_.at(generation);
}

void World::from_editor(std::string_view bytes) {
    note("editor -> " + shown(bytes));
    while (!bytes.empty() && !exit_code) {
        const std::size_t n = fill(engine.editor_room(), bytes);
        carry_out(engine.editor_read(n, now), Turn::kOwn);
    }
    settle();
}

void World::ended(const core::effect::EndServer& end) {
    Gopls& server = gopls(end.generation);
    REQUIRE_FALSE(server.ended);
    server.ended = true;
    if (end.dump) server.dumped = end.process;
    server.cache_is_bad = end.cache_is_bad;
    if (!server.gone) to_report_gone_.push_back(end.generation);
}

void World::carry_out(core::Effects& effects, Turn turn) {
    const auto act = Overloaded{
        [&](const core::effect::WriteEditor& e) {
            note("editor <- " + shown(e.bytes));
            editor.receive(e.bytes, turn == Turn::kServer);
        },
        [&](const core::effect::WriteServer& e) {
            note("server " + std::to_string(e.generation) + " <- " + shown(e.bytes));
            REQUIRE_FALSE(gopls(e.generation).ended);
            gopls(e.generation).receive(e.bytes);
        },
        [&](const core::effect::Spawn& e) {
            note("spawn " + std::to_string(e.generation));
            REQUIRE(e.generation == newest() + 1);
            servers_[e.generation] = std::make_unique<Gopls>(e, [this](Gopls& g, const Message& m) {
                if (script) script(g, m);
            });
            if (on_spawn) on_spawn(*servers_[e.generation]);
        },
        [&](const core::effect::CloseInput& e) {
            note("close the input of " + std::to_string(e.generation));
            REQUIRE_FALSE(gopls(e.generation).ended);
            gopls(e.generation).input_closed = true;
        },
        [&](const core::effect::EndServer& e) {
            note("end " + std::to_string(e.generation));
            ended(e);
        },
        [&](const core::effect::SignalProcesses& e) {
            note("signal processes of " + std::to_string(e.generation));
            REQUIRE_FALSE(gopls(e.generation).ended);
            signals.push_back(e);
        },
        [&](const core::effect::Observe& e) {
            REQUIRE_FALSE(gopls(e.generation).ended);
            if (sees_processes) to_look_at_.push_back(e.generation);
        },
        [&](const core::effect::PauseServer& e) { gopls(e.generation).paused = e.paused; },
        [&](const core::effect::PauseEditor& e) { editor_pauses.push_back(e); },
        [&](const core::effect::WatchFolders& e) {
            watching = e;
            watched.clear();
            for (const core::WatchedFolder& folder : e.folders)
                if (folder.packages) watched.push_back(folder.path);
        },
        [&](const core::effect::LookAtDisk& e) { disk_looks.push_back(e); },
        [&](const core::effect::LookAtGo&) { to_look_at_go_ = true; },
        [&](const core::effect::Log& e) {
            const std::string text = core::to_text(e.event);
            note("log " + text);
            REQUIRE(support::is_documented(e.event));
            log_.push_back(e.event);
        },
        [&](const core::effect::Loaded& e) {
            note("loaded " + std::to_string(e.generation));
            if (e.start) starts_kept.push_back(e);
        },
        [&](const core::effect::RecallStarts&) { to_recall_ = true; },
        [&](const core::effect::Incident& e) { incidents.insert_or_assign(e.number, e); },
        [&](const core::effect::CommandDone& e) {
            note("command " + std::to_string(e.token) + " done " + e.problem);
            REQUIRE(commands_done.emplace(e.token, e).second);
        },
        [&](const core::effect::Exit& e) {
            note("exit " + std::to_string(e.code));
            REQUIRE_FALSE(exit_code.has_value());
            exit_code = e.code;
        }};
    for (const core::Effect& effect : effects) std::visit(act, effect);
    engine.turn_done({});
    check();
    // As app/shell does when it has written everything.
    if (!exit_code && editor_unread_bytes_ == 0 && engine.waits_for_editor()) {
        carry_out(engine.editor_backlog(0, now), Turn::kOwn);
    }
}

bool World::step() {
    for (auto& [generation, server] : servers_) {
        if (!server->cannot_start || server->gone) continue;
        cannot_start(generation, "cannot start gopls", *server->cannot_start);
        return true;
    }
    if (!to_look_at_.empty()) {
        const Generation generation = to_look_at_.front();
        to_look_at_.erase(to_look_at_.begin());
        ++looks;
        Gopls& server = gopls(generation);
        if (server.between_looks) server.between_looks(server.snapshot);
        carry_out(engine.observed(generation, server.snapshot, now), Turn::kOwn);
        return true;
    }
    if (disk_answers && disk_looks_answered_ < disk_looks.size()) {
        const auto changes = std::exchange(unseen, {});
        if (!changes.empty()) carry_out(engine.disk_changed(changes, now), Turn::kOwn);
        const auto number = disk_looks[disk_looks_answered_++].number;
        carry_out(engine.disk_looked(number, now), Turn::kOwn);
        return true;
    }
    if (std::exchange(to_recall_, false)) {
        if (usual_start) carry_out(engine.usual_start(*usual_start, now), Turn::kOwn);
        return true;
    }
    if (std::exchange(to_look_at_go_, false)) {
        carry_out(engine.go_seen("/usr/bin/go", go_on_disk, now), Turn::kOwn);
        return true;
    }
    if (const std::string answers = editor.take_answers(); !answers.empty()) {
        editor.sends(answers);
        return true;
    }
    for (auto& [generation, server] : servers_) {
        if (server->output.empty() || server->paused || server->gone) continue;
        std::string_view bytes = server->output;
        const std::size_t n = fill(engine.server_room(generation), bytes);
        note("server " + std::to_string(generation) + " -> " + shown(server->output));
        server->output.erase(0, n);
        const bool was_ended = server->ended;
        core::Effects& effects = engine.server_read(generation, n, now);
        if (was_ended) REQUIRE(effects.empty());
        carry_out(effects, Turn::kServer);
        return true;
    }
    for (auto& [generation, server] : servers_) {
        if (!server->exits || server->gone) continue;
        dies(generation, *server->exits);
        return true;
    }
    if (!to_report_gone_.empty()) {
        const Generation generation = to_report_gone_.front();
        to_report_gone_.erase(to_report_gone_.begin());
        if (!gopls(generation).gone) dies(generation, {0, 9});
        return true;
    }
    return false;
}

void World::settle() {
    if (std::exchange(settling_, true)) return;
    while (!exit_code && step()) {
    }
    settling_ = false;
}

void World::passes(Duration duration) {
    const core::Time until = now + duration;
    int at_once = 0;
    while (!exit_code) {
        settle();
        const auto wake = engine.next_wake();
        if (!wake || *wake > until || exit_code) break;
        at_once = *wake > now ? 0 : at_once + 1;
        REQUIRE(at_once < kMaxTicksAtOnce);
        now = std::max(now, *wake);
        carry_out(engine.tick(now), Turn::kOwn);
    }
    now = until;
}

void World::is_suspended_for(Duration duration) {
    now += duration;
    note("suspended for " + core::human(duration));
    carry_out(engine.tick(now), Turn::kOwn);
    settle();
}

void World::dumps(Generation generation, std::string_view stacks) {
    carry_out(engine.stacks_dumped(generation, stacks, now), Turn::kOwn);
    settle();
}

void World::dies(Generation generation, const core::ExitStatus& status) {
    Gopls& server = gopls(generation);
    server.gone = true;
    note("server " + std::to_string(generation) + " is gone");
    carry_out(engine.server_exited(generation, status, now), Turn::kOwn);
    settle();
}

void World::cannot_start(Generation generation, const std::string& reason, core::StartFault fault) {
    gopls(generation).gone = true;
    carry_out(engine.spawn_failed(generation, fault, reason, now), Turn::kOwn);
    settle();
}

void World::starts(Generation generation) {
    carry_out(engine.server_started(generation, now), Turn::kOwn);
    settle();
}

void World::on_disk(const std::vector<core::DiskChange>& changes) {
    carry_out(engine.disk_changed(changes, now), Turn::kOwn);
    settle();
}

void World::has_not_read(Generation generation, std::size_t bytes) {
    carry_out(engine.server_backlog(generation, bytes, now), Turn::kOwn);
    settle();
}

void World::editor_goes() {
    carry_out(engine.editor_closed(now), Turn::kOwn);
    settle();
}

void World::editor_has_not_read(std::size_t bytes) {
    editor_unread_bytes_ = bytes;
    carry_out(engine.editor_backlog(bytes, now), Turn::kOwn);
    settle();
}

void World::gets_signal(int signal) {
    carry_out(engine.terminate(signal, now), Turn::kOwn);
    settle();
}

std::uint64_t World::is_told(core::ProxyCommand command) {
    const std::uint64_t token = ++newest_command_;
    carry_out(engine.control(token, command, now), Turn::kOwn);
    settle();
    return token;
}

std::size_t World::times_logged(const Logged& wanted) const {
    return static_cast<std::size_t>(std::count_if(
        log_.begin(), log_.end(), [&](const Event& event) { return wanted.matches(event); }));
}

std::vector<Event> World::events(Event::Name name) const {
    std::vector<Event> found;
    std::copy_if(log_.begin(), log_.end(), std::back_inserter(found),
                 [&](const Event& event) { return event.name == name; });
    return found;
}

void World::check() {
    std::size_t alive = 0;
    for (const auto& [generation, server] : servers_) {
        if (!server->ended) ++alive;
    }
    REQUIRE(alive <= 2);
    REQUIRE(alive == (engine.active() ? 1U : 0U) + (engine.standby() ? 1U : 0U));
    if (exit_code) REQUIRE(alive == 0);
    // The editor's text may wait for a check of the disk.
    if (disk_looks_answered_ < disk_looks.size()) return;
    if (!compares_texts || !engine.active()) return;
    const core::Server& active = *engine.active();
    const Gopls& server = gopls(active.generation);
    // A server that replaces a dead one receives the texts once it is initialized.
    if (active.takes_messages() && server.got("initialized")) REQUIRE(server.texts == editor.texts);
}

}  // namespace scenario
