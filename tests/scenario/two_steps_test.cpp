// Conversations in two steps, with a switch between them. The second step concerns a request or
// registration of another server than the first. The editor must see only messages that a single
// server could have sent.
#include "lsp/message.hpp"
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

constexpr auto kCreate = "window/workDoneProgress/create";
constexpr auto kUnregister = "client/unregisterCapability";

json progress_of(const char* kind, const json& token = "load") {
    return {{"token", token}, {"value", {{"kind", kind}, {"title", "Loading"}}}};
}

json watches(const std::string& id, const json& options = {{"watchers", "a"}}) {
    return {{"registrations", json::array({{{"id", id},
                                            {"method", "workspace/didChangeWatchedFiles"},
                                            {"registerOptions", options}}})}};
}

json giving_up(const std::string& id) {
    return {{"unregisterations",
             json::array({{{"id", id}, {"method", "workspace/didChangeWatchedFiles"}}})}};
}

/// Returns the kinds of progress shown for this token, in order.
std::vector<std::string> kinds_shown(const World& world, const json& token = "load") {
    std::vector<std::string> kinds;
    for (const Message& m : world.editor.received) {
        if (m.method != "$/progress" || m.params().at("token") != token) continue;
        kinds.push_back(m.params().at("value").at("kind"));
    }
    return kinds;
}

using Kinds = std::vector<std::string>;

std::size_t times_created(const World& world, const json& token = "load") {
    return static_cast<std::size_t>(std::count_if(
        world.editor.received.begin(), world.editor.received.end(),
        [&](const Message& m) { return m.method == kCreate && m.params().at("token") == token; }));
}

/// The second gopls replaces the first.
void is_replaced(World& world, bool by_death) {
    if (by_death) {
        world.dies(1, {0, 9});
        world.passes(1s);
    } else {
        deadlocks_and_is_replaced(world);
    }
    REQUIRE(world.active() == 2);
}

/// Later servers create a token during their load, without beginning its progress.
void later_servers_announce(World& world) {
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != "initialized" || gopls.start.generation == 1) return;
        gopls.asks(1, kCreate, {{"token", "load"}});
    };
}

/// Answers or refuses all open requests to create progress.
void answers_all_creations(World& world, bool refuses = false) {
    while (world.editor.open_requests(kCreate) > 0) {
        if (refuses) {
            world.editor.refuses(kCreate);
        } else {
            world.editor.answers(kCreate, nullptr);
        }
    }
}

}  // namespace

TEST_CASE(
    "progress created behind the gate and begun after it opened is created in the editor first") {
    World world;
    world.session_runs();
    later_servers_announce(world);
    is_replaced(world, GENERATE(true, false));
    CHECK(world.gopls(2).answer_to(1) != nullptr);
    CHECK(times_created(world) == 0);
    world.editor.leaves_open(kCreate);
    world.gopls(2).notifies("$/progress", progress_of("begin"));
    world.settle();
    CHECK(times_created(world) == 1);
    CHECK(kinds_shown(world).empty());

    SECTION("it is shown once the editor has created it") {
        answers_all_creations(world);
        CHECK(kinds_shown(world) == Kinds{"begin"});
        world.gopls(2).notifies("$/progress", progress_of("report"));
        world.gopls(2).notifies("$/progress", progress_of("end"));
        world.settle();
        CHECK(kinds_shown(world) == Kinds{"begin", "report", "end"});
    }
    SECTION("it is shown whole if it ends before the editor has created it") {
        world.gopls(2).notifies("$/progress", progress_of("end"));
        world.settle();
        answers_all_creations(world);
        CHECK(kinds_shown(world) == Kinds{"begin", "end"});
    }
    SECTION("it is never shown if the editor refuses it") {
        answers_all_creations(world, true);
        world.gopls(2).notifies("$/progress", progress_of("report"));
        world.gopls(2).notifies("$/progress", progress_of("end"));
        world.settle();
        CHECK(kinds_shown(world).empty());
    }
    SECTION("it is never shown if its server dies before the editor has created it") {
        world.script = {};
        world.dies(2, {0, 9});
        answers_all_creations(world);
        world.passes(10s);
        CHECK(kinds_shown(world).empty());
    }
    SECTION("it is ended if its server dies afterwards") {
        answers_all_creations(world);
        world.script = {};
        world.dies(2, {0, 9});
        CHECK(kinds_shown(world) == Kinds{"begin", "end"});
    }
}

