#include "cli/shell.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <random>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/go_command.hpp"
#include "cli/server_environment.hpp"
#include "cli/snapshot.hpp"
#include "io/command_dump.hpp"
#include "io/processes.hpp"

namespace cli {
namespace {

using namespace std::chrono_literals;

/// For what was written last to reach the editor; it may not be reading any more.
constexpr auto kFlushTime = 200ms;
/// For a go command to tell what its goroutines do.
constexpr auto kDumpTime = 300ms;
/// Then the proxy leaves, whatever is left; the guardian has the last word.
constexpr auto kLeaveTime = 1200ms;

LogLevel level_of(core::LogLevel level) {
    switch (level) {
        case core::LogLevel::kDebug:
            return LogLevel::kDebug;
        case core::LogLevel::kInfo:
            return LogLevel::kInfo;
        case core::LogLevel::kWarning:
            return LogLevel::kWarn;
        case core::LogLevel::kError:
            return LogLevel::kError;
    }
    return LogLevel::kInfo;
}

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

}  // namespace

Shell::Shell(ShellOptions options, Log log)
    : options_(std::move(options)),
      log_(std::move(log)),
      timer_(loop_,
             [this] {
                 armed_for_.reset();
                 const core::Time began = now();
                 turn(engine_.tick(began), began);
             }),
      leave_timer_(loop_,
                   [this] {
                       if (editor_out_) editor_out_->drop_queue();
                       for (const auto& [generation, slot] : ending_) {
                           log_.error("generation=" + std::to_string(generation) +
                                      " is not gone yet; left to the guardian");
                       }
                       loop_.stop();
                   }),
      background_(loop_),
      disk_(loop_,
            [this](const std::vector<core::DiskChange>& changes) {
                const core::Time began = now();
                turn(engine_.disk_changed(changes, began), began);
            }),
      caches_(loop_, options_.cache_folder),
      incidents_(loop_, recorder_options(), options_.configured, incident_events()),
      stderr_(loop_),
      engine_(options_.configured.settings, std::random_device{}()) {}

Shell::~Shell() = default;

bool Shell::open_editor() {
    io::enlarge_pipe(STDIN_FILENO);
    io::enlarge_pipe(STDOUT_FILENO);
    auto in = io::Stream::open(loop_, STDIN_FILENO);
    auto out = io::Stream::open(loop_, STDOUT_FILENO);
    if (in.has_error() || out.has_error()) {
        log_.error("stdin or stdout cannot be used: " +
                   (in.has_error() ? in.error() : out.error()).message());
        return false;
    }
    editor_in_ = std::move(*in);
    editor_out_ = std::move(*out);
    const auto closed = [this](int) {
        const core::Time began = now();
        turn(engine_.editor_closed(began), began);
    };
    editor_out_->on_write_error(closed);
    editor_out_->on_drained([this] { report_backlogs(); });
    editor_in_->start_reading({[this] { return engine_.editor_room(); },
                               [this](std::size_t n) {
                                   const core::Time began = now();
                                   turn(engine_.editor_read(n, began), began);
                               },
                               closed});
    return true;
}

int Shell::run() {
    io::ignore_sigpipe();
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        signals_.push_back(std::make_unique<io::SignalWatch>(loop_, signal, [this, signal] {
            const core::Time began = now();
            turn(engine_.terminate(signal, began), began);
        }));
    }
    signals_.push_back(std::make_unique<io::SignalWatch>(
        loop_, SIGUSR1, [this] { log_.info("timing\n" + engine_.metrics().table()); }));
    const core::Time began = now();
    turn(engine_.start(began), began);
    if (!open_editor()) {
        const core::Time failed = now();
        turn(engine_.terminate(SIGHUP, failed), failed);
    }
    loop_.run();
    signals_.clear();
    return exit_code_.value_or(1);
}

void Shell::turn(core::Effects& effects, core::Time began) {
    carry_out(effects);
    engine_.turn_done(now() - began);
    report_backlogs();
    arm();
}

void Shell::carry_out(core::Effects& effects) {
    carrying_out_ = true;
    for (core::Effect& effect : effects) {
        std::visit([this](auto& e) { apply(e); }, effect);
    }
    carrying_out_ = false;
    // Calls into the engine that carrying out has led to; each invalidates the effects before.
    while (!calls_.empty()) {
        auto calls = std::exchange(calls_, {});
        for (auto& call : calls) call();
    }
}

void Shell::arm() {
    const auto next = engine_.next_wake();
    if (next == armed_for_) return;
    armed_for_ = next;
    if (next) {
        timer_.arm(*next - now());
    } else {
        timer_.disarm();
    }
}

