#include "cli/top/controls.hpp"

#include "support/catch.hpp"
#include "unit/cli/top/documents.hpp"

using cli::top::Column;
using cli::top::Controls;
using cli::top::Key;
namespace key = cli::top::key;
using app::control::Command;
using cli::top::Step;

namespace {

struct Keyboard {
    Keyboard() {
        for (const int pid : {100, 200, 300}) answers.give(top_test::healthy(pid, "/w"));
    }
    Step press(Key key) {
        controls.selected(answers.sessions.rows());
        return controls.press(key, answers.sessions.rows(), 10);
    }
    std::size_t selected() { return controls.selected(answers.sessions.rows()); }

    top_test::Answers answers;
    Controls controls;
};

}  // namespace

TEST_CASE("Keys move the selection within the table") {
    Keyboard keyboard;
    CHECK(keyboard.selected() == 0);
    keyboard.press('k');
    CHECK(keyboard.selected() == 0);
    keyboard.press('j');
    keyboard.press(key::kDown);
    keyboard.press(key::kDown);
    CHECK(keyboard.selected() == 2);
    keyboard.press(key::kUp);
    CHECK(keyboard.selected() == 1);
    keyboard.press('G');
    CHECK(keyboard.selected() == 2);
    keyboard.press(key::kPageUp);
    CHECK(keyboard.selected() == 0);
}

TEST_CASE("The selection follows its session, and stays in place when that ends") {
    Keyboard keyboard;
    keyboard.press('j');
    auto sockets = keyboard.answers.sockets();
    keyboard.answers.sessions.ask({sockets[1], sockets[2]}, keyboard.answers.now());
    CHECK(keyboard.selected() == 0);
    keyboard.press('j');
    keyboard.answers.sessions.ask({sockets[1]}, keyboard.answers.now());
    CHECK(keyboard.selected() == 0);
    keyboard.answers.sessions.ask({}, keyboard.answers.now());
    CHECK(keyboard.selected() == 0);
    CHECK_FALSE(keyboard.press('r').request);
    CHECK_FALSE(keyboard.controls.question());
}

TEST_CASE("The first session is selected until a key is pressed") {
    Keyboard keyboard;
    auto rows = keyboard.answers.sessions.rows();
    CHECK(keyboard.controls.selected(rows) == 0);
    std::reverse(rows.begin(), rows.end());
    CHECK(keyboard.controls.selected(rows) == 0);
    keyboard.controls.press('s', rows, 10);
    std::reverse(rows.begin(), rows.end());
    CHECK(keyboard.controls.selected(rows) == 2);
}

TEST_CASE("Restarts ask first, the other commands do not") {
    Keyboard keyboard;
    keyboard.press('j');
    const auto [key, command] =
        GENERATE(table<char, Command>({{'r', Command::kRestart}, {'R', Command::kRestartClean}}));
    CHECK_FALSE(keyboard.press(key).request);
    REQUIRE(keyboard.controls.question());
    CHECK(keyboard.controls.question()->find("/w (gopls-proxy 200)? y/n") != std::string::npos);

    SECTION("y sends it, to the session that was selected then") {
        keyboard.answers.sessions.ask({keyboard.answers.sockets()[0]}, keyboard.answers.now());
        const Step step = keyboard.press('y');
        REQUIRE(step.request);
        CHECK(step.request->command == command);
        CHECK(step.request->pid == 200);
        CHECK_FALSE(keyboard.controls.question());
        keyboard.controls.answered(*step.request, "the session has not started yet");
        CHECK(keyboard.controls.notice().bad);
        CHECK(keyboard.controls.notice().text.find("the session has not started yet") !=
              std::string::npos);
        keyboard.controls.answered(*step.request, "");
        CHECK_FALSE(keyboard.controls.notice().bad);
    }
    SECTION("any other key does not, and means nothing else") {
        const Step step = keyboard.press('q');
        CHECK_FALSE(step.request);
        CHECK_FALSE(step.quit);
        CHECK_FALSE(keyboard.controls.question());
    }
}

TEST_CASE("Reload and incident are sent at once") {
    Keyboard keyboard;
    CHECK(keyboard.press('l').request.value().command == Command::kReload);
    CHECK(keyboard.press('i').request.value().command == Command::kIncident);
    CHECK(keyboard.press('i').request.value().pid == 100);
    CHECK_FALSE(keyboard.controls.notice().text.empty());
    keyboard.press('j');
    CHECK(keyboard.controls.notice().text.empty());
}

TEST_CASE("A key sorts, the same again reverses, help and quit are keys") {
    Keyboard keyboard;
    keyboard.press('m');
    CHECK(keyboard.controls.order().column == Column::kMemory);
    CHECK_FALSE(keyboard.controls.order().reversed);
    keyboard.press('m');
    CHECK(keyboard.controls.order().reversed);
    keyboard.press('d');
    CHECK(keyboard.controls.order().column == Column::kWorkspace);
    CHECK_FALSE(keyboard.controls.order().reversed);
    keyboard.press('?');
    CHECK(keyboard.controls.shows_help());
    CHECK_FALSE(keyboard.press('r').request);
    CHECK_FALSE(keyboard.controls.shows_help());
    CHECK_FALSE(keyboard.controls.question());
    CHECK(keyboard.press('q').quit);
    CHECK(keyboard.press('\x0c').redraw_all);
}
