// Tests when Watchdog samples a server for a load that no request waits for.
#include "core/servers/watchdog.hpp"
#include "support/catch.hpp"
#include "unit/core/support.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Alarm;
using core::Server;
using core::Watchdog;

namespace {

struct Watching : OneTurn {
    Watching() {
        run();
        server.phase = Server::Phase::kReady;
    }

    /// Handles `Alarm::kBeside`, if it is set.
    void look_beside() {
        const auto in = alarm(Alarm::kBeside);
        if (!in) return;
        pass(*in);
        turn.alarms.clear(Alarm::kBeside);
        watchdog.look_beside({&server, nullptr}, turn);
    }
    /// Handles `Alarm::kSample` and returns the number of samples it requests.
    std::size_t sample() {
        turn.alarms.clear(Alarm::kSample);
        watchdog.sample(turn.now, {&server, nullptr}, asked, turn);
        return effects<core::effect::Observe>().size();
    }

    Server server{1, core::SpawnReason::kFirst, core::Network::kNormal, 1 << 20, turn.now};
    core::ServerRequests asked;
    Watchdog watchdog;
};

}  // namespace

TEST_CASE("Watchdog samples for a load shortly after a possible cause") {
    for (const auto phase : {Server::Phase::kLoading, Server::Phase::kReady}) {
        CAPTURE(static_cast<int>(phase));
        Watching w;
        w.server.phase = phase;
        w.watchdog.may_load(w.turn);
        REQUIRE(w.alarm(Alarm::kBeside) == 2s);
        w.look_beside();
        const bool ready = phase == Server::Phase::kReady;
        CHECK(w.alarm(Alarm::kSample).has_value() == ready);
        CHECK(w.sample() == (ready ? 1 : 0));
        CHECK_FALSE(w.alarm(Alarm::kBeside));
    }
}

TEST_CASE("Typing delays the sample for a load by at most ten seconds") {
    Watching w;
    const core::Time first = w.turn.now;
    const auto looked = [&] { return w.server.looks_left > 0; };
    SECTION("a pause in typing") {
        w.watchdog.may_load(w.turn);
        w.pass(1500ms);
        w.watchdog.may_load(w.turn);
        w.look_beside();
        CHECK_FALSE(looked());
        w.look_beside();
        CHECK(looked());
        CHECK(w.turn.now == first + 3500ms);
    }
    SECTION("no pause in typing") {
        while (!looked() && w.turn.now < first + 1min) {
            w.watchdog.may_load(w.turn);
            if (w.alarm(Alarm::kBeside) <= core::Duration(500ms)) {
                w.look_beside();
            } else {
                w.pass(500ms);
            }
        }
        CHECK(w.turn.now == first + 10s);
    }
}

TEST_CASE("Watchdog samples a server without requests as long as a load continues") {
    struct Row {
        const char* what;
        std::vector<std::string> command;
        bool works;
        core::Duration since_told;
        bool goes_on;
    };
    const Row rows[] = {
        {"no load", {}, false, 1s, false},
        {"a go list", {"go", "list", "-e"}, false, 1h, true},
        {"a go env", {"go", "env"}, false, 1h, true},
        {"tests", {"go", "test"}, false, 1s, false},
        {"work", {}, true, 29s, true},
        {"work long after the notification", {}, true, 30s, false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Watching w;
        w.watchdog.may_load(w.turn);
        w.look_beside();
        const auto seen = row.command.empty() ? gopls_with() : gopls_with({child(row.command)});
        w.server.activity.observe(seen, w.turn.now);
        w.pass(row.since_told - 2s);
        int looks = 0;
        for (; w.server.looks_left > 0 && looks < 10; ++looks) {
            if (row.works) w.server.activity.worked(w.turn.now, "it ran");
            w.watchdog.looked_beside(w.server, w.turn);
        }
        CHECK(looks == (row.goes_on ? 10 : 2));
    }
}
