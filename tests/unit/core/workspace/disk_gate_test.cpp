#include "core/workspace/disk_gate.hpp"

#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Alarm;
using core::DiskGate;
using Phase = core::Session::Phase;

namespace {

json about(const char* path) {
    return {{"textDocument", {{"uri", "file://" + std::string(path)}}}};
}

std::string asking(const char* method, const json& params = json::object()) {
    return lsp::request("7", method, params.dump());
}

std::string telling(const char* method, const json& params = json::object()) {
    return lsp::notification(method, params.dump());
}

/// The gate of an editor that has /w/open.go open.
struct Gate : OneTurn {
    Gate() {
        run();
        workspace.editor_notified("textDocument/didOpen", about("/w/open.go").dump(), turn);
    }

    bool hold(const std::string& message) {
        lsp::Frame frame = frame_of(message);
        return gate.hold(frame, workspace, turn);
    }
    /// Returns the looks at the disk requested in this turn.
    std::vector<const core::effect::LookAtDisk*> looks() {
        return effects<core::effect::LookAtDisk>();
    }
    /// Completes the requested look and releases the waiting message.
    void look() {
        REQUIRE(looks().size() == 1);
        REQUIRE(gate.looked(looks()[0]->number));
        REQUIRE(gate.release(turn));
        pass(1ms);
    }

    core::WorkspaceMonitor workspace{settings.storm};
    DiskGate gate;
};

}  // namespace

TEST_CASE("DiskGate holds messages for which gopls reads the disk") {
    struct Row {
        std::string message;
        const char* file;  ///< null: the message does not wait
    };
    const Row rows[] = {
        {asking("textDocument/hover", about("/w/x.go")), "/w/x.go"},
        {asking("textDocument/hover", about("/w/open.go")), ""},
        {asking("textDocument/hover"), ""},
        {asking("workspace/symbol"), ""},
        {telling("textDocument/didOpen", about("/w/x y.go")), "/w/x y.go"},
        {telling("textDocument/didOpen", about("/w/open.go")), ""},
        {asking("shutdown"), nullptr},
        {telling("textDocument/didChange", about("/w/x.go")), nullptr},
        {telling("workspace/didChangeConfiguration"), nullptr},
        {lsp::reply("7", "null"), nullptr},
        {lsp::frame("no JSON"), nullptr},
    };
    for (const Row& row : rows) {
        CAPTURE(row.message);
        Gate g;
        REQUIRE(g.hold(row.message) == (row.file != nullptr));
        CHECK(g.gate.holds() == (row.file != nullptr));
        REQUIRE(g.looks().size() == (row.file ? 1 : 0));
        CHECK(g.alarm(Alarm::kLook).has_value() == (row.file != nullptr));
        if (row.file) CHECK(g.looks()[0]->file == row.file);
    }
}

TEST_CASE("DiskGate holds nothing unless the session runs") {
    for (const Phase phase : {Phase::kNew, Phase::kInitializing, Phase::kInitialized,
                              Phase::kShutDown, Phase::kExited}) {
        CAPTURE(static_cast<int>(phase));
        Gate g;
        g.session.phase = phase;
        CHECK_FALSE(g.hold(asking("workspace/symbol")));
        CHECK(g.looks().empty());
    }
}

TEST_CASE("DiskGate releases a message unchanged when its look is over") {
    Gate g;
    std::string message = asking("workspace/symbol");
    const std::string sent = message;
    REQUIRE(g.hold(message));
    message.assign(message.size(), '?');  // the editor's next bytes
    const std::uint64_t number = g.looks()[0]->number;
    g.pass(1ms);
    CHECK_FALSE(g.gate.looked(number + 1));
    REQUIRE(g.gate.looked(number));
    const auto frame = g.gate.release(g.turn);
    REQUIRE(frame);
    CHECK(frame->bytes == sent);
    CHECK(frame->body == lsp::body_of(sent));
    CHECK(g.logged().empty());
    CHECK_FALSE(g.alarm(Alarm::kLook));
    CHECK_FALSE(g.gate.holds());
    CHECK_FALSE(g.gate.release(g.turn));
}

TEST_CASE("DiskGate moves a large message together with its memory") {
    Gate g;
    const std::string message = asking("workspace/symbol");
    lsp::Frame frame = frame_of(message);
    frame.owner = std::make_unique<char[]>(1);
    const char* const memory = frame.owner.get();
    REQUIRE(g.gate.hold(frame, g.workspace, g.turn));
    REQUIRE(g.gate.looked(g.looks()[0]->number));
    const auto held = g.gate.release(g.turn);
    REQUIRE(held);
    CHECK(held->owner.get() == memory);
    CHECK(held->bytes.data() == message.data());
    CHECK(held->body == lsp::body_of(message));
}

TEST_CASE("One look serves all input of the editor except files that need their own") {
    Gate g;
    REQUIRE(g.hold(asking("workspace/symbol")));
    g.look();
    CHECK_FALSE(g.hold(asking("workspace/symbol")));
    CHECK_FALSE(g.hold(asking("textDocument/hover", about("/w/open.go"))));
    REQUIRE(g.hold(asking("textDocument/hover", about("/w/x.go"))));
    g.look();
    CHECK_FALSE(g.hold(asking("workspace/symbol")));
    g.gate.input_came(g.turn.now);
    CHECK(g.hold(asking("workspace/symbol")));
}

TEST_CASE("DiskGate stops waiting for a slow look and starts no other until it ends") {
    Gate g;
    REQUIRE(g.hold(asking("workspace/symbol")));
    const std::uint64_t number = g.looks()[0]->number;
    REQUIRE(g.alarm(Alarm::kLook) == 200ms);
    g.pass(200ms);
    CHECK(g.gate.release(g.turn));
    CHECK(g.logged(core::LogLevel::kWarning).size() == 1);
    g.gate.input_came(g.turn.now);
    CHECK_FALSE(g.hold(asking("textDocument/hover", about("/w/x.go"))));
    CHECK(g.looks().empty());
    g.pass(1min);
    CHECK(g.gate.looked(number));
    CHECK_FALSE(g.gate.release(g.turn));
    CHECK(g.logged().empty());
    CHECK(g.hold(asking("textDocument/hover", about("/w/x.go"))));
    CHECK(g.looks()[0]->number != number);
}
