#include "core/detect/child_commands.hpp"

#include "support/catch.hpp"
#include "unit/core/support.hpp"

using namespace core_test;
using core::ChildCommand;
using Kind = core::ChildCommand::Kind;

namespace {

ChildCommand only(const Snapshot& snapshot) {
    const auto commands = core::child_commands(snapshot);
    REQUIRE(commands.size() == 1);
    return commands.front();
}

std::vector<int> pids(const ChildCommand& command) {
    std::vector<int> all;
    for (const core::ProcessRef& ref : command.subtree) all.push_back(ref.pid);
    return all;
}

}  // namespace

TEST_CASE("gopls without children has no child commands") {
    CHECK(core::child_commands(gopls_with()).empty());
    CHECK(core::child_commands({}).empty());
}

TEST_CASE("A child command is classified by its command line") {
    struct Row {
        std::vector<std::string> argv;
        Kind kind;
    };
    const std::vector<Row> rows = {
        {{"go", "list", "./..."}, Kind::kGoList},
        {{"/usr/local/go/bin/go", "list"}, Kind::kGoList},
        {{"/bin/sh", "/tools/go", "list", "-e"}, Kind::kGoList},
        {{"/usr/bin/env", "-S", "go", "list"}, Kind::kGoList},
        {{"go", "env", "-json"}, Kind::kGoQuery},
        {{"go", "version"}, Kind::kGoQuery},
        {{"go", "mod", "download"}, Kind::kOther},
        {{"go"}, Kind::kOther},
        {{"gopackagesdriver", "list"}, Kind::kPackagesDriver},
        {{"/opt/driver", "list"}, Kind::kPackagesDriver},
        {{"/bin/sh", "/w/tools/driver.sh"}, Kind::kPackagesDriver},
        {{"/usr/bin/gopls", "vulncheck"}, Kind::kOther},
        {{}, Kind::kOther},
    };
    for (const Row& row : rows) {
        const ChildCommand command = only(gopls_with({child(row.argv)}));
        INFO(command.line);
        CHECK(command.kind == row.kind);
    }
}

TEST_CASE("A go list that queries the toolchain costs the view") {
    CHECK(only(gopls_with({child({"go", "list", "-e", "-f", "{{context.ReleaseTags}}"})}))
              .costs_view);
    CHECK_FALSE(only(gopls_with({child({"go", "list", "-e", "./..."})})).costs_view);
}

TEST_CASE("A subtree lists the leaves first and the command last") {
    const ChildCommand command = only(gopls_with({
        child({"go", "list"}, 101),
        process(102, 101, {"git", "fetch"}),
        process(103, 102, {"ssh", "example.com"}),
        process(104, 101, {"git", "ls-remote"}),
    }));
    CHECK(command.kind == Kind::kGoList);
    CHECK(command.line == "go list");
    CHECK(pids(command) == std::vector<int>{103, 102, 104, 101});
}

TEST_CASE("A cycle of parents ends at gopls") {
    auto snapshot = gopls_with({child({"go", "list"}), process(102, 101, {"git"})});
    snapshot.processes.front().parent = 102;  // its pid was reused between two reads
    CHECK(pids(only(snapshot)) == std::vector<int>{102, 101});
}

TEST_CASE("An orphan of a go list is a command of its own") {
    const auto commands = core::child_commands(gopls_with({process(104, 1, {"git", "fetch"})}));
    REQUIRE(commands.size() == 1);
    CHECK(commands[0].kind == Kind::kOther);
    CHECK(pids(commands[0]) == std::vector<int>{104});
}

TEST_CASE("Child commands are sorted oldest first without the telemetry child") {
    auto snapshot = gopls_with({child({"go", "env"}, 110), child({"go", "list"}, 105),
                                child({"gopls", "** telemetry **"}, 101)});
    snapshot.processes[1].ref.start_ticks = 500;
    snapshot.processes[2].ref.start_ticks = 400;
    const auto commands = core::child_commands(snapshot);
    REQUIRE(commands.size() == 2);
    CHECK(commands[0].kind == Kind::kGoList);
    CHECK(commands[1].kind == Kind::kGoQuery);
}

