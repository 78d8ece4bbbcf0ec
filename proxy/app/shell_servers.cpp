// The shell's part in running servers: samples, signals and ends them.
#include <csignal>
#include <optional>
#include <utility>

#include "app/shell.hpp"
#include "io/command_dump.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

/// The time to find out whether the kernel killed a server; it may have to wait for a thread.
constexpr auto kExamineTime = 100ms;
/// The time for a go command to write its goroutines.
constexpr auto kCommandDumpTime = 300ms;

int number_of(core::ProcessSignal signal) {
    switch (signal) {
        case core::ProcessSignal::kContinue:
            return SIGCONT;
        case core::ProcessSignal::kInterrupt:
            return SIGINT;
        case core::ProcessSignal::kKill:
            return SIGKILL;
    }
    return SIGKILL;
}

/// Returns nothing for pid 0.
std::optional<io::ProcessIdentity> identity(core::ProcessRef process) {
    if (process.pid == 0) return std::nullopt;
    return io::ProcessIdentity{process.pid, process.start_ticks};
}

}  // namespace

ServerEvents Shell::events_of(core::Generation generation) {
    ServerEvents events;
    events.output.room = [this, generation] { return engine_.server_room(generation); };
    events.output.received = [this, generation](std::size_t n) {
        turn(&core::Engine::server_read, generation, n);
    };
    events.stderr_bytes = [this](std::string_view bytes) { stderr_.write(bytes); };
    events.gone = [this, generation](core::ExitStatus status) {
        if (const auto it = servers_.find(generation); it != servers_.end()) {
            status.last_words = it->second.process->last_words();
            log_last_words(generation, it->second.process->stderr_tail());
            if (status.signal == SIGKILL && it->second.kills.at_exit(loop_.now())) {
                return examine_kill(generation, status);
            }
        }
        report_gone(generation, status);
    };
    events.ended = [this, generation](const std::vector<std::string>& survivors) {
        server_ended(generation, survivors);
    };
    return events;
}

ServerProcess* Shell::started(core::Generation generation) {
    const auto it = servers_.find(generation);
    return it == servers_.end() ? nullptr : it->second.process.get();
}

/// Shares the cache of the newest server from now on: the one that takes over, or is left.
void Shell::share_cache_of_newest() {
    if (servers_.empty() || !servers_.rbegin()->second.process) return;
    active_cache_ = servers_.rbegin()->second.cache_path;
}

void Shell::note_oom_kills(core::Generation generation) {
    if (std::exchange(looking_at_memory_, true)) return;
    background_.run([](io::Background::Abandoned) { return io::memory_group(); },
                    [this, generation](const std::optional<io::MemoryGroup>& group) {
                        looking_at_memory_ = false;
                        const auto it = servers_.find(generation);
                        if (it == servers_.end() || !group) return;
                        it->second.kills.record(group->oom_kills, loop_.now());
                    });
}

/// After a SIGKILL, finds out whether the kernel killed the server for lack of memory. It has if
/// its count of kills has increased.
void Shell::examine_kill(core::Generation generation, core::ExitStatus status) {
    Slot& killed = servers_.at(generation);
    killed.examined = std::make_unique<io::Timer>(
        loop_, [this, generation, status] { report_gone(generation, status); });
    killed.examined->arm(kExamineTime);
    background_.run([](io::Background::Abandoned) { return io::memory_group(); },
                    [this, generation, status, before = *killed.kills.at_exit(loop_.now())](
                        const std::optional<io::MemoryGroup>& group) mutable {
                        const auto it = servers_.find(generation);
                        if (it == servers_.end() || !it->second.examined->armed())
                            return;  // time was up
                        it->second.examined->disarm();
                        if (group && group->oom_kills > before) {
                            status.out_of_memory = true;
                            status.memory_limit_bytes = group->limit_bytes;
                        }
                        report_gone(generation, status);
                    });
}

void Shell::report_gone(core::Generation generation, const core::ExitStatus& status) {
    turn(&core::Engine::server_exited, generation, status);
}

void Shell::apply(core::effect::CloseInput& effect) {
    const auto it = servers_.find(effect.generation);
    if (it == servers_.end()) return;
    if (!it->second.process) {
        it->second.close_held = true;
    } else {
        it->second.process->input().close_after_flush();
    }
}

