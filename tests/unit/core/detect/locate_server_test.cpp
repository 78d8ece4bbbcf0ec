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

TEST_CASE("A directly started gopls is the server and owns all other processes") {
    const Snapshot s = located({gopls(100, 1), process(101, 100, {"go", "list"}),
                                process(102, 101, {"git"}), process(103, 1, {"orphan"})});
    CHECK(pids(s.processes) == std::vector{100, 101, 102, 103});
    CHECK(s.carriers.empty());
    CHECK_FALSE(s.elsewhere);
}

TEST_CASE("A gopls behind scripts is the server and the scripts are carriers") {
    const Snapshot s =
        located({process(100, 1, {"direnv"}), process(101, 100, {"sh"}), gopls(102, 101),
                 process(103, 102, {"go", "list"}), process(104, 103, {"git"})});
    CHECK(pids(s.processes) == std::vector{102, 103, 104});
    CHECK(pids(s.carriers) == std::vector{100, 101});
}

TEST_CASE("A sibling of gopls is not its child") {
    const Snapshot s = located({process(100, 1, {"sh"}), process(101, 100, {"cat"}),
                                gopls(102, 100), process(103, 100, {"tee"})});
    CHECK(pids(s.processes) == std::vector{102});
    CHECK(pids(s.carriers) == std::vector{100, 101, 103});
}

TEST_CASE("An orphan younger than gopls belongs to it but an older one does not") {
    const Snapshot s =
        located({process(100, 1, {"sh"}), process(101, 1, {"older"}), gopls(102, 100),
                 process(103, 1, {"git"}), process(104, 103, {"ssh"})});
    CHECK(pids(s.processes) == std::vector{102, 103, 104});
    CHECK(pids(s.carriers) == std::vector{100, 101});
}

TEST_CASE("The telemetry child and a gopls below gopls are never the server") {
    const Snapshot s =
        located({process(100, 1, {"sh"}), gopls(101, 100, {"gopls", "** telemetry **"}),
                 gopls(102, 100), gopls(103, 102, {"gopls", "vulncheck"})});
    CHECK(pids(s.processes) == std::vector{102, 103});
}

TEST_CASE("Of two gopls the one nearer the root or else the older is the server") {
    CHECK(pids(located({process(100, 1, {"sh"}), process(101, 100, {"sh"}), gopls(102, 101),
                        gopls(103, 100)})
                   .processes) == std::vector{103});
    CHECK(pids(located({process(100, 1, {"sh"}), gopls(102, 100), gopls(101, 100)}).processes) ==
          std::vector{101});
}

TEST_CASE("Without gopls the server is elsewhere only if that is certain") {
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

TEST_CASE("locate_server keeps an unknown snapshot unknown") {
    const Snapshot s = core::locate_server({});
    CHECK_FALSE(s.known);
    CHECK_FALSE(s.elsewhere);
    CHECK(located({}).processes.empty());
    CHECK_FALSE(located({}).elsewhere);
}

TEST_CASE("locate_server terminates on a cycle of parents") {
    const Snapshot s = located({process(100, 102, {"a"}), process(101, 100, {"b"}), gopls(102, 101),
                                process(103, 103, {"c"})});
    CHECK(s.processes.front().ref.pid == 102);
}
