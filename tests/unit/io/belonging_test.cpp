// Which processes end with a server: all that it has below it, and no daemon.
#include "io/belonging.hpp"

#include <string>

#include "support/catch.hpp"

namespace {

constexpr int kProxy = 10;
constexpr int kLeader = 100;
constexpr int kInit = 1;

/// A list of processes, and which of them carry the server's mark.
struct Machine {
    std::vector<io::ProcStat> all;
    std::vector<bool> marked;
    std::vector<int> sessions{kLeader};

    Machine& add(int pid, int parent, int session, const char* name, bool is_marked = true) {
        io::ProcStat stat;
        stat.pid = pid;
        stat.ppid = parent;
        stat.session = session;
        stat.name = name;
        all.push_back(stat);
        marked.push_back(is_marked);
        return *this;
    }
    Machine& unmarked(int pid, int parent, int session, const char* name) {
        return add(pid, parent, session, name, false);
    }
    void remove(int pid) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].pid != pid) continue;
            all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
            marked.erase(marked.begin() + static_cast<std::ptrdiff_t>(i));
            return;
        }
    }
    std::vector<int> belong(int parent = kProxy) {
        const std::vector<bool> flags = io::belonging(all, marked, sessions, parent);
        std::vector<int> pids;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (flags[i]) pids.push_back(all[i].pid);
        return pids;
    }
};

/// The first process, the proxy, gopls.
Machine machine() {
    Machine m;
    m.unmarked(kInit, 0, kInit, "init")
        .unmarked(kProxy, 5, 5, "gopls-proxy")
        .add(kLeader, kProxy, kLeader, "gopls");
    return m;
}

using Pids = std::vector<int>;

}  // namespace

TEST_CASE("the session and its descendants belong, in whatever session and marked or not") {
    Machine m = machine();
    m.add(101, kLeader, kLeader, "go")
        .add(102, 101, 102, "driver")
        .unmarked(103, 102, 103, "sh")
        .unmarked(104, kLeader, kLeader, "git")
        .add(105, kInit, kLeader, "compile");
    CHECK(m.belong() == Pids{100, 101, 102, 103, 104, 105});
}

TEST_CASE("a daemon that detached itself does not belong, nor what it runs") {
    Machine m = machine();
    m.add(200, kInit, 200, "bazel")
        .add(201, 200, 200, "javac")
        .add(202, 200, 202, "go")
        .add(203, 202, 202, "compile")
        // Of a process that becomes the parent of orphans, as systemd --user does.
        .unmarked(300, kInit, 300, "systemd")
        .add(301, 300, 302, "sccache");
    CHECK(m.belong() == Pids{100});
}

TEST_CASE("gopls and go commands belong wherever they went") {
    Machine m = machine();
    m.add(200, kInit, 200, "gopls-nightly")
        .add(201, 200, 200, "sh")
        .add(300, kInit, 300, "go1.26.8")
        .add(400, kInit, 400, "go");
    SECTION("also below a shell that detached itself") {
        m.add(500, kInit, 500, "bash").add(501, 500, 500, "gopls").add(502, 500, 500, "go");
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400, 501});
    }
    SECTION("marked") {
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400});
    }
    SECTION("not a daemon whose name only begins like theirs") {
        m.add(500, kInit, 500, "goplsd").add(501, kInit, 501, "gopher");
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400});
    }
    SECTION("not a go command that gopls does not run by itself, unless it is below it") {
        m.add(500, kInit, 500, "go").add(501, 500, 500, "compile").add(502, kLeader, 502, "go");
        for (io::ProcStat& process : m.all) process.foreign_go = process.pid >= 500;
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400, 502});
    }
    SECTION("not those of others") {
        m.unmarked(500, kInit, 500, "gopls").unmarked(501, 500, 500, "go");
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400});
    }
}

TEST_CASE("a gopls that other editors share does not belong, nor what it runs") {
    const int parent = GENERATE(kLeader, kInit);
    Machine m = machine();
    m.add(200, parent, 200, "gopls").add(201, 200, 200, "go").add(202, 201, 202, "git");
    m.all.at(3).independent = true;
    SECTION("the leader is known") {
        CHECK(m.belong() == Pids{100});
    }
    SECTION("it is not known") {
        m.sessions.clear();
        CHECK(m.belong() == Pids{100});
    }
}

TEST_CASE("a session counts for as long as something proves whose it is") {
    Machine m;
    m.unmarked(kInit, 0, kInit, "init");
    SECTION("a child of the proxy without a mark") {
        m.unmarked(kLeader, kProxy, kLeader, "sh").unmarked(101, kLeader, kLeader, "gopls");
        CHECK(m.belong() == Pids{100, 101});
        CHECK(m.belong(0).empty());
    }
    SECTION("a leader whose parent is gone") {
        m.add(kLeader, kInit, kLeader, "gopls").unmarked(101, kLeader, 101, "sh");
        CHECK(m.belong(0) == Pids{100, 101});
    }
    SECTION("what a leader has left behind") {
        m.add(101, kInit, kLeader, "sleep").unmarked(102, kInit, kLeader, "sleep");
        CHECK(m.belong() == Pids{101, 102});
    }
    SECTION("a stranger that was given the number") {
        m.unmarked(kLeader, kInit, kLeader, "sh").unmarked(101, kLeader, kLeader, "sleep");
        CHECK(m.belong().empty());
    }
    SECTION("one from outside of the container, whose parent cannot be seen") {
        m.unmarked(kLeader, 0, kLeader, "sh");
        CHECK(m.belong(0).empty());
    }
}

TEST_CASE("an orphan in a session that a process of the server began is found in the next look") {
    Machine m = machine();
    m.add(200, kLeader, 200, "sh");
    CHECK(m.belong() == Pids{100, 200});
    m.remove(200);
    m.remove(kLeader);
    m.add(201, kInit, 200, "sleep").add(300, kInit, 300, "daemon");
    CHECK(m.belong() == Pids{201});
}

TEST_CASE("also in one that it began after the look") {
    Machine m = machine();
    m.add(200, kLeader, kLeader, "sh");
    CHECK(m.belong() == Pids{100, 200});
    m.remove(200);
    m.remove(kLeader);
    m.add(201, kInit, 200, "sleep");
    CHECK(m.belong() == Pids{201});
}

TEST_CASE("where the leader is not known, the mark decides") {
    Machine m = machine();
    m.sessions.clear();
    m.add(200, kInit, 200, "bazel").unmarked(201, 200, 200, "javac").unmarked(300, 5, 300, "sh");
    CHECK(m.belong() == Pids{100, 200, 201});
    CHECK(m.sessions.empty());
}
