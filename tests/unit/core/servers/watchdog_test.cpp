// Whom core/servers/watchdog looks at while somebody waits, and when. Loads that nobody waits for
// are in watchdog_loads_test.cpp, what it sees in watchdog_sight_test.cpp.
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
    /// A server asks the editor something.
    void owe(core::Generation generation) {
        core::Asked question;
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
    /// `Alarm::kSample` comes, so late. How many looks it asks for.
    std::size_t sample(core::Duration late = {}) {
        turn.out.begin_turn();
        turn.alarms.clear(Alarm::kSample);
        watchdog.sample(turn.now - late, {&server, nullptr}, asked, turn);
        return effects<core::effect::Observe>().size();
    }

    Server server{1, core::Purpose::kFirst, core::Network::kNormal, 1 << 20, turn.now};
    core::AskedEditor asked;
    Watchdog watchdog;
};

core::Settings with_interval(core::Duration interval) {
    core::Settings settings;
    settings.stall.sample_interval = interval;
    return settings;
}

}  // namespace

TEST_CASE("a head gets its first look soon, however far apart the later ones are") {
    for (const auto& [interval, first] : std::map<core::Duration, core::Duration>{
             {1s, Watchdog::kFirstLook}, {50ms, 50ms}, {1min, Watchdog::kFirstLook}}) {
        Watching w(with_interval(interval));
        w.ask();
        w.watchdog.head_opened(w.server, w.turn);
        CHECK(w.alarm(Alarm::kSample) == first);
    }
}

TEST_CASE("nobody is watched in a plain pipe, or once the editor shuts down") {
    Watching w;
    w.ask();
    const bool pipe = GENERATE(false, true);
    if (pipe) w.turn.mode = core::Mode::kOff;
    if (!pipe) w.session.phase = Phase::kShutDown;
    w.watchdog.head_opened(w.server, w.turn);
    w.watchdog.may_load(w.turn);
    CHECK_FALSE(w.turn.alarms.next());
}

TEST_CASE("a request behind another does not bring the next look nearer, one in front does") {
    for (const int requests : {1, 2}) {
        CAPTURE(requests);
        Watching w;
        w.turn.alarms.set(Alarm::kSample, w.turn.now + 1s);
        for (int id = 1; id <= requests; ++id) w.ask(id);
        w.watchdog.head_opened(w.server, w.turn);
        CHECK(w.alarm(Alarm::kSample) == (requests == 1 ? core::Duration(200ms) : 1s));
    }
}

TEST_CASE("a first look is compared with none from a time when nobody watched") {
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

TEST_CASE("a server is looked at while somebody waits for it, and it could do something about it") {
    struct Row {
        const char* what;
        std::function<void(Watching&)> arrange;
        bool looked_at;
    };
    const auto wait_behind = [](Watching& w) { w.server.streamed.emplace().behind = "m"; };
    const Row rows[] = {
        {"idle", [](Watching&) {}, false},
        {"a request", [](Watching& w) { w.ask(); }, true},
        {"a request aside", [](Watching& w) { w.ask(1, true); }, true},
        {"a load", [](Watching& w) { w.server.looks_left = 1; }, true},
        {"a full queue", [](Watching& w) { w.server.full = true; }, true},
        {"its output is not read",
         [](Watching& w) {
             w.ask();
             w.server.paused = true;
         },
         false},
        {"its output is not read, its queue full",
         [](Watching& w) { w.server.paused = w.server.full = true; }, false},
        {"what it is to answer is held back",
         [&](Watching& w) {
             w.ask();
             wait_behind(w);
         },
         false},
        {"what it is to answer is held back, its queue full",
         [&](Watching& w) {
             w.server.full = true;
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

TEST_CASE("the next look comes in an interval, or when a window ends before that") {
    for (const auto& [quiet, next] : std::map<core::Duration, core::Duration>{
             {0s, 1s}, {4600ms, 400ms}, {5s, 1s}, {19900ms, 100ms}, {24700ms, 300ms}, {1h, 1s}}) {
        CAPTURE(quiet.count());
        Watching w;
        w.ask();
        w.pass(quiet);
        w.sample();
        CHECK(w.alarm(Alarm::kSample) == next);
    }
    // Each command has windows of its own.
    Watching w;
    w.ask();
    w.look(gopls_with({child({"go", "list"})}));
    w.pass(3s);
    w.server.activity.worked(w.turn.now, "gopls ran");
    w.pass(1700ms);
    w.sample();
    CHECK(w.alarm(Alarm::kSample) == 300ms);
}

TEST_CASE("a look that comes late begins the windows anew, since nobody was watching") {
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
            // Another server has windows of its own.
            CHECK(w.owed_for(1) == age);
            CHECK(w.owed_for(2) == 4s);
        }
    }
}

TEST_CASE("whether a server works that does not read is seen soon") {
    Watching w;
    w.watchdog.backlog_began(w.server, w.turn);
    CHECK(w.alarm(Alarm::kSample) == Watchdog::kFirstLook);
}

TEST_CASE("that a server does not read is not looked into where nothing would follow from it") {
    Watching w;
    const bool paused = GENERATE(false, true);
    w.server.paused = paused;
    if (!paused) w.session.phase = Phase::kShutDown;
    w.watchdog.backlog_began(w.server, w.turn);
    CHECK_FALSE(w.alarm(Alarm::kSample));
}
