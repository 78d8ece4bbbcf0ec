#include "core/servers/aftermath.hpp"

#include "lsp/message.hpp"
#include "support/catch.hpp"

using core::Aftermath;
using core::RemedyKind;
using namespace std::chrono_literals;

namespace {

const std::string kFailed = "packages.Load error: err: signal: interrupt: stderr: ";
const std::string kModFile = "file:///w/go.mod";

bool holds(Aftermath& aftermath, const std::string& frame) {
    return aftermath.holds(lsp::peek(lsp::body_of(frame)), frame);
}

std::string progress(const std::string& kind, const std::string& message,
                     const std::string& token = "t") {
    return lsp::notification("$/progress", R"({"token":")" + token + R"(","value":{"kind":")" +
                                               kind + R"(","message":)" + lsp::quoted(message) +
                                               "}}");
}

std::string logged(int type, const std::string& message) {
    return lsp::notification(
        "window/logMessage",
        R"({"type":)" + std::to_string(type) + R"(,"message":)" + lsp::quoted(message) + "}");
}

std::string shown(const std::string& message) {
    return lsp::notification("window/showMessage",
                             R"({"type":4,"message":)" + lsp::quoted(message) + "}");
}

std::string diagnostics(const std::string& uri, const std::string& message) {
    const std::string items = message.empty() ? "" : R"({"message":)" + lsp::quoted(message) + "}";
    return lsp::notification("textDocument/publishDiagnostics",
                             R"({"uri":")" + uri + R"(","diagnostics":[)" + items + "]}");
}

Aftermath after(RemedyKind remedy) {
    Aftermath aftermath;
    aftermath.began(remedy, core::Time{} + 10s);
    return aftermath;
}

/// A command was ended and the reload behind it sent.
Aftermath after_reload() {
    Aftermath aftermath = after(RemedyKind::kEndCommand);
    aftermath.began(RemedyKind::kReloadView, core::Time{} + 10s);
    aftermath.reload_sent();
    return aftermath;
}

void loads_well(Aftermath& aftermath) {
    CHECK_FALSE(holds(aftermath, logged(3, "2026/11/29 12:00:00 Created View (#2)\n\tdirectory=")));
    CHECK_FALSE(holds(aftermath, logged(3, "2026/11/29 12:00:00 go/packages.Load #2\n\tview_id")));
}

}  // namespace

TEST_CASE("nothing is held back before a command was ended") {
    Aftermath aftermath = after(RemedyKind::kReloadView);
    CHECK_FALSE(holds(aftermath, progress("begin", kFailed)));
    CHECK_FALSE(holds(aftermath, logged(1, kFailed)));
    CHECK_FALSE(holds(aftermath, diagnostics(kModFile, kFailed)));
    CHECK(aftermath.end() == 0);
    CHECK(aftermath.take_real().empty());
}

TEST_CASE("what says nothing of the signal passes") {
    Aftermath aftermath = after_reload();
    CHECK_FALSE(holds(aftermath, progress("begin", "Loading packages...")));
    CHECK_FALSE(holds(aftermath, progress("end", "Finished loading packages.")));
    CHECK_FALSE(holds(aftermath, logged(1, "errors loading workspace: no go.mod")));
    loads_well(aftermath);
    CHECK_FALSE(holds(aftermath, diagnostics(kModFile, "missing module")));
    CHECK_FALSE(holds(aftermath, diagnostics("file:///w/a.go", kFailed)));
}

TEST_CASE("diagnostics of a view that is being replaced wait for those of the new one") {
    const std::string kFile = "file:///w/a.go";
    Aftermath aftermath = after(RemedyKind::kEndCommand);
    const bool planned = GENERATE(true, false);
    planned ? aftermath.reload_planned() : aftermath.reload_sent();
    CHECK(holds(aftermath, diagnostics(kFile, "No active builds contain a.go")));
    CHECK(aftermath.take_real().empty());
    SECTION("which corrects them") {
        loads_well(aftermath);
        CHECK_FALSE(holds(aftermath, diagnostics(kFile, "")));
        aftermath.end();
        CHECK(aftermath.take_real().empty());
    }
    SECTION("which gopls would not say again if it says the same") {
        loads_well(aftermath);
        CHECK(aftermath.take_real().empty());
        CHECK(aftermath.end() == 0);
        CHECK(aftermath.take_real().size() == 1);
    }
    SECTION("which cannot be loaded either") {
        CHECK_FALSE(holds(aftermath, logged(3, "Created View (#2)")));
        CHECK_FALSE(holds(aftermath, logged(1, "go/packages.Load #2: err: no go.mod")));
        CHECK(aftermath.take_real().size() == 1);
        CHECK_FALSE(holds(aftermath, diagnostics(kFile, "No active builds contain a.go")));
    }
    SECTION("which is ended as well, and loaded anew") {
        CHECK_FALSE(holds(aftermath, logged(3, "Created View (#2)")));
        aftermath.began(RemedyKind::kEndCommand, core::Time{} + 20s);
        aftermath.reload_sent();
        CHECK(aftermath.take_real().empty());
        CHECK(holds(aftermath, logged(1, "go/packages.Load #2: err: signal: interrupt")));
        CHECK(aftermath.take_real().empty());
        loads_well(aftermath);
        CHECK_FALSE(holds(aftermath, diagnostics(kFile, "")));
        aftermath.end();
        CHECK(aftermath.take_real().empty());
    }
    SECTION("which never comes") {
        aftermath.end();
        CHECK(aftermath.take_real().size() == 1);
    }
}