TEST_CASE("A command reports its most informative connection") {
    const Socket other{Socket::State::kOther, "o:1", 0};
    const Socket idle{Socket::State::kEstablished, "e:1", 0};
    const Socket unacked{Socket::State::kEstablished, "u:1", 9};
    const Socket connecting{Socket::State::kConnecting, "c:1", 0};
    struct Row {
        std::vector<Socket> sockets;
        std::string remote;
    };
    const std::vector<Row> rows = {
        {{}, ""},
        {{other}, ""},
        {{other, idle}, "e:1"},
        {{idle, unacked}, "u:1"},
        {{unacked, idle}, "u:1"},
        {{unacked, connecting, idle}, "c:1"},
    };
    for (const Row& row : rows) {
        Process go = child({"go", "list"});
        go.sockets = row.sockets;
        const ChildCommand command = only(gopls_with({go}));
        CHECK((command.socket ? command.socket->remote : "") == row.remote);
    }
}

TEST_CASE("Connections and locks of descendants count for the command") {
    Process git = process(102, 101, {"git", "fetch"});
    git.sockets.push_back({Socket::State::kConnecting, "c:1", 0});
    git.waits_for_lock_of = 77;
    const ChildCommand command = only(gopls_with({child({"go", "list"}), git}));
    REQUIRE(command.socket);
    CHECK(command.socket->remote == "c:1");
    CHECK(command.lock_holder == 77);
}

TEST_CASE("A go command's build tools are distinguished from its fetching tools") {
    struct Row {
        std::vector<std::string> go, child;
        std::string tool;
    };
    const std::vector<Row> rows = {
        {{"go", "list"}, {"/goroot/pkg/tool/cgo", "-objdir"}, "/goroot/pkg/tool/cgo -objdir"},
        {{"/goroot/bin/go", "list"}, {"/bin/sh", "/opt/bin/gcc"}, "/bin/sh /opt/bin/gcc"},
        {{"go", "env"}, {"gcc", "-###"}, "gcc -###"},
        {{"go", "list"}, {"/usr/bin/git", "fetch"}, ""},
        {{"go", "list"}, {"hg", "pull"}, ""},
        {{"go", "list"}, {"/goroot/bin/go", "list"}, ""},
        // A wrapper for the go command, and programs that it runs itself.
        {{"/bin/sh", "/shims/go", "list"}, {"sleep", "1000"}, ""},
        {{"/bin/sh", "/shims/go", "list"}, {"curl", "https://go.dev"}, ""},
        {{"/bin/sh", "/shims/go", "list"}, {"docker", "exec", "dev"}, "docker exec dev"},
        {{"/bin/sh", "/shims/go", "env"}, {"/bin/sh", "/b/podman"}, "/bin/sh /b/podman"},
    };
    for (const Row& row : rows) {
        const ChildCommand command =
            only(gopls_with({child(row.go, 101), process(102, 101, row.child)}));
        INFO(row.child.front());
        CHECK(command.tool == row.tool);
    }
}

