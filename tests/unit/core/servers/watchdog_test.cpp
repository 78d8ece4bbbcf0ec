// Tests which servers Watchdog samples while a request waits, and when. See watchdog_loads_test.cpp
// for loads without a request and watchdog_sight_test.cpp for its view of a server.
#include "core/servers/watchdog.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "unit/core/support.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Alarm;
using core::Server;
using core::Watchdog;
using Phase = core::Session::Phase;

namespace {

struct Watching : OneTurn {
    explicit Watching(core::Settings given = {}) : OneTurn(std::move(given)) {
        run();
        server.phase = Server::Phase::kReady;
    }

    void ask(int id = 1, bool aside = false) {
        const auto request = lsp::RequestId::from_integer(id);
        if (aside) {
            server.queue.sent_aside(request, "m", turn.now);
        } else {
            server.queue.sent_request(request, "m", false, turn.now);
        }
    }
    /// Adds a question of a server to the editor.
    void owe(core::Generation generation) {
        core::ServerRequest question;
        question.generation = generation;
        question.since = turn.now;
        asked.add(asked.new_id(), question);
    }
    core::Duration owed_for(core::Generation generation) {
        const auto question = std::find_if(asked.begin(), asked.end(), [&](const auto& entry) {
            return entry.second.generation == generation;
        });
        return turn.now - question->second.since;
    }
    void look(const core::Snapshot& snapshot = gopls_with()) {
        server.activity.observe(snapshot, turn.now);
    }
    /// Handles `Alarm::kSample`, `late` after its time. Returns the number of samples it requests.
    std::size_t sample(core::Duration late = {}) {
        turn.out.begin_turn();
        turn.alarms.clear(Alarm::kSample);
        watchdog.sample(turn.now - late, {&server, nullptr}, asked, turn);
        return effects<core::effect::Observe>().size();
    }

    Server server{1, core::SpawnReason::kFirst, core::Network::kNormal, 1 << 20, turn.now};
    core::ServerRequests asked;
    Watchdog watchdog;
};

core::Settings with_interval(core::Duration interval) {
    core::Settings settings;
    settings.stall.sample_interval = interval;
    return settings;
}

}  // namespace

TEST_CASE("A head gets an early first sample regardless of the interval") {
    for (const auto& [interval, first] : std::map<core::Duration, core::Duration>{
             {1s, Watchdog::kFirstLook}, {50ms, 50ms}, {1min, Watchdog::kFirstLook}}) {
        Watching w(with_interval(interval));
        w.ask();
        w.watchdog.head_opened(w.server, w.turn);
        CHECK(w.alarm(Alarm::kSample) == first);
    }
}

TEST_CASE("Watchdog does not sample in a plain pipe or during shutdown") {
    Watching w;
    w.ask();
    const bool pipe = GENERATE(false, true);
    if (pipe) w.turn.mode = core::Mode::kOff;
    if (!pipe) w.session.phase = Phase::kShutDown;
    w.watchdog.head_opened(w.server, w.turn);
    w.watchdog.may_load(w.turn);
    CHECK_FALSE(w.turn.alarms.next());
}

TEST_CASE("A second request in the queue does not advance the next sample") {
    for (const int requests : {1, 2}) {
        CAPTURE(requests);
        Watching w;
        w.turn.alarms.set(Alarm::kSample, w.turn.now + 1s);
        for (int id = 1; id <= requests; ++id) w.ask(id);
        w.watchdog.head_opened(w.server, w.turn);
        CHECK(w.alarm(Alarm::kSample) == (requests == 1 ? core::Duration(200ms) : 1s));
    }
}

TEST_CASE("The first sample of a head ignores an old baseline") {
    for (const bool watched : {false, true}) {
        CAPTURE(watched);
        Watching w;
        w.look();
        w.pass(1h);
        if (watched) w.turn.alarms.set(Alarm::kSample, w.turn.now);
        w.ask();
        w.watchdog.head_opened(w.server, w.turn);
        CHECK(w.server.activity.has_baseline() == watched);
    }
}

