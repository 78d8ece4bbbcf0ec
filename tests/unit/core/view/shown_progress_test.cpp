#include "core/view/shown_progress.hpp"

#include "lsp/envelope.hpp"
#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Progress;
using core::ShownProgress;

namespace {

constexpr const char* kCapability = "/window/workDoneProgress";
const std::string kToken = R"("t")";

/// An editor that shows progress, and one server.
struct Shown : OneTurn {
    explicit Shown(const Lines& capabilities = {kCapability}) { run_with(capabilities); }

    void begin_own(const std::string& message = "m") { progress.begin_own(message, asked, turn); }
    /// Sends progress of a token that the server created. Returns true if it is held.
    bool holds(const char* kind, const std::string& token = kToken) {
        const std::string frame = Progress::message(token, json{{"kind", kind}}.dump());
        server.notified(lsp::member(lsp::body_of(frame), "params"));
        return progress.holds(lsp::member(lsp::body_of(frame), "params"), frame);
    }
    /// The server creates a token behind its gate and begins it.
    void begun_unseen(const std::string& token) {
        server.created_unseen(token);
        server.notified(R"({"token":)" + token + R"(,"value":{"kind":"begin"}})");
    }
    /// The editor answers all open requests.
    void editor_answers(bool is_error = false) {
        for (const auto& [id, question] : std::exchange(asked, {})) {
            progress.created(question.params, is_error, turn);
        }
    }
    /// Returns the messages to the editor in this turn: "create" or a kind, and the token, or "own"
    /// for the proxy's token.
    Lines said() {
        Lines lines;
        for (const json& message : to_editor()) {
            const json& params = message.at("params");
            const std::string token = params.at("token").dump();
            const std::string what = message.at("method") == "window/workDoneProgress/create"
                                         ? "create"
                                         : params.at("value").at("kind").get<std::string>();
            lines.push_back(what + " " + (ShownProgress::is_own(token) ? "own" : token));
        }
        turn.out.begin_turn();
        return lines;
    }

    core::ServerRequests asked;
    ShownProgress progress;
    Progress server;
};

core::Pending asking_with(const std::string& token) {
    core::Pending pending;
    pending.frame = lsp::request("1", "m", R"({"workDoneToken":)" + token + "}");
    return pending;
}

}  // namespace

TEST_CASE("The proxy shows its own progress only to a capable client in a running session") {
    using Phase = core::Session::Phase;
    for (const bool can : {false, true}) {
        for (const Phase phase : {Phase::kInitialized, Phase::kRunning, Phase::kShutDown}) {
            CAPTURE(can, static_cast<int>(phase));
            Shown shown(can ? Lines{kCapability} : Lines{});
            shown.session.phase = phase;
            shown.begin_own();
            shown.editor_answers();
            shown.progress.end_own("over", shown.turn);
            const bool all = can && phase == Phase::kRunning;
            CHECK(shown.said() == (all ? Lines{"create own", "begin own", "end own"} : Lines{}));
        }
    }
}

TEST_CASE("The proxy's own progress shows its subject and outcome") {
    Shown shown;
    shown.begin_own("a \"fresh\" one");
    shown.editor_answers();
    shown.progress.end_own("done", shown.turn);
    const auto messages = shown.to_editor();
    REQUIRE(messages.size() == 3);
    CHECK(messages[1].at("params").at("value") ==
          json{{"kind", "begin"}, {"title", "gopls-proxy"}, {"message", "a \"fresh\" one"}});
    CHECK(messages[2].at("params").at("value") == json{{"kind", "end"}, {"message", "done"}});
}

TEST_CASE("The proxy has one own item at a time with a new token each") {
    Shown shown;
    shown.begin_own();
    shown.begin_own();
    REQUIRE(shown.asked.begin() != shown.asked.end());
    const std::string first = shown.asked.begin()->second.params;
    shown.editor_answers();
    CHECK(shown.said() == Lines{"create own", "begin own"});
    shown.progress.end_own("", shown.turn);
    shown.progress.end_own("", shown.turn);
    CHECK(shown.said() == Lines{"end own"});
    shown.begin_own();
    CHECK(shown.said() == Lines{"create own"});
    CHECK(shown.asked.begin()->second.params != first);
}

TEST_CASE("An own item that the editor has not created does not end there") {
    Shown shown;
    shown.begin_own();
    const bool refused = GENERATE(false, true);
    if (refused) shown.editor_answers(true);
    shown.progress.end_own("", shown.turn);
    shown.editor_answers();
    CHECK(shown.said() == Lines{"create own"});
    shown.begin_own();
    shown.editor_answers();
    CHECK(shown.said() == Lines{"create own", "begin own"});
}

