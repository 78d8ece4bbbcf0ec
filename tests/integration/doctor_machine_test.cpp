// `gopls-proxy doctor` on a machine that is short of something, or whose caches are damaged.
//
// A namespace or a limit of the shell breaks the machine for the doctor alone.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/catch.hpp"
#include "support/doctor_runs.hpp"
#include "support/failure.hpp"
#include "support/hanging_folder.hpp"
#include "support/mount_namespace.hpp"
#include "support/proxied.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using support::ChildOptions;
using support::examine;
using support::Examined;
using support::MountNamespace;
using support::Sandbox;
using support::says;

namespace fs = std::filesystem;

namespace {

struct MachineForDoctor : Sandbox {
    MachineForDoctor() : Sandbox(Sandbox::GoplsCache::kOwn) {
        support::prepare_for_doctor(*this);
        write_module();
        environment["GOCACHE"] = path("gocache").string();
        fs::create_directories(path("gocache"));
    }
    ChildOptions doctor() const { return support::doctor_options(*this, "module", {"--json"}); }
};

/// Puts a shell script before a program, in the same process.
ChildOptions behind(std::vector<std::string> shell, const std::string& script,
                    ChildOptions options) {
    shell.insert(shell.end(), {"sh", "-c", "set -e\n" + script + "\nexec \"$@\"", "sh"});
    shell.insert(shell.end(), options.argv.begin(), options.argv.end());
    options.argv = std::move(shell);
    return options;
}

/// Returns whether the machine allows a user namespace in which `script` works.
bool allows_user_namespace(const Sandbox& sandbox, const std::string& script) {
    const auto tried = support::run(
        behind({"unshare", "-r"}, script, {{"true"}, sandbox.environment, "", "", false}));
    if (tried.status.code == 0) return true;
    WARN("not run: " << tried.errors);
    return false;
}

bool is_allowed(const MountNamespace& space) {
    if (!space.refused().empty()) WARN("not run: " << space.refused());
    return space.refused().empty();
}

/// Runs the first command of a finding in the module, without `sudo`.
void carry_out(const Sandbox& sandbox, const support::Json& finding) {
    std::string command = finding["mend"][0].get<std::string>();
    if (command.starts_with("sudo ")) command.erase(0, 5);
    support::run_in(sandbox, "module", {"sh", "-c", command});
}

const support::Json& place(const Examined& result, const std::string& name) {
    for (const auto& one : result.json["machine"]["places"]) {
        if (one["name"] == name) return one;
    }
    throw support::TestFailure("no place " + name);
}

/// Writes a mountinfo in which `folder` has another file system, and returns a script that the
/// doctor then sees it by. The process stays the same behind `exec`.
std::string mounted_as(const Sandbox& sandbox, const std::string& folder,
                       const std::string& type_and_source) {
    std::ifstream file("/proc/self/mountinfo");
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    text += "9999 1 0:99 / " + folder + " rw - " + type_and_source + " rw\n";
    sandbox.write("mountinfo", text);
    return "mount --bind '" + sandbox.path("mountinfo").string() + "' /proc/$$/mountinfo";
}

}  // namespace

TEST_CASE("the state of the machine is measured", "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    const Examined result = support::examined(sandbox.doctor());
    INFO(result.describe());
    CHECK(place(result, "the workspace")["path"] == sandbox.module().string());
    CHECK(place(result, "the workspace")["stat_ms"].is_number());
    CHECK(place(result, "GOCACHE")["path"] == sandbox.path("gocache").string());
    CHECK(place(result, "GOMODCACHE")["answered"] == true);
    CHECK(place(result, "the gopls cache")["path"] == sandbox.path("gopls-cache/gopls").string());
    CHECK(result.json["machine"]["inotify"]["probe"] == "seen");
    CHECK(result.json["machine"]["memory"]["total_bytes"] > 0);
    const auto printed = support::run(support::doctor_options(sandbox, "module"));
    CHECK(says(printed.output, "Machine\n  the workspace"));
    CHECK(says(printed.output, "a new file was seen"));
}

