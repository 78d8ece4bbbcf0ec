#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using doctor::CacheState;
using doctor::DiskPlace;
using doctor::EventProbe;
using doctor::FileSystemSort;
using namespace std::chrono_literals;

namespace {

DiskPlace place(const std::string& name, FileSystemSort sort = FileSystemSort::kLocal) {
    DiskPlace one;
    one.name = name;
    one.path = "/m/folder";
    one.answered = true;
    one.sort = sort;
    one.type = "nfs4";
    one.source = "server:/export";
    one.mount = "/m";
    one.stat_time = 5us;
    one.read_time = 20us;
    one.device = 7;
    one.free_bytes = std::uint64_t{50} << 30;
    one.free_files = 100'000;
    return one;
}

doctor::Facts with_place(const DiskPlace& one) {
    doctor::Facts facts = healthy_facts();
    facts.machine.places = {one};
    return facts;
}

doctor::Facts with_inotify(std::uint64_t watches, std::uint64_t instances, std::uint64_t used) {
    doctor::Facts facts = healthy_facts();
    facts.machine.inotify_limits = io::InotifyLimits{watches, instances};
    facts.machine.inotify_users = {{12, "code", 2, used}, {15, "gopls-proxy", 1, 1}};
    return facts;
}

}  // namespace

TEST_CASE("A workspace or a cache on a remote file system is a warning") {
    CHECK(ids_of(with_place(place("the workspace"))).empty());
    const auto workspace =
        only(with_place(place("the workspace", FileSystemSort::kNetwork)), "workspace-remote");
    CHECK(contains(workspace.seen, "nfs4, server:/export, mounted at /m"));
    CHECK(workspace.confidence == doctor::Confidence::kPossible);
    CHECK(
        only(with_place(place("the workspace", FileSystemSort::kWindowsDrive)), "workspace-remote")
            .confidence == doctor::Confidence::kLikely);
    CHECK(only(with_place(place("GOCACHE", FileSystemSort::kHost)), "cache-remote").mend ==
          std::vector<std::string>{"go env -w GOCACHE=/a/local/folder"});
    CHECK(
        only(with_place(place("the gopls cache", FileSystemSort::kNetwork)), "cache-remote").mend ==
        std::vector<std::string>{"export GOPLSCACHE=/a/local/folder"});
}

TEST_CASE("A cache in a container or in memory is a note, a workspace there is none") {
    CHECK(only(with_place(place("GOMODCACHE", FileSystemSort::kOverlay)), "cache-not-kept").mend ==
          std::vector<std::string>{"mount a volume at /m/folder"});
    CHECK(
        contains(only(with_place(place("GOCACHE", FileSystemSort::kMemory)), "cache-not-kept").why,
                 "restart"));
    CHECK(ids_of(with_place(place("the workspace", FileSystemSort::kOverlay))).empty());
    CHECK(ids_of(with_place(place("the temporary folder", FileSystemSort::kMemory))).empty());
}

TEST_CASE("A file system is slow by its median") {
    DiskPlace slow = place("the workspace");
    slow.stat_time = 3ms;
    const auto finding = only(with_place(slow), "file-system-slow");
    CHECK(contains(finding.seen, "3 ms to look up a file"));
    CHECK(contains(finding.why, "10,000 files take 30.0 s"));
    slow.stat_time = 1ms;
    slow.read_time = 30ms;
    CHECK(contains(only(with_place(slow), "file-system-slow").seen, "30 ms to read"));
    slow.read_time = std::nullopt;
    CHECK(ids_of(with_place(slow)).empty());
}

TEST_CASE("A full disk is an error, and named once for all of its folders") {
    DiskPlace full = place("GOCACHE");
    full.free_bytes = 1 << 20;
    doctor::Facts facts = with_place(full);
    full.name = "the temporary folder";
    facts.machine.places.push_back(full);
    CHECK(contains(only(facts, "disk-full").seen,
                   "room for 1.0 MB on the file system of GOCACHE and the temporary folder (/m)"));
    full.free_bytes = std::uint64_t{700} << 20;
    CHECK(contains(only(with_place(full), "disk-low").seen, "700.0 MB"));
    full.free_bytes = std::uint64_t{5} << 30;
    full.free_files = 3;
    CHECK(contains(only(with_place(full), "disk-full").seen, "3 more files"));
    full.free_files = std::nullopt;
    CHECK(ids_of(with_place(full)).empty());
}