TEST_CASE("Watchdog samples a server only while a request waits that it could act on") {
    struct Row {
        const char* what;
        std::function<void(Watching&)> arrange;
        bool looked_at;
    };
    const auto wait_behind = [](Watching& w) { w.server.streamed.emplace().behind = "m"; };
    const Row rows[] = {
        {"idle", [](Watching&) {}, false},
        {"a request", [](Watching& w) { w.ask(); }, true},
        {"a request beside the queue", [](Watching& w) { w.ask(1, true); }, true},
        {"a load", [](Watching& w) { w.server.looks_left = 1; }, true},
        {"a full queue", [](Watching& w) { w.server.backlog_full = true; }, true},
        {"output paused",
         [](Watching& w) {
             w.ask();
             w.server.paused = true;
         },
         false},
        {"output paused and queue full",
         [](Watching& w) { w.server.paused = w.server.backlog_full = true; }, false},
        {"its request is held back",
         [&](Watching& w) {
             w.ask();
             wait_behind(w);
         },
         false},
        {"its request is held back and queue full",
         [&](Watching& w) {
             w.server.backlog_full = true;
             wait_behind(w);
         },
         true},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Watching w;
        w.look();
        row.arrange(w);
        CHECK(w.sample() == (row.looked_at ? 1 : 0));
        CHECK(w.alarm(Alarm::kSample).has_value() == row.looked_at);
        CHECK(w.server.activity.has_baseline() == row.looked_at);
        if (!row.looked_at) CHECK(w.server.looks_left == 0);
    }
}

TEST_CASE("The next sample comes after an interval or at the end of a window") {
    for (const auto& [quiet, next] : std::map<core::Duration, core::Duration>{
             {0s, 1s}, {4600ms, 400ms}, {5s, 1s}, {19900ms, 100ms}, {24700ms, 300ms}, {1h, 1s}}) {
        CAPTURE(quiet.count());
        Watching w;
        w.ask();
        w.pass(quiet);
        w.sample();
        CHECK(w.alarm(Alarm::kSample) == next);
    }
    // Each command has its own windows.
    Watching w;
    w.ask();
    w.look(gopls_with({child({"go", "list"})}));
    w.pass(3s);
    w.server.activity.worked(w.turn.now, "gopls ran");
    w.pass(1700ms);
    w.sample();
    CHECK(w.alarm(Alarm::kSample) == 300ms);
}

TEST_CASE("A late sample restarts the windows because nothing was watched") {
    for (const auto& [interval, allowed] :
         std::map<core::Duration, core::Duration>{{100ms, 1s}, {1s, 3s}, {10s, 30s}}) {
        for (const bool late : {false, true}) {
            CAPTURE(interval.count(), late);
            Watching w(with_interval(interval));
            w.ask();
            w.owe(1);
            w.owe(2);
            w.pass(4s);
            CHECK(w.sample(allowed + (late ? 1ns : 0ns)) == 1);
            const core::Duration age = late ? 0s : 4s;
            CHECK(w.server.activity.quiet(w.turn.now) == age);
            CHECK(w.turn.now - w.server.queue.head()->since == age);
            // Another server's windows continue.
            CHECK(w.owed_for(1) == age);
            CHECK(w.owed_for(2) == 4s);
        }
    }
}

TEST_CASE("A server that does not read is sampled soon") {
    Watching w;
    w.watchdog.backlog_began(w.server, w.turn);
    CHECK(w.alarm(Alarm::kSample) == Watchdog::kFirstLook);
}

TEST_CASE("A server that does not read is not sampled if no action could follow") {
    Watching w;
    const bool paused = GENERATE(false, true);
    w.server.paused = paused;
    if (!paused) w.session.phase = Phase::kShutDown;
    w.watchdog.backlog_began(w.server, w.turn);
    CHECK_FALSE(w.alarm(Alarm::kSample));
}