TEST_CASE("progress created behind the gate is not shown to an editor without progress") {
    World world;
    world.editor.capabilities["window"]["workDoneProgress"] = false;
    world.session_runs();
    later_servers_announce(world);
    is_replaced(world, true);
    for (const char* kind : {"begin", "report", "end"}) {
        world.gopls(2).notifies("$/progress", progress_of(kind));
    }
    world.settle();
    CHECK(times_created(world) == 0);
    CHECK(kinds_shown(world).empty());
}

TEST_CASE("progress of a token from the editor passes the closed gate of the server it asked") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    world.dies(1, {0, 9});
    json params = {{"command", "gopls.tidy"}, {"workDoneToken", "mine"}};
    const int id = world.editor.asks("workspace/executeCommand", params);
    REQUIRE_FALSE(world.engine.active()->gate_open);
    world.gopls(2).notifies("$/progress", progress_of("begin", "mine"));
    world.gopls(2).asks(1, "workspace/applyEdit", {{"edit", json::object()}});
    world.settle();
    CHECK(kinds_shown(world, "mine") == Kinds{"begin"});
    // Effects of the command reach the editor.
    REQUIRE(world.editor.open_requests("workspace/applyEdit") == 1);
    world.editor.answers("workspace/applyEdit", {{"applied", true}});
    CHECK(world.gopls(2).answer_to(1)->at("result") == json{{"applied", true}});
    SECTION("and continues after the gate has opened") {
        world.gopls(2).notifies("$/progress", progress_of("end", "mine"));
        world.gopls(2).goes_on();
        world.settle();
        CHECK(world.editor.reply(id).error_code() == 0);
    }
    SECTION("and is ended if the server dies") {
        world.dies(2, {0, 9});
        CHECK(world.editor.reply(id).error_code() != 0);
    }
    CHECK(kinds_shown(world, "mine") == Kinds{"begin", "end"});
    CHECK(times_created(world, "mine") == 0);
}

TEST_CASE("a retried request shows no second progress under its token") {
    World world;
    world.session_runs();
    world.gopls(1).hangs_on(kHover);
    json params = at(kFile);
    params["workDoneToken"] = "mine";
    const int hover = world.editor.asks(kHover, params);
    world.gopls(1).notifies("$/progress", progress_of("begin", "mine"));
    const bool was_over = GENERATE(true, false);
    if (was_over) world.gopls(1).notifies("$/progress", progress_of("end", "mine"));
    world.settle();
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != kHover) return;
        gopls.notifies("$/progress", progress_of("begin", "mine"));
        gopls.notifies("$/progress", progress_of("report", "mine"));
        gopls.notifies("$/progress", progress_of("end", "mine"));
    };
    if (GENERATE(true, false)) {
        world.dies(1, {0, 9});
    } else {
        world.passes(40s);
    }
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(kinds_shown(world, "mine") == Kinds{"begin", "end"});
    // The editor may use the token again.
    const int next = world.editor.asks(kHover, params);
    CHECK(world.editor.has_reply(next));
    CHECK(kinds_shown(world, "mine") == Kinds{"begin", "end", "begin", "report", "end"});
}

TEST_CASE("the progress of a request ends before its reply even at a switch") {
    World world;
    world.session_runs();
    world.gopls(1).hangs_on("workspace/executeCommand");
    const int command = world.editor.asks("workspace/executeCommand",
                                          {{"command", "gopls.tidy"}, {"workDoneToken", "mine"}});
    world.gopls(1).notifies("$/progress", progress_of("begin", "mine"));
    world.settle();
    world.passes(40s);
    REQUIRE(world.active() == 2);
    // The editor model asserts the order of the two.
    CHECK(world.editor.reply(command).error_code() != 0);
    CHECK(kinds_shown(world, "mine") == Kinds{"begin", "end"});
}

TEST_CASE("a cancelled progress is reported only to the server that began it") {
    World world;
    world.session_runs();
    world.gopls(1).asks(1, kCreate, {{"token", "old"}});
    world.gopls(1).notifies("$/progress", progress_of("begin", "old"));
    world.settle();
    later_servers_hang_on(world, "initialized");
    world.dies(1, {0, 9});
    const json own = last(world.editor.received, kCreate)->params().at("token");
    REQUIRE(own != "old");
    const auto cancels = [&](const json& token) {
        world.editor.notifies("window/workDoneProgress/cancel", {{"token", token}});
    };
    cancels("old");
    cancels(own);
    world.gopls(2).goes_on();
    world.settle();
    cancels("old");
    CHECK_FALSE(world.gopls(2).got("window/workDoneProgress/cancel"));
    world.gopls(2).asks(1, kCreate, {{"token", "new"}});
    world.gopls(2).notifies("$/progress", progress_of("begin", "new"));
    world.settle();
    cancels("new");
    CHECK(count(world.gopls(2).received, "window/workDoneProgress/cancel") == 1);
}