TEST_CASE("A wrapper script may run the go command elsewhere") {
    const auto shim = [](int pid, int parent = kServerPid) {
        return process(pid, parent, {"/bin/sh", "/shims/go", "list"});
    };
    const Process client = process(103, 102, {"/opt/devbox/bin/client", "go", "list"});
    SECTION("through a program with an established network connection") {
        const auto connected = with_socket(client, Socket::State::kEstablished);
        const ChildCommand command = only(gopls_with({shim(101), shim(102, 101), connected}));
        CHECK(command.kind == Kind::kGoList);
        CHECK(command.tool == "/opt/devbox/bin/client go list");
        CHECK_FALSE(command.socket);
    }
    SECTION("not through a program that is still connecting") {
        const auto connecting = with_socket(client, Socket::State::kConnecting);
        const ChildCommand command = only(gopls_with({shim(101), shim(102, 101), connecting}));
        CHECK(command.tool.empty());
        CHECK(command.socket);
    }
    SECTION("through a program with its own Unix-domain socket but not an inherited one") {
        Process local = client;
        local.local_sockets = {{7}, {8}};
        local.parent = 101;
        Process parent = shim(101);
        const auto snapshot = [&](const std::vector<core::LocalSocket>& inherited) {
            parent.local_sockets = inherited;
            Snapshot seen = gopls_with({parent, local});
            seen.processes.front().local_sockets = inherited;
            return seen;
        };
        CHECK(only(snapshot({{7}, {8}})).tool.empty());
        CHECK_FALSE(only(snapshot({{7}})).tool.empty());
    }
    SECTION("not if the socket is closed or leads to another process of gopls") {
        const auto tool_with = [&](std::optional<std::uint64_t> peer) {
            Process local = client;
            local.local_sockets = {{8, peer}};
            Process script = shim(102, 101);
            script.local_sockets = {{9, 8}};
            return only(gopls_with({shim(101), script, local})).tool;
        };
        CHECK(tool_with(0).empty());  // closed
        CHECK(tool_with(9).empty());  // the script's socket
        CHECK_FALSE(tool_with(10).empty());
        CHECK_FALSE(tool_with({}).empty());
    }
    SECTION("not if the go command is visible") {
        Process local = client;
        local.local_sockets = {{8}};
        const ChildCommand command =
            only(gopls_with({shim(101), shim(102, 101), local, process(104, 103, {"go", "list"})}));
        CHECK(command.tool.empty());
        CHECK(command.go.pid == 104);
    }
    SECTION("through a program that replaced the script or through the script itself") {
        for (const std::vector<std::string>& argv :
             {std::vector<std::string>{"flatpak-spawn", "--host", "go", "list"},
              std::vector<std::string>{"ssh", "host", "go", "list"}}) {
            CHECK_FALSE(only(gopls_with({child(argv, 101)})).tool.empty());
        }
        Process script = process(101, kServerPid, {"python3", "/shims/go", "list"});
        CHECK(only(gopls_with({script})).tool.empty());
        script.local_sockets = {{7}};
        CHECK_FALSE(only(gopls_with({script})).tool.empty());
    }
    SECTION("through UDP except to a name server") {
        Process udp = client;
        udp.sockets = {{Socket::State::kEstablished, "192.0.2.1:443", 0, true}};
        CHECK_FALSE(only(gopls_with({shim(101), shim(102, 101), udp})).tool.empty());
        udp.sockets = {{Socket::State::kEstablished, "192.0.2.1:53", 0, true}};
        CHECK(only(gopls_with({shim(101), shim(102, 101), udp})).tool.empty());
    }
    SECTION("not if a go command runs beside the connected program") {
        Process logger = process(102, 101, {"logger"});
        logger.local_sockets = {{8}};
        CHECK(
            only(gopls_with({shim(101), logger, process(103, 101, {"go", "list"})})).tool.empty());
    }
    SECTION("not through the ssh of a git that the script runs") {
        const auto git = process(103, 102, {"git", "fetch"});
        const auto ssh = with_socket(process(104, 103, {"ssh", "x"}), Socket::State::kEstablished);
        const ChildCommand command = only(gopls_with({shim(101), shim(102, 101), git, ssh}));
        CHECK(command.tool.empty());
        CHECK(command.socket);
    }
    SECTION("a packages driver remains one") {
        const auto driver = child({"/bin/sh", "/tools/driver.sh"}, 102);
        const auto connected = with_socket(client, Socket::State::kEstablished);
        CHECK(only(gopls_with({driver, connected})).tool.empty());
    }
}

TEST_CASE("Connections and locks of a build tool do not count for the go command") {
    Process compiler = with_socket(process(103, 102, {"distcc"}), Socket::State::kEstablished);
    compiler.waits_for_lock_of = 77;
    const ChildCommand command =
        only(gopls_with({child({"go", "list"}, 101), process(102, 101, {"cgo"}), compiler}));
    CHECK(command.tool == "cgo");
    CHECK_FALSE(command.socket);
    CHECK(command.lock_holder == 0);
    CHECK(pids(command) == std::vector<int>{103, 102, 101});
}

TEST_CASE("command_line truncates to a readable length") {
    CHECK(core::command_line(child({"go", "list", "-e"})) == "go list -e");
    CHECK(core::command_line(child({})) == "process 101");
    CHECK(core::command_line(child(
              {"/a/very/long/path/to/a/tool/chain/that/goes/on/bin/go", "list"})) == "go list");
    CHECK(core::command_line(child({"go", std::string(500, 'x')})).size() < 140);
}

TEST_CASE("child_commands terminates on an inconsistent process table") {
    // Two processes name each other as parent, possible if pids are reused during the read.
    const auto commands =
        core::child_commands(gopls_with({process(101, 102, {"a"}), process(102, 101, {"b"})}));
    CHECK(commands.size() <= 2);
}
