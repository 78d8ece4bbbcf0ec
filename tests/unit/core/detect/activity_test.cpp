#include "core/detect/activity.hpp"

#include "support/catch.hpp"
#include "unit/core/support.hpp"

using namespace core_test;

namespace {

/// An activity after its first sample, and the snapshot for the next sample.
struct Watched {
    Time now = Time{} + 1h;
    core::Activity activity{now};
    Snapshot snapshot;

    explicit Watched(Snapshot first) : snapshot(std::move(first)) { look(); }

    /// Takes the next sample after a second. Returns true if it showed work.
    bool look(Duration after = 1s) {
        now += after;
        activity.observe(snapshot, now);
        return activity.quiet(now) == Duration{};
    }
    Process& gopls() { return snapshot.processes.front(); }
    Process& last() { return snapshot.processes.back(); }
};

}  // namespace

TEST_CASE("The first sample only sets the baseline") {
    Watched w(gopls_with({child({"go", "list"})}));
    CHECK(w.activity.quiet(w.now) == 1s);
    CHECK(w.activity.last_work() == "just started");
    CHECK_FALSE(w.look());
    CHECK(w.activity.quiet(w.now) == 2s);
}

TEST_CASE("A forgotten baseline is set again by the next sample") {
    Watched w(gopls_with());
    w.activity.forget_baseline(w.now);
    w.gopls().cpu += 10min;
    w.snapshot.processes.push_back(child({"go", "list"}));
    CHECK_FALSE(w.look());
    w.gopls().cpu += 100ms;
    CHECK(w.look());
}

TEST_CASE("CPU of gopls counts as work above 2.5 % of a core") {
    Watched w(gopls_with());
    w.gopls().cpu += 25ms;
    CHECK_FALSE(w.look());
    w.gopls().cpu += 25ms + 1us;
    CHECK(w.look());
    CHECK(w.activity.last_work() == "gopls ran for 25 ms");
    w.gopls().cpu += 200ms;
    CHECK_FALSE(w.look(10s));
}

