#include "cli/completion/command.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <string_view>

#include "app/completion.hpp"
#include "app/config/mistakes.hpp"
#include "app/config/suggest.hpp"
#include "app/subcommand.hpp"
#include "cli/completion/embedded.hpp"

namespace cli {
namespace {

constexpr const char* kCommand = "gopls-proxy completion";
constexpr auto kShells = std::to_array<std::string_view>({"bash", "zsh", "fish"});

constexpr const char* kExamples =
    "`make install` installs the scripts where the shells look for them. Without it, add one of\n"
    "these lines to the start-up file of your shell.\n"
    "\n"
    "Examples:\n"
    "  eval \"$(gopls-proxy completion bash)\"     in ~/.bashrc\n"
    "  eval \"$(gopls-proxy completion zsh)\"      in ~/.zshrc, behind compinit\n"
    "  gopls-proxy completion fish | source      in ~/.config/fish/config.fish\n"
    "\n"
    "Exit codes:\n"
    "  0  success\n"
    "  2  invalid command line";

}  // namespace

int run_completion(const std::vector<std::string>& arguments, const app::Environment&) {
    std::string shell;
    CLI::App line("Prints the script that completes the command line of gopls-proxy in a shell.\n",
                  kCommand);
    app::offer_words(line.add_option("shell", shell, "bash, zsh or fish")->type_name(""), kShells);
    line.footer(kExamples);
    if (const auto instead = app::parse_words(line, arguments)) return app::print(*instead);
    if (const std::string_view script = completion::embedded(shell); !script.empty()) {
        std::fwrite(script.data(), 1, script.size(), stdout);
        return 0;
    }
    const std::string shells = app::alternatives({kShells.begin(), kShells.end()});
    return app::print(app::usage_error(
        kCommand, shell.empty() ? "which shell? It is one of " + shells
                                : "unknown shell \"" + shell + "\"" + app::allowed_clause(shells) +
                                      app::did_you_mean(shell, kShells)));
}

}  // namespace cli
