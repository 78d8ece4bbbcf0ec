#include "cli/setup/options.hpp"

#include <CLI/CLI.hpp>

#include "app/completion.hpp"
#include "app/config/mistakes.hpp"
#include "app/config/suggest.hpp"
#include "cli/setup/names.hpp"

namespace cli::setup {
namespace {

constexpr const char* kSetupCommand = "gopls-proxy setup";

constexpr const char* kSetupExamples =
    "Without a terminal, nothing is changed unless --yes is given. Before a change, the file is\n"
    "copied to FILE.gopls-proxy-backup. Comments, order and indentation stay.\n"
    "\n"
    "Examples:\n"
    "  gopls-proxy setup                     list editors, show changes, ask for each\n"
    "  gopls-proxy setup vscode              the same for VS Code only\n"
    "  gopls-proxy setup --dry-run           list editors and show changes\n"
    "  gopls-proxy setup --yes               make all changes without asking\n"
    "  gopls-proxy setup --undo              remove what setup added\n"
    "  gopls-proxy setup --json | jq -r '.editors[] | .id + \" \" + .state'\n"
    "\n"
    "Exit codes:\n"
    "  0  all is set up, or was only to be listed\n"
    "  1  something could not be done, or was declined\n"
    "  2  invalid command line";

std::vector<std::string_view> all_ids() {
    std::vector<std::string_view> ids;
    for (const Editor& editor : known_editors()) ids.push_back(editor.id);
    return ids;
}

Instead unknown_editor(const std::string& word) {
    const auto ids = all_ids();
    return app::usage_error(kSetupCommand,
                            "unknown editor \"" + word + "\"" +
                                app::allowed_clause(app::alternatives({ids.begin(), ids.end()})) +
                                app::did_you_mean(word, ids));
}

/// Returns the ids in lines of the help.
std::string help_of_ids() {
    std::string text = "The editor is one of:";
    std::size_t columns = text.size();
    for (const std::string_view id : all_ids()) {
        if (columns + id.size() + 2 > 96) {
            text += "\n ";
            columns = 1;
        }
        text += " " + std::string(id);
        columns += id.size() + 1;
    }
    return text + "\n\n";
}

}  // namespace

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments) {
    Options options;
    CLI::App app(
        "Sets up editors and coding agents to start gopls-proxy instead of gopls: lists those of\n"
        "this user, shows the change to the settings of each, and makes it after a question. For\n"
        "editors whose settings are a script, prints the lines to add.\n",
        kSetupCommand);
    app::offer_words(app.add_option("editor", options.editor, "the only editor or agent to set up")
                         ->type_name(""),
                     all_ids());
    app.add_flag("--undo", options.undo, "remove what setup added, and nothing else");
    app.add_flag("--yes", options.yes, "make all changes without asking");
    app.add_flag("--dry-run", options.dry_run, "show the changes and make none");
    app.add_flag("--json", options.json, "print JSON and do not ask (docs/schemas/setup.json)");
    app.footer(help_of_ids() + kSetupExamples);
    if (auto instead = app::parse_words(app, std::move(arguments))) return *std::move(instead);
    if (!options.editor.empty() && editor_named(options.editor) == nullptr) {
        return unknown_editor(options.editor);
    }
    if (options.yes && options.dry_run) {
        return app::usage_error(kSetupCommand, "--yes and --dry-run exclude each other");
    }
    return options;
}

}  // namespace cli::setup
