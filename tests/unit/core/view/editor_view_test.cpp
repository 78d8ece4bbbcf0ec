#include "core/view/editor_view.hpp"

#include "lsp/envelope.hpp"
#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::EditorView;
using core::Event;
using core::GatedOutput;
using core::LogLevel;
using Phase = core::Session::Phase;

namespace {

json registering(const std::string& id, const std::string& glob) {
    return {{"id", id}, {"method", "m"}, {"registerOptions", {{"glob", glob}}}};
}

using Items = std::vector<json>;

json registrations(const Items& items) {
    return {{"registrations", items}};
}

json unregistrations(const std::string& id) {
    return {{"unregisterations", json::array({{{"id", id}, {"method", "m"}}})}};
}

json diagnostics(const std::string& uri, const json& items) {
    return {{"uri", uri}, {"diagnostics", items}};
}

const json kFinding = json::array({{{"message", "x"}}});

struct View : OneTurn {
    View() { run(); }

    /// Registers or unregisters for a server. Returns the parsed params to send instead, null if
    /// the message passes unchanged, or a text if nothing needs to be sent.
    json registered(core::Generation generation, const char* method, const json& params) {
        const std::string body = json{{"id", 1}, {"method", method}, {"params", params}}.dump();
        const auto changed = view.registration(generation, lsp::peek(body), body);
        if (!changed) return {};
        return changed->empty() ? json("nothing to say") : json::parse(*changed);
    }
    json registers(core::Generation generation, const Items& items) {
        return registered(generation, "client/registerCapability", registrations(items));
    }
    json unregisters(core::Generation generation, const std::string& id) {
        return registered(generation, "client/unregisterCapability", unregistrations(id));
    }
    /// Returns the methods sent to the editor, in order.
    Lines methods_said() {
        Lines methods;
        for (const json& message : to_editor()) methods.push_back(message.at("method"));
        return methods;
    }

    EditorView view;
};

/// Publishes diagnostics that a standby holds.
void publish(GatedOutput& voice, const json& params) {
    const std::string text = params.dump();
    voice.held.published(text, lsp::notification("textDocument/publishDiagnostics", text));
}

}  // namespace

TEST_CASE("Registrations of the first gopls pass unchanged") {
    View v;
    CHECK(v.registers(1, {registering("a", "x")}).is_null());
    CHECK(v.registers(1, {registering("a", "y")}).is_null());
    CHECK(v.view.registrations.options_of("m").size() == 2);
    CHECK(v.unregisters(1, "a").is_null());
    CHECK(v.view.registrations.options_of("m").size() == 1);
}

TEST_CASE("A later gopls gets new ids for registrations that the editor already has") {
    View v;
    v.registers(1, {registering("a", "x")});
    const json renamed = v.registers(2, {registering("a", "y")});
    REQUIRE(renamed.is_object());
    const std::string id = renamed.at("registrations").at(0).at("id");
    CHECK(id != "a");
    CHECK(renamed == registrations({registering(id, "y")}));
}

TEST_CASE("A registration that the editor refused is not unregistered") {
    View v;
    const Items items = {registering("a", "x")};
    v.registers(1, items);
    v.view.registrations.refused(registrations(items).dump());
    CHECK(v.unregisters(1, "a") == "nothing to say");
}

TEST_CASE("A switch sends only the differences in registrations") {
    View v;
    v.registers(1, {registering("same", "same"), registering("old", "old")});
    GatedOutput fresh;
    fresh.registrations.registered(
        registrations({registering("same", "same"), registering("new", "new")}).dump());
    v.view.hand_over(2, fresh, v.turn);
    const auto said = v.to_editor();
    REQUIRE(said.size() == 2);
    CHECK(said[0].at("method") == "client/unregisterCapability");
    CHECK(said[0].at("params") == unregistrations("old"));
    CHECK(said[1].at("method") == "client/registerCapability");
    CHECK(said[1].at("params") == registrations({registering("new", "new")}));
    // The reply is recognised by the recorded question.
    for (const json& request : said) {
        const auto asked =
            v.view.server_requests.take(lsp::RequestId::from_raw(request.at("id").dump()));
        REQUIRE(asked);
        CHECK(asked->generation == 0);
        CHECK(asked->method == request.at("method").get<std::string>());
        CHECK(asked->registers("new") == (asked->method == "client/registerCapability"));
    }
}

TEST_CASE("A switch between equal servers sends nothing to the editor") {
    View v;
    v.registers(1, {registering("a", "x")});
    GatedOutput fresh;
    fresh.registrations.registered(registrations({registering("a", "x")}).dump());
    v.view.hand_over(2, fresh, v.turn);
    CHECK(v.to_editor().empty());
}

