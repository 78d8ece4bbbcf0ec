#include "cli/config/command.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "app/config/config.hpp"
#include "app/gopls/executable.hpp"
#include "app/gopls/find_gopls.hpp"
#include "app/incidents/id.hpp"
#include "app/paint.hpp"
#include "app/paths.hpp"
#include "app/result.hpp"
#include "cli/config/options.hpp"
#include "cli/config/report.hpp"
#include "cli/control/client.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"
#include "io/stderr_sink.hpp"
#include "observability/otlp/settings.hpp"

namespace cli {

namespace otlp = observability::otlp;
using app::throw_exception_from_error;

namespace config {
namespace {

std::string path_or_reason(const app::PathResult& path) {
    return path ? path->string() : app::describe(path.error());
}

/// Returns the running sessions that began before the file was changed.
std::vector<OlderSession> sessions_before(const std::string& file,
                                          const app::Environment& environment) {
    std::vector<OlderSession> older;
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return older;
    // Date and time, without parts of a second.
    constexpr std::size_t kTimeBytes = 19;
    const auto changed_at = std::chrono::system_clock::from_time_t(status.st_mtime);
    const std::string changed = app::incidents::rfc3339(changed_at).substr(0, kTimeBytes);
    const app::PathResult home = app::home_folder(environment);
    for (const Session& session : ask_all(environment, app::control::Command::kStatus)) {
        if (session.reply.has_error()) continue;
        const Json& reply = *session.reply;
        // Both begin with date and time, which sort as texts.
        const std::string started =
            incidents::text_at(reply, "/proxy/started").substr(0, changed.size());
        if (started.empty() || started >= changed) continue;
        older.push_back({session.pid, editor_of(reply),
                         folders_of(reply, home ? home->string() : std::string())});
    }
    return older;
}

Surroundings surroundings_of(const app::Configured& configured, const app::Environment& environment,
                             const otlp::Settings& exported, const std::string& default_file) {
    Surroundings found;
    const auto gopls = app::find_gopls(app::search_of(configured), environment);
    if (gopls) {
        found.gopls = GoplsInUse{gopls->path, gopls->found_in, app::go_version_of(gopls->path)};
    } else {
        found.gopls_missing = gopls.error().sentence;
    }
    found.config_file_read = !configured.config_file.empty();
    found.config_file = found.config_file_read ? configured.config_file : default_file;
    const app::PathResult state = app::state_folder(environment);
    found.log = path_or_reason(app::log_file(configured.log_file, state));
    found.state = path_or_reason(state);
    found.cache = path_or_reason(app::cache_folder(environment));
    for (const otlp::Signal signal : otlp::kAllSignals) {
        if (const auto& target = exported.target(signal)) {
            found.collectors.emplace_back(otlp::name(signal), otlp::to_text(target->url));
        }
    }
    if (found.config_file_read) {
        found.older_sessions = sessions_before(found.config_file, environment);
    }
    return found;
}

int refuse_check(const std::string& sentence) {
    io::say("gopls-proxy config check: " + incidents::printable(sentence));
    return app::kExitUsage;
}

int run_check(const Options& options, const app::Environment& environment,
              const std::string& file_in_use) {
    const std::string file =
        options.file.empty() ? file_in_use : app::expand_home(options.file, environment);
    if (file.empty()) return refuse_check("no configuration file; name one");
    const auto content = app::read_config(file);
    if (!content) return refuse_check(content.error().sentence);
    if (!content->unreachable.empty()) return refuse_check(content->unreachable);
    if (!content->existed) {
        return refuse_check("the configuration file " + file + " does not exist");
    }
    const std::vector<app::Problem> problems = app::check_config(content->text);
    const std::string text =
        options.json ? check_json(file, problems)
                     : check_text(file, problems, app::wants_colours(STDOUT_FILENO, environment));
    std::fputs(text.c_str(), stdout);
    return exit_code_of(problems);
}

}  // namespace
}  // namespace config

int run_config(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment, const std::string& default_file) {
    const auto options = config::parse_options(arguments);
    if (options.has_error()) return app::print(options.error());
    if (options->check) {
        return config::run_check(
            *options, environment,
            configured.config_file.empty() ? default_file : configured.config_file);
    }
    const otlp::Settings exported = otlp::settings_from(environment);
    std::vector<std::string> notes = configured.notes;
    notes.insert(notes.end(), exported.warnings.begin(), exported.warnings.end());
    for (const std::string& note : notes) io::say("gopls-proxy: " + note);
    const config::Surroundings surroundings =
        config::surroundings_of(configured, environment, exported, default_file);
    const std::string text = options->json ? config::report_json(configured, surroundings, notes)
                                           : config::report_text(configured, surroundings);
    std::fputs(text.c_str(), stdout);
    return 0;
}

}  // namespace cli
