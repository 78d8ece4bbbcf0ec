// Time and delivery: which bytes arrive next, and how many.
#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "simulation/violation.hpp"
#include "simulation/world.hpp"

namespace simulation {
namespace {

/// This much of a server's unread input is in the pipe, and not in the proxy's queue.
constexpr std::size_t kPipeBytes = 1024;
/// The engine may be woken this often without time passing.
constexpr int kMostTicksAtOnce = 50;

}  // namespace

std::optional<Time> World::next_event() const {
    std::optional<Time> next = engine_.next_wake();
    const auto earlier = [&](std::optional<Time> at) {
        if (at) next = next ? std::min(*next, *at) : at;
    };
    earlier(editor_.next_answer());
    for (const auto& [generation, server] : servers_) {
        if (!server->ended) earlier(server->next_event());
    }
    for (const Look& look : looks_) earlier(look.due);
    for (const DiskLook& look : disk_looks_) earlier(look.due);
    return next;
}

void World::live() {
    for (const auto& [generation, server] : servers_) {
        if (!server->ended) server->advance(now_);
    }
    editor_.answers(now_);
}

void World::pass(Duration duration) {
    const Time until = now_ + duration;
    int at_once = 0;
    pump(true);
    while (!over()) {
        const auto next = next_event();
        if (!next || *next > until) break;
        at_once = *next > now_ ? 0 : at_once + 1;
        demand(at_once < kMostTicksAtOnce, "the engine wants to be woken without end");
        now_ = std::max(now_, *next);
        live();
        pump(true);
        if (over()) return;
        for (std::size_t i = 0; i < looks_.size() && !over();) {
            if (looks_[i].due > now_) {
                ++i;
                continue;
            }
            const Generation generation = looks_[i].generation;
            looks_.erase(looks_.begin() + static_cast<std::ptrdiff_t>(i));
            look(generation);
        }
        if (over()) return;
        if (const auto wake = engine_.next_wake(); wake && *wake <= now_) tick();
        pump(true);
    }
    now_ = until;
    live();
    pump(true);
}

void World::tick() {
    turn([&]() -> core::Effects& { return engine_.tick(now_); });
    // Report all backlogs to the engine again, even if they are empty now.
    for (auto& [generation, queued] : backlog_) {
        if (queued > 0) queued = std::numeric_limits<std::size_t>::max();
    }
}

void World::look(Generation generation) {
    const Gopls& server = *servers_.at(generation);
    if (!server.ended) oracle_.looked(generation, server.look(), now_);
    const core::Snapshot snapshot = server.seen();
    turn([&]() -> core::Effects& { return engine_.observed(generation, snapshot, now_); });
}

/// Delivers everything in transit, or only a part, so that the next event finds the rest there.
void World::pump(bool all) {
    std::size_t left = all ? SIZE_MAX : choices_.below(8);
    while (!over() && left > 0 && deliver_something()) --left;
}

bool World::deliver_something() {
    // The order is random.
    const std::size_t first = choices_.below(servers_.size() + 1);
    std::size_t i = 0;
    if (first == 0 && editor_speaks()) {
        deliver_from_editor(SIZE_MAX);
        return true;
    }
    for (std::size_t round = 0; round < 2; ++round) {
        i = 0;
        for (const auto& [generation, server] : servers_) {
            if (++i < first && round == 0) continue;
            // The output of a dead server is read to the end.
            const bool lives = !server->ended && !server->exit_status;
            if (lives && server_paused_.contains(generation)) continue;
            if (!server->output.empty() && !reported_gone_.contains(generation)) {
                deliver_from(*server);
                return true;
            }
            if ((server->exit_status || server->ended) && !reported_gone_.contains(generation)) {
                report_gone(*server);
                return true;
            }
        }
    }
    if (editor_speaks()) {
        deliver_from_editor(SIZE_MAX);
        return true;
    }
    for (const auto& [generation, server] : servers_) {
        const std::size_t unread = server->ended ? 0 : server->unread_bytes();
        const std::size_t queued = unread > kPipeBytes ? unread - kPipeBytes : 0;
        if (queued == backlog_[generation] || reported_gone_.contains(generation)) continue;
        backlog_[generation] = queued;
        turn([&, g = generation]() -> core::Effects& {
            return engine_.server_backlog(g, queued, now_);
        });
        return true;
    }
    if (deliver_from_disk()) return true;
    if (std::exchange(look_at_go_, false)) {
        turn([&]() -> core::Effects& { return engine_.go_seen("/usr/bin/go", go_, now_); });
        return true;
    }
    if (!dumps_.empty()) {
        const Generation generation = dumps_.back();
        dumps_.pop_back();
        turn([&]() -> core::Effects& {
            return engine_.stacks_dumped(generation, "goroutine 1 [chan receive]:\nmain.main()\n",
                                         now_);
        });
        return true;
    }
    return false;
}

/// The system reports a change by itself, or with a check that was requested.
bool World::deliver_from_disk() {
    const bool due = !disk_looks_.empty() && disk_looks_.front().due <= now_;
    if (disk_changed_ && (due || choices_.percent(30))) {
        disk_changed_ = false;
        turn([&]() -> core::Effects& {
            return engine_.disk_changed({{"/w/go.mod", core::FileChange::kChanged}}, now_);
        });
        return true;
    }
    if (!due) return false;
    const std::uint64_t number = disk_looks_.front().number;
    disk_looks_.erase(disk_looks_.begin());
    turn([&]() -> core::Effects& { return engine_.disk_looked(number, now_); });
    return true;
}

void World::deliver_from_editor(std::size_t most) {
    const std::span<char> room = engine_.editor_room();
    if (choices_.percent(30)) most = std::min(most, 1 + choices_.below(80));
    std::vector<Message> whole;
    const std::string bytes = editor_.deliver(std::min(room.size(), most), whole);
    std::copy(bytes.begin(), bytes.end(), room.begin());
    for (Message& m : whole) {
        note("editor ->", m.bytes);
        untaken_.push_back(std::move(m));
    }
    turn([&]() -> core::Effects& { return engine_.editor_read(bytes.size(), now_); });
}

void World::deliver_from(Gopls& server) {
    const Generation generation = server.start.generation;
    const std::span<char> room = engine_.server_room(generation);
    const std::size_t most = choices_.percent(70) ? room.size() : 1 + choices_.below(80);
    const std::size_t n = std::min({room.size(), most, server.output.size()});
    std::copy_n(server.output.begin(), n, room.begin());
    note(("server " + std::to_string(generation) + " ->").c_str(),
         std::string_view(server.output).substr(0, n));
    server.output.erase(0, n);
    turn(
        [&]() -> core::Effects& {
            const bool was_ended = server.ended;
            core::Effects& effects = engine_.server_read(generation, n, now_);
            demand(!was_ended || effects.empty(), "late bytes of a server have an effect");
            return effects;
        },
        generation, n);
}

void World::report_gone(Gopls& server) {
    const Generation generation = server.start.generation;
    reported_gone_.insert(generation);
    note(("server " + std::to_string(generation) + " is gone").c_str(), "");
    const core::ExitStatus status = server.exit_status.value_or(core::ExitStatus{0, 9});
    if (const auto failed = failed_to_start_.extract(generation)) {
        oracle_.cannot_start(generation, failed.mapped());
        return turn([&]() -> core::Effects& {
            return engine_.spawn_failed(generation, failed.mapped(), "cannot start gopls", now_);
        });
    }
    turn([&]() -> core::Effects& { return engine_.server_exited(generation, status, now_); });
}

}  // namespace simulation