void Shell::apply(core::effect::EndServer& effect) {
    auto node = servers_.extract(effect.generation);
    if (node.empty()) return;
    looks_.forget(effect.generation);
    if (!node.mapped().process) return;
    Slot& slot = ending_.insert(std::move(node)).position->second;
    slot.incident = incidents_.current();
    incidents_.add_stderr(effect.generation, slot.process->stderr_tail());
    if (effect.cache_is_bad && !slot.cache_path.empty()) caches_.mark_bad(slot.cache_path);
    share_cache_of_newest();
    incidents_.when_written([this, effect] {
        const auto it = ending_.find(effect.generation);
        if (it == ending_.end()) return;
        if (!effect.dump) return it->second.process->end();
        it->second.process->dump_and_end(identity(effect.process));
    });
}

void Shell::server_ended(core::Generation generation, const std::vector<std::string>& survivors) {
    const core::Fields about{{"generation", generation}};
    for (const std::string& survivor : survivors) {
        log_.write({core::LogLevel::kError, core::Event::kNotEnded, about, survivor});
    }
    if (!survivors.empty()) {
        all_ended_ = false;
    } else if (guardian_) {
        guardian_->server_ended(generation);
    }
    auto node = ending_.extract(generation);
    if (node.empty()) return;
    Slot& slot = node.mapped();
    std::string also_ended;
    for (const std::string& process : slot.process->also_ended()) {
        also_ended += (also_ended.empty() ? "" : ", ") + process;
    }
    if (!also_ended.empty()) {
        log_.write({core::LogLevel::kInfo, core::Event::kAlsoEnded, about, also_ended});
    }
    if (const std::string dump(slot.process->dump()); !dump.empty()) {
        incidents_.add_stacks(slot.incident, dump);
        turn(&core::Engine::stacks_dumped, generation, dump);
    }
    log_.write({core::LogLevel::kInfo,
                core::Event::kGone,
                {{"generation", generation}, {"left", survivors.size()}}});
    ended_.push_back(std::move(slot));
    ended_timer_.arm(std::chrono::nanoseconds(0));
    leave_if_done();
    if (!exit_code_) {
        std::vector<std::string> keep{active_cache_};
        for (const auto& [g, s] : servers_) keep.push_back(s.cache_path);
        caches_.delete_old(std::move(keep));
    }
}

void Shell::apply(core::effect::SignalProcesses& effect) {
    const auto send = [this, processes = std::move(effect.processes), signal = effect.signal] {
        background_.run(
            [processes, signal](io::Background::Abandoned) {
                for (const core::ProcessRef& process : processes) {
                    io::signal_process(process.pid, process.start_ticks, number_of(signal));
                }
                return true;
            },
            [](bool) {});
    };
    // A signal to continue need not wait for evidence to be on disk.
    if (effect.signal == core::ProcessSignal::kContinue) return send();
    incidents_.when_written([this, send, generation = effect.generation,
                             command = identity(effect.dumped), reader = identity(effect.reader),
                             incident = incidents_.current()] {
        if (!command || !reader) return send();
        dump_command(generation, *command, *reader, incident, send);
    });
}

/// gopls is stopped meanwhile, so it must not be sampled.
void Shell::dump_command(core::Generation generation, io::ProcessIdentity command,
                         io::ProcessIdentity reader, const std::string& incident,
                         std::function<void()> then) {
    if (!servers_.contains(generation)) return then();
    looks_.pause(generation);
    background_.run(
        [command, reader](io::Background::Abandoned) {
            return io::take_goroutines(command, reader, kCommandDumpTime);
        },
        [this, generation, incident, then = std::move(then)](const std::string& stacks) {
            then();
            looks_.resume(generation);
            if (stacks.empty()) return;
            incidents_.add_go_stacks(incident, stacks);
            turn(&core::Engine::command_dumped, generation, stacks);
        });
}

void Shell::apply(core::effect::Observe& effect) {
    const ServerProcess* server = started(effect.generation);
    if (server == nullptr) return;
    looks_.look(effect.generation, server->pid());
    if (servers_.at(effect.generation).kills.is_due(loop_.now())) {
        note_oom_kills(effect.generation);
    }
}

void Shell::apply(core::effect::PauseServer& effect) {
    const auto it = servers_.find(effect.generation);
    if (it == servers_.end()) return;
    it->second.paused = effect.paused;
    if (it->second.process) it->second.process->pause_output(effect.paused);
}

}  // namespace app
