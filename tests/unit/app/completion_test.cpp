#include "app/completion.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string>

#include "support/catch.hpp"

namespace {

/// A command with each kind of option.
struct Command {
    Command() : line("Does something.\n", "gopls-proxy do") {
        line.add_flag("--json", json, "print JSON");
        line.add_flag("-y,--yes", yes, "do not ask");
        line.add_option("-o,--output", text, "the file")->type_name("FILE");
        line.add_option("--format", text, "the format")
            ->check(CLI::IsMember({"chrome", "perfetto"}))
            ->type_name("FORMAT");
        line.add_option("--pid", text, "the process")->type_name("PID");
    }

    std::vector<std::string> words(const std::vector<std::string>& typed) const {
        std::vector<std::string> found;
        for (const auto& candidate : app::completions(line, typed).candidates) {
            found.push_back(candidate.word);
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    CLI::App line;
    bool json = false;
    bool yes = false;
    std::string text;
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a dash is completed to the options that were not given") {
    const Command command;
    CHECK(command.words({"-"}) ==
          Words{"--format", "--help", "--json", "--output", "--pid", "--yes"});
    CHECK(command.words({"--json", "-y", "--o"}) == Words{"--output"});
    CHECK(command.words({"-y", "--y"}).empty());
}

TEST_CASE("without a dash, options are offered where nothing else may stand") {
    const Command command;
    CHECK(command.words({""}).size() == 6);
    CHECK(command.words({"j"}).empty());
}

TEST_CASE("the value of an option is one of its words, behind a blank or an equals sign") {
    const Command command;
    CHECK(command.words({"--format", ""}) == Words{"chrome", "perfetto"});
    CHECK(command.words({"--format", "p"}) == Words{"perfetto"});
    CHECK(command.words({"--format=c"}) == Words{"--format=chrome"});
    CHECK(command.words({"--format", "chrome", "--j"}) == Words{"--json"});
}

TEST_CASE("a file is offered for an option that takes one, and nothing for a number") {
    const Command command;
    CHECK(app::completions(command.line, {"--output", "a"}).offer == app::Offer::kFiles);
    CHECK(app::completions(command.line, {"-o", ""}).offer == app::Offer::kFiles);
    CHECK(app::completions(command.line, {"--output=a"}).offer == app::Offer::kFiles);
    CHECK(app::completions(command.line, {"--pid", ""}).offer == app::Offer::kWords);
    CHECK(command.words({"--pid", ""}).empty());
    CHECK(command.words({"--json=", ""}).empty() == false);
    CHECK(command.words({"--json=t"}).empty());
    CHECK(command.words({"--unknown=t"}).empty());
}

TEST_CASE("positionals are completed in their order") {
    Command command;
    std::string folder;
    std::string editor;
    command.line.add_option("folder", folder, "the folder")->type_name("");
    constexpr std::array<std::string_view, 2> kEditors = {"vim", "emacs"};
    app::offer_words(command.line.add_option("editor", editor, "the editor")->type_name(""),
                     kEditors);
    CHECK(app::completions(command.line, {"--json", ""}).offer == app::Offer::kFolders);
    CHECK(command.words({"--json", "here", ""}) == Words{"emacs", "vim"});
    CHECK(command.words({"here", "v"}) == Words{"vim"});
    CHECK(app::completions(command.line, {"here", "vim", ""}).offer == app::Offer::kWords);
}

TEST_CASE("words that are offered are not shown in the help, and do not forbid others") {
    Command command;
    std::string editor;
    constexpr std::array<std::string_view, 1> kEditors = {"vim"};
    app::offer_words(command.line.add_option("editor", editor, "the editor")->type_name(""),
                     kEditors);
    CHECK(command.line.help().find("vim") == std::string::npos);
    command.line.parse(std::vector<std::string>{"nano"});
    CHECK(editor == "nano");
}

TEST_CASE("subcommands are completed, then their options and those of the command") {
    Command command;
    CLI::App* show = command.line.add_subcommand("show", "show one");
    std::string id;
    show->add_option("--id", id, "the id");
    command.line.add_subcommand("list", "list all");
    CHECK(command.words({""}) == Words{"list", "show"});
    CHECK(command.words({"show", "--i"}) == Words{"--id"});
    CHECK(command.words({"show", "--js"}) == Words{"--json"});
    CHECK(command.words({"show", "--he"}) == Words{"--help"});
    CHECK(command.words({"list", "--i"}).empty());
}

TEST_CASE("candidates are one line each, and the last line says what else to offer") {
    const app::Completions found{.candidates = {{"--json", "print\nJSON"}, {"list", {}}},
                                 .offer = app::Offer::kFolders};
    CHECK(app::to_text(found) == "--json\tprint JSON\nlist\t\n:folders\n");
    CHECK(app::to_text({}) == ":words\n");
    CHECK(app::to_text({.candidates = {}, .offer = app::Offer::kFiles}) == ":files\n");
}