TEST_CASE("Progress waits until the editor has created its token and reports are dropped") {
    Shown shown;
    shown.progress.await_creation(kToken);
    for (const char* kind : {"begin", "report", "end"}) CHECK(shown.holds(kind));
    CHECK_FALSE(shown.holds("begin", R"("other")"));
    CHECK(shown.said().empty());
    shown.progress.created(kToken, false, shown.turn);
    CHECK(shown.said() == Lines{R"(begin "t")", R"(end "t")"});
    CHECK_FALSE(shown.holds("begin"));
    shown.progress.created(kToken, false, shown.turn);
    CHECK(shown.said().empty());
}

TEST_CASE("Progress of a refused token is dropped until its end") {
    Shown shown;
    shown.progress.await_creation(kToken);
    CHECK(shown.holds("begin"));
    const bool over = GENERATE(false, true);
    if (over) CHECK(shown.holds("end"));
    shown.progress.created(kToken, true, shown.turn);
    if (!over) CHECK(shown.holds("report"));
    if (!over) CHECK(shown.holds("end"));
    CHECK_FALSE(shown.holds("begin"));
    CHECK(shown.said().empty());
}

TEST_CASE("Progress of a forgotten token is not held") {
    Shown shown;
    shown.progress.await_creation(kToken);
    shown.progress.forget(kToken);
    CHECK_FALSE(shown.holds("begin"));
    shown.progress.created(kToken, false, shown.turn);
    CHECK(shown.said().empty());
}

TEST_CASE("Progress begun behind the gate is created and begun at the editor later") {
    Shown shown;
    shown.server.notified(R"({"token":"known","value":{"kind":"begin"}})");
    shown.begun_unseen(kToken);
    shown.progress.show_all(shown.server, shown.asked, shown.turn);
    CHECK(shown.said() == Lines{R"(create "t")"});
    CHECK(shown.holds("report"));
    shown.editor_answers();
    CHECK(shown.said() == Lines{R"(begin "t")"});
    CHECK_FALSE(shown.holds("report"));
    shown.progress.show_all(shown.server, shown.asked, shown.turn);
    CHECK(shown.said().empty());
}

TEST_CASE("A client without progress gets none that began behind the gate") {
    Shown shown(Lines{});
    shown.begun_unseen(kToken);
    shown.progress.show_all(shown.server, shown.asked, shown.turn);
    CHECK(shown.holds("report"));
    CHECK(shown.holds("end"));
    CHECK_FALSE(shown.holds("report"));
    CHECK(shown.said().empty());
}

TEST_CASE("end_all ends only the progress that the editor has seen") {
    Shown shown;
    shown.begin_own();
    shown.editor_answers();
    const std::string refused = R"("refused")";
    shown.progress.await_creation(refused);
    shown.progress.created(refused, true, shown.turn);
    shown.progress.await_creation(R"("awaited")");
    for (const char* token : {R"("refused")", R"("awaited")", R"("seen")"}) {
        shown.holds("begin", token);
    }
    shown.begun_unseen(R"("unseen")");
    shown.said();
    shown.progress.end_all(shown.server, shown.turn);
    CHECK(shown.said() == Lines{R"(end "seen")"});
    CHECK(shown.server.open().empty());
    // A fresh server may reuse the tokens.
    shown.progress.created(R"("awaited")", false, shown.turn);
    CHECK_FALSE(shown.holds("begin", R"("awaited")"));
    CHECK_FALSE(shown.holds("begin", refused));
    CHECK(shown.said().empty());
    shown.progress.end_own("", shown.turn);
    CHECK(shown.said() == Lines{"end own"});
}

TEST_CASE("The proxy's own item survives the end of a server") {
    Shown shown;
    shown.begin_own();
    shown.progress.end_all(shown.server, shown.turn);
    shown.editor_answers();
    CHECK(shown.said() == Lines{"create own", "begin own"});
}

TEST_CASE("Progress of a repeated request is not shown again") {
    Shown shown;
    const core::Pending pending = asking_with(kToken);
    shown.progress.mute(pending);
    CHECK(shown.holds("begin"));
    SECTION("until it is answered") {
        CHECK(shown.holds("end"));
        shown.progress.unmute(pending, &shown.server);
        CHECK_FALSE(shown.holds("begin"));
    }
    SECTION("the rest is dropped if the answer precedes the end") {
        shown.progress.unmute(pending, &shown.server);
        CHECK(shown.holds("end"));
        CHECK_FALSE(shown.holds("begin"));
    }
    SECTION("nothing remains if the proxy answers") {
        shown.progress.unmute(pending, nullptr);
        CHECK_FALSE(shown.holds("begin"));
    }
}

TEST_CASE("A request without a token mutes nothing") {
    Shown shown;
    core::Pending pending;
    shown.progress.mute(pending);
    pending.frame = lsp::request("1", "m", "{}");
    shown.progress.mute(pending);
    CHECK_FALSE(shown.holds("begin"));
    CHECK_FALSE(shown.progress.holds("{}", "a message of another kind"));
}
