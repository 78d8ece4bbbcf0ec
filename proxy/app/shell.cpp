#include "app/shell.hpp"

#include <unistd.h>

#include <csignal>
#include <random>
#include <utility>

#include "app/gopls/go_command.hpp"
#include "app/snapshot.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

/// The time for the last bytes to reach the editor, which may have stopped reading.
constexpr auto kFlushTime = 200ms;
/// The time for evidence to reach the disk.
constexpr auto kWriteTime = 500ms;
/// After this time the proxy leaves in any case; the guardian ends the rest.
constexpr auto kLeaveTime = 1200ms;
/// The time for a dismissed guardian to exit; somebody may have stopped it.
constexpr auto kGuardianTime = 1s;
/// Whoever kills more guardians than these means it.
constexpr int kMostGuardiansLost = 5;

std::uint64_t random_number() {
    std::random_device source;
    return std::uniform_int_distribution<std::uint64_t>(1)(source);
}

}  // namespace

Shell::Shell(ShellOptions options, Log log)
    : options_(std::move(options)),
      log_(std::move(log)),
      timer_(loop_,
             [this] {
                 armed_for_.reset();
                 turn(&core::Engine::tick);
             }),
      leave_timer_(loop_,
                   [this] {
                       if (editor_out_) editor_out_->drop_queue();
                       for (const auto& [generation, slot] : ending_) {
                           log_.write({core::LogLevel::kError,
                                       core::Event::kNotEnded,
                                       {{"generation", generation}},
                                       "still running; the guardian will kill it"});
                       }
                       leave();
                   }),
      ended_timer_(loop_, [this] { ended_.clear(); }),
      background_(loop_),
      disk_(loop_, {[this](const std::vector<core::DiskChange>& changes) {
                        turn(&core::Engine::disk_changed, changes);
                    },
                    [this](const std::string& sentence) { log_.warn(sentence); }}),
      looks_(loop_, {[this](core::Generation generation, io::Snapshot snapshot) {
                         turn(&core::Engine::observed, generation, to_core(std::move(snapshot)));
                     },
                     [this](core::Generation generation, const std::string& sentence) {
                         log_.write({core::LogLevel::kWarning,
                                     core::Event::kUnseen,
                                     {{"generation", generation}},
                                     sentence});
                     }}),
      caches_(loop_, options_.cache_folder,
              [this](const std::string& sentence) { log_.warn(sentence); }),
      incidents_(loop_, recorder_options(), options_.configured, incident_events()),
      start_record_(loop_, options_.state_folder),
      stderr_(loop_),
      engine_(options_.configured.settings, random_number()) {
    log_.write_aside(loop_);
}

Shell::~Shell() {
    // The callbacks of the log and the loop use members that are destroyed before these two.
    otlp_.reset();
    log_.copy_to({});
    log_.on_failure({});
    loop_.on_exception({});
    log_.write_at_once();
}

bool Shell::open_editor() {
    io::enlarge_pipe(STDIN_FILENO);
    io::enlarge_pipe(STDOUT_FILENO);
    auto in = io::Stream::open(loop_, STDIN_FILENO);
    auto out = io::Stream::open(loop_, STDOUT_FILENO);
    if (in.has_error() || out.has_error()) {
        log_.error("cannot use stdin or stdout: " +
                   (in.has_error() ? in.error() : out.error()).message());
        return false;
    }
    editor_in_ = std::move(*in);
    editor_out_ = std::move(*out);
    const auto closed = [this](int) { turn(&core::Engine::editor_closed); };
    editor_out_->on_write_error(closed);
    editor_out_->on_drained([this] { turn(&core::Engine::editor_backlog, 0); });
    editor_in_->start_reading({[this] { return engine_.editor_room(); },
                               [this](std::size_t n) { turn(&core::Engine::editor_read, n); },
                               closed});
    return true;
}

int Shell::run() {
    log_.on_failure(
        [this](const std::string& sentence) { stderr_.write("gopls-proxy: " + sentence + "\n"); });
    loop_.on_exception([this](const char* what) { report_internal_error(what); });
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        if (signal != SIGTERM && io::is_ignored(signal)) continue;
        signals_.push_back(std::make_unique<io::SignalWatch>(
            loop_, signal, [this, signal] { turn(&core::Engine::terminate, signal); }));
    }
    signals_.push_back(std::make_unique<io::SignalWatch>(loop_, SIGUSR1, [this] {
        log_.write(
            {core::LogLevel::kInfo, core::Event::kTiming, {}, "\n" + engine_.metrics().table()});
    }));
    start_guardian();
    open_gopls_spans();
    turn(&core::Engine::start);
    if (!open_editor()) turn(&core::Engine::terminate, SIGHUP);
    open_control_socket();
    open_metrics();
    open_otlp();
    loop_.run();
    signals_.clear();
    return exit_code_.value_or(1);
}

void Shell::end_turn(core::Time began) {
    engine_.turn_done(now() - began);
    report_backlogs();
    if (otlp_) otlp_->recorded(engine_.trace().next());
    arm();
}

