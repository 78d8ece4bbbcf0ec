#include "doctor/facts/commands.hpp"

#include <filesystem>
#include <utility>

#include "app/gopls/executable.hpp"
#include "doctor/facts/go_flags.hpp"
#include "doctor/facts/in_thread.hpp"

namespace doctor {
namespace {

constexpr auto kSearchTime = std::chrono::seconds(1);

/// Returns `go list -m all`: the command as a person would type it.
std::string command_of(const Program& program) {
    std::string text = std::filesystem::path(program.argv.front()).filename().string();
    for (std::size_t i = 1; i < program.argv.size(); ++i) text += " " + program.argv[i];
    return text;
}

}  // namespace

Commands::Commands(Programs& programs, std::string go, const app::Environment& environment,
                   std::vector<Unfinished>& unfinished)
    : programs_(programs),
      go_(std::move(go)),
      git_(in_time(
          kSearchTime, [environment] { return app::find_on_path("git", environment); }, "")),
      environment_(offline_environment(environment)),
      unfinished_(unfinished) {
    environment_["GIT_OPTIONAL_LOCKS"] = "0";
    environment_["GIT_TERMINAL_PROMPT"] = "0";
}

Program Commands::go(std::vector<std::string> arguments, std::string folder,
                     const std::string& work) const {
    arguments.insert(arguments.begin(), go_);
    Program program{std::move(arguments), std::move(folder), environment_};
    if (!work.empty()) program.environment["GOWORK"] = work;
    return program;
}

Program Commands::parser(std::vector<std::string> arguments) const {
    Program program = go(std::move(arguments), "/", "off");
    program.environment = without_go_flags(std::move(program.environment));
    program.environment["GO111MODULE"] = "on";
    return program;
}

void Commands::ignore_go_flags() {
    environment_ = without_go_flags(std::move(environment_));
}

Program Commands::git(std::vector<std::string> arguments, std::string folder) const {
    arguments.insert(arguments.begin(), git_);
    return {std::move(arguments), std::move(folder), environment_};
}

std::vector<Ran> Commands::run(const std::vector<Program>& programs) {
    std::vector<Ran> results = programs_.run(programs);
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (!results[i].timed_out()) continue;
        unfinished_.push_back({command_of(programs[i]), programs[i].folder, programs_.limit()});
    }
    return results;
}

}  // namespace doctor