TEST_CASE("A file system of the gopls cache or TMPDIR that hangs is an error") {
    DiskPlace silent = place("the gopls cache");
    silent.answered = false;
    CHECK(contains(only(with_place(silent), "file-system-hangs").seen, "the gopls cache"));
    // Others have findings of their own.
    silent.name = "GOCACHE";
    CHECK(ids_of(with_place(silent)).empty());
}

TEST_CASE("Watches that are used up are named by process") {
    CHECK(ids_of(with_inotify(1000, 128, 800)).empty());
    const auto finding = only(with_inotify(1000, 128, 899), "inotify-watches");
    CHECK(contains(finding.seen, "900 of 1000 inotify watches: code (pid 12) 899 and gopls-proxy"));
    CHECK(finding.mend.front() == "sudo sysctl fs.inotify.max_user_watches=524288");
}

TEST_CASE("Too few watches for the folders of the workspace are a guess") {
    doctor::Facts facts = with_inotify(1000, 128, 100);
    facts.tree.folders = 899;
    CHECK(ids_of(facts).empty());
    facts.tree.folders = 950;
    const auto finding = only(facts, "inotify-watches");
    CHECK(finding.confidence == doctor::Confidence::kPossible);
    CHECK(contains(finding.seen, "950 folders"));
    facts.tree.folders = 400'000;
    CHECK(only(facts, "inotify-watches").mend.front() ==
          "sudo sysctl fs.inotify.max_user_watches=1048576");
}

TEST_CASE("Instances that are used up are a warning") {
    CHECK(contains(only(with_inotify(1000, 3, 1), "inotify-instances").seen,
                   "3 of 3 inotify instances: code (pid 12) 2"));
    CHECK(ids_of(with_inotify(1000, 4, 1)).empty());
}

TEST_CASE("Events that are refused or not seen are errors") {
    doctor::Facts facts = healthy_facts();
    facts.machine.events = {EventProbe::Outcome::kRefused, "/tmp", true, "Too many open files",
                            true};
    const auto refused = only(facts, "file-events");
    CHECK(contains(refused.seen, "Too many open files"));
    CHECK(contains(refused.mend.front(), "sudo sysctl fs.inotify.max_user_instances="));
    facts.machine.events = {EventProbe::Outcome::kNotSeen, "/net", true, "", false};
    CHECK(contains(only(facts, "file-events").seen, "/net was not reported"));
    facts.machine.events.outcome = EventProbe::Outcome::kNoAnswer;
    CHECK(ids_of(facts).empty());
}

TEST_CASE("Few open files are a warning, of the shell and of a gopls") {
    doctor::Facts facts = healthy_facts();
    facts.machine.open_file_limit = 1024;
    facts.machine.gopls_files = {{5, 100, 1024}, {6, 100, 0}};
    CHECK(ids_of(facts).empty());
    facts.machine.open_file_limit = 256;
    CHECK(contains(only(facts, "open-files").seen, "256 files"));
    facts.machine.open_file_limit = 0;
    facts.machine.gopls_files = {{5, 900, 1024}};
    CHECK(only(facts, "open-files").mend.front() == "prlimit --nofile=65536 --pid 5");
}

TEST_CASE("Memory is low by the machine or by the control group") {
    doctor::Facts facts = healthy_facts();
    facts.machine.memory = io::SystemMemory{std::uint64_t{8} << 30, std::uint64_t{4} << 30, 0, 0};
    facts.machine.memory_group = io::MemoryGroup{0, std::uint64_t{2} << 30, std::uint64_t{1} << 30};
    CHECK(ids_of(facts).empty());
    facts.machine.memory_group->used_bytes = std::uint64_t{1900} << 20;
    CHECK(contains(only(facts, "memory-low").seen, "148.0 MB are left of the limit"));
    facts.machine.memory_group = std::nullopt;
    facts.machine.memory =
        io::SystemMemory{std::uint64_t{8} << 30, std::uint64_t{100} << 20, 1 << 30, 1 << 20};
    CHECK(contains(only(facts, "memory-low").seen,
                   "100.0 MB of 8.0 GB memory are available, and 1.0 MB of swap"));
}

TEST_CASE("Processes killed for want of memory are a note") {
    doctor::Facts facts = healthy_facts();
    facts.machine.memory_group = io::MemoryGroup{2, 0, 0};
    CHECK(contains(only(facts, "memory-kills").seen, "killed 2 processes"));
}