TEST_CASE("A switch sends the held progress and diagnostics") {
    View v;
    v.run_with({"/window/workDoneProgress"});
    GatedOutput fresh;
    fresh.progress.created_unseen(R"("t")");
    fresh.progress.notified(R"({"token":"t","value":{"kind":"begin"}})");
    publish(fresh, diagnostics("file:///a.go", kFinding));
    publish(fresh, diagnostics("file:///a.go", json::array()));
    publish(fresh, diagnostics("file:///b.go", kFinding));
    v.view.hand_over(2, fresh, v.turn);
    const auto said = v.to_editor();
    REQUIRE(said.size() == 3);
    CHECK(said[0].at("method") == "window/workDoneProgress/create");
    CHECK(said[0].at("params") == json{{"token", "t"}});
    CHECK(said[1].at("params") == diagnostics("file:///a.go", json::array()));
    CHECK(said[2].at("params") == diagnostics("file:///b.go", kFinding));
    CHECK(fresh.held.frames().empty());
}

TEST_CASE("A switch requests the refreshes that the editor supports") {
    const std::map<std::string, std::string> rows = {
        {"/workspace/semanticTokens/refreshSupport", "workspace/semanticTokens/refresh"},
        {"/workspace/inlayHint/refreshSupport", "workspace/inlayHint/refresh"},
        {"/workspace/codeLens/refreshSupport", "workspace/codeLens/refresh"},
        {"/workspace/diagnostics/refreshSupport", "workspace/diagnostic/refresh"},
        {"/workspace/foldingRange/refreshSupport", "workspace/foldingRange/refresh"},
    };
    for (const auto& [capability, method] : rows) {
        CAPTURE(capability);
        View v;
        v.run_with({capability});
        GatedOutput fresh;
        v.view.hand_over(2, fresh, v.turn);
        CHECK(v.methods_said() == Lines{method});
    }
}

TEST_CASE("Diagnostics that only an old gopls reported are cleared once") {
    View v;
    for (const char* uri : {"file:///gone.go", "file:///still.go", "file:///later.go"}) {
        v.view.diagnostics.published(1, diagnostics(uri, kFinding).dump());
    }
    GatedOutput fresh;
    publish(fresh, diagnostics("file:///still.go", kFinding));
    v.view.hand_over(2, fresh, v.turn);
    v.view.diagnostics.published(2, diagnostics("file:///later.go", kFinding).dump());
    v.pass(3s);
    v.view.clear_stale_diagnostics(2, v.turn);
    const auto said = v.to_editor();
    REQUIRE(said.size() == 1);
    CHECK(said[0].at("method") == "textDocument/publishDiagnostics");
    CHECK(said[0].at("params") == diagnostics("file:///gone.go", json::array()));
    v.pass(3s);
    v.view.clear_stale_diagnostics(2, v.turn);
    CHECK(v.to_editor().empty());
}

TEST_CASE("Messages to the editor respect its phase and the log gets them all") {
    struct Row {
        Phase phase;
        bool logs;
        bool shows;
    };
    for (const Row& row :
         {Row{Phase::kNew, false, false}, Row{Phase::kInitializing, false, true},
          Row{Phase::kInitialized, true, true}, Row{Phase::kRunning, true, true}}) {
        CAPTURE(static_cast<int>(row.phase));
        View v;
        v.session.phase = row.phase;
        EditorView::log_message("for the record", v.turn);
        CHECK(v.methods_said() == (row.logs ? Lines{"window/logMessage"} : Lines{}));
        CHECK(v.logged() == Events{{LogLevel::kInfo, Event::kEditorLog, {}, "for the record"}});
        v.pass(1s);
        EditorView::show_message("for a person", v.turn);
        CHECK(v.methods_said() == (row.shows ? Lines{"window/showMessage"} : Lines{}));
        CHECK(v.logged() ==
              Events{{LogLevel::kWarning, Event::kEditorMessage, {}, "for a person"}});
    }
}

TEST_CASE("A message names the proxy and is a warning") {
    View v;
    EditorView::show_message("\"this\"", v.turn);
    EditorView::log_message("that", v.turn);
    const auto said = v.to_editor();
    REQUIRE(said.size() == 2);
    CHECK(said[0].at("params") == json{{"type", 2}, {"message", "gopls-proxy: \"this\""}});
    CHECK(said[1].at("params") == json{{"type", 2}, {"message", "gopls-proxy: that"}});
}

TEST_CASE("show_notices shows all invalid settings in one message") {
    View v;
    EditorView::show_notices(v.turn);
    CHECK(v.to_editor().empty());
    v.settings.notices = {"first", "second"};
    EditorView::show_notices(v.turn);
    REQUIRE(v.to_editor().size() == 1);
    CHECK(v.to_editor()[0].at("params").at("message") == "gopls-proxy: first; second");
}