TEST_CASE("Reading the proxy's own bytes is not work") {
    Watched w(gopls_with());
    SECTION("all bytes in one sample") {
        w.activity.wrote_to_it(100'000);
        w.gopls().read_chars += 100'000;
        CHECK_FALSE(w.look());
    }
    SECTION("the rest in the next sample") {
        w.activity.wrote_to_it(100'000);
        w.gopls().read_chars += 10'000;
        CHECK_FALSE(w.look());
        w.gopls().read_chars += 90'000;
        CHECK_FALSE(w.look());
    }
    SECTION("the CPU time for ten keystrokes a second is not work either") {
        for (int i = 0; i < 30; ++i) {
            for (int key = 0; key < 10; ++key) w.activity.wrote_to_it(250);
            w.gopls().read_chars += 2'540;
            w.gopls().cpu += 9ms;
            CHECK_FALSE(w.look());
        }
        CHECK(w.activity.quiet(w.now) == 31s);
    }
    SECTION("reading more than that is work") {
        w.activity.wrote_to_it(1'000);
        w.gopls().read_chars += 1'000 + 2'049;
        CHECK(w.look());
    }
    SECTION("a small amount is housekeeping") {
        w.gopls().read_chars += 2'048;
        CHECK_FALSE(w.look());
    }
    SECTION("reading a file is work") {
        w.gopls().read_chars += 50'000;
        CHECK(w.look());
    }
}

TEST_CASE("Bytes written while gopls was not sampled excuse no later work") {
    Watched w(gopls_with());
    for (int i = 0; i < 1'000; ++i) w.activity.wrote_to_it(1'000);
    w.activity.forget_baseline(w.now);
    CHECK_FALSE(w.look());
    SECTION("reading") {
        w.gopls().read_chars += 100'000;
    }
    SECTION("CPU") {
        w.gopls().cpu += 500ms;
    }
    CHECK(w.look());
}

TEST_CASE("Any CPU or I/O of a child is work") {
    Watched w(gopls_with({child({"go", "list"})}));
    SECTION("CPU") {
        w.last().cpu += 999us;
        CHECK_FALSE(w.look());
        w.last().cpu += 1ms;
        CHECK(w.look());
    }
    SECTION("read") {
        w.last().read_chars += 1;
        CHECK(w.look());
        CHECK(w.activity.last_work() == "go list did I/O");
    }
    SECTION("written") {
        w.last().write_chars += 1;
        CHECK(w.look());
    }
}

TEST_CASE("A child that starts or ends is work") {
    Watched w(gopls_with());
    w.snapshot.processes.push_back(child({"go", "list"}));
    CHECK(w.look());
    CHECK(w.activity.last_work() == "started go list");
    CHECK_FALSE(w.look());
    // The pid was reused.
    w.last().ref.start_ticks += 5;
    CHECK(w.look());
    CHECK_FALSE(w.look());
    w.snapshot.processes.pop_back();
    CHECK(w.look());
    CHECK_FALSE(w.look());
}

TEST_CASE("The telemetry child never counts as work") {
    Watched w(gopls_with());
    w.snapshot.processes.push_back(child({"gopls", "** telemetry **"}));
    CHECK_FALSE(w.look());
    w.last().cpu += 1s;
    w.last().read_chars += 100'000;
    CHECK_FALSE(w.look());
    w.snapshot.processes.pop_back();
    CHECK_FALSE(w.look());
}

TEST_CASE("A process that waits for a CPU or a page counts as working") {
    Watched w(gopls_with({child({"go", "list"})}));
    Process& starved = GENERATE(true, false) ? w.gopls() : w.last();
    starved.state = GENERATE('R', 'D');
    SECTION("run delay") {
        starved.run_delay += 10ms - 1ns;
        CHECK_FALSE(w.look());
        starved.run_delay += 10ms;
        CHECK(w.look());
    }
    SECTION("major faults") {
        starved.major_faults += 1;
        CHECK(w.look());
    }
    SECTION("not while it sleeps") {
        starved.state = 'S';
        starved.run_delay += 1s;
        starved.major_faults += 1;
        CHECK_FALSE(w.look());
    }
    SECTION("not by its state alone") {
        CHECK_FALSE(w.look());
    }
}

TEST_CASE("A process that waits for a disk counts as working while the disk responds") {
    Watched w(gopls_with({child({"go", "list"})}));
    Process& waiting = GENERATE(true, false) ? w.gopls() : w.last();
    SECTION("bytes read from storage") {
        waiting.disk_read_bytes += 512;
        CHECK(w.look());
        CHECK_FALSE(w.look());
    }
    SECTION("one wait after another") {
        waiting.state = 'D';
        for (int i = 0; i < 10; ++i) {
            ++waiting.blocked_turns;
            CHECK(w.look());
        }
        waiting.state = 'S';
        waiting.blocked_turns = 0;
        CHECK_FALSE(w.look());
    }
    SECTION("not an endless wait on a hung mount") {
        waiting.state = 'D';
        waiting.blocked_turns = 7;
        CHECK(w.look());
        for (int i = 0; i < 10; ++i) CHECK_FALSE(w.look());
    }
}

TEST_CASE("An unknown snapshot changes nothing") {
    Watched w(gopls_with());
    const Snapshot seen = w.snapshot;
    w.snapshot = {};
    CHECK_FALSE(w.look());
    CHECK_FALSE(w.activity.snapshot().known);
    w.snapshot = seen;
    CHECK_FALSE(w.look());
    CHECK(w.activity.quiet(w.now) == 3s);
}

TEST_CASE("Activity records work reported by messages and can restart its window") {
    Watched w(gopls_with());
    w.activity.worked(w.now, "gopls reported progress");
    CHECK(w.activity.quiet(w.now + 3s) == 3s);
    w.activity.restart_window(w.now + 2s, "nobody was watching");
    CHECK(w.activity.quiet(w.now + 3s) == 1s);
    CHECK(w.activity.last_work() == "nobody was watching");
}

TEST_CASE("I/O over a connection is work if the system does not report received bytes") {
    Watched w(gopls_with({with_socket(child({"go", "list"}), Socket::State::kEstablished)}));
    w.last().read_chars += 11;
    CHECK(w.look());
}

TEST_CASE("Trying one host after another is not work but an answer is") {
    Watched w(gopls_with({child({"go", "list"})}));
    const core::Socket mute{Socket::State::kEstablished, "192.0.2.1:443", 0, false, 0};
    const auto tries = [&](std::vector<core::Socket> sockets, std::uint64_t reads) {
        w.last().sockets = std::move(sockets);
        w.last().cpu += 5ms;
        w.last().read_chars += reads;
        w.last().write_chars += 3'000;
        return w.look();
    };
    REQUIRE(tries({mute}, 11) == false);
    SECTION("while no host answers") {
        for (int i = 0; i < 20; ++i) {
            CHECK_FALSE(tries({}, 11));
            CHECK_FALSE(tries({mute, mute}, 3));
            CHECK_FALSE(tries({{Socket::State::kConnecting, "192.0.2.1:443", 0}}, 3));
            CHECK_FALSE(tries({{Socket::State::kEstablished, "192.0.2.53:53", 0, true}}, 600));
        }
    }
    SECTION("an answer on a connection") {
        core::Socket heard = mute;
        heard.received_bytes = 5'000;
        CHECK(tries({mute, heard}, 5'000));
    }
    SECTION("an answer on a connection that has closed") {
        CHECK(tries({}, 200));
    }
    SECTION("an answer while the next connection is silent") {
        CHECK(tries({mute}, 200));
    }
    SECTION("without connections for two samples") {
        CHECK_FALSE(tries({}, 11));
        CHECK(tries({}, 11));
    }
    SECTION("other work at the same time") {
        w.last().cpu += 50ms;
        CHECK(tries({mute}, 11));
    }
    SECTION("a connection too new for a count of received bytes") {
        core::Socket unknown = mute;
        unknown.received_bytes.reset();
        CHECK_FALSE(tries({unknown}, 11));
        CHECK(tries({unknown}, 200));
    }
    SECTION("with a page fault that reads from disk") {
        w.last().disk_read_bytes += 4096;
        w.last().state = 'R';
        w.last().run_delay += 20ms;
        CHECK_FALSE(tries({mute}, 11));
    }
    SECTION("connections of gopls's telemetry do not count") {
        w.last().sockets.clear();
        w.snapshot.processes.push_back(child({"gopls", "** telemetry **"}, 109));
        w.last().sockets = {mute};
        w.look();
        w.gopls().read_chars += 9'346;
        CHECK(w.look());
    }
    SECTION("while gopls reads a little but not while it works") {
        w.gopls().read_chars += 9'346;
        CHECK_FALSE(tries({mute}, 11));
        w.gopls().cpu += 100ms;
        CHECK(tries({mute}, 11));
    }
}

TEST_CASE("Each command is quiet by its own subtree") {
    Watched w(gopls_with(
        {child({"go", "list"}, 101), process(102, 101, {"git"}), child({"go", "list"}, 103)}));
    const auto quiet = [&](int pid) { return w.activity.quiet_of_command(pid, w.now); };
    CHECK(quiet(101) == 1s);  // since sampling began
    SECTION("gopls works and the commands do not") {
        w.gopls().cpu += 300ms;
        CHECK(w.look());
        CHECK(quiet(101) == 2s);
        CHECK(quiet(103) == 2s);
    }
    SECTION("a descendant works") {
        w.snapshot.processes[2].read_chars += 1;
        CHECK(w.look());
        CHECK(quiet(101) == Duration{});
        CHECK(quiet(103) == 2s);
        CHECK(w.activity.commands(w.now).size() == 2);
    }
    SECTION("a descendant starts and ends") {
        w.snapshot.processes.push_back(process(104, 103, {"git"}));
        w.look();
        CHECK(quiet(103) == Duration{});
        w.look();
        CHECK(quiet(103) == 1s);
        w.snapshot.processes.pop_back();
        w.look();
        CHECK(quiet(103) == Duration{});
        CHECK(quiet(101) == 4s);
    }
    SECTION("a new command has its own quiet time") {
        w.snapshot.processes.push_back(child({"go", "env"}, 105));
        w.look();
        w.look(3s);
        CHECK(quiet(105) == 3s);
        CHECK(quiet(101) == 5s);
    }
    SECTION("its pid is reused") {
        w.snapshot.processes[3].ref.start_ticks += 5;
        w.look();
        CHECK(quiet(103) == Duration{});
    }
    SECTION("a message of gopls is not work of a command but a new window applies to all") {
        w.activity.worked(w.now, "gopls reported progress");
        CHECK(quiet(101) == 1s);
        w.activity.restart_window(w.now, "nobody was watching");
        CHECK(quiet(101) == Duration{});
    }
    SECTION("a command that ended is unknown") {
        w.snapshot.processes.resize(3);
        w.look();
        CHECK_FALSE(quiet(103).has_value());
        CHECK(quiet(101) == 2s);
    }
    SECTION("a command is unknown without a baseline") {
        w.activity.forget_baseline(w.now);
        CHECK_FALSE(quiet(101).has_value());
        w.look();
        CHECK(quiet(101) == 1s);
    }
}

TEST_CASE("The telemetry child is not a command") {
    Watched w(gopls_with({child({"gopls", "** telemetry **"})}));
    CHECK(w.activity.commands(w.now).empty());
}
