#include "cli/serve.hpp"

#include <unistd.h>

#include <cstdio>
#include <random>

#include "cli/drop_in.hpp"
#include "cli/find_gopls.hpp"
#include "cli/help.hpp"
#include "cli/log.hpp"
#include "cli/module_proxies.hpp"
#include "cli/paths.hpp"
#include "cli/shell.hpp"
#include "io/processes.hpp"
#include "io/signals.hpp"
#include "io/standard_files.hpp"

namespace cli {
namespace {

/// What a session with one gopls has open, beyond what is open already.
constexpr std::size_t kDescriptors = 16;

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

int without_gopls(const std::string& sentence, Log& log) {
    log.error(sentence);
    std::fprintf(stderr, "gopls-proxy: %s\n", sentence.c_str());
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

int serve(const Invocation& invocation, Configured configured, const Environment& environment,
          const std::string& mark, const std::string& guardian_problem) {
    io::ignore_write_signals();
    const std::string log_file = configured.log_file.empty()
                                     ? or_temporary(default_log_file(environment).has_value()
                                                        ? state_folder(environment)
                                                        : PathResult(PathError::kNoHome)) +
                                           "/gopls-proxy.log"
                                     : configured.log_file;
    OpenedLog opened = open_log(log_file, configured.log_level);
    Log& log = opened.log;
    if (!opened.problem.empty()) {
        std::fprintf(stderr, "gopls-proxy: %s\n", opened.problem.c_str());
    }
    log.info(version_text() + "started in " + std::filesystem::current_path().string());
    for (const std::string& note : configured.notes) log.warn(note);
    if (!guardian_problem.empty()) log.error("no guardian: " + guardian_problem);

    if (!io::room_for_descriptors(kDescriptors)) {
        constexpr const char* kSentence = "cannot start: too many open files, see `ulimit -n`";
        log.error(kSentence);
        std::fprintf(stderr, "gopls-proxy: %s\n", kSentence);
        return 1;
    }
    if (!io::identity_of(getpid())) {
        log.warn(
            "there is no /proc to see gopls's processes in: a gopls that is stuck is replaced only "
            "when asked, and left running if this process is killed while gopls is stopped");
    }

    const auto found = find_gopls(search_of(configured), environment);
    if (found.has_error()) return without_gopls(found.error().sentence, log);
    for (const std::string& note : found->notes) log.info(note);

    std::vector<std::string> arguments = invocation.server_arguments;
    Stripped stripped = strip_remote(arguments);
    if (configured.settings.remote == core::RemotePolicy::kStrip) {
        for (const std::string& note : stripped.notes) log.warn(note);
        arguments = std::move(stripped.arguments);
    } else if (!stripped.notes.empty() && configured.settings.mode == core::Mode::kAct) {
        log.warn("gopls is a forwarder to a shared daemon: only watched (remote = observe)");
        configured.settings.mode = core::Mode::kObserve;
    }
    log.info("gopls: " + found->path + " (" + found->found_in + ") " + joined(arguments));

    configured.settings.stall.module_proxies = module_proxies(environment);
    configured.settings.go_work = value_of(environment, "GOWORK");

    ShellOptions options{.configured = std::move(configured),
                         .environment = environment,
                         .gopls = found->path,
                         .server_arguments = std::move(arguments),
                         .mark = mark,
                         .state_folder = or_temporary(state_folder(environment)),
                         .cache_folder = or_temporary(cache_folder(environment))};
    Shell shell(std::move(options), std::move(log));
    return shell.run();
}

}  // namespace cli
