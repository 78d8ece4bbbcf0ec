#include "app/serve.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <random>

#include "app/build_info.hpp"
#include "app/control/folders.hpp"
#include "app/gopls/drop_in.hpp"
#include "app/gopls/find_gopls.hpp"
#include "app/gopls/module_proxies.hpp"
#include "app/gopls/server_arguments.hpp"
#include "app/incidents/mask.hpp"
#include "app/log.hpp"
#include "app/paths.hpp"
#include "app/shell.hpp"
#include "io/processes.hpp"
#include "io/signals.hpp"
#include "io/standard_files.hpp"
#include "io/stderr_sink.hpp"
#include "io/within.hpp"

namespace app {
namespace {

namespace otlp = observability::otlp;

/// The number of descriptors that a session with one gopls opens in addition.
constexpr std::size_t kDescriptors = 18;
/// The number that the control socket opens, with some clients.
constexpr std::size_t kControlDescriptors = 14;
/// The same for the exporter of metrics.
constexpr std::size_t kMetricsDescriptors = 14;
/// The same for the exporter for OpenTelemetry.
constexpr std::size_t kOtlpDescriptors = 14;
/// How long work in other threads may take to stop. A thread that hangs in a file system never
/// does.
constexpr std::chrono::milliseconds kLastWork{500};
/// How long the start waits for a folder. The editor waits for the start.
constexpr std::chrono::seconds kStartPatience{1};

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

struct Folders {
    PathResult state = PathError::kNoAnswer;
    PathResult cache = PathError::kNoAnswer;
    std::vector<std::filesystem::path> control;  ///< where the control socket may be
};

Folders find_folders(const Environment& environment) {
    const auto found = io::within(kStartPatience, [environment] {
        return Folders{or_temporary(state_folder(environment), environment),
                       or_temporary(cache_folder(environment), environment),
                       control::folders(environment)};
    });
    return found.value_or(Folders{});
}

OpenedLog open_log(const Configured& configured, const PathResult& state) {
    OpenedLog silent;
    const auto file = log_file(configured.log_file, state);
    if (file.has_error()) {
        if (configured.log_level != LogLevel::kOff) {
            silent.problem = "no log is written: " + describe(file.error());
        }
        return silent;
    }
    const std::string path = file->string();
    auto opened = io::within(
        kStartPatience, [path, level = configured.log_level] { return open_log(path, level); });
    if (opened) return std::move(*opened);
    silent.problem = "no log is written: the file system of " + path + " does not respond";
    return silent;
}

/// Keeps what the log says, for the exporter. Returns null if that does not want it.
std::shared_ptr<otlp::LogLines> copy_of(Log& log, const otlp::Settings& settings) {
    if (!settings.target(otlp::Signal::kLogs)) return nullptr;
    const auto lines = std::make_shared<otlp::LogLines>(settings.log_lines.most);
    log.copy_to([lines](const core::Event& event) {
        lines->add({event, std::chrono::system_clock::now().time_since_epoch()});
    });
    return lines;
}

int without_gopls(const std::string& sentence, Log& log) {
    log.write({core::LogLevel::kError, core::Event::kNoGopls, {}, sentence});
    io::say("gopls-proxy: " + sentence);
    if (isatty(STDIN_FILENO)) return kExitNotFound;
    return missing_gopls_session(sentence);
}

}  // namespace

std::string new_mark() {
    std::random_device random;
    char text[20];
    std::snprintf(text, sizeof text, "%08x%08x", random(), random());
    return text;
}

int serve(std::vector<std::string> server_arguments, Configured configured,
          const Environment& environment) {
    const io::BlockingMode kept_in(STDIN_FILENO);
    const io::BlockingMode kept_out(STDOUT_FILENO);
    auto [state, cache, control_folders] = find_folders(environment);
    OpenedLog opened = open_log(configured, state);
    Log& log = opened.log;
    const auto complain = [](const std::string& sentence) { io::say("gopls-proxy: " + sentence); };
    if (!opened.problem.empty()) complain(opened.problem);
    otlp::Settings exported = otlp::settings_from(environment);
    const auto log_lines = copy_of(log, exported);
    std::error_code deleted;
    std::string version = version_text();
    version.pop_back();  // its newline
    log.write({core::LogLevel::kInfo,
               core::Event::kStarted,
               {{"folder", std::filesystem::current_path(deleted).string()}},
               version});
    for (const std::string& note : configured.notes) {
        log.warn(note);
        complain(note);
    }
    for (const std::string& warning : exported.warnings) log.warn(warning);
    if (state.has_error() || cache.has_error()) {
        log.warn("cannot save incidents or create a clean cache for gopls: " +
                 describe(state.has_error() ? state.error() : cache.error()));
    }

    if (!io::room_for_descriptors(kDescriptors)) {
        constexpr const char* kSentence =
            "cannot start: too many open files; raise the limit with `ulimit -n`";
        log.error(kSentence);
        complain(kSentence);
        return 1;
    }
    if (!io::identity_of(getpid())) {
        log.warn(
            "cannot inspect processes, since there is no /proc: a stuck gopls is replaced only on "
            "request, and a stopped gopls keeps running if this process is killed");
    }

    const auto found = find_gopls(search_of(configured), environment);
    if (found.has_error()) return without_gopls(found.error().sentence, log);
    for (const std::string& note : found->notes) log.info(note);

    Stripped stripped = strip_remote(server_arguments);
    const bool strips = configured.settings.remote == core::RemotePolicy::kStrip;
    const bool shares_daemon = !strips && !stripped.notes.empty();
    if (strips) {
        for (const std::string& note : stripped.notes) log.warn(note);
        server_arguments = std::move(stripped.arguments);
    } else if (shares_daemon && configured.settings.mode == core::Mode::kAct) {
        log.warn(
            "gopls forwards to a shared daemon (remote = observe): the proxy only observes it");
        configured.settings.mode = core::Mode::kObserve;
    }
    log.write({core::LogLevel::kInfo,
               core::Event::kGopls,
               {{"path", found->path},
                {"found_in", found->found_in},
                {"arguments", joined(incidents::masked_arguments(server_arguments))}}});

    configured.settings.stall.module_proxies = module_proxies(environment);
    configured.settings.go_work = value_of(environment, "GOWORK");

    if (!configured.control_socket) control_folders.clear();
    if (!control_folders.empty() && !io::room_for_descriptors(kDescriptors + kControlDescriptors)) {
        log.info("no control socket: too few file descriptors, see `ulimit -n`");
        control_folders.clear();
    }
    const bool shows_metrics =
        !configured.metrics_file.empty() || !configured.metrics_address.empty();
    const std::size_t of_control = control_folders.empty() ? 0 : kControlDescriptors;
    if (shows_metrics &&
        !io::room_for_descriptors(kDescriptors + of_control + kMetricsDescriptors)) {
        log.warn("no metrics: too few file descriptors, see `ulimit -n`");
        configured.metrics_file.clear();
        configured.metrics_address.clear();
    }

    const std::size_t of_metrics = shows_metrics ? kMetricsDescriptors : 0;
    if (exported.is_on() &&
        !io::room_for_descriptors(kDescriptors + of_control + of_metrics + kOtlpDescriptors)) {
        log.warn("nothing is sent to OpenTelemetry: too few file descriptors, see `ulimit -n`");
        exported = {};
        log.copy_to({});
    }

    ShellOptions options{.configured = std::move(configured),
                         .environment = environment,
                         .gopls = found->path,
                         .server_arguments = std::move(server_arguments),
                         .mark = new_mark(),
                         .shares_daemon = shares_daemon,
                         .state_folder = state ? state->string() : std::string(),
                         .cache_folder = cache ? cache->string() : std::string(),
                         .control_folders = std::move(control_folders),
                         .otlp = std::move(exported),
                         .log_lines = log_lines};
    Shell shell(std::move(options), std::move(log));
    const int code = shell.run();
    // The loop's destructor waits for work that still runs in other threads.
    io::leave_within(kLastWork, code);
    return code;
}

}  // namespace app
