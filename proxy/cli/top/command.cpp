#include "cli/top/command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <memory>
#include <utility>

#include "app/paint.hpp"
#include "app/paths.hpp"
#include "app/result.hpp"
#include "app/subcommand.hpp"
#include "cli/top/layout.hpp"
#include "cli/top/program.hpp"
#include "cli/top/terminal.hpp"
#include "io/signals.hpp"

namespace cli {

using app::throw_exception_from_error;

namespace {

constexpr const char* kTop = "gopls-proxy top";

struct TopOptions {
    double interval_seconds = 1;
};

std::string footer_of_help() {
    std::string text = "Keys:\n";
    for (const auto& [key, meaning] : top::keys_of_help()) {
        text += "  " + app::padded(key, 12) + " " + meaning + "\n";
    }
    return text +
           "\n"
           "Examples:\n"
           "  gopls-proxy top                 show all sessions, once a second\n"
           "  gopls-proxy top --interval 0.2  show them five times a second\n"
           "  gopls-proxy status              print the same once, without a full screen\n"
           "\n"
           "Exit codes:\n"
           "  0  ended by q or Ctrl-C\n"
           "  2  invalid command line, or no terminal";
}

/// Returns why a value is not an interval, or an empty text.
std::string is_interval(const std::string& text) {
    double seconds = 0;
    const bool valid = CLI::detail::lexical_cast(text, seconds) && seconds >= 0.2 && seconds <= 60;
    return valid ? "" : "\"" + text + "\" is not a number of seconds from 0.2 to 60";
}

boost::system::result<TopOptions, app::Instead> parse_top(std::vector<std::string> words) {
    TopOptions options;
    CLI::App line("Shows all running proxies of yours on a full screen, live.\n", kTop);
    line.add_option("--interval", options.interval_seconds,
                    "time between two updates, from 0.2 to 60")
        ->type_name("SECONDS")
        ->check(is_interval)
        ->capture_default_str();
    line.footer(footer_of_help());
    if (auto instead = app::parse_words(line, std::move(words))) return *std::move(instead);
    return options;
}

int without_terminal(const std::string& why) {
    return app::print(
        {std::string(kTop) + ": " + why + "; `gopls-proxy status` prints the sessions once\n",
         app::kExitUsage});
}

}  // namespace

int run_top(const std::vector<std::string>& arguments, const app::Environment& environment) {
    const auto options = parse_top(arguments);
    if (options.has_error()) return app::print(options.error());
    for (const auto& [fd, name] :
         {std::pair(STDOUT_FILENO, "standard output"), std::pair(STDIN_FILENO, "standard input")}) {
        if (::isatty(fd) == 0) return without_terminal(std::string(name) + " is not a terminal");
    }
    const app::PathResult home = app::home_folder(environment);
    const top::Program::Options shown{
        std::chrono::nanoseconds(static_cast<long long>(options->interval_seconds * 1e9)),
        home.has_value() ? home->string() : std::string(), top::set_locale()};
    const bool colours = app::wants_colours(STDOUT_FILENO, environment);
    auto terminal = top::Terminal::open(colours);
    if (!terminal) return without_terminal(terminal.error().sentence);
    auto program = std::make_unique<top::Program>(**terminal, environment, shown);
    int signum = 0;
    try {
        signum = program->run();
    } catch (...) {
        terminal->reset();
        throw;
    }
    terminal->reset();
    if (signum != 0) {
        std::signal(signum, SIG_DFL);
        std::raise(signum);
    }
    // The answer of a proxy that hangs may take seconds, and nobody waits for it any more.
    io::leave_within(std::chrono::milliseconds(1), 0);
    program.reset();
    return 0;
}

}  // namespace cli
