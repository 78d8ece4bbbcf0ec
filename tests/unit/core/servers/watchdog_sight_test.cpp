// Tests Watchdog's view of a server: where gopls runs, how long it has been quiet, and how long
// others wait.
#include "core/servers/watchdog.hpp"

#include "support/catch.hpp"
#include "unit/core/support.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::IsGopls;
using core::Server;
using core::ServerRequest;
using core::Watchdog;

namespace {

core::Snapshot only(std::vector<core::Process> processes) {
    core::Snapshot snapshot;
    snapshot.known = true;
    snapshot.processes = std::move(processes);
    return snapshot;
}

core::Process script(IsGopls is_gopls) {
    core::Process process = core_test::process(50, 1, {"sh", "gopls"});
    process.is_gopls = is_gopls;
    return process;
}

ServerRequest asked_at(core::Time since) {
    ServerRequest question;
    question.since = since;
    return question;
}

struct Seeing : OneTurn {
    Seeing() {
        run();
        server.phase = Server::Phase::kReady;
    }

    void ask(const char* method = "m", bool probe = false) {
        server.queue.sent_request(lsp::RequestId::from_integer(++ids), method, probe, turn.now);
    }
    /// Adds a question to the editor, asked `ago` before now.
    void owe(const char* method, core::Duration ago = {}, core::Generation generation = 1) {
        ServerRequest question = asked_at(turn.now - ago);
        question.generation = generation;
        question.method = method;
        asked.add(asked.new_id(), question);
    }
    core::Duration others_wait(core::Time asked_since) {
        return Watchdog::others_wait(server, asked_at(asked_since), turn);
    }
    std::string look(const core::Snapshot& snapshot) {
        return watchdog.observed(server, snapshot, turn);
    }
    core::Situation situation() { return Watchdog::situation_of(server, asked, turn); }

    Server server{1, core::SpawnReason::kFirst, core::Network::kNormal, 1 << 20, turn.now};
    core::ServerRequests asked;
    Watchdog watchdog;
    int ids = 0;
};

}  // namespace

TEST_CASE("A gopls elsewhere is logged once and a gopls in the tree is remembered") {
    Seeing s;
    const auto elsewhere = only({script(IsGopls::kNo)});
    CHECK(s.look(elsewhere).find("gopls runs elsewhere") == 0);
    CHECK(s.server.place == Server::Place::kElsewhere);
    CHECK(s.look(elsewhere).empty());
    CHECK(s.look(gopls_with()).empty());
    CHECK(s.server.place == Server::Place::kInTree);
    CHECK(s.server.seen_as == core::ProcessRef{kServerPid, kServerPid});
    CHECK(s.look(elsewhere).empty());
    CHECK(s.server.place == Server::Place::kInTree);
}

TEST_CASE("An unidentifiable gopls is logged once after some samples") {
    Seeing s;
    const auto unclear = only({script(IsGopls::kUnknown)});
    for (int look = 1; look <= 20; ++look) {
        CAPTURE(look);
        CHECK(s.look(unclear).empty() == (look != 5));
    }
    CHECK(s.server.place == Server::Place::kUnknown);
}

TEST_CASE("Before initialization the place of gopls stays unknown") {
    Seeing s;
    s.server.phase = Server::Phase::kInitializing;
    CHECK(s.look(only({script(IsGopls::kNo)})).empty());
    CHECK(s.look(gopls_with()).empty());
    CHECK(s.server.place == Server::Place::kUnknown);
    CHECK(s.server.seen_as.pid == 0);
}

TEST_CASE("A late first sample makes the time before it unknown") {
    for (const bool late : {false, true}) {
        CAPTURE(late);
        Seeing s;
        const core::Duration since = 2 * Watchdog::kFirstLook + (late ? 1ns : 0ns);
        s.pass(since);
        s.look(gopls_with());
        CHECK(s.server.activity.quiet(s.turn.now) == (late ? core::Duration{} : since));
        s.pass(1min);
        s.look(gopls_with());
        CHECK(s.server.activity.quiet(s.turn.now) == 1min + (late ? core::Duration{} : since));
    }
}

TEST_CASE("A gopls has vanished if it was seen and is missing while a request waits") {
    core::Snapshot carried = gopls_with();
    carried.carriers = std::exchange(carried.processes, {});
    const core::Snapshot gone = only({script(IsGopls::kNo)});
    struct Row {
        const char* what;
        core::Snapshot seen;
        core::Duration waited;
        bool was_seen = true;
        bool vanished = false;
    };
    const Row rows[] = {
        {"missing", gone, 5s, true, true},
        {"replaced by another gopls", only({core_test::process(7, 1, {"gopls"})}), 5s, true, true},
        {"present", gopls_with(), 5s},
        {"present but not identified as gopls", carried, 5s},
        {"shorter than the window", gone, 5s - 1ns},
        {"never seen", gone, 5s, false},
        {"no processes visible", core::Snapshot(), 5s},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Seeing s;
        if (row.was_seen) s.server.seen_as = {kServerPid, kServerPid};
        s.ask();
        s.pass(row.waited);
        s.server.activity.observe(row.seen, s.turn.now);
        CHECK(Watchdog::has_vanished(s.server, s.turn) == row.vanished);
    }
    Seeing nobody_waits;
    nobody_waits.server.seen_as = {kServerPid, kServerPid};
    nobody_waits.pass(1h);
    nobody_waits.server.activity.observe(gone, nobody_waits.turn.now);
    CHECK_FALSE(Watchdog::has_vanished(nobody_waits.server, nobody_waits.turn));
}

