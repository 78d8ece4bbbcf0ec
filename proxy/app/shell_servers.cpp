// What of the shell belongs to servers: started, looked at, signalled, ended.
#include <algorithm>
#include <csignal>
#include <optional>
#include <utility>

#include "app/gopls/find_gopls.hpp"
#include "app/gopls/server_arguments.hpp"
#include "app/gopls/server_environment.hpp"
#include "app/shell.hpp"
#include "io/command_dump.hpp"
#include "io/files.hpp"
#include "io/patience.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

/// For the system to say whether the kernel killed a server; a thread may have to be waited for.
constexpr auto kExamineTime = 100ms;
/// For a go command to tell what its goroutines do.
constexpr auto kDumpTime = 300ms;
/// For an upgrade to put gopls back where it was, before an older one elsewhere is taken.
constexpr auto kUpgradeTime = 10s;
/// For the beginning of the program to be read from disk.
constexpr auto kReadTime = 2s;

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
    child.arguments = options_.server_arguments;
    if (effect.again) {
        child.arguments =
            with_own_logfile(standby_arguments(child.arguments).arguments, effect.generation);
    }
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
        turn(&core::Engine::server_read, generation, n);
    };
    events.stderr_bytes = [this](std::string_view bytes) { stderr_.write(bytes); };
    events.gone = [this, generation](core::ExitStatus status) {
        if (const auto it = servers_.find(generation); it != servers_.end()) {
            status.last_words = it->second.process->last_words();
            log_last_words(it->second.process->stderr_tail());
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

void Shell::apply(core::effect::Spawn& effect) {
    servers_[effect.generation];
    read_program(effect, [this, effect] {
        caches_.lease(effect.cache, active_cache_, [this, effect](const CacheLease& lease) {
            // It may have been ended while it was waited for.
            if (servers_.contains(effect.generation)) start_slot(effect, lease);
            caches_.close(lease);
        });
    });
}

/// A start waits until the system has read the program: on a file system that hangs, the loop would
/// otherwise. `then` is not called where it does hang.
void Shell::read_program(const core::effect::Spawn& effect, std::function<void()> then) {
    const StartError hangs{core::StartFault::kBusy,
                           "cannot start " + options_.gopls + ": its file system does not answer"};
    if (program_hangs_) return not_started(effect, hangs);
    io::run_within(
        kReadTime, loop_, background_,
        [path = options_.gopls](io::Background::Abandoned) {
            io::read_beginning(path);
            return true;
        },
        [this, effect, hangs, then = std::move(then)](std::optional<bool> read) {
            if (read || background_.starved()) return then();
            program_hangs_ = true;
            not_started(effect, hangs);
        },
        [this](bool) { program_hangs_ = false; });
}

void Shell::not_started(const core::effect::Spawn& effect, const StartError& error) {
    servers_.erase(effect.generation);
    // Nothing can be said in the editor yet.
    if (!effect.again) stderr_.write("gopls-proxy: " + error.message + "\n");
    later([this, generation = effect.generation, error] {
        turn(&core::Engine::spawn_failed, generation, error.fault, error.message);
    });
}

void Shell::start_slot(const core::effect::Spawn& effect, const CacheLease& lease) {
    const core::Generation generation = effect.generation;
    if (!lease.problem.empty()) log_.warn(lease.problem + "; the ordinary cache is used");
    const std::string mark =
        options_.shares_daemon ? "" : options_.mark + "." + std::to_string(generation);
    const bool own_build_cache = effect.private_build_cache && !options_.cache_folder.empty();
    const ServerCaches caches{lease.path,
                              own_build_cache ? options_.cache_folder + "/go-build" : ""};
    Environment environment = server_environment(options_.environment, caches, effect.network);
    auto started =
        start_server(generation, child_options(effect, lease, entries(environment, mark)), mark);
    if (started.has_error()) return not_started(effect, started.error());
    log_.info("generation=" + std::to_string(generation) +
              " pid=" + std::to_string((*started)->pid()) +
              " cache=" + (lease.path.empty() ? "ordinary" : lease.path));
    Slot& slot = servers_.at(generation);
    slot.process = std::move(*started);
    slot.cache_path = lease.path;
    slot.environment = std::move(environment);
    if (servers_.size() == 1) share_cache_of_newest();
    if (slot.paused) slot.process->pause_output(true);
    newest_ = std::max(newest_, generation);
    if (guardian_) guardian_->server_started(generation, slot.process->pid());
    note_oom_kills(generation);

    io::Stream& input = slot.process->input();
    input.on_drained([this, generation] { turn(&core::Engine::server_backlog, generation, 0); });
    input.write(std::exchange(slot.held, {}));
    if (slot.close_held) input.close_after_flush();
    later([this, generation, left = input.queued_bytes()] {
        turn(&core::Engine::server_backlog, generation, left);
    });
}

/// What takes over, or is still there, is the one whose cache is shared from now on.
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
                        it->second.kills.note(group->oom_kills, loop_.now());
                    });
}

