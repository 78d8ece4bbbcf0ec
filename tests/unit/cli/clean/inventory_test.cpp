#include "cli/clean/inventory.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "unit/cli/clean/model.hpp"

using namespace clean_test;
using cli::clean::Companion;
using cli::clean::Role;

namespace {

constexpr const char* kSocket = "/run/user/1000/gopls-a1b2c3-daemon.me";

const Companion* companion_at(const Inventory& inventory, int pid) {
    for (const Companion& companion : inventory.companions) {
        if (companion.process.pid == pid) return &companion;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("A gopls of an editor is found with its editor, folder and caches", "[clean]") {
    Machine machine;
    machine.add(10, 1, "nvim");
    machine.add(11, 10, "sh");
    machine.add(12, 11, "gopls").environment->emplace("GOPLSCACHE", "/own");
    const Inventory inventory = machine.inventory();
    REQUIRE(inventory.gopls.size() == 1);
    const auto* gopls = gopls_at(inventory, 12);
    REQUIRE(gopls != nullptr);
    CHECK(gopls->role == Role::kOther);
    CHECK(gopls->proxy_pid == 0);
    CHECK(gopls->editor == "nvim");
    CHECK(gopls->folder == "/home/me/src/app");
    CHECK(gopls->caches.gopls_cache == "/own/gopls");
    CHECK(gopls->caches.build_cache == "/home/me/.cache/go-build");
    CHECK(gopls->sources.process_table);
    CHECK(gopls->sources.holdings);
    CHECK_FALSE(gopls->sources.sockets);
    CHECK(inventory.workspaces == std::vector<std::string>{"/home/me/src/app"});
}

TEST_CASE("The gopls of a health run is not an editor's", "[clean]") {
    Machine machine;
    machine.add(10, 1, "memfd:sealed-91");
    machine.add(11, 10, "gopls-proxy").argv = {"gopls-proxy", "--gopls=/opt/gopls", "health", "."};
    machine.add(12, 11, "gopls");
    machine.add(20, 10, "gopls", "/usr/local/bin/gopls-proxy").argv = {"/opt/gopls", "health"};
    machine.add(21, 20, "gopls");
    const Inventory inventory = machine.inventory();
    const auto* measured = gopls_at(inventory, 12);
    REQUIRE(measured != nullptr);
    CHECK(measured->role == Role::kBehindProxy);
    CHECK(measured->proxy_pid == 11);
    CHECK(measured->proxy_run == "health");
    CHECK(measured->editor.empty());
    CHECK(cli::clean::proxy_text(11, "health") == "a health run of gopls-proxy, pid 11");
    const auto* ordinary = gopls_at(inventory, 21);
    REQUIRE(ordinary != nullptr);
    CHECK(ordinary->proxy_run.empty());
    CHECK(cli::clean::proxy_text(20, "") == "behind gopls-proxy 20");
}

TEST_CASE("A proxy is not a gopls, whatever it is called", "[clean]") {
    Machine machine;
    machine.add(10, 1, "nvim");
    machine.add(11, 10, "gopls", "/usr/local/bin/gopls-proxy");  // lib/gopls-proxy/gopls
    machine.add(12, 11, "lsp-guardian", "/usr/local/bin/gopls-proxy");
    machine.add(13, 11, "gopls", "/home/me/go/bin/gopls");
    machine.add(14, 10, "gopls", "/opt/copy/gopls");
    machine.facts.packages[14] = "gopls-proxy";
    machine.add(20, 1, "unit_tests", "/build/unit_tests");  // links the proxy's code
    machine.facts.packages[20] = "gopls-proxy";
    machine.add(21, 20, "gopls");
    const Inventory inventory = machine.inventory();
    REQUIRE(inventory.gopls.size() == 2);
    CHECK(inventory.gopls[0].process.pid == 13);
    CHECK(inventory.gopls[0].role == Role::kBehindProxy);
    CHECK(inventory.gopls[0].proxy_pid == 11);
    CHECK(inventory.gopls[0].editor == "nvim");
    CHECK(inventory.gopls[1].process.pid == 21);
    CHECK(inventory.gopls[1].role == Role::kOther);
}

TEST_CASE("A proxy with any name is known by the mark of its gopls", "[clean]") {
    Machine machine;
    machine.add(10, 1, "my-lsp", "/opt/my-lsp");
    machine.facts.packages[10] = "gopls-proxy";
    machine.add(11, 10, "gopls").environment->emplace("GOPLS_PROXY_SESSION", "a1b2.1");
    machine.add(12, 1, "gopls").environment->emplace("GOPLS_PROXY_SESSION", "c3d4.1");
    const Inventory inventory = machine.inventory();
    CHECK(gopls_at(inventory, 11)->proxy_pid == 10);
    CHECK(gopls_at(inventory, 11)->role == Role::kBehindProxy);
    CHECK(gopls_at(inventory, 12)->proxy_pid == 0);  // its proxy is gone
}

TEST_CASE("Another Go program is not taken for gopls by its name", "[clean]") {
    Machine machine;
    machine.add(10, 1, "gopls-lint");
    machine.facts.packages[10] = "example.com/gopls-lint";
    machine.add(11, 1, "gopls-nightly");
    machine.facts.packages[11] = "example.com/fork/gopls";
    machine.add(12, 1, "gopls0.22");  // built without the information
    const Inventory inventory = machine.inventory();
    CHECK(gopls_at(inventory, 10) == nullptr);
    CHECK(gopls_at(inventory, 11) != nullptr);
    CHECK(gopls_at(inventory, 12) != nullptr);
}

TEST_CASE("The session of a proxy names its gopls, editor and folder", "[clean]") {
    Machine machine;
    machine.add(13, 1, "gopls");  // a script has detached it from the proxy
    machine.add(14, 1, "my-server");
    machine.facts.sessions = {{11, "/run/11.sock", "Neovim 0.11", {"/home/me/src/lib"}, {13, 14}}};
    const Inventory inventory = machine.inventory();
    REQUIRE(gopls_at(inventory, 14) != nullptr);
    CHECK(gopls_at(inventory, 14)->role == Role::kBehindProxy);
    const auto* gopls = gopls_at(inventory, 13);
    REQUIRE(gopls != nullptr);
    CHECK(gopls->role == Role::kBehindProxy);
    CHECK(gopls->proxy_pid == 11);
    CHECK(gopls->editor == "Neovim 0.11");
    CHECK(gopls->folder == "/home/me/src/lib");
    CHECK(inventory.workspaces == std::vector<std::string>{"/home/me/src/lib", "/home/me/src/app"});
}

TEST_CASE("Each source finds servers which the others miss", "[clean]") {
    Machine machine;
    machine.add(20, 1, "language-server", "/opt/language-server");
    machine.facts.packages[20] = "golang.org/x/tools/gopls";
    machine.add(21, 1, "wrapped").files = {
        {"/home/me/.cache/gopls-proxy/20260101T000000.000000Z-00000000/lock", true, true}};
    machine.add(22, 1, "server").listens = {kSocket};
    machine.add(23, 1, "vim").files = {{"/home/me/.cache/gopls-proxy/x/lock", true, false}};
    machine.add(24, 1, "x").listens = {"127.0.0.1:4040", "/run/user/1000/other.sock"};
    const Inventory inventory = machine.inventory();
    CHECK(inventory.gopls.size() == 3);
    REQUIRE(gopls_at(inventory, 20) != nullptr);
    CHECK(gopls_at(inventory, 20)->sources.process_table);
    REQUIRE(gopls_at(inventory, 21) != nullptr);
    CHECK(gopls_at(inventory, 21)->sources.holdings);
    CHECK_FALSE(gopls_at(inventory, 21)->sources.process_table);
    REQUIRE(gopls_at(inventory, 22) != nullptr);
    CHECK(gopls_at(inventory, 22)->sources.sockets);
    CHECK(gopls_at(inventory, 22)->role == Role::kDaemon);
}

TEST_CASE("A daemon and its clients are told apart", "[clean]") {
    Machine machine;
    machine.add(30, 1, "gopls").listens = {kSocket};
    machine.add(31, 1, "vim");
    machine.add(32, 31, "gopls");
    machine.connect(30, 32);
    machine.add(33, 1, "gopls").argv = {"/bin/gopls", "** telemetry **"};
    Inventory inventory = machine.inventory();
    CHECK(gopls_at(inventory, 30)->role == Role::kDaemon);
    CHECK(gopls_at(inventory, 30)->proxy_pid == 0);
    CHECK(gopls_at(inventory, 32)->role == Role::kForwarder);
    CHECK(gopls_at(inventory, 32)->sources.sockets);
    CHECK(gopls_at(inventory, 33)->role == Role::kHelper);

    // A daemon serves a proxy as well: it is that proxy's, whoever started it.
    machine.add(40, 1, "gopls-proxy");
    machine.add(41, 40, "gopls");
    machine.connect(30, 41);
    inventory = machine.inventory();
    CHECK(gopls_at(inventory, 41)->role == Role::kBehindProxy);
    CHECK(gopls_at(inventory, 30)->proxy_pid == 40);
}

TEST_CASE("go commands, debuggers and what they debug are listed", "[clean]") {
    Machine machine;
    machine.add(10, 1, "gopls");
    machine.add(11, 10, "go").argv = {"go", "list", "-e"};
    machine.add(12, 11, "compile", "/usr/local/go/pkg/tool/linux_amd64/compile");
    machine.add(13, 1, "go").argv = {"go", "list", "-m"};
    machine.add(14, 1, "bash");
    machine.add(15, 14, "go").argv = {"go", "test", "./..."};
    machine.add(16, 14, "dlv");
    machine.add(17, 16, "__debug_bin3141", "/home/me/src/app/__debug_bin3141");
    machine.add(18, 14, "link", "/usr/bin/link");
    const Inventory inventory = machine.inventory();
    CHECK(inventory.gopls.size() == 1);
    CHECK(inventory.companions.size() == 6);
    CHECK(companion_at(inventory, 11)->gopls_pid == 10);
    CHECK_FALSE(companion_at(inventory, 11)->is_orphan);
    CHECK(companion_at(inventory, 12)->gopls_pid == 10);
    CHECK(companion_at(inventory, 13)->is_orphan);
    CHECK(companion_at(inventory, 13)->is_of_gopls);
    CHECK(companion_at(inventory, 15)->gopls_pid == 0);
    CHECK_FALSE(companion_at(inventory, 15)->is_of_gopls);
    CHECK(companion_at(inventory, 16)->sort == Companion::Sort::kDebugger);
    CHECK(companion_at(inventory, 17)->sort == Companion::Sort::kDebugged);
    CHECK(companion_at(inventory, 18) == nullptr);
}

TEST_CASE("Writers below a workspace and held locks are shown by name", "[clean]") {
    Machine machine;
    machine.add(10, 1, "gopls");
    machine.add(11, 1, "tail").files = {{"/home/me/src/app/log", false, false}};
    machine.add(12, 1, "generator").files = {{"/home/me/src/app/gen/x.go", true, false},
                                             {"/home/me/other/y.go", true, false}};
    machine.add(13, 1, "git").files = {{"/home/me/src/app/.git/index.lock", true, true}};
    machine.add(14, 1, "go").files = {{"/home/me/.cache/go-build/trim.txt", true, true}};
    const Inventory inventory = machine.inventory();
    REQUIRE(inventory.writers.size() == 2);
    CHECK(inventory.writers[0].name == "generator");
    CHECK(inventory.writers[0].path == "/home/me/src/app/gen/x.go");
    CHECK(inventory.writers[1].name == "git");
    REQUIRE(inventory.locks.size() == 2);
    CHECK(inventory.locks[1].path == "/home/me/.cache/go-build/trim.txt");
}

TEST_CASE("Go's telemetry folder is not in a workspace", "[clean]") {
    Machine machine;
    // A sandbox, or a repository of settings: the workspace is above the telemetry folder.
    machine.add(10, 1, "gopls").working_folder = "/home/me/.config";
    machine.at(10).files = {{"/home/me/.config/go/telemetry/local/gopls.v1.count", true, true},
                            {"/home/me/.config/nvim/init.lua", true, false}};
    machine.add(11, 10, "gopls").argv = {"gopls", "** telemetry **"};
    machine.at(11).working_folder = "/own/go/telemetry/local";
    machine.at(11).environment->emplace("XDG_CONFIG_HOME", "/own");
    machine.at(11).environment->emplace("GOENV", "/elsewhere/env");
    machine.at(11).files = {{"/own/go/telemetry/local/gopls.v1.count", true, false},
                            {"/own/go/telemetry/upload.token", true, false}};
    const Inventory inventory = machine.inventory();
    CHECK(inventory.workspaces == std::vector<std::string>{"/home/me/.config"});
    REQUIRE(inventory.writers.size() == 1);
    CHECK(inventory.writers[0].path == "/home/me/.config/nvim/init.lua");
    CHECK(inventory.locks.empty());
}

TEST_CASE("The home folder is not a workspace", "[clean]") {
    for (const char* folder : {"/", "/home", "/home/me", ""}) {
        Machine machine;
        machine.add(10, 1, "gopls").working_folder = folder;
        machine.add(11, 1, "editor").files = {{"/home/me/notes", true, false}};
        INFO(folder);
        CHECK(machine.inventory().workspaces.empty());
        CHECK(machine.inventory().writers.empty());
    }
}

TEST_CASE("The inventory says whether processes can be seen", "[clean]") {
    Machine machine;
    machine.facts.processes = {};
    CHECK_FALSE(machine.inventory().known);
    CHECK(machine.inventory().gopls.empty());
}
