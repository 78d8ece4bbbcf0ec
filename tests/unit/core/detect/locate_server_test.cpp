#include "core/detect/locate_server.hpp"

#include "support/catch.hpp"
#include "unit/core/support.hpp"

using namespace core_test;
using core::IsGopls;

namespace {

Process gopls(int pid, int parent, std::vector<std::string> argv = {"gopls"}) {
    Process p = process(pid, parent, std::move(argv));
    p.is_gopls = IsGopls::kYes;
    return p;
}

Snapshot located(std::vector<Process> processes) {
    Snapshot seen;
    seen.known = true;
    seen.processes = std::move(processes);
    return core::locate_server(std::move(seen));
}

std::vector<int> pids(const std::vector<Process>& processes) {
    std::vector<int> all;
    for (const Process& p : processes) all.push_back(p.ref.pid);
    return all;
}

}  // namespace

TEST_CASE("a gopls that was spawned is the server, and everything else is its own") {
    const Snapshot s = located({gopls(100, 1), process(101, 100, {"go", "list"}),
                                process(102, 101, {"git"}), process(103, 1, {"orphan"})});
    CHECK(pids(s.processes) == std::vector{100, 101, 102, 103});
    CHECK(s.carriers.empty());
    CHECK_FALSE(s.elsewhere);
}

TEST_CASE("behind scripts the server is the gopls, and those are carriers") {
    const Snapshot s =
        located({process(100, 1, {"direnv"}), process(101, 100, {"sh"}), gopls(102, 101),
                 process(103, 102, {"go", "list"}), process(104, 103, {"git"})});
    CHECK(pids(s.processes) == std::vector{102, 103, 104});
    CHECK(pids(s.carriers) == std::vector{100, 101});
}

TEST_CASE("what stands beside gopls is not its child") {
    const Snapshot s = located({process(100, 1, {"sh"}), process(101, 100, {"cat"}),
                                gopls(102, 100), process(103, 100, {"tee"})});
    CHECK(pids(s.processes) == std::vector{102});
    CHECK(pids(s.carriers) == std::vector{100, 101, 103});
}

TEST_CASE("an orphan that is younger than gopls is its own, an older one is not") {
    const Snapshot s =
        located({process(100, 1, {"sh"}), process(101, 1, {"older"}), gopls(102, 100),
                 process(103, 1, {"git"}), process(104, 103, {"ssh"})});
    CHECK(pids(s.processes) == std::vector{102, 103, 104});
    CHECK(pids(s.carriers) == std::vector{100, 101});
}

TEST_CASE("neither the telemetry child nor a gopls below gopls is the server") {
    const Snapshot s =
        located({process(100, 1, {"sh"}), gopls(101, 100, {"gopls", "** telemetry **"}),
                 gopls(102, 100), gopls(103, 102, {"gopls", "vulncheck"})});
    CHECK(pids(s.processes) == std::vector{102, 103});
}

TEST_CASE("of two the one nearer to the root is the server, or else the older one") {
    CHECK(pids(located({process(100, 1, {"sh"}), process(101, 100, {"sh"}), gopls(102, 101),
                        gopls(103, 100)})
                   .processes) == std::vector{103});
    CHECK(pids(located({process(100, 1, {"sh"}), gopls(102, 100), gopls(101, 100)}).processes) ==
          std::vector{101});
}

TEST_CASE("without a gopls there is no server, and it is elsewhere only if that is certain") {
    std::vector<Process> carriers{process(100, 1, {"docker"}), process(101, 100, {"ssh"})};
    Snapshot s = located(carriers);
    CHECK(s.known);
    CHECK(s.processes.empty());
    CHECK(pids(s.carriers) == std::vector{100, 101});
    CHECK(s.elsewhere);
    carriers[1].is_gopls = IsGopls::kUnknown;
    s = located(carriers);
    CHECK(s.processes.empty());
    CHECK_FALSE(s.elsewhere);
}

TEST_CASE("what is not seen is not located") {
    const Snapshot s = core::locate_server({});
    CHECK_FALSE(s.known);
    CHECK_FALSE(s.elsewhere);
    CHECK(located({}).processes.empty());
    CHECK_FALSE(located({}).elsewhere);
}

TEST_CASE("parents that go round in a circle come to an end") {
    const Snapshot s = located({process(100, 102, {"a"}), process(101, 100, {"b"}), gopls(102, 101),
                                process(103, 103, {"c"})});
    CHECK(s.processes.front().ref.pid == 102);
}