void Shell::report_backlogs() {
    if (carrying_out_ || exit_code_) return;
    const std::size_t queued = editor_out_ ? editor_out_->queued_bytes() : 0;
    if (queued > 0 || editor_stalled_) {
        editor_stalled_ = queued > 0;
        carry_out(engine_.editor_backlog(queued, now()));
    }
    for (auto it = servers_.begin(); it != servers_.end();) {
        const core::Generation generation = it->first;
        const std::size_t waiting = it->second.process->input().queued_bytes();
        ++it;  // the call may move this server away
        if (waiting > 0) carry_out(engine_.server_backlog(generation, waiting, now()));
        if (it != servers_.end() && !servers_.contains(it->first)) break;
    }
}

void Shell::apply(core::effect::WriteEditor& effect) {
    if (!editor_out_) return;
    if (effect.owner) {
        editor_out_->write(effect.bytes, std::move(effect.owner));
    } else {
        editor_out_->write(effect.bytes);
    }
}

void Shell::apply(core::effect::WriteServer& effect) {
    const auto it = servers_.find(effect.generation);
    if (it != servers_.end()) it->second.process->input().write(effect.bytes);
}

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
        }
        const core::Time began = now();
        turn(engine_.server_exited(generation, status, began), began);
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
        later([this, generation, reason = started.error()] {
            const core::Time began = now();
            turn(engine_.spawn_failed(generation, reason, began), began);
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
    servers_[generation] = Slot{std::move(*started), lease.path, std::move(environment), {}, false};
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
    incidents_.when_written([this, generation = effect.generation, dump = effect.dump] {
        const auto it = ending_.find(generation);
        if (it != ending_.end()) it->second.process->end(dump);
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
    incidents_.when_written([this, send, generation = effect.generation, dumped = effect.dumped] {
        if (dumped.pid == 0) return send();
        dump_command(generation, dumped, send);
    });
}

/// gopls is stopped meanwhile, and must not be looked at.
void Shell::dump_command(core::Generation generation, core::ProcessRef command,
                         std::function<void()> then) {
    const auto it = servers_.find(generation);
    const auto leader =
        it == servers_.end() ? std::nullopt : io::identity_of(it->second.process->pid());
    if (!leader) return then();
    it->second.observing = true;
    background_.run(
        [command = io::ProcessIdentity{command.pid, command.start_ticks}, leader = *leader](
            io::Background::Abandoned) { return io::take_goroutines(command, leader, kDumpTime); },
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
    background_.run([pid](io::Background::Abandoned) { return io::observe_session(pid); },
                    [this, generation = effect.generation](io::Snapshot snapshot) {
                        const auto slot = servers_.find(generation);
                        if (slot == servers_.end()) return;
                        slot->second.observing = false;
                        const core::Time began = now();
                        turn(engine_.observed(generation, to_core(std::move(snapshot)), began),
                             began);
                    });
}

void Shell::apply(core::effect::PauseServer& effect) {
    const auto it = servers_.find(effect.generation);
    if (it == servers_.end()) return;
    if (effect.paused) {
        it->second.process->output().pause_reading();
    } else {
        it->second.process->output().resume_reading();
    }
}

void Shell::apply(core::effect::PauseEditor& effect) {
    if (!editor_in_) return;
    if (effect.paused) {
        editor_in_->pause_reading();
    } else {
        editor_in_->resume_reading();
    }
}

void Shell::apply(core::effect::WatchFolders& effect) {
    disk_.set_folders(effect.folders);
}

void Shell::apply(core::effect::LookAtGo&) {
    if (std::exchange(looking_at_go_, true)) return;
    background_.run([environment = options_.environment](
                        io::Background::Abandoned) { return find_go(environment); },
                    [this](const GoCommand& go) {
                        looking_at_go_ = false;
                        const core::Time began = now();
                        turn(engine_.go_seen(go.path, go.identity, began), began);
                    });
}

void Shell::apply(core::effect::Log& effect) {
    log_.write(level_of(effect.level), effect.text);
}

void Shell::apply(core::effect::Exit& effect) {
    exit_code_ = effect.code;
    incidents_.stop();
    disk_.stop();
    if (editor_in_) editor_in_->close();
    timer_.disarm();
    leave_timer_.arm(kLeaveTime);
    if (editor_out_ && editor_out_->queued_bytes() > 0) {
        editor_out_->on_drained([this] { leave_if_done(); });
        leave_timer_.arm(ending_.empty() ? std::chrono::nanoseconds(kFlushTime) : kLeaveTime);
    }
    // Behind what is to be written in this turn.
    later([this] { leave_if_done(); });
}

void Shell::leave_if_done() {
    if (!exit_code_ || !ending_.empty() || !incidents_.idle()) return;
    if (editor_out_ && editor_out_->is_open() && editor_out_->queued_bytes() > 0) {
        leave_timer_.arm(kFlushTime);
        return;
    }
    log_.info("leaving with exit code " + std::to_string(*exit_code_));
    loop_.stop();
}

}  // namespace cli
