#include "cli/config_command.hpp"

#include <cstdio>

#include "app/config/config.hpp"
#include "app/gopls/find_gopls.hpp"
#include "app/paths.hpp"
#include "io/stderr_sink.hpp"

namespace cli {
namespace {

constexpr int kExitUsage = 2;

constexpr const char* kConfigHelp =
    "Usage: gopls-proxy config [--json]\n\n"
    "Prints the settings in effect, each with the place it comes from, as a configuration file\n"
    "that would set them; with --json as an object for programs. Comments at the top name the\n"
    "real gopls, the configuration file and the log.\n\n"
    "  gopls-proxy config > ~/.config/gopls-proxy/config.toml    start a file of your own\n"
    "  gopls-proxy --proxy-mode=observe config                   try a flag\n";

/// Returns the gopls, the configuration file and the log of a session, as comments.
std::string places(const app::Configured& configured, const app::Environment& environment,
                   const std::string& default_file) {
    const auto gopls = app::find_gopls(app::search_of(configured), environment);
    std::string text =
        "# gopls: " +
        (gopls ? gopls->path + " (" + gopls->found_in + ")" : gopls.error().sentence) + "\n";
    text += "# configuration file: ";
    text += !configured.config_file.empty() ? configured.config_file
            : default_file.empty()          ? "none"
                                            : default_file + " (not there)";
    const auto log = app::log_file(configured.log_file, app::state_folder(environment));
    return text + "\n# log: " + (log ? log->string() : app::describe(log.error())) + "\n";
}

}  // namespace

int run_config(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment, const std::string& default_file) {
    bool json = false;
    for (const std::string& argument : arguments) {
        if (argument == "--help" || argument == "-h") {
            std::fputs(kConfigHelp, stdout);
            return 0;
        }
        if (argument != "--json") {
            io::say("gopls-proxy: config has no argument " + argument + "; try config --help");
            return kExitUsage;
        }
        json = true;
    }
    for (const std::string& note : configured.notes) io::say("gopls-proxy: " + note);
    const std::string text =
        json ? app::to_json(configured)
             : places(configured, environment, default_file) + app::to_toml(configured);
    std::fputs(text.c_str(), stdout);
    return 0;
}

}  // namespace cli
