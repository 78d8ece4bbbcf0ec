// What of the shell belongs to servers: started, looked at, signalled, ended.
#include <unistd.h>

#include <csignal>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/find_gopls.hpp"
#include "cli/server_environment.hpp"
#include "cli/shell.hpp"
#include "cli/snapshot.hpp"
#include "io/command_dump.hpp"
#include "io/memory_group.hpp"
#include "io/processes.hpp"

namespace cli {
namespace {

using namespace std::chrono_literals;

/// For the system to say whether the kernel killed a server; a thread may have to be waited for.
constexpr auto kExamineTime = 100ms;
/// For a go command to tell what its goroutines do.
constexpr auto kDumpTime = 300ms;

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

/// Nothing for pid 0.
std::optional<io::ProcessIdentity> identity(core::ProcessRef process) {
    if (process.pid == 0) return std::nullopt;
    return io::ProcessIdentity{process.pid, process.start_ticks};
}

}  // namespace

io::ChildOptions Shell::child_options(const core::effect::Spawn& effect, const CacheLease& lease,
                                      std::vector<std::string> environment) const {
    io::ChildOptions child;
    child.program = options_.gopls;
    child.arguments = effect.again ? standby_arguments(options_.server_arguments).arguments
                                   : options_.server_arguments;
    if (options_.configured.debug_port)
        child.arguments = with_debug_port(std::move(child.arguments));
    child.environment = std::move(environment);
    if (lease.lock_fd >= 0) child.inherited_fds.push_back(lease.lock_fd);
    return child;
}

ServerEvents Shell::events_of(core::Generation generation) {
    ServerEvents events;
    events.output.room = [this, generation] { return engine_.server_room(generation); };
    events.output.received = [this, generation](std::size_t n) {
        const core::Time began = now();
        turn(engine_.server_read(generation, n, began), began);
    };
    events.stderr_bytes = [this](std::string_view bytes) { stderr_.write(bytes); };
    events.gone = [this, generation](core::ExitStatus status) {
        if (const auto it = servers_.find(generation); it != servers_.end()) {
            status.last_words = it->second.process->last_words();
            if (const auto tail = it->second.process->stderr_tail(); !tail.empty()) {
                log_.warn("its last words on stderr:\n" + tail);
            }
            if (status.signal == SIGKILL && it->second.oom_kills) {
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

void Shell::apply(core::effect::Spawn& effect) {
    const core::Generation generation = effect.generation;
    const CacheLease lease = lease_cache(caches_, effect.cache, active_cache_);
    if (!lease.problem.empty()) log_.warn(lease.problem + "; the ordinary cache is used");
    const std::string mark = options_.mark + "." + std::to_string(generation);
    const ServerCaches caches{
        lease.path, effect.private_build_cache ? options_.cache_folder + "/go-build" : ""};
    Environment environment = server_environment(options_.environment, caches, effect.network);
    auto started =
        ServerProcess::start(loop_, child_options(effect, lease, entries(environment, mark)), mark,
                             events_of(generation));
    if (lease.lock_fd >= 0) ::close(lease.lock_fd);
    if (started.has_error()) {
        // Nothing can be said in the editor yet.
        if (!effect.again) stderr_.write("gopls-proxy: " + started.error().message + "\n");
        look_for_gopls();
        later([this, generation, error = started.error()] {
            const core::Time began = now();
            turn(engine_.spawn_failed(generation, error.fault, error.message, began), began);
        });
        return;
    }
    log_.info("generation=" + std::to_string(generation) +
              " pid=" + std::to_string((*started)->pid()) +
              " cache=" + (lease.path.empty() ? "ordinary" : lease.path));
    (*started)->input().on_drained([this, generation] {
        if (!carrying_out_) carry_out(engine_.server_backlog(generation, 0, now()));
    });
    if (effect.cache == core::CacheUse::kStart) active_cache_ = lease.path;
    Slot& slot = servers_[generation];
    slot.process = std::move(*started);
    slot.cache_path = lease.path;
    slot.environment = std::move(environment);
    note_oom_kills(generation);
}

void Shell::note_oom_kills(core::Generation generation) {
    background_.run([](io::Background::Abandoned) { return io::memory_group(); },
                    [this, generation](const std::optional<io::MemoryGroup>& group) {
                        const auto it = servers_.find(generation);
                        if (it != servers_.end() && group) it->second.oom_kills = group->oom_kills;
                    });
}

/// Killed by SIGKILL: by the kernel, for want of memory, if it has counted one more.
void Shell::examine_kill(core::Generation generation, core::ExitStatus status) {
    Slot& killed = servers_.at(generation);
    killed.examined = std::make_unique<io::Timer>(
        loop_, [this, generation, status] { report_gone(generation, status); });
    killed.examined->arm(kExamineTime);
    background_.run([](io::Background::Abandoned) { return io::memory_group(); },
                    [this, generation, status, before = *killed.oom_kills](
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
    const core::Time began = now();
    turn(engine_.server_exited(generation, status, began), began);
}

/// An upgrade may have put it elsewhere: the next try takes what is found meanwhile.
void Shell::look_for_gopls() {
    if (std::exchange(looking_for_gopls_, true)) return;
    background_.run(
        [search = search_of(options_.configured),
         environment = options_.environment](io::Background::Abandoned) {
            const auto found = find_gopls(search, environment);
            return found.has_value() ? found->path : std::string();
        },
        [this](const std::string& path) {
            looking_for_gopls_ = false;
            if (path.empty() || path == options_.gopls) return;
            log_.warn("gopls is now " + path);
            options_.gopls = path;
        });
}

void Shell::apply(core::effect::CloseInput& effect) {
    const auto it = servers_.find(effect.generation);
    if (it != servers_.end()) it->second.process->input().close_after_flush();
}

void Shell::apply(core::effect::EndServer& effect) {
    auto node = servers_.extract(effect.generation);
    if (node.empty()) return;
    Slot& slot = ending_.insert(std::move(node)).position->second;
    slot.incident = incidents_.latest();
    incidents_.add_stderr(slot.incident, slot.process->stderr_tail());
    if (effect.cache_is_bad && !slot.cache_path.empty()) (void)caches_.mark_bad(slot.cache_path);
    // What takes over, or is still there, is the one whose cache is shared from now on.
    if (!servers_.empty()) active_cache_ = servers_.rbegin()->second.cache_path;
    incidents_.when_written([this, effect] {
        const auto it = ending_.find(effect.generation);
        if (it == ending_.end()) return;
        if (!effect.dump) return it->second.process->end();
        it->second.process->dump_and_end(identity(effect.process));
    });
}

void Shell::server_ended(core::Generation generation, const std::vector<std::string>& survivors) {
    for (const std::string& survivor : survivors) {
        log_.error("generation=" + std::to_string(generation) + ": cannot be ended: " + survivor);
    }
    auto node = ending_.extract(generation);
    if (node.empty()) return;
    Slot& slot = node.mapped();
    incidents_.add_stacks(slot.incident, slot.process->dump());
    if (!slot.process->dump().empty()) {
        const core::Time began = now();
        turn(engine_.stacks_dumped(generation, slot.process->dump(), began), began);
    }
    log_.info("gone generation=" + std::to_string(generation) + ", " +
              std::to_string(survivors.size()) + " processes left");
    ended_.push_back(std::move(slot));
    ended_timer_.arm(std::chrono::nanoseconds(0));
    leave_if_done();
    if (!exit_code_) {
        std::vector<std::string> keep;
        for (const auto& [g, s] : servers_) keep.push_back(s.cache_path);
        caches_.delete_unlocked_old(std::move(keep));
    }
}

void Shell::apply(core::effect::SignalProcesses& effect) {
    const auto send = [processes = std::move(effect.processes), signal = effect.signal] {
        for (const core::ProcessRef& process : processes) {
            io::signal_process(process.pid, process.start_ticks, number_of(signal));
        }
    };
    // What only goes on need not wait for the evidence to be on disk.
    if (effect.signal == core::ProcessSignal::kContinue) return send();
    incidents_.when_written([this, send, generation = effect.generation,
                             command = identity(effect.dumped), reader = identity(effect.reader)] {
        if (!command || !reader) return send();
        dump_command(generation, *command, *reader, send);
    });
}

/// gopls is stopped meanwhile, and must not be looked at.
void Shell::dump_command(core::Generation generation, io::ProcessIdentity command,
                         io::ProcessIdentity reader, std::function<void()> then) {
    const auto it = servers_.find(generation);
    if (it == servers_.end()) return then();
    it->second.observing = true;
    background_.run(
        [command, reader](io::Background::Abandoned) {
            return io::take_goroutines(command, reader, kDumpTime);
        },
        [this, generation, then = std::move(then)](const std::string& stacks) {
            then();
            if (const auto slot = servers_.find(generation); slot != servers_.end())
                slot->second.observing = false;
            if (stacks.empty()) return;
            incidents_.add_go_stacks(incidents_.latest(), stacks);
            const core::Time began = now();
            turn(engine_.command_dumped(generation, stacks, began), began);
        });
}

void Shell::apply(core::effect::Observe& effect) {
    const auto it = servers_.find(effect.generation);
    if (it == servers_.end() || std::exchange(it->second.observing, true)) return;
    const int pid = it->second.process->pid();
    struct Look {
        io::Snapshot snapshot;
        io::GoPrograms programs;
    };
    background_.run(
        [pid, programs = programs_](io::Background::Abandoned) {
            Look look{{}, programs};
            look.snapshot = io::observe_session(pid, look.programs);
            return look;
        },
        [this, generation = effect.generation](Look look) {
            programs_ = std::move(look.programs);
            const auto slot = servers_.find(generation);
            if (slot == servers_.end()) return;
            slot->second.observing = false;
            const core::Time began = now();
            turn(engine_.observed(generation, to_core(std::move(look.snapshot)), began), began);
        });
}

void Shell::apply(core::effect::PauseServer& effect) {
    const auto it = servers_.find(effect.generation);
    if (it != servers_.end()) it->second.process->pause_output(effect.paused);
}

}  // namespace cli