TEST_CASE("a request that its server cancels is cancelled under the id that the editor knows") {
    World world;
    world.session_runs();
    const auto cancels = [&](Generation generation, const json& id) {
        world.gopls(generation).notifies("$/cancelRequest", {{"id", id}});
        world.settle();
    };
    world.gopls(1).asks(4, "window/showMessageRequest", {{"message", "?"}});
    world.settle();
    cancels(1, 4);
    CHECK(last(world.editor.received, "$/cancelRequest")->params().at("id") == 4);
    is_replaced(world, GENERATE(true, false));

    world.gopls(2).asks(4, "window/showMessageRequest", {{"message", "?"}});
    world.settle();
    const json asked = last(world.editor.received, "window/showMessageRequest")->id;
    REQUIRE(asked != 4);
    cancels(2, 4);
    CHECK(world.editor.count("$/cancelRequest") == 2);
    CHECK(last(world.editor.received, "$/cancelRequest")->params().at("id") == asked);
    world.editor.answers("window/showMessageRequest", nullptr);  // the first server's
    world.editor.answers("window/showMessageRequest", nullptr);
    REQUIRE(world.gopls(2).answer_to(4) != nullptr);
    cancels(2, 4);
    CHECK(world.editor.count("$/cancelRequest") == 2);
}

TEST_CASE("a standby may cancel a request that only the editor could answer") {
    World world;
    world.session_runs();
    world.editor.leaves_open("workspace/configuration");
    later_servers_hang_on(world, "textDocument/didOpen");
    world.editor.opens(kFile, "package a\n");
    deadlocks(world);
    world.passes(7s);
    REQUIRE(world.standby() == 2);
    world.gopls(2).asks(1, "workspace/configuration",
                        {{"items", json::array({{{"section", "gopls"}}})}});
    world.gopls(2).asks(2, "workspace/applyEdit", json::object());
    world.gopls(2).notifies("$/cancelRequest", {{"id", 1}});
    world.gopls(2).notifies("$/cancelRequest", {{"id", 2}});
    world.settle();
    const Message* asked = last(world.editor.received, "workspace/configuration");
    REQUIRE(asked);
    CHECK(world.editor.count("$/cancelRequest") == 1);
    CHECK(last(world.editor.received, "$/cancelRequest")->params().at("id") == asked->id);
}

TEST_CASE("the cancel of a retried request goes to the server that has it") {
    World world;
    world.session_runs();
    world.gopls(1).hangs_on(kHover);
    const int first = world.editor.asks(kHover, at(kFile));
    const int second = world.editor.asks(kHover, at(kFile));
    later_servers_hang_on(world, "initialize");
    world.dies(1, {0, 9});
    world.editor.cancels(first);  // no server has it
    CHECK(world.editor.reply(first).error_code() == -32800);
    world.gopls(2).goes_on();
    world.gopls(2).hangs_on(kHover);
    world.settle();
    world.editor.cancels(second);
    REQUIRE(count(world.gopls(2).received, kHover) == 1);
    CHECK(last(world.gopls(2).received, kHover)->id == second);
    REQUIRE(count(world.gopls(2).received, "$/cancelRequest") == 1);
    CHECK(last(world.gopls(2).received, "$/cancelRequest")->params().at("id") == second);
}

