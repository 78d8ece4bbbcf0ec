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

/// Returns the aftermath after a command was ended and the reload sent.
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

TEST_CASE("Aftermath holds nothing before a command is ended") {
    Aftermath aftermath = after(RemedyKind::kReloadView);
    CHECK_FALSE(holds(aftermath, progress("begin", kFailed)));
    CHECK_FALSE(holds(aftermath, logged(1, kFailed)));
    CHECK_FALSE(holds(aftermath, diagnostics(kModFile, kFailed)));
    CHECK(aftermath.end() == 0);
    CHECK(aftermath.take_real().empty());
}

TEST_CASE("Messages that do not mention the signal pass") {
    Aftermath aftermath = after_reload();
    CHECK_FALSE(holds(aftermath, progress("begin", "Loading packages...")));
    CHECK_FALSE(holds(aftermath, progress("end", "Finished loading packages.")));
    CHECK_FALSE(holds(aftermath, logged(1, "errors loading workspace: no go.mod")));
    loads_well(aftermath);
    CHECK_FALSE(holds(aftermath, diagnostics(kModFile, "missing module")));
    CHECK_FALSE(holds(aftermath, diagnostics("file:///w/a.go", kFailed)));
}

TEST_CASE("Diagnostics of a view being replaced wait for the new view") {
    const std::string kFile = "file:///w/a.go";
    Aftermath aftermath = after(RemedyKind::kEndCommand);
    const bool planned = GENERATE(true, false);
    planned ? aftermath.reload_planned() : aftermath.reload_sent();
    CHECK(holds(aftermath, diagnostics(kFile, "No active builds contain a.go")));
    CHECK(aftermath.take_real().empty());
    SECTION("the new view corrects them") {
        loads_well(aftermath);
        CHECK_FALSE(holds(aftermath, diagnostics(kFile, "")));
        aftermath.end();
        CHECK(aftermath.take_real().empty());
    }
    SECTION("the new view does not repeat equal diagnostics") {
        loads_well(aftermath);
        CHECK(aftermath.take_real().empty());
        CHECK(aftermath.end() == 0);
        CHECK(aftermath.take_real().size() == 1);
    }
    SECTION("the new view fails to load as well") {
        CHECK_FALSE(holds(aftermath, logged(3, "Created View (#2)")));
        CHECK_FALSE(holds(aftermath, logged(1, "go/packages.Load #2: err: no go.mod")));
        CHECK(aftermath.take_real().size() == 1);
        CHECK_FALSE(holds(aftermath, diagnostics(kFile, "No active builds contain a.go")));
    }
    SECTION("the new view is ended and reloaded") {
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
    SECTION("the new view never comes") {
        aftermath.end();
        CHECK(aftermath.take_real().size() == 1);
    }
}

TEST_CASE("A new view that loads successfully is reported as the cure once") {
    Aftermath aftermath = after(RemedyKind::kEndCommand);
    CHECK(holds(aftermath, progress("begin", kFailed)));
    CHECK_FALSE(aftermath.take_cured());
    loads_well(aftermath);
    CHECK(aftermath.take_cured());
    CHECK_FALSE(aftermath.take_cured());
    CHECK(aftermath.end() == 1);
    CHECK(aftermath.take_real().empty());
}

TEST_CASE("Reports of an ended command are dropped after a successful load") {
    const auto word = GENERATE(as<std::string>(), "signal: interrupt", "signal: killed",
                               "exit status 130", "exit status 137", "exit status 2: stderr: ");
    Aftermath aftermath = after_reload();
    CHECK(holds(aftermath, logged(1, "initial workspace load failed: err: " + word)));
    CHECK(holds(aftermath, diagnostics(kModFile, word)));
    CHECK(holds(aftermath, progress("begin", word)));
    loads_well(aftermath);
    // Later reports still describe the old view.
    CHECK(holds(aftermath, logged(1, "errors loading workspace: " + word)));
    CHECK(holds(aftermath, progress("begin", word, "later")));
    CHECK(aftermath.end() == 5);
    CHECK(aftermath.take_real().empty());
    CHECK(holds(aftermath, progress("report", word)));
    CHECK(holds(aftermath, progress("end", "Done.")));
    CHECK(holds(aftermath, progress("end", "Done.", "later")));
    CHECK_FALSE(holds(aftermath, progress("end", "Done.")));
}

TEST_CASE("Without a successful load the reports are real and forwarded at the end") {
    Aftermath aftermath = after_reload();
    SECTION("nothing loaded") {}
    SECTION("the load failed again") {
        CHECK_FALSE(holds(aftermath, logged(3, "Created View (#2)")));
        CHECK(holds(aftermath, logged(1, "go/packages.Load #2: err: signal: interrupt")));
        CHECK(aftermath.end() == 0);
        CHECK(aftermath.take_real().size() == 1);
        return;
    }
    SECTION("the old view loaded") {
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

TEST_CASE("A command that another process ends after the cure is not attributed to the proxy") {
    Aftermath aftermath = after_reload();
    loads_well(aftermath);
    SECTION("while the remedy is watched") {
        CHECK(holds(aftermath, logged(1, "go/packages.Load #4: err: signal: killed")));
        CHECK(holds(aftermath, progress("begin", "signal: killed")));
        CHECK(aftermath.end() == 0);
        CHECK(aftermath.take_real().size() == 2);
    }
    SECTION("later while another remedy is watched") {
        aftermath.end();
        aftermath.began(RemedyKind::kContinue, core::Time{} + 1min);
        CHECK_FALSE(holds(aftermath, progress("begin", "signal: killed")));
    }
}

TEST_CASE("A reload that is still pending cures a second signal as well") {
    Aftermath aftermath = after_reload();
    aftermath.began(RemedyKind::kKillCommand, core::Time{} + 20s);
    CHECK(holds(aftermath, progress("begin", "signal: killed")));
    loads_well(aftermath);
    CHECK(aftermath.end() == 1);
    CHECK(aftermath.take_real().empty());
}

TEST_CASE("Reports that gopls retracts itself are not shown") {
    Aftermath aftermath = after(RemedyKind::kEndCommand);
    CHECK(holds(aftermath, progress("begin", kFailed)));
    CHECK(holds(aftermath, progress("end", "Done.")));
    CHECK(holds(aftermath, diagnostics(kModFile, kFailed)));
    CHECK_FALSE(holds(aftermath, diagnostics(kModFile, "")));
    aftermath.end();
    CHECK(aftermath.take_real().empty());
}

TEST_CASE("Another error on the same progress item shows the item") {
    Aftermath aftermath = after_reload();
    CHECK(holds(aftermath, progress("begin", kFailed)));
    if (GENERATE(false, true)) loads_well(aftermath);
    CHECK_FALSE(holds(aftermath, progress("report", "go.mod: unknown directive")));
    CHECK(aftermath.take_real() == std::vector{progress("begin", kFailed)});
    CHECK_FALSE(holds(aftermath, progress("end", "Done.")));
}

TEST_CASE("An editor without progress sees neither the error nor its end") {
    Aftermath aftermath = after_reload();
    CHECK(holds(aftermath, shown(kFailed)));
    loads_well(aftermath);
    CHECK(holds(aftermath, shown("Done.")));
    CHECK_FALSE(holds(aftermath, shown("Done.")));
    aftermath.end();
    CHECK(aftermath.take_real().empty());
}