TEST_CASE("inotify without instances is found, and gone with a higher limit",
          "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    // The limits of a user namespace are its own: nothing outside of it changes.
    const std::string limit = "/proc/sys/user/max_inotify_instances";
    if (!allows_user_namespace(sandbox, "echo 0 >" + limit)) return;
    const Examined none =
        support::examined(behind({"unshare", "-r"}, "echo 0 >" + limit, sandbox.doctor()));
    INFO(none.describe());
    CHECK(says(none.finding("file-events")["seen"], "refused to watch"));
    CHECK(says(none.finding("file-events")["mend"][0], "fs.inotify.max_user_instances="));
    CHECK(says(none.finding("inotify-instances")["seen"], "of 0 inotify instances"));
    CHECK(none.code == 1);
    const Examined raised =
        support::examined(behind({"unshare", "-r"}, "echo 100000 >" + limit, sandbox.doctor()));
    CHECK_FALSE(raised.has("file-events"));
    CHECK_FALSE(raised.has("inotify-instances"));
}

TEST_CASE("a process that holds inotify watches is named, and they are too few",
          "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    for (int i = 0; i < 30; ++i) fs::create_directories(sandbox.module() / std::to_string(i));
    const std::string limit = "/proc/sys/user/max_inotify_watches";
    if (!allows_user_namespace(sandbox, "echo 20 >" + limit)) return;
    const Examined few =
        support::examined(behind({"unshare", "-r"}, "echo 20 >" + limit, sandbox.doctor()));
    INFO(few.describe());
    CHECK(says(few.finding("inotify-watches")["seen"], "of 20 inotify watches"));
    CHECK(says(few.finding("inotify-watches")["mend"][0], "max_user_watches=524288"));
    const Examined raised =
        support::examined(behind({"unshare", "-r"}, "echo 524288 >" + limit, sandbox.doctor()));
    CHECK_FALSE(raised.has("inotify-watches"));
}

TEST_CASE("a full file system of a cache is an error", "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    const auto disk = [&](const std::string& size) {
        return MountNamespace(
            "mount -t tmpfs -o size=" + size + " none '" + sandbox.path("gocache").string() + "'",
            sandbox.environment);
    };
    const MountNamespace small = disk("64m");
    if (!is_allowed(small)) return;
    const Examined full = support::examined(small.with(sandbox.doctor()));
    INFO(full.describe());
    CHECK(says(full.finding("disk-full")["seen"], sandbox.path("gocache").string()));
    CHECK(says(full.finding("cache-not-kept")["seen"], "GOCACHE"));
    CHECK(place(full, "GOCACHE")["type"] == "tmpfs");
    CHECK(full.code == 1);
    const Examined low = support::examined(disk("600m").with(sandbox.doctor()));
    CHECK(low.has("disk-low"));
    CHECK_FALSE(low.has("disk-full"));
    const Examined large = support::examined(disk("4g").with(sandbox.doctor()));
    CHECK_FALSE(large.has("disk-low"));
    CHECK_FALSE(support::examined(sandbox.doctor()).has("cache-not-kept"));
}

TEST_CASE("a workspace on a drive of Windows and a cache on NFS are found",
          "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    const std::string module = sandbox.module().string();
    const MountNamespace windows(
        mounted_as(sandbox, module, "9p C:\\134 rw,aname=drvfs;path=C:\\134"), sandbox.environment);
    if (!is_allowed(windows)) return;
    const Examined drive = support::examined(windows.with(sandbox.doctor()));
    INFO(drive.describe());
    CHECK(says(drive.finding("workspace-remote")["seen"], "a drive of Windows"));
    CHECK_FALSE(drive.has("cache-remote"));

    const std::string cache = sandbox.path("gocache").string();
    const MountNamespace network(mounted_as(sandbox, cache, "nfs4 server:/export"),
                                 sandbox.environment);
    const Examined nfs = support::examined(network.with(sandbox.doctor()));
    CHECK(says(nfs.finding("cache-remote")["seen"], "GOCACHE, " + cache));
    CHECK(says(nfs.finding("cache-remote")["mend"][0], "export GOCACHE="));
    // As the finding says.
    sandbox.environment["GOCACHE"] = sandbox.path("local").string();
    CHECK_FALSE(support::examined(network.with(sandbox.doctor())).has("cache-remote"));
}

