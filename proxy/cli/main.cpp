// gopls-proxy: runs what the command line asks for.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/build_info.hpp"
#include "app/completion.hpp"
#include "app/config/config.hpp"
#include "app/environment.hpp"
#include "app/gopls/drop_in.hpp"
#include "app/gopls/find_gopls.hpp"
#include "app/manual.hpp"
#include "app/paint.hpp"
#include "app/paths.hpp"
#include "app/printable.hpp"
#include "app/serve.hpp"
#include "app/subcommand.hpp"
#include "cli/arguments.hpp"
#include "cli/clean/command.hpp"
#include "cli/completion/command.hpp"
#include "cli/completion/words.hpp"
#include "cli/config/command.hpp"
#include "cli/dashboard/command.hpp"
#include "cli/doctor/command.hpp"
#include "cli/health/command.hpp"
#include "cli/help.hpp"
#include "cli/incidents/command.hpp"
#include "cli/manual.hpp"
#include "cli/metrics/command.hpp"
#include "cli/setup/command.hpp"
#include "cli/status/command.hpp"
#include "cli/top/command.hpp"
#include "cli/trace/command.hpp"
#include "demo/demo.hpp"
#include "io/guardian.hpp"
#include "io/memory.hpp"
#include "io/signals.hpp"
#include "io/standard_files.hpp"
#include "io/stderr_sink.hpp"
#include "io/thread.hpp"

namespace {

int complain(const std::string& sentence, int code) {
    io::say("gopls-proxy: " + app::printable(sentence));
    return code;
}

int become_gopls(const cli::Invocation& invocation, const app::Configured& configured,
                 const app::Environment& environment) {
    const auto found = app::find_gopls(app::search_of(configured), environment);
    if (found.has_error()) return complain(found.error().sentence, app::kExitNotFound);
    const app::ExecFailure failure = app::exec_gopls(found->path, invocation.arguments);
    return complain(failure.sentence, failure.exit_code);
}

using Subcommand = int (*)(const std::vector<std::string>&, const app::Environment&);
/// Those that need no settings.
constexpr auto kSubcommands = std::to_array<std::pair<std::string_view, Subcommand>>({
    {"setup", cli::run_setup},
    {"status", cli::run_status},
    {"top", cli::run_top},
    {"dashboard", cli::run_dashboard},
    {"metrics", cli::run_metrics},
    {"trace", cli::run_trace},
    {"incidents", cli::run_incidents},
    {"clean", cli::run_clean},
    {"completion", cli::run_completion},
});

int run_subcommand(const cli::Invocation& invocation, const app::Configured& configured,
                   const app::Environment& environment, const std::string& default_file) {
    const std::vector<std::string>& arguments = invocation.arguments;
    for (const auto& [name, run] : kSubcommands) {
        if (name == invocation.subcommand) return run(arguments, environment);
    }
    if (invocation.subcommand == "demo") {
        return demo::run_demo(arguments, environment, configured.gopls);
    }
    if (invocation.subcommand == "doctor") {
        return cli::run_doctor(arguments, configured, environment);
    }
    if (invocation.subcommand == "health") {
        return cli::run_health(arguments, configured, environment);
    }
    return cli::run_config(arguments, configured, environment, default_file);
}

/// Prints what may stand in place of the last word. The settings do not matter, so that a mistake
/// in them does not disturb the shell.
int complete(const std::vector<std::string>& words, const app::Environment& environment) {
    const auto behind = cli::completion::behind_subcommand(words);
    if (!behind) {
        std::fputs(app::to_text(cli::completion::own_words(words)).c_str(), stdout);
        return 0;
    }
    cli::Invocation asked;
    asked.subcommand = behind->subcommand;
    asked.arguments = behind->words;
    asked.arguments.insert(asked.arguments.begin(), std::string(app::kCompleteWord));
    return run_subcommand(asked, app::Configured{}, environment, {});
}

int print_manual(const app::Environment& environment) {
    std::fputs(cli::manual_beginning().c_str(), stdout);
    for (const cli::Subcommand& own : cli::own_subcommands()) {
        cli::Invocation asked;
        asked.subcommand = std::string(own.name);
        asked.arguments = {std::string(app::kManualWord)};
        run_subcommand(asked, app::Configured{}, environment, {});
    }
    std::fputs(cli::manual_end().c_str(), stdout);
    return 0;
}

/// Returns the exit code if standard output cannot be written. The codes of these commands are
/// verdicts, and 1 is one of them.
int unwritten_code(const cli::Invocation& invocation) {
    const bool is_verdict = invocation.subcommand == "health" || invocation.subcommand == "doctor";
    return is_verdict ? app::kExitUsage : 1;
}

/// Sets `code_if_unwritten` to the exit code if standard output cannot be written.
int run(int argc, char* argv[], int& code_if_unwritten) {
    if (io::is_guardian(argc, argv)) io::guard(argv);
    io::fill_standard_files();
    io::prefer_kept_memory();
    const auto invocation = cli::parse_arguments(argc, argv, io::is_typed_at(STDIN_FILENO));
    if (invocation.has_error()) return complain(invocation.error().sentence, app::kExitUsage);
    code_if_unwritten = unwritten_code(*invocation);

    if (invocation->action == cli::Action::kServe) io::take_signals_like_go();
    const app::Environment environment = app::current_environment();
    if (invocation->action == cli::Action::kVersion) {
        std::fputs(app::version_text().c_str(), stdout);
        return 0;
    }
    if (invocation->action == cli::Action::kHelp) {
        std::fputs(cli::help_text(app::wants_colours(STDOUT_FILENO, environment)).c_str(), stdout);
        return 0;
    }
    if (invocation->action == cli::Action::kComplete) {
        return complete(invocation->arguments, environment);
    }
    if (invocation->action == cli::Action::kManual) return print_manual(environment);
    if (invocation->action == cli::Action::kExplain) {
        std::fputs(cli::terminal_text(invocation->as_gopls).c_str(), stderr);
        return app::kExitUsage;
    }
    const auto file = app::config_file(environment);
    const std::string default_file = file.has_value() ? file->string() : std::string();
    auto configured = app::load_settings(invocation->proxy_flags, environment, default_file);
    if (configured.has_error()) {
        complain(configured.error().sentence, app::kExitUsage);
        // The author of the flag in an editor's settings sees only what the editor shows.
        if (invocation->action == cli::Action::kServe && !isatty(STDIN_FILENO)) {
            app::missing_gopls_session(configured.error().sentence);
        }
        return app::kExitUsage;
    }

    switch (invocation->action) {
        case cli::Action::kServe:
            return app::serve(invocation->server_arguments, std::move(*configured), environment);
        case cli::Action::kSubcommand:
            return run_subcommand(*invocation, *configured, environment, default_file);
        case cli::Action::kExecGopls:
            return become_gopls(*invocation, *configured, environment);
        default:
            return complain("nothing to do", app::kExitUsage);
    }
}

/// Flushes stdout. Only now does a full disk report that buffered text is lost.
int printed(int code, int code_if_unwritten) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    return complain(std::string("cannot write to standard output: ") + std::strerror(errno),
                    code_if_unwritten);
}

}  // namespace

int main(int argc, char* argv[]) {
    int code = 1;
    int code_if_unwritten = 1;
    io::with_enough_stack([&] {
        try {
            code = run(argc, argv, code_if_unwritten);
            code = printed(code, code_if_unwritten);
        } catch (const std::exception& error) {
            code = complain(std::string("fatal error: ") + error.what(), 1);
        }
    });
    return code;
}