void Shell::carry_out(core::Effects& effects) {
    carrying_out_ = true;
    for (core::Effect& effect : effects) {
        try {
            std::visit([this](auto& e) { apply(e); }, effect);
        } catch (const std::exception& error) {
            not_carried_out(effect, error);
        }
    }
    carrying_out_ = false;
    // Runs calls into the engine that the effects have led to. Each invalidates the effects before
    // it.
    while (!calls_.empty()) {
        auto calls = std::exchange(calls_, {});
        for (auto& call : calls) call();
    }
}

void Shell::not_carried_out(const core::Effect& effect, const std::exception& error) {
    report_internal_error(error.what());
    // If a message or a part of one is missing, the stream is broken.
    const bool in_pieces = std::holds_alternative<core::effect::WriteEditor>(effect) ||
                           std::holds_alternative<core::effect::WriteServer>(effect);
    if (in_pieces) later([this] { turn(&core::Engine::terminate, SIGTERM); });
}

void Shell::report_internal_error(const std::string& why) {
    log_.write({core::LogLevel::kError, core::Event::kInternalError, {}, why});
    stderr_.write("gopls-proxy: internal error: " + why + "\n");
}

void Shell::arm() {
    if (exit_code_) return;
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
    if (exit_code_) return;
    const std::size_t queued = editor_out_ ? editor_out_->queued_bytes() : 0;
    if (queued > 0 || editor_stalled_ || engine_.waits_for_editor()) {
        editor_stalled_ = queued > 0;
        carry_out(engine_.editor_backlog(queued, now()));
    }
    for (auto it = servers_.begin(); it != servers_.end();) {
        const core::Generation generation = it->first;
        const Slot& slot = it->second;
        const std::size_t waiting =
            slot.process ? slot.process->input().queued_bytes() : slot.held.size();
        if (waiting > 0) carry_out(engine_.server_backlog(generation, waiting, now()));
        it = servers_.upper_bound(generation);  // the call may have moved any of them away
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
    if (it == servers_.end()) return;
    Slot& slot = it->second;
    if (!slot.process) {
        slot.held += effect.bytes;
    } else if (effect.owner) {
        slot.process->input().write(effect.bytes, std::move(effect.owner));
    } else {
        slot.process->input().write(effect.bytes);
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
    disk_.watch(effect);
}

void Shell::apply(core::effect::LookAtDisk& effect) {
    const auto answer = [this, number = effect.number] {
        turn(&core::Engine::disk_looked, number);
    };
    if (!disk_.look_now(effect.file, answer)) later(answer);
}

void Shell::apply(core::effect::LookAtGo&) {
    if (std::exchange(looking_at_go_, true)) return;
    background_.run([environment = options_.environment](
                        io::Background::Abandoned) { return find_go(environment); },
                    [this](const GoCommand& go) {
                        looking_at_go_ = false;
                        turn(&core::Engine::go_seen, go.path, go.identity);
                    });
}

void Shell::apply(core::effect::Log& effect) {
    log_.write(effect.event);
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
    // Later, behind the bytes that this turn still writes.
    later([this] { leave_if_done(); });
}

/// Called before the first server, and again when the guardian has died, for the running servers.
void Shell::start_guardian() {
    auto started = io::Guardian::start(loop_, options_.mark, [this](int code, int signal) {
        guardian_.reset();
        // A guardian that exits by itself would do so again.
        const bool again = signal != 0 && ++guardians_lost_ <= kMostGuardiansLost;
        const core::Field end =
            signal != 0 ? core::Field("signal", signal) : core::Field("exit_code", code);
        log_.write(
            {core::LogLevel::kWarning,
             core::Event::kGuardian,
             {end},
             again ? "it ended and is restarted"
                   : "it ended and is not restarted: gopls keeps running if the proxy is killed"});
        if (again) start_guardian();
    });
    if (started.has_error()) {
        log_.write({core::LogLevel::kError, core::Event::kGuardian, {}, started.error().message});
        return;
    }
    guardian_ = std::move(*started);
    if (newest_ != 0) guardian_->server_ended(newest_);
    for (const auto* servers : {&servers_, &ending_}) {
        for (const auto& [generation, slot] : *servers) {
            if (slot.process) guardian_->server_started(generation, slot.process->pid());
        }
    }
}

void Shell::leave_if_done() {
    if (leaving_ || !exit_code_ || !ending_.empty()) return;
    if (!incidents_.idle()) {
        if (!std::exchange(only_writes_, true)) leave_timer_.arm(kWriteTime);
        return;
    }
    if (editor_out_ && editor_out_->is_open() && editor_out_->queued_bytes() > 0) {
        leave_timer_.arm(kFlushTime);
        return;
    }
    log_.write({core::LogLevel::kInfo, core::Event::kExit, {{"code", *exit_code_}}});
    leave();
}

/// If nothing is left to guard, the guardian goes first and is reaped.
void Shell::leave() {
    const bool all_is_well = all_ended_ && servers_.empty() && ending_.empty() && incidents_.idle();
    if (std::exchange(leaving_, true) || !guardian_ || !all_is_well) {
        if (guardian_ && all_is_well) guardian_->kill();
        return loop_.stop();
    }
    leave_timer_.arm(kGuardianTime);
    guardian_->dismiss([this] { loop_.stop(); });
}

}  // namespace app
