#include "fuzz/engine_world.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include "fuzz/engine_snapshots.hpp"
#include "fuzz/target.hpp"
#include "lsp/message.hpp"

namespace fuzz {
namespace {

using namespace std::chrono_literals;
using core::Generation;
namespace effect = core::effect;

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

constexpr std::string_view kCapabilities =
    R"({"capabilities":{"executeCommandProvider":{"commands":["gopls.tidy"]}}})";
/// More ticks than all alarms together need.
constexpr int kMaxTicksAtOnce = 100;
constexpr int kMaxTicks = 500;

core::Settings settings_for(core::Mode mode) {
    core::Settings settings;
    settings.mode = mode;
    settings.max_frame_bytes = 1 << 20;
    settings.large_frame_bytes = 120;
    return settings;
}

std::string key_of(std::string_view raw_id) {
    return lsp::RequestId::from_raw(raw_id).raw();
}

/// Appends `bytes` to `reader` and calls `f` with each frame. Fails if the bytes are not frames.
template <class F>
void read_whole_frames(lsp::FrameReader& reader, std::string_view bytes, F f) {
    reader.append(bytes);
    for (;;) {
        auto next = reader.next();
        check(next.has_value(), "only whole frames are written");
        if (!*next) break;
        f(**next);
    }
}

/// Does the same for arbitrary bytes: stops at the first error.
template <class F>
void read_frames(lsp::FrameReader& reader, std::string_view bytes, F f) {
    reader.append(bytes);
    for (auto next = reader.next(); next.has_value() && *next; next = reader.next()) f(**next);
}

bool failed(lsp::FrameReader& reader) {
    return reader.next().has_error();
}

}  // namespace

EngineWorld::EngineWorld(core::Mode mode) : mode_(mode), engine_(settings_for(mode), 1) {
    now_ += 1h;
    carry_out(engine_.start(now_));
}

EngineWorld::Server* EngineWorld::find(Generation generation) {
    const auto it = servers_.find(generation);
    return it == servers_.end() ? nullptr : &it->second;
}

/// Returns whether the proxy must be a pipe: there was one server, and nothing was asked of the
/// proxy.
bool EngineWorld::untouched() const {
    return newest_ == 1 && !exited_ && !shutting_down_;
}

void EngineWorld::editor_sends(std::string_view bytes) {
    while (!bytes.empty() && !exited_) {
        const auto room = engine_.editor_room();
        const std::size_t n = std::min(room.size(), bytes.size());
        check(n > 0, "the engine has room for the editor's bytes");
        std::memcpy(room.data(), bytes.data(), n);
        if (!failed(editor_sent_)) {
            read_frames(editor_sent_, bytes.substr(0, n),
                        [&](const lsp::Frame& frame) { note_due_to_server(frame); });
        }
        bytes.remove_prefix(n);
        carry_out(engine_.editor_read(n, now_));
        if (untouched()) check(due_to_server_.empty(), "every message of the editor reaches gopls");
        due_to_server_.clear();
    }
}

void EngineWorld::note_due_to_server(const lsp::Frame& frame) {
    const lsp::Envelope envelope = lsp::peek_of_editor(frame.body);
    if (envelope.kind == lsp::Kind::kRequest) {
        ids_are_clear_ = open_.insert(key_of(envelope.id)).second && ids_are_clear_;
    } else if (envelope.kind == lsp::Kind::kResponse) {
        // A reply to no known request may answer one that the oracle failed to recognise.
        ids_are_clear_ = awaited_.erase(key_of(envelope.id)) > 0 && ids_are_clear_;
    } else if (envelope.kind != lsp::Kind::kNotification) {
        ids_are_clear_ = false;
    }
    // The proxy may keep from gopls the last messages of a session, replies to the proxy's own
    // requests, and its own commands.
    if (envelope.method == "exit" || envelope.method == "shutdown") shutting_down_ = true;
    if (envelope.kind == lsp::Kind::kResponse) return;
    if (mode_ != core::Mode::kOff && envelope.method == "workspace/executeCommand") return;
    if (!untouched()) return;
    due_to_server_.emplace_back(frame.misspelled ? lsp::respelled(frame).bytes : frame.bytes);
}

void EngineWorld::server_sends(Generation generation, std::string_view bytes) {
    Server* server = find(generation);
    while (server && !bytes.empty() && !exited_) {
        const auto room = engine_.server_room(generation);
        const std::size_t n = std::min(room.size(), bytes.size());
        check(n > 0, "the engine has room for a server's bytes");
        server->has_spoken = true;
        std::memcpy(room.data(), bytes.data(), n);
        if (!failed(server->sent)) {
            read_frames(server->sent, bytes.substr(0, n),
                        [&](const lsp::Frame& frame) { note_due_to_editor(frame); });
        }
        bytes.remove_prefix(n);
        const bool was_ended = server->ended;
        core::Effects& effects = engine_.server_read(generation, n, now_);
        if (was_ended) check(effects.empty(), "output of a server after its end is dropped");
        carry_out(effects);
        if (untouched()) check(due_to_editor_.empty(), "every message of gopls reaches the editor");
        due_to_editor_.clear();
    }
}

void EngineWorld::note_due_to_editor(const lsp::Frame& frame) {
    if (!untouched()) return;
    const lsp::Envelope envelope = lsp::peek(frame.body);
    // Ids of requests may change, and progress may be held until its token is known. The proxy
    // drops a reply to no request, and extends the reply to initialize.
    if (envelope.kind == lsp::Kind::kRequest || envelope.method == "$/progress") return;
    // Diagnostics of a view that is being replaced wait for those of the new view.
    const core::Server* active = engine_.active();
    const bool may_wait = active && active->aftermath.new_view_comes();
    if (may_wait && envelope.method == "textDocument/publishDiagnostics") return;
    if (envelope.kind == lsp::Kind::kResponse) {
        const bool of_initialize = servers_[1].initialize.contains(key_of(envelope.id));
        if (of_initialize || !open_.contains(key_of(envelope.id)) || !ids_are_clear_) return;
        // A second reply in the same read is dropped.
        for (const std::string& due : due_to_editor_) {
            if (key_of(lsp::peek(lsp::body_of(due)).id) == key_of(envelope.id)) return;
        }
    }
    due_to_editor_.emplace_back(frame.bytes);
}

void EngineWorld::editor_is_given(std::string_view bytes) {
    check(!exited_, "nothing is written to the editor after the exit");
    read_whole_frames(editor_written_, bytes, [&](const lsp::Frame& frame) {
        if (!due_to_editor_.empty() && due_to_editor_.front() == frame.bytes)
            due_to_editor_.pop_front();
        const lsp::Envelope envelope = lsp::peek(frame.body);
        if (envelope.kind == lsp::Kind::kRequest) {
            editor_asked_.emplace_back(envelope.id);
            awaited_.insert(key_of(envelope.id));
        }
        if (envelope.kind != lsp::Kind::kResponse) return;
        const bool was_open = open_.erase(key_of(envelope.id)) > 0;
        const bool to_nobody = envelope.id == "null";  // the editor's stream is broken
        check(was_open || to_nobody || !ids_are_clear_,
              "the editor gets one reply to each request and no other replies");
    });
    check(editor_written_.buffered_bytes() == 0, "the editor gets only whole frames");
}

void EngineWorld::server_is_given(Generation generation, std::string_view bytes) {
    Server* server = find(generation);
    check(server && !server->ended, "a server that is written to is running");
    read_whole_frames(server->written, bytes, [&](const lsp::Frame& frame) {
        if (!due_to_server_.empty() && due_to_server_.front() == frame.bytes)
            due_to_server_.pop_front();
        const lsp::Envelope envelope = lsp::peek(frame.body);
        if (envelope.kind != lsp::Kind::kRequest) return;
        server->asked.emplace_back(envelope.id);
        if (envelope.method == "initialize") server->initialize.insert(key_of(envelope.id));
    });
    const std::string_view part = server->written.unread();
    check(part.empty() || part == editor_sent_.unread(),
          "a server gets whole frames, or the received part of the editor's next one");
}

void EngineWorld::carry_out(const core::Effect& effect) {
    std::visit(Overloaded{
                   [&](const effect::WriteEditor& e) { editor_is_given(e.bytes); },
                   [&](const effect::WriteServer& e) { server_is_given(e.generation, e.bytes); },
                   [&](const effect::Spawn& e) {
                       check(e.generation == newest_ + 1, "generations are consecutive");
                       servers_[++newest_];
                   },
                   [&](const effect::EndServer& e) {
                       Server* server = find(e.generation);
                       check(server && !std::exchange(server->ended, true),
                             "a server is ended only once");
                   },
                   [&](const effect::CloseInput& e) {
                       check(find(e.generation) && !find(e.generation)->ended,
                             "a server whose input is closed is running");
                   },
                   [&](const effect::SignalProcesses& e) {
                       check(find(e.generation) && !find(e.generation)->ended,
                             "a server whose processes are signalled is running");
                       check(!e.processes.empty(), "a signal has a receiver");
                   },
                   [&](const effect::Observe& e) { to_look_at_.push_back(e.generation); },
                   [&](const effect::LookAtDisk& e) { disk_looks_.push_back(e.number); },
                   [&](const effect::Exit&) {
                       check(!std::exchange(exited_, true), "the engine exits only once");
                   },
                   [](const auto&) {},
               },
               effect);
}

void EngineWorld::carry_out(core::Effects& effects) {
    check(!exited_ || effects.empty(), "there are no effects after the exit");
    for (const core::Effect& effect : effects) carry_out(effect);
    engine_.turn_done({});
    check_state();
    while (!to_look_at_.empty()) {
        const Generation generation = to_look_at_.front();
        to_look_at_.pop_front();
        carry_out(engine_.observed(generation, snapshot_of(looks_, generation, ++turns_), now_));
    }
    while (!disk_looks_.empty() && !exited_) {
        const std::uint64_t number = disk_looks_.front();
        disk_looks_.pop_front();
        carry_out(engine_.disk_looked(number, now_));
    }
}

void EngineWorld::check_state() const {
    check(engine_.metrics().counters.internal_errors == 0, "there are no internal errors");
    const auto alive = std::count_if(servers_.begin(), servers_.end(),
                                     [](const auto& entry) { return !entry.second.ended; });
    check(alive <= 2, "at most one active server and one standby run");
    check(alive == (engine_.active() ? 1 : 0) + (engine_.standby() ? 1 : 0),
          "every running server is active or standby");
    check(!exited_ || alive == 0, "no server is left after the exit");
}

void EngineWorld::server_answers(Generation generation, std::string_view result) {
    Server* server = find(generation);
    for (int left = server ? static_cast<int>(server->asked.size()) : 0;
         left > 0 && !server->asked.empty(); --left) {
        const std::string id = std::move(server->asked.front());
        server->asked.pop_front();
        const bool of_initialize = server->initialize.contains(key_of(id));
        const std::string_view answer = !result.empty() ? result
                                        : of_initialize ? kCapabilities
                                                        : std::string_view("null");
        server_sends(generation, lsp::frame(R"({"jsonrpc":"2.0","result":)" + std::string(answer) +
                                            R"(,"id":)" + id + "}"));
    }
}

void EngineWorld::editor_answers(std::string_view result) {
    for (std::size_t left = editor_asked_.size(); left > 0 && !editor_asked_.empty(); --left) {
        const std::string id = std::move(editor_asked_.front());
        editor_asked_.pop_front();
        editor_sends(lsp::reply(id, result));
    }
}

void EngineWorld::server_exits(Generation generation, const core::ExitStatus& status) {
    if (find(generation)) carry_out(engine_.server_exited(generation, status, now_));
}

void EngineWorld::cannot_start(Generation generation) {
    Server* server = find(generation);
    if (!server || server->has_spoken) return;
    carry_out(engine_.spawn_failed(generation, core::StartFault::kMissing, "no such file", now_));
}

void EngineWorld::passes(core::Duration duration) {
    const core::Time until = now_ + duration;
    int at_once = 0;
    for (int ticks = 0; !exited_ && ticks < kMaxTicks; ++ticks) {
        const auto wake = engine_.next_wake();
        if (!wake || *wake > until) break;
        at_once = *wake > now_ ? 0 : at_once + 1;
        check(at_once < kMaxTicksAtOnce, "the engine does not spin");
        now_ = std::max(now_, *wake);
        carry_out(engine_.tick(now_));
    }
    now_ = until;
}

void EngineWorld::is_late_by(core::Duration duration) {
    now_ += duration;
    carry_out(engine_.tick(now_));
}

void EngineWorld::server_backlog(Generation generation, std::size_t bytes) {
    carry_out(engine_.server_backlog(generation, bytes, now_));
}

void EngineWorld::editor_backlog(std::size_t bytes) {
    carry_out(engine_.editor_backlog(bytes, now_));
}

void EngineWorld::changes_on_disk(std::string_view path, core::FileChange type) {
    carry_out(engine_.disk_changed({{std::string(path), type}}, now_));
}

void EngineWorld::go_is(std::string_view identity) {
    carry_out(engine_.go_seen("/usr/bin/go", std::string(identity), now_));
}

void EngineWorld::dumps(Generation generation, std::string_view stacks, bool of_command) {
    carry_out(of_command ? engine_.command_dumped(generation, stacks, now_)
                         : engine_.stacks_dumped(generation, stacks, now_));
}

void EngineWorld::editor_goes() {
    shutting_down_ = true;
    carry_out(engine_.editor_closed(now_));
}

void EngineWorld::gets_signal(int signal) {
    carry_out(engine_.terminate(signal, now_));
}

}  // namespace fuzz