TEST_CASE("Entries of a cache that cannot be used are errors") {
    doctor::Facts facts = healthy_facts();
    CacheState cache{"GOCACHE", "/home/u/.cache/go-build", true, {}};
    cache.size.foreign = {3, "go-build/00/x-a"};
    facts.machine.caches = {cache};
    const auto foreign = only(facts, "cache-unusable");
    CHECK(contains(foreign.seen, "/home/u/.cache/go-build/00/x-a"));
    CHECK(foreign.mend.front() == "sudo chown -R \"$(id -u):$(id -g)\" /home/u/.cache/go-build");
    cache.size.foreign = {};
    cache.size.unreadable = {1, "go-build"};
    facts.machine.caches = {cache};
    const auto closed = only(facts, "cache-unusable");
    CHECK(contains(closed.seen, "such as /home/u/.cache/go-build."));
    CHECK(closed.mend.front() == "chmod -R u+rX /home/u/.cache/go-build");
}

TEST_CASE("A large cache is a note with its size and age") {
    doctor::Facts facts = healthy_facts();
    CacheState cache{"GOMODCACHE", "/home/u/go/pkg/mod", true, {}};
    cache.size.bytes = std::uint64_t{30} << 30;
    cache.size.entries = 5;
    cache.size.oldest = std::chrono::system_clock::from_time_t(1'700'000'000);
    facts.machine.caches = {cache};
    CHECK(contains(only(facts, "cache-large").seen,
                   "30.0 GB or more in 5 entries; the oldest file is of 2023-11-14"));
}

TEST_CASE("Incomplete modules are downloaded again") {
    using Fault = doctor::IncompleteModule::Fault;
    doctor::Facts facts = healthy_facts();
    facts.machine.modules.incomplete = {{Fault::kPartial, "a.b/c", "v1.0.0", "/p/v1.0.0.partial"},
                                        {Fault::kNoHash, "a.b/d", "v1.1.0", "/p/d@v1.1.0"}};
    const auto finding = only(facts, "modules-incomplete");
    CHECK(contains(finding.seen, "2 incomplete modules: a.b/c@v1.0.0 (extracted in part) and"));
    CHECK(finding.mend == std::vector<std::string>{"go mod download a.b/c@v1.0.0 a.b/d@v1.1.0"});
    CHECK(finding.place->file == "/p/v1.0.0.partial");
}

TEST_CASE("Only processes in the folder are left over, and only locks of the module cache count") {
    doctor::Facts facts = healthy_facts();
    facts.machine.processes.left_over = {{7, "debugger", "dlv dap", "/w/cmd", 90s},
                                         {8, "go command", "go list", "/elsewhere", 90s}};
    const auto finding = only(facts, "left-over-process");
    CHECK(contains(finding.seen, "A debugger (pid 7, dlv dap) has been running for 90.0 s"));
    CHECK(finding.mend == std::vector<std::string>{"kill 7"});
    facts.machine.processes = {};
    facts.machine.processes.locks = {{9, "go", "/home/u/go/pkg/mod/cache/lock"},
                                     {10, "gopls", "/home/u/.cache/gopls-proxy/x/lock"}};
    CHECK(contains(only(facts, "lock-held").seen, "go (pid 9) holds a lock on"));
}

TEST_CASE("A module that was modified is downloaded again, and a damaged cache is deleted") {
    doctor::Facts facts = healthy_facts();
    facts.verification.modules = {{"a.b/c", "v1.0.0", "dir has been modified", "/p/c@v1.0.0"}};
    CHECK(only(facts, "module-modified").mend.front() ==
          "chmod -R u+w /p/c@v1.0.0 && rm -rf /p/c@v1.0.0 && go mod download a.b/c@v1.0.0");
    facts.verification.modules = {{"a.b/c", "v1.0.0", "zip has been modified", "/p/v1.0.0.zip"}};
    CHECK(only(facts, "module-modified").mend.front() ==
          "rm -f /p/v1.0.0.zip /p/v1.0.0.ziphash && go mod download a.b/c@v1.0.0");
    facts.verification = {};
    facts.verification.caches = {{"GOCACHE", "/c", true, 10, {}}};
    CHECK(ids_of(facts).empty());
    facts.verification.caches[0].damaged = {"/c/00/x-d"};
    CHECK(
        contains(only(facts, "cache-damaged").seen, "1 of 10 files of GOCACHE, /c, do not match"));
}
