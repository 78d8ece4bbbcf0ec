// The shell's part in starting a server: its program, its cache, its arguments.
#include <algorithm>
#include <optional>
#include <utility>

#include "app/gopls/executable.hpp"
#include "app/gopls/find_gopls.hpp"
#include "app/gopls/server_arguments.hpp"
#include "app/gopls/server_environment.hpp"
#include "app/shell.hpp"
#include "io/files.hpp"
#include "io/patience.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

/// The time for an upgrade to put gopls back in its place, before an older one elsewhere is used.
constexpr auto kUpgradeTime = 10s;
/// The time to read the beginning of the program from disk.
constexpr auto kReadTime = 2s;

}  // namespace

void Shell::apply(core::effect::Spawn& effect) {
    servers_[effect.generation];
    read_program(effect, [this, effect] {
        caches_.lease(effect.cache, active_cache_, [this, effect](const CacheLease& lease) {
            // The core may have ended the server while this waited.
            if (servers_.contains(effect.generation)) start_slot(effect, lease);
            caches_.close(lease);
        });
    });
}

/// Waits until the system has read the program before a start, which would otherwise block the loop
/// if the file system hangs. In that case `then` is not called.
void Shell::read_program(const core::effect::Spawn& effect, std::function<void()> then) {
    const StartError hangs{core::StartFault::kBusy,
                           "cannot start " + options_.gopls + ": its file system does not respond"};
    if (program_hangs_) return not_started(effect, hangs);
    io::run_within(
        kReadTime, loop_, background_,
        [path = options_.gopls, traces = spans_receiver_ != nullptr](io::Background::Abandoned) {
            io::read_beginning(path);
            return traces && has_otel_flag(go_version_of(path));
        },
        [this, effect, hangs, then = std::move(then)](std::optional<bool> has_otel) {
            gopls_has_otel_ = has_otel.value_or(false);
            if (has_otel || background_.starved()) return then();
            program_hangs_ = true;
            not_started(effect, hangs);
        },
        [this](bool) { program_hangs_ = false; });
}

void Shell::not_started(const core::effect::Spawn& effect, const StartError& error) {
    servers_.erase(effect.generation);
    // The editor cannot show anything yet.
    if (!effect.again) stderr_.write("gopls-proxy: " + error.message + "\n");
    later([this, generation = effect.generation, error] {
        turn(&core::Engine::spawn_failed, generation, error.fault, error.message);
    });
}

void Shell::start_slot(const core::effect::Spawn& effect, const CacheLease& lease) {
    const core::Generation generation = effect.generation;
    if (!lease.problem.empty()) log_.warn(lease.problem + "; using the ordinary cache");
    const std::string mark =
        options_.shares_daemon ? "" : options_.mark + "." + std::to_string(generation);
    const bool own_build_cache = effect.private_build_cache && !options_.cache_folder.empty();
    const ServerCaches caches{lease.path,
                              own_build_cache ? options_.cache_folder + "/go-build" : ""};
    Environment environment = server_environment(options_.environment, caches, effect.network);
    auto started =
        start_server(generation, child_options(effect, lease, entries(environment, mark)), mark);
    if (started.has_error()) return not_started(effect, started.error());
    log_.write({core::LogLevel::kInfo,
                core::Event::kProcess,
                {{"generation", generation},
                 {"pid", (*started)->pid()},
                 {"cache", lease.path.empty() ? "ordinary" : lease.path}}});
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
        turn(&core::Engine::server_started, generation);
        turn(&core::Engine::server_backlog, generation, left);
    });
}

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

/// Returns the options with those that make gopls send its spans, if it can.
io::ChildOptions Shell::traced(io::ChildOptions child) {
    if (!spans_receiver_) return child;
    if (gopls_has_otel_) {
        child.arguments = with_otel(std::move(child.arguments), spans_receiver_->url());
    } else if (!std::exchange(told_of_otel_, true)) {
        log_.warn("trace.gopls: gopls's own work is not traced, which needs gopls v0.23 or newer");
    }
    return child;
}

/// Starts the gopls that was found first, or another one while that is missing.
boost::system::result<std::unique_ptr<ServerProcess>, StartError> Shell::start_server(
    core::Generation generation, io::ChildOptions child, const std::string& mark) {
    child.program = options_.gopls;
    auto started = ServerProcess::start(loop_, traced(child), mark, events_of(generation));
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
            log_.warn("gopls not found at " + options_.gopls +
                      "; started instead: " + other_gopls_);
            return other;
        }
    }
    if (now() - *gopls_away_since_ >= kUpgradeTime) look_for_gopls();
    return started;
}

void Shell::apply(core::effect::Loaded& effect) {
    // Only the first gopls: a replacement may have loaded in spite of a broken module.
    if (effect.generation == 1) incidents_.loaded_well();
    if (effect.start) start_record_.keep(std::move(effect.folders), *effect.start);
}

void Shell::apply(core::effect::RecallStarts& effect) {
    start_record_.recall(std::move(effect.folders), [this](const core::StartPhases& usual) {
        turn(&core::Engine::usual_start, usual);
    });
}

/// Searches for gopls elsewhere after an upgrade. The next try uses the result.
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

}  // namespace app