TEST_CASE("a registration that the editor refuses is forgotten") {
    World world;
    world.editor.leaves_open(kRegister);
    const auto registers = [](Gopls& gopls, const Message& message) {
        if (message.method == "initialized") gopls.asks(2, kRegister, watches("watch-0"));
    };
    const auto refused = GENERATE(as<std::string>(), "of the gone server", "of the proxy");
    if (refused == "of the gone server") {
        world.script = registers;
        world.session_runs();
    } else {
        world.session_runs();
        world.script = registers;
    }
    is_replaced(world, true);
    REQUIRE(world.editor.open_requests(kRegister) == 1);
    world.editor.refuses(kRegister);
    REQUIRE(world.gopls(2).answer_to(2)->contains("result"));
    REQUIRE(world.editor.registrations_live.empty());

    SECTION("the editor is not asked to unregister it") {
        world.gopls(2).asks(3, kUnregister, giving_up("watch-0"));
        world.settle();
        CHECK(world.editor.count(kUnregister) == 0);
        REQUIRE(world.gopls(2).answer_to(3));
        CHECK(world.gopls(2).answer_to(3)->at("result").is_null());
    }
    SECTION("it is registered anew for the next server") {
        world.script = registers;
        world.dies(2, {0, 9});
        world.passes(10s);
        REQUIRE(world.active() == 3);
        CHECK(world.editor.count(kUnregister) == 0);
        REQUIRE(world.editor.open_requests(kRegister) == 1);
        world.editor.answers(kRegister, nullptr);
        CHECK(world.editor.registrations_live.size() == 1);
    }
    SECTION("the server may register it again") {
        world.gopls(2).asks(3, kRegister, watches("watch-0", {{"watchers", "b"}}));
        world.settle();
        world.editor.answers(kRegister, nullptr);
        world.gopls(2).asks(4, kUnregister, giving_up("watch-0"));
        world.settle();
        CHECK(world.editor.count(kUnregister) == 1);
    }
}

TEST_CASE("a registration that the proxy accepted and the editor then refused is forgotten") {
    World world;
    world.session_runs();
    world.editor.leaves_open(kRegister);
    world.gopls(1).asks_and_waits(1, kRegister, watches("watch-0"));
    world.settle();
    world.editor.asks(kHover, at(kFile));
    world.passes(40s);
    REQUIRE(world.active() == 1);
    REQUIRE(world.gopls(1).answer_to(1));
    world.editor.refuses(kRegister);
    world.gopls(1).asks(2, kUnregister, giving_up("watch-0"));
    world.settle();
    CHECK(world.editor.count(kUnregister) == 0);
    CHECK(world.gopls(1).answer_to(2)->contains("result"));
}

TEST_CASE("a registration made behind the gate can be removed after it has opened") {
    World world;
    const auto registers = [](Gopls& gopls, const Message& message) {
        if (message.method == "initialized") gopls.asks(2, kRegister, watches("watch-0"));
    };
    world.session_runs();
    world.script = registers;
    is_replaced(world, GENERATE(true, false));
    REQUIRE(world.editor.registrations_live.size() == 1);
    // Like gopls: it registers the new watcher first.
    world.gopls(2).asks(3, kRegister, watches("watch-1", {{"watchers", "b"}}));
    world.gopls(2).asks(4, kUnregister, giving_up("watch-0"));
    world.settle();
    CHECK(world.editor.registrations_live.size() == 1);
    CHECK(world.gopls(2).answer_to(4)->contains("result"));
}

TEST_CASE("a standby's configuration request is still answered after it has taken over") {
    World world;
    world.session_runs();
    world.editor.leaves_open("workspace/configuration");
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != "initialized") return;
        gopls.asks(1, "workspace/configuration", {{"items", json::array({{{"section", "g"}}})}});
    };
    is_replaced(world, GENERATE(true, false));
    REQUIRE(world.gopls(2).answer_to(1) == nullptr);
    world.editor.answers("workspace/configuration", json::array({"late"}));
    CHECK(world.gopls(2).answer_to(1)->at("result") == json::array({"late"}));
}

TEST_CASE("an answer to a server that is gone is dropped") {
    World world;
    world.session_runs();
    const auto method =
        GENERATE(as<std::string>(), "workspace/applyEdit", "window/showMessageRequest",
                 "window/showDocument", kCreate, kRegister, "workspace/configuration");
    json params = json::object();
    if (method == kCreate) params = {{"token", "x"}};
    if (method == kRegister) params = watches("watch-0");
    if (method == "workspace/configuration") {
        params = {{"items", json::array({{{"section", "gopls"}}})}};
    }
    world.editor.leaves_open(method);
    world.gopls(1).asks(1, method, params);
    world.settle();
    if (GENERATE(true, false)) {
        is_replaced(world, true);
    } else {  // a server that waits for the editor is replaced all the same
        world.editor.asks("workspace/executeCommand", {{"command", "gopls-proxy.restart"}});
        REQUIRE(world.active() == 2);
    }
    const std::size_t told = world.gopls(2).received.size();
    const std::size_t heard = world.editor.received.size();
    world.editor.answers(method, nullptr);
    world.passes(1s);
    CHECK(world.gopls(2).received.size() == told);
    CHECK(world.editor.received.size() == heard);
}