/// Killed by SIGKILL: by the kernel, for want of memory, if it has counted one more.
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

/// The gopls that was found first, or, while that one is away, another.
boost::system::result<std::unique_ptr<ServerProcess>, StartError> Shell::start_server(
    core::Generation generation, io::ChildOptions child, const std::string& mark) {
    child.program = options_.gopls;
    auto started = ServerProcess::start(loop_, child, mark, events_of(generation));
    if (started.has_value()) {
        gopls_away_since_.reset();
        other_gopls_.clear();
        return started;
    }
    if (started.error().fault != core::StartFault::kMissing) return started;
    if (!gopls_away_since_) gopls_away_since_ = now();
    if (!other_gopls_.empty()) {
        child.program = other_gopls_;
        auto other = ServerProcess::start(loop_, child, mark, events_of(generation));
        if (other.has_value()) {
            log_.warn("no gopls at " + options_.gopls + "; started is " + other_gopls_);
            return other;
        }
    }
    if (now() - *gopls_away_since_ >= kUpgradeTime) look_for_gopls();
    return started;
}

/// An upgrade may have put it elsewhere: the next try takes what is found meanwhile.
void Shell::look_for_gopls() {
    if (std::exchange(looking_for_gopls_, true)) return;
    background_.run(
        [configured = options_.configured,
         environment = options_.environment](io::Background::Abandoned) {
            const auto found = find_gopls(search_of(configured), environment);
            return found.has_value() ? found->path : std::string();
        },
        [this](const std::string& path) {
            looking_for_gopls_ = false;
            if (path != options_.gopls) other_gopls_ = path;
        });
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
    const std::string name = "generation=" + std::to_string(generation);
    for (const std::string& survivor : survivors) {
        log_.error(name + ": cannot be ended: " + survivor);
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
    if (!also_ended.empty()) log_.info(name + ": also ended: " + also_ended);
    if (const std::string dump(slot.process->dump()); !dump.empty()) {
        incidents_.add_stacks(slot.incident, dump);
        turn(&core::Engine::stacks_dumped, generation, dump);
    }
    log_.info("gone " + name + ", " + std::to_string(survivors.size()) + " processes left");
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
    // What only goes on need not wait for the evidence to be on disk.
    if (effect.signal == core::ProcessSignal::kContinue) return send();
    incidents_.when_written([this, send, generation = effect.generation,
                             command = identity(effect.dumped), reader = identity(effect.reader),
                             incident = incidents_.current()] {
        if (!command || !reader) return send();
        dump_command(generation, *command, *reader, incident, send);
    });
}

/// gopls is stopped meanwhile, and must not be looked at.
void Shell::dump_command(core::Generation generation, io::ProcessIdentity command,
                         io::ProcessIdentity reader, const std::string& incident,
                         std::function<void()> then) {
    if (!servers_.contains(generation)) return then();
    looks_.pause(generation);
    background_.run(
        [command, reader](io::Background::Abandoned) {
            return io::take_goroutines(command, reader, kDumpTime);
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
