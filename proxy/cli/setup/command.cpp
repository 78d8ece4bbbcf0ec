#include "cli/setup/command.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "app/paths.hpp"
#include "cli/setup/lock.hpp"
#include "cli/setup/options.hpp"
#include "cli/setup/steps.hpp"
#include "cli/status/words.hpp"
#include "lsp/text.hpp"

namespace cli {
namespace setup {
namespace {

int refuse_setup(const std::string& sentence) {
    std::fprintf(stderr, "gopls-proxy setup: %s\n", sentence.c_str());
    return 1;
}

void say_setup(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

/// Returns whether the user answers yes; the end of the input means no.
bool user_agrees(const std::string& question) {
    say_setup(question + " [y/N] ");
    std::fflush(stdout);
    std::string answer;
    for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) {
        answer += static_cast<char>(c);
    }
    return answer == "y" || answer == "Y" || answer == "yes";
}

std::string question_for(const Step& step) {
    return step.entry ? "Remove this?" : "Make this change?";
}

/// Returns what became of a change.
std::string sentence_for(const Step& step, const std::string& home) {
    const Item& item = step.item;
    switch (item.outcome) {
        case Outcome::kDone:
            return std::string(item.plan.editor->name) +
                   (step.entry ? " is restored" : " is set up") +
                   (item.backup.empty()
                        ? ".\n"
                        : "; the old file is " + shortened(item.backup, home) + ".\n");
        case Outcome::kDeclined:
            return std::string(item.plan.editor->name) + " is left as it is.\n";
        case Outcome::kFailed:
            return std::string(item.plan.editor->name) + " could not be changed: " + item.failure +
                   ".\n";
        default:
            return {};
    }
}

/// Returns whether the user is asked about each change.
bool asks_user(const Options& options) {
    return !options.yes && !options.dry_run && !options.json && ::isatty(STDIN_FILENO) != 0 &&
           ::isatty(STDOUT_FILENO) != 0;
}

/// Shows each change, asks if it is to be made, and makes it.
void go_through(Steps& steps, const Options& options, Entries& entries, const std::string& journal,
                const std::string& home) {
    const bool asks = asks_user(options);
    if (options.yes || asks) forget_what_is_gone(steps, entries, journal);
    for (Step& step : steps) {
        if (!step.item.plan.edit) continue;
        if (!options.json) say_setup("\n" + step.item.plan.diff);
        if (options.yes || (asks && user_agrees(question_for(step)))) {
            carry_out(step, entries, journal);
        } else {
            step.item.outcome = asks ? Outcome::kDeclined : Outcome::kPending;
        }
        if (!options.json) say_setup(sentence_for(step, home));
    }
}

/// Returns the last sentence: what the user does next.
std::string closing(const std::vector<Item>& items, const Options& options) {
    const bool pending = std::any_of(items.begin(), items.end(), [](const Item& item) {
        return item.outcome == Outcome::kPending;
    });
    if (pending && !options.dry_run) {
        return "\nNothing was changed, since this is not a terminal. --yes makes the changes.\n";
    }
    const bool done = std::any_of(items.begin(), items.end(),
                                  [](const Item& item) { return item.outcome == Outcome::kDone; });
    return done ? "Restart the editor, or its language server, to use the new setting.\n" : "";
}

std::vector<Item> items_of(const Steps& steps) {
    std::vector<Item> items;
    for (const Step& step : steps) items.push_back(step.item);
    return items;
}

void print_beginning(const Steps& steps, const Options& options, const Program& program,
                     const std::string& home) {
    if (!options.undo) {
        for (const std::string& remark : program.remarks) say_setup(remark + "\n");
    }
    if (steps.empty()) {
        say_setup(options.undo ? "Nothing that setup added is left.\n"
                               : "No editor or coding agent was found. Let yours start " +
                                     program.path + " instead of gopls.\n");
    }
    say_setup(table_text(items_of(steps), home));
}

void print_end(const std::vector<Item>& items, const Options& options, const Program& program,
               const std::string& home) {
    for (const Item& item : items) {
        if (item.plan.state != State::kByHand) continue;
        say_setup("\n" + snippet_text(item.plan, program, home));
    }
    say_setup(closing(items, options));
}

int run(const Options& options, const app::Environment& environment) {
    const app::PathResult found_home = app::home_folder(environment);
    if (!found_home) return refuse_setup(app::describe(found_home.error()));
    const std::string home = found_home->string();
    const app::PathResult state = app::state_folder(environment);
    std::optional<Lock> lock;
    if (options.yes || asks_user(options)) {
        auto taken = Lock::take(*state);
        if (!taken) return refuse_setup(taken.error().sentence);
        lock.emplace(*std::move(taken));
    }
    const std::string journal = (*state / "setup.json").string();
    auto entries = read_journal(journal);
    if (!entries) return refuse_setup(entries.error().sentence);
    const Program program = find_program(environment);
    if (!lsp::is_utf8(program.path)) {
        return refuse_setup("the path of gopls-proxy is not UTF-8, which settings are written in");
    }

    Steps steps = options.undo ? undo_steps(options.editor, program, environment, *entries)
                               : setup_steps(options.editor, program, environment);
    if (!options.json) print_beginning(steps, options, program, home);
    go_through(steps, options, *entries, journal, home);
    const std::vector<Item> items = items_of(steps);
    if (options.json) {
        say_setup(report_json(items, program, options.undo));
    } else {
        print_end(items, options, program, home);
    }
    const bool only_shows = options.dry_run || (options.json && !options.yes);
    return exit_code_of(items, !only_shows);
}

}  // namespace
}  // namespace setup

int run_setup(const std::vector<std::string>& arguments, const app::Environment& environment) {
    const auto options = setup::parse_options(arguments);
    return options.has_error() ? app::print(options.error()) : setup::run(*options, environment);
}

}  // namespace cli
