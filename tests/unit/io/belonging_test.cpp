// Tests which processes belong to a server and end with it.
#include "io/belonging.hpp"

#include <string>

#include "support/catch.hpp"

namespace {

constexpr int kProxy = 10;
constexpr int kLeader = 100;
constexpr int kInit = 1;

/// A list of processes, with a flag for each that carries the server's mark.
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

/// Returns a machine with init, the proxy and gopls.
Machine machine() {
    Machine m;
    m.unmarked(kInit, 0, kInit, "init")
        .unmarked(kProxy, 5, 5, "gopls-proxy")
        .add(kLeader, kProxy, kLeader, "gopls");
    return m;
}

using Pids = std::vector<int>;

}  // namespace

TEST_CASE("The server's session and all its descendants belong to it") {
    Machine m = machine();
    m.add(101, kLeader, kLeader, "go")
        .add(102, 101, 102, "driver")
        .unmarked(103, 102, 103, "sh")
        .unmarked(104, kLeader, kLeader, "git")
        .add(105, kInit, kLeader, "compile");
    CHECK(m.belong() == Pids{100, 101, 102, 103, 104, 105});
}

TEST_CASE("A detached daemon and its children do not belong to the server") {
    Machine m = machine();
    m.add(200, kInit, 200, "bazel")
        .add(201, 200, 200, "javac")
        .add(202, 200, 202, "go")
        .add(203, 202, 202, "compile")
        // Below a child subreaper, such as systemd --user.
        .unmarked(300, kInit, 300, "systemd")
        .add(301, 300, 302, "sccache");
    CHECK(m.belong() == Pids{100});
}

TEST_CASE("A detached gopls or go command belongs to the server") {
    Machine m = machine();
    m.add(200, kInit, 200, "gopls-nightly")
        .add(201, 200, 200, "sh")
        .add(300, kInit, 300, "go1.26.8")
        .add(400, kInit, 400, "go");
    SECTION("below a detached shell") {
        m.add(500, kInit, 500, "bash").add(501, 500, 500, "gopls").add(502, 500, 500, "go");
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400, 501});
    }
    SECTION("marked") {
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400});
    }
    SECTION("a daemon with a similar name does not belong") {
        m.add(500, kInit, 500, "goplsd").add(501, kInit, 501, "gopher");
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400});
    }
    SECTION("a go command that gopls never runs itself belongs only below gopls") {
        m.add(500, kInit, 500, "go").add(501, 500, 500, "compile").add(502, kLeader, 502, "go");
        for (io::ProcStat& process : m.all) process.foreign_go = process.pid >= 500;
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400, 502});
    }
    SECTION("unmarked processes do not belong") {
        m.unmarked(500, kInit, 500, "gopls").unmarked(501, 500, 500, "go");
        CHECK(m.belong() == Pids{100, 200, 201, 300, 400});
    }
}

TEST_CASE("A gopls daemon shared with other editors does not belong to the server") {
    const int parent = GENERATE(kLeader, kInit);
    Machine m = machine();
    m.add(200, parent, 200, "gopls").add(201, 200, 200, "go").add(202, 201, 202, "git");
    m.all.at(3).independent = true;
    SECTION("leader known") {
        CHECK(m.belong() == Pids{100});
    }
    SECTION("leader unknown") {
        m.sessions.clear();
        CHECK(m.belong() == Pids{100});
    }
}

TEST_CASE("A session counts only while something proves that it is the server's") {
    Machine m;
    m.unmarked(kInit, 0, kInit, "init");
    SECTION("an unmarked child of the proxy leads it") {
        m.unmarked(kLeader, kProxy, kLeader, "sh").unmarked(101, kLeader, kLeader, "gopls");
        CHECK(m.belong() == Pids{100, 101});
        CHECK(m.belong(0).empty());
    }
    SECTION("its leader is marked and has lost its parent") {
        m.add(kLeader, kInit, kLeader, "gopls").unmarked(101, kLeader, 101, "sh");
        CHECK(m.belong(0) == Pids{100, 101});
    }
    SECTION("its leader is gone and a member is marked") {
        m.add(101, kInit, kLeader, "sleep").unmarked(102, kInit, kLeader, "sleep");
        CHECK(m.belong() == Pids{101, 102});
    }
    SECTION("an unrelated process reuses the session number") {
        m.unmarked(kLeader, kInit, kLeader, "sh").unmarked(101, kLeader, kLeader, "sleep");
        CHECK(m.belong().empty());
    }
    SECTION("a leader from outside the container has an invisible parent") {
        m.unmarked(kLeader, 0, kLeader, "sh");
        CHECK(m.belong(0).empty());
    }
}

TEST_CASE("The next scan finds an orphan in a session that the server began") {
    Machine m = machine();
    m.add(200, kLeader, 200, "sh");
    CHECK(m.belong() == Pids{100, 200});
    m.remove(200);
    m.remove(kLeader);
    m.add(201, kInit, 200, "sleep").add(300, kInit, 300, "daemon");
    CHECK(m.belong() == Pids{201});
}

TEST_CASE("The next scan finds an orphan in a session begun after the previous scan") {
    Machine m = machine();
    m.add(200, kLeader, kLeader, "sh");
    CHECK(m.belong() == Pids{100, 200});
    m.remove(200);
    m.remove(kLeader);
    m.add(201, kInit, 200, "sleep");
    CHECK(m.belong() == Pids{201});
}

TEST_CASE("The mark decides which processes belong if the leader is unknown") {
    Machine m = machine();
    m.sessions.clear();
    m.add(200, kInit, 200, "bazel").unmarked(201, 200, 200, "javac").unmarked(300, 5, 300, "sh");
    CHECK(m.belong() == Pids{100, 200, 201});
    CHECK(m.sessions.empty());
}