TEST_CASE("A head's quiet time never exceeds its age") {
    Seeing s;
    s.pass(1min);
    CHECK(Watchdog::quiet_at_head(s.server, s.turn.now) == 0s);
    s.ask();
    s.pass(3s);
    CHECK(Watchdog::quiet_at_head(s.server, s.turn.now) == 3s);
    s.server.activity.worked(s.turn.now, "it ran");
    s.pass(1s);
    CHECK(Watchdog::quiet_at_head(s.server, s.turn.now) == 1s);
}

TEST_CASE("Others wait from the later of the question and the head") {
    Seeing s;
    CHECK(s.others_wait(kStart - 1min) == 0s);
    s.ask();  // the request that caused the question
    s.pass(10s);
    CHECK(s.others_wait(kStart + 6s) == 0s);
    CHECK(s.others_wait(kStart - 1s) == 10s);
    s.ask();  // another request behind it
    s.pass(5s);
    CHECK(s.others_wait(kStart + 8s) == 5s);
    CHECK(s.others_wait(kStart + 13s) == 2s);
}

TEST_CASE("A probe does not wait behind a question") {
    Seeing s;
    s.ask("probe", true);
    s.pass(5s);
    CHECK(s.others_wait(kStart - 1s) == 0s);
}

TEST_CASE("situation_of names the head or the notification before it") {
    struct Row {
        const char* notification;
        bool probe;
        Server::Phase phase;
        const char* head;
    };
    for (const Row& row :
         {Row{"", false, Server::Phase::kReady, "m"}, Row{"", false, Server::Phase::kLoading, "m"},
          Row{"textDocument/didChange", false, Server::Phase::kReady, "textDocument/didChange"},
          Row{"textDocument/didChange", true, Server::Phase::kReady, "textDocument/didChange"},
          Row{"initialized", true, Server::Phase::kLoading, "initialized"}}) {
        const bool notifies = *row.notification != 0;
        CAPTURE(row.head, row.probe);
        Seeing s;
        s.server.phase = row.phase;
        if (notifies) s.server.queue.sent_notification(row.notification, s.turn.now);
        s.ask("m", row.probe);
        s.pass(3s);
        const core::Situation situation = s.situation();
        CHECK(situation.head_open);
        CHECK(situation.head == row.head);
        CHECK(situation.head_is_notification == notifies);
        CHECK(situation.head_age == 3s);
        CHECK(situation.quiet == 3s);
        CHECK(situation.loading == (row.phase == Server::Phase::kLoading));
    }
}

TEST_CASE("A situation without a head has the server's quiet time") {
    Seeing s;
    s.look(gopls_with({child({"go", "list"})}));
    s.pass(3s);
    const core::Situation situation = s.situation();
    CHECK_FALSE(situation.head_open);
    CHECK(situation.quiet == 3s);
    CHECK(situation.snapshot->processes.size() == 2);
    REQUIRE(situation.commands.size() == 1);
    CHECK(situation.commands[0].pid == 101);
    CHECK_FALSE(situation.continued);
    s.server.episode.emplace().kind = core::VerdictKind::kStopped;
    CHECK(s.situation().continued);
}

TEST_CASE("owed is the oldest question and a person's only if there is no other") {
    Seeing s;
    CHECK_FALSE(s.situation().owed);
    s.owe("workspace/configuration", 1min, 2);  // asked by another server
    s.owe("workspace/semanticTokens/refresh", 1min);
    s.owe("window/showMessageRequest", 15s);  // expired by now
    CHECK_FALSE(s.situation().owed);
    s.owe("workspace/applyEdit", 9s);
    REQUIRE(s.situation().owed);
    CHECK(s.situation().owed->by_person);
    CHECK(s.situation().owed->age == 9s);
    s.owe("window/workDoneProgress/create", 2s);
    s.owe("client/registerCapability", 3s);
    s.owe("workspace/configuration", 1s);
    REQUIRE(s.situation().owed);
    CHECK(s.situation().owed->method == "client/registerCapability");
    CHECK_FALSE(s.situation().owed->by_person);
    for (auto& [id, asked] : s.asked) {
        if (asked.method != "workspace/configuration") asked.answered_for_editor = true;
    }
    REQUIRE(s.situation().owed);
    CHECK(s.situation().owed->age == 1s);
}