TEST_CASE("a low limit of open files is found", "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    const Examined few =
        support::examined(behind({}, "ulimit -Sn 256; ulimit -Hn 256", sandbox.doctor()));
    CHECK(says(few.finding("open-files")["seen"], "256 files"));
    CHECK(few.json["machine"]["open_file_limit"] == 256);
    const Examined more =
        support::examined(behind({}, "ulimit -Sn 1024; ulimit -Hn 1024", sandbox.doctor()));
    CHECK_FALSE(more.has("open-files"));
}

TEST_CASE("a machine without free memory is found", "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    const auto with_memory = [&](const std::string& available) {
        sandbox.write("meminfo", "MemTotal: 8000000 kB\nMemAvailable: " + available +
                                     " kB\nSwapTotal: 1000000 kB\nSwapFree: 10 kB\n");
        return MountNamespace(
            "mount --bind '" + sandbox.path("meminfo").string() + "' /proc/meminfo",
            sandbox.environment);
    };
    const MountNamespace little = with_memory("100000");
    if (!is_allowed(little)) return;
    const Examined low = support::examined(little.with(sandbox.doctor()));
    INFO(low.describe());
    CHECK(says(low.finding("memory-low")["seen"], "97.7 MB of 7.6 GB"));
    const MountNamespace enough = with_memory("4000000");
    CHECK(support::examined(enough.with(sandbox.doctor()))
              .json["machine"]["memory"]["available_bytes"] == 4'096'000'000);
}

TEST_CASE("a cache with files of another user is found, and mended by the command",
          "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    sandbox.write("gocache/00/entry-d", "text");
    const fs::path file = sandbox.path("gocache/00/entry-d");
    // In a user namespace, root has no power over the files of others, nor this user of its own
    // files without a mode.
    const bool is_root = ::geteuid() == 0;
    if (!allows_user_namespace(sandbox, ":")) return;
    if (is_root) {
        REQUIRE(::chown(file.c_str(), 12345, 12345) == 0);
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    } else {
        fs::permissions(file, fs::perms::none);
    }
    const auto examined = [&] {
        return support::examined(is_root ? behind({"unshare", "-r"}, ":", sandbox.doctor())
                                         : sandbox.doctor());
    };
    const Examined damaged = examined();
    INFO(damaged.describe());
    CHECK(says(damaged.finding("cache-unusable")["seen"], file.string()));
    CHECK(says(damaged.finding("cache-unusable")["seen"],
               is_root ? "belong to another user" : "cannot be read"));
    carry_out(sandbox, damaged.finding("cache-unusable"));
    CHECK_FALSE(examined().has("cache-unusable"));
}

TEST_CASE("modules that were not extracted to the end are found, and mended by the command",
          "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    support::publish(
        sandbox, "example.com/dep", "v1.0.0",
        {{"go.mod", "module example.com/dep\n\ngo 1.20\n"}, {"dep.go", "package dep\n"}});
    sandbox.environment["GOFLAGS"] = "-mod=mod";
    support::run_in(sandbox, "module", {"go", "get", "example.com/dep@v1.0.0"});
    sandbox.environment.erase("GOFLAGS");
    CHECK_FALSE(support::examined(sandbox.doctor()).has("modules-incomplete"));

    const std::string versions = "gopath/pkg/mod/cache/download/example.com/dep/@v/";
    const bool is_partial = GENERATE(true, false);
    if (is_partial) {
        sandbox.write(versions + "v1.0.0.partial", "");
    } else {
        REQUIRE(fs::remove(sandbox.path(versions + "v1.0.0.ziphash")));
    }
    const Examined damaged = support::examined(sandbox.doctor());
    INFO(damaged.describe());
    CHECK(says(damaged.finding("modules-incomplete")["seen"], "example.com/dep@v1.0.0"));
    CHECK(damaged.finding("modules-incomplete")["mend"][0] ==
          "go mod download example.com/dep@v1.0.0");
    carry_out(sandbox, damaged.finding("modules-incomplete"));
    CHECK_FALSE(support::examined(sandbox.doctor()).has("modules-incomplete"));
}