TEST_CASE("a new view that loads well cures whoever asked for it, and says so once") {
    Aftermath aftermath = after(RemedyKind::kEndCommand);
    CHECK(holds(aftermath, progress("begin", kFailed)));
    CHECK_FALSE(aftermath.take_cured());
    loads_well(aftermath);
    CHECK(aftermath.take_cured());
    CHECK_FALSE(aftermath.take_cured());
    CHECK(aftermath.end() == 1);
    CHECK(aftermath.take_real().empty());
}

TEST_CASE("reports of an ended command are dropped once the folder was loaded well") {
    const auto word = GENERATE(as<std::string>(), "signal: interrupt", "signal: killed",
                               "exit status 130", "exit status 137", "exit status 2: stderr: ");
    Aftermath aftermath = after_reload();
    CHECK(holds(aftermath, logged(1, "initial workspace load failed: err: " + word)));
    CHECK(holds(aftermath, diagnostics(kModFile, word)));
    CHECK(holds(aftermath, progress("begin", word)));
    loads_well(aftermath);
    // Those that come behind it are of the folder as it was.
    CHECK(holds(aftermath, logged(1, "errors loading workspace: " + word)));
    CHECK(holds(aftermath, progress("begin", word, "later")));
    CHECK(aftermath.end() == 5);
    CHECK(aftermath.take_real().empty());
    CHECK(holds(aftermath, progress("report", word)));
    CHECK(holds(aftermath, progress("end", "Done.")));
    CHECK(holds(aftermath, progress("end", "Done.", "later")));
    CHECK_FALSE(holds(aftermath, progress("end", "Done.")));
}

TEST_CASE("without a load that went well they are real, and passed on in the end") {
    Aftermath aftermath = after_reload();
    SECTION("nothing was loaded") {}
    SECTION("the load failed again") {
        CHECK_FALSE(holds(aftermath, logged(3, "Created View (#2)")));
        CHECK(holds(aftermath, logged(1, "go/packages.Load #2: err: signal: interrupt")));
        CHECK(aftermath.end() == 0);
        CHECK(aftermath.take_real().size() == 1);
        return;
    }
    SECTION("what was loaded well is the folder as it was") {
        CHECK_FALSE(holds(aftermath, logged(3, "go/packages.Load #2\n\tview_id=\"1\"")));
    }
    SECTION("another command was ended since") {
        loads_well(aftermath);
        aftermath.began(RemedyKind::kKillCommand, core::Time{} + 20s);
    }
    CHECK(holds(aftermath, diagnostics(kModFile, kFailed)));
    CHECK(holds(aftermath, progress("begin", kFailed)));
    CHECK(holds(aftermath, progress("report", kFailed)));
    CHECK(aftermath.take_real().empty());
    CHECK(aftermath.end() == 0);
    CHECK(aftermath.take_real() ==
          std::vector{diagnostics(kModFile, kFailed), progress("begin", kFailed)});
    CHECK_FALSE(holds(aftermath, progress("end", "Done.")));
}

TEST_CASE("a command that somebody else ends behind the cure is not taken for the proxy's") {
    Aftermath aftermath = after_reload();
    loads_well(aftermath);
    SECTION("while the remedy is watched") {
        CHECK(holds(aftermath, logged(1, "go/packages.Load #4: err: signal: killed")));
        CHECK(holds(aftermath, progress("begin", "signal: killed")));
        CHECK(aftermath.end() == 0);
        CHECK(aftermath.take_real().size() == 2);
    }
    SECTION("later, though another remedy is watched") {
        aftermath.end();
        aftermath.began(RemedyKind::kContinue, core::Time{} + 1min);
        CHECK_FALSE(holds(aftermath, progress("begin", "signal: killed")));
    }
}

TEST_CASE("a reload that still waits behind the command cures a second signal as well") {
    Aftermath aftermath = after_reload();
    aftermath.began(RemedyKind::kKillCommand, core::Time{} + 20s);
    CHECK(holds(aftermath, progress("begin", "signal: killed")));
    loads_well(aftermath);
    CHECK(aftermath.end() == 1);
    CHECK(aftermath.take_real().empty());
}

TEST_CASE("what gopls takes back itself is not shown") {
    Aftermath aftermath = after(RemedyKind::kEndCommand);
    CHECK(holds(aftermath, progress("begin", kFailed)));
    CHECK(holds(aftermath, progress("end", "Done.")));
    CHECK(holds(aftermath, diagnostics(kModFile, kFailed)));
    CHECK_FALSE(holds(aftermath, diagnostics(kModFile, "")));
    aftermath.end();
    CHECK(aftermath.take_real().empty());
}

TEST_CASE("another error on the same item shows it") {
    Aftermath aftermath = after_reload();
    CHECK(holds(aftermath, progress("begin", kFailed)));
    if (GENERATE(false, true)) loads_well(aftermath);
    CHECK_FALSE(holds(aftermath, progress("report", "go.mod: unknown directive")));
    CHECK(aftermath.take_real() == std::vector{progress("begin", kFailed)});
    CHECK_FALSE(holds(aftermath, progress("end", "Done.")));
}

TEST_CASE("an editor without progress is shown neither the error nor its end") {
    Aftermath aftermath = after_reload();
    CHECK(holds(aftermath, shown(kFailed)));
    loads_well(aftermath);
    CHECK(holds(aftermath, shown("Done.")));
    CHECK_FALSE(holds(aftermath, shown("Done.")));
    aftermath.end();
    CHECK(aftermath.take_real().empty());
}
