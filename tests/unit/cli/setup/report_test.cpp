#include "cli/setup/report.hpp"

#include "cli/setup/snippets.hpp"
#include "support/catch.hpp"

using namespace cli::setup;

namespace {

const Program kProgram = {"/p/bin/gopls-proxy", "/p/lib/gopls-proxy/gopls", true};

Item item(std::string_view editor, State state, Outcome outcome = Outcome::kNone) {
    Item item;
    item.plan.editor = editor_named(editor);
    item.plan.state = state;
    item.plan.file = "/f";
    item.outcome = outcome;
    return item;
}

}  // namespace

TEST_CASE("The table says state, place, value and reason") {
    Item otherwise = item("zed", State::kOtherwise);
    otherwise.plan.line = 3;
    otherwise.plan.key = "lsp.gopls.binary.path";
    otherwise.plan.value = "/x";
    Item no_command = item("opencode", State::kOtherwise);
    no_command.plan.line = 1;
    no_command.plan.key = "lsp.gopls.command";
    Item refused = item("vscode", State::kRefused);
    refused.plan.reason = "it is not writable";
    CHECK(table_text({item("helix", State::kNotSetUp), otherwise, no_command, refused}, "") ==
          "Helix                     not set up        /f\n"
          "Zed                       set up otherwise  /f:3 (lsp.gopls.binary.path is \"/x\")\n"
          "opencode                  set up otherwise  /f:1 (lsp.gopls.command is not a command)\n"
          "VS Code                   cannot be set up  /f: it is not writable\n");
}

TEST_CASE("A snippet is the file in editors/, with the place where it belongs") {
    const Item vim = item("vim-ale", State::kByHand);
    const std::string text = snippet_text(vim.plan, kProgram, "");
    CHECK(text.find("Vim with ALE: add this to /f.\n") == 0);
    CHECK(text.ends_with(snippet("vim/ale.vim")));
    CHECK(text.find("not on PATH") == std::string::npos);
    Program elsewhere = kProgram;
    elsewhere.on_path = false;
    CHECK(snippet_text(vim.plan, elsewhere, "")
              .find("gopls-proxy is not on PATH: write /p/bin/gopls-proxy in its place.") !=
          std::string::npos);
}

TEST_CASE("The exit code is 1 for what could not be done, was declined, or waits for --yes") {
    struct Row {
        State state;
        Outcome outcome;
        bool asked_for;
        int code;
    };
    for (const Row& row : {
             Row{State::kSetUp, Outcome::kNone, true, 0},
             Row{State::kByHand, Outcome::kNone, true, 0},
             Row{State::kNotSetUp, Outcome::kDone, true, 0},
             Row{State::kNotSetUp, Outcome::kPending, false, 0},
             Row{State::kNotSetUp, Outcome::kPending, true, 1},
             Row{State::kNotSetUp, Outcome::kDeclined, true, 1},
             Row{State::kNotSetUp, Outcome::kFailed, true, 1},
             Row{State::kOtherwise, Outcome::kNone, true, 1},
             Row{State::kRefused, Outcome::kNone, false, 1},
         }) {
        INFO(words_for(row.state) << static_cast<int>(row.outcome));
        CHECK(exit_code_of({item("zed", State::kSetUp), item("helix", row.state, row.outcome)},
                           row.asked_for) == row.code);
    }
    CHECK(exit_code_of({}, true) == 0);
}

TEST_CASE("The JSON has null for unknown values, and snippets only for editors set up by hand") {
    Item failed = item("zed", State::kNotSetUp, Outcome::kFailed);
    failed.failure = "no space";
    const Json json = Json::parse(report_json(
        {failed, item("claude", State::kByHand), item("vim-go", State::kSetUp)}, kProgram, false));
    CHECK(json["schema"] == 1);
    CHECK(json["action"] == "setup");
    CHECK(json["program"]["as_gopls"] == kProgram.as_gopls);
    REQUIRE(json["editors"].size() == 3);
    CHECK(json["editors"][0]["outcome"] == "failed");
    CHECK(json["editors"][0]["reason"] == "no space");
    CHECK(json["editors"][0]["line"].is_null());
    CHECK(json["editors"][1]["kind"] == "agent");
    CHECK(json["editors"][1]["state"] == "by_hand");
    CHECK(json["editors"][1]["snippets"][0]["text"] == std::string(snippet("agents/lsp.json")));
    CHECK(json["editors"][2]["snippets"].empty());
}

TEST_CASE("Files in the home are shown with ~") {
    Item zed = item("zed", State::kNotSetUp);
    zed.plan.file = "/home/u/.config/zed/settings.json";
    CHECK(table_text({zed}, "/home/u").find(" ~/.config/zed/settings.json\n") != std::string::npos);
    Item vim = item("vim-ale", State::kByHand);
    vim.plan.file = "/home/u/.vimrc";
    CHECK(snippet_text(vim.plan, kProgram, "/home/u").find("add this to ~/.vimrc.\n") !=
          std::string::npos);
}