TEST_CASE("--deep finds a module that was modified, and the command mends it",
          "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    support::publish(
        sandbox, "example.com/dep", "v1.0.0",
        {{"go.mod", "module example.com/dep\n\ngo 1.20\n"}, {"dep.go", "package dep\n"}});
    support::run_in(sandbox, "module", {"go", "get", "example.com/dep@v1.0.0"});
    support::run_in(sandbox, "module", {"go", "mod", "download", "example.com/dep@v1.0.0"});
    const auto deep = [&] { return support::examine(sandbox, "module", {"--deep"}); };
    CHECK_FALSE(deep().has("module-modified"));
    const fs::path file = sandbox.path("gopath/pkg/mod/example.com/dep@v1.0.0/dep.go");
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    std::ofstream(file) << "package dep\n\nvar Debug = true\n";
    const Examined modified = deep();
    INFO(modified.describe());
    CHECK(says(modified.finding("module-modified")["seen"], "example.com/dep@v1.0.0"));
    CHECK_FALSE(support::examined(sandbox.doctor()).has("module-modified"));
    carry_out(sandbox, modified.finding("module-modified"));
    CHECK_FALSE(deep().has("module-modified"));
}

TEST_CASE("--deep finds a damaged file of gopls's cache, and clean mends it",
          "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    {
        const auto editor =
            steps::settle(sandbox, support::direct(sandbox, support::Target::real_gopls(), {}));
        steps::finish(*editor);
    }
    const auto deep = [&] { return support::examine(sandbox, "module", {"--deep"}); };
    CHECK_FALSE(deep().has("cache-damaged"));
    fs::path damaged;
    for (const auto& entry : fs::recursive_directory_iterator(sandbox.path("gopls-cache"))) {
        if (entry.path().string().ends_with("-cas")) damaged = entry.path();
    }
    REQUIRE_FALSE(damaged.empty());
    std::ofstream(damaged, std::ios::app) << "damage";
    // The doctor leaves out files that may be being written.
    fs::last_write_time(damaged, fs::file_time_type::clock::now() - std::chrono::hours(1));
    const Examined result = deep();
    INFO(result.describe());
    CHECK(says(result.finding("cache-damaged")["seen"], damaged.string()));
    CHECK(result.finding("cache-damaged")["mend"][0] == "gopls-proxy clean");
    const auto cleaned =
        support::run(support::direct(sandbox, support::Target::proxy(), {"clean", "--yes"}));
    INFO(cleaned.output << cleaned.errors);
    CHECK(cleaned.status.code == 0);
    CHECK_FALSE(deep().has("cache-damaged"));
}

TEST_CASE("a debugger that was left behind is found, and ended by the command",
          "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    const std::string sleep = support::find_on_path("sleep", sandbox.environment["PATH"]);
    fs::create_directories(sandbox.path("bin"));
    fs::copy_file(fs::canonical(sleep), sandbox.path("bin/dlv"));
    support::run_in(
        sandbox, "module",
        {"sh", "-c",
         "'" + sandbox.path("bin/dlv").string() + "' 1000 >/dev/null 2>&1 </dev/null &"});
    const Examined result = support::examined(sandbox.doctor());
    INFO(result.describe());
    CHECK(says(result.finding("left-over-process")["seen"], "A debugger (pid "));
    CHECK(says(result.finding("left-over-process")["seen"], "dlv 1000"));
    carry_out(sandbox, result.finding("left-over-process"));
    sandbox.expect_nothing_left();
    CHECK_FALSE(support::examined(sandbox.doctor()).has("left-over-process"));
}

TEST_CASE("a gopls cache whose file system hangs is named, and the doctor ends",
          "[doctor_machine][real]") {
    MachineForDoctor sandbox;
    fs::create_directories(sandbox.path("net"));
    sandbox.environment["GOPLSCACHE"] = sandbox.path("net").string();
    const support::HangingFolder hanging(sandbox.path("net").string(), sandbox.environment);
    if (!hanging.refused().empty()) {
        WARN("not run: " << hanging.refused());
        return;
    }
    const Examined result = support::examined(hanging.with(sandbox.doctor()));
    INFO(result.describe());
    CHECK(says(result.finding("file-system-hangs")["seen"], sandbox.path("net").string()));
    CHECK(place(result, "the gopls cache")["answered"] == false);
    CHECK(place(result, "the workspace")["answered"] == true);
}
